"""The cores that a pool uses where it is not told: those that the system grants this process."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nlpmap.parallel.transports import cores
from nlpmap.parallel.transports.cores import cgroup_quota, usable_cores


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The file that names this process's groups."""
    path = tmp_path / "own"
    path.write_text("0::/\n")
    return path


def limited(folder: Path, limit: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cpu.max").write_text(limit)


@pytest.mark.parametrize(("limit", "cores"), [("max 100000", None), ("150000 100000", 1.5), ("nonsense", None)])
def test_the_control_groups_quota_is_read(tmp_path: Path, own: Path, limit: str, cores: float | None) -> None:
    limited(tmp_path, limit)
    assert cgroup_quota(tmp_path, own) == cores


def test_the_quota_of_the_processs_own_group_and_of_those_around_it_holds(tmp_path: Path, own: Path) -> None:
    own.write_text("0::/system.slice/tagging.service\n")
    limited(tmp_path / "system.slice" / "tagging.service", "300000 100000")
    assert cgroup_quota(tmp_path, own) == 3
    limited(tmp_path / "system.slice", "200000 100000")
    assert cgroup_quota(tmp_path, own) == 2
    limited(tmp_path / "other.slice", "100000 100000")
    assert cgroup_quota(tmp_path, own) == 2


@pytest.mark.parametrize("group", ["", "jobs/one"])
def test_the_older_control_groups_quota_is_read(tmp_path: Path, own: Path, group: str) -> None:
    own.write_text(f"5:memory:/elsewhere\n4:cpu,cpuacct:/{group}\n")
    folder = tmp_path / "cpu" / group
    folder.mkdir(parents=True)
    (folder / "cpu.cfs_quota_us").write_text("50000")
    (folder / "cpu.cfs_period_us").write_text("100000")
    assert cgroup_quota(tmp_path, own) == 0.5


def test_no_file_of_groups_is_no_limit(tmp_path: Path) -> None:
    assert cgroup_quota(tmp_path / "none", tmp_path / "none") is None


@pytest.mark.parametrize(("quota", "expected"), [(None, 3), (0.2, 1), (1.5, 2), (2.0, 2), (64.0, 3)])
def test_the_cores_are_those_bound_to_within_the_quota_rounded_up(
    monkeypatch: pytest.MonkeyPatch, quota: float | None, expected: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1, 5}, raising=False)
    monkeypatch.setattr(cores, "cgroup_quota", lambda: quota)
    assert usable_cores() == expected
