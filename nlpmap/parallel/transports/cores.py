"""How many cores this process may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from math import ceil
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")
OWN_CGROUPS = Path("/proc/self/cgroup")


def usable_cores() -> int:
    """Count the cores of this process: those it is bound to, within its control groups' quotas."""
    affinity = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = cgroup_quota()
    return affinity if quota is None else max(1, min(affinity, ceil(quota)))


def cgroup_quota(root: Path = CGROUPS, own: Path = OWN_CGROUPS) -> float | None:
    """Read the cores that this process's control groups grant, if any sets a limit (versions 2 and 1)."""
    quotas = [quota for folder in _folders(root, own) if (quota := _quota(folder)) is not None]
    return min(quotas, default=None)


def _folders(root: Path, own: Path) -> Iterator[Path]:
    """Yield the folders of this process's groups: its own first, then those that hold it, up to the root."""
    try:
        lines = own.read_text().splitlines()
    except OSError:
        lines = []
    yield from (root, root / "cpu")  # in a container, these are often all that is shown
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers == "" or "cpu" in controllers.split(","):
            base = root / "cpu" if controllers else root
            group = Path(path.lstrip("/"))
            yield from (base / part for part in (group, *group.parents))


def _quota(folder: Path) -> float | None:
    try:
        quota, period = (folder / "cpu.max").read_text().split()
        return None if quota == "max" else int(quota) / int(period)
    except (OSError, ValueError):
        pass
    try:
        quota_us = int((folder / "cpu.cfs_quota_us").read_text())
        period_us = int((folder / "cpu.cfs_period_us").read_text())
    except (OSError, ValueError):
        return None
    return quota_us / period_us if quota_us > 0 else None
