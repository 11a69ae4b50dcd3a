"""A worker's descendants, which end with it: those of its process group, and on Linux all that bear its mark.

The mark is in the environment that a worker is started with, and so in that of all it starts, even in sessions of
their own. Out of reach is what leaves the group *and* was started with another environment; elsewhere than on Linux,
what leaves the group.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

MARK = "NLPMAP_WORKER"
GRACE = 1.0  # seconds that a worker gets to end by itself when its coordinator is gone
ROUNDS = 20  # of looking for what was started meanwhile


def mark_within(mark: str, environment: dict[str, str]) -> dict[str, str]:
    """Return an environment with a mark, after those that it has: a worker may have workers of its own.

    >>> mark_within("b", {"NLPMAP_WORKER": "a"})
    {'NLPMAP_WORKER': 'a b'}
    """
    return {**environment, MARK: f"{environment.get(MARK, '')} {mark}".strip()}


def end_group(leader: int) -> None:
    """Kill a process group, if any of it is left."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)


def end_marked(mark: str) -> None:
    """Kill all processes that bear a mark but this one."""
    _end_all(lambda: _marked(mark.encode()))


def processes_marked(mark: str) -> set[int]:
    """Find the processes that bear a mark, where they can be found."""
    return _marked(mark.encode())


def children_of(parent: int) -> list[int]:
    """List a process's children, where they can be found."""
    return sorted(process.pid for process in _described() if process.parent == parent)


def below(parents: set[int]) -> dict[int, int]:
    """Find all descendants of processes, with when each was started: a later one may have its number."""
    everything = list(_described())
    found: dict[int, int] = {}
    above = parents
    while above:
        new = {process.pid: process.started for process in everything if process.parent in above}
        above = new.keys() - found.keys()
        found.update(new)
    return found


def end_seen(seen: dict[int, int]) -> None:
    """Kill what is left of processes that were found."""
    for process in _described() if seen else ():
        if seen.get(process.pid) == process.started:
            _kill(process.pid)


def end_own() -> None:
    """Kill what is left of this worker's group, and all that bears its mark, but for itself."""
    mark = os.environ.get(MARK, "").rpartition(" ")[2].encode()
    _end_all(lambda: {*_marked(mark), *_members(os.getpid()), *below({os.getpid()})})


def end_with_coordinator() -> None:
    """End this worker and its descendants soon: the connection to the coordinator is gone."""
    threading.Thread(target=_end_after_grace, name="nlpmap-end", daemon=True).start()


def lead_group() -> None:
    """Make this process the leader of a group of its own, where it is not yet, as behind ssh."""
    if hasattr(os, "setsid") and os.getpgrp() != os.getpid():
        with contextlib.suppress(PermissionError):
            os.setsid()


def _end_after_grace() -> None:
    time.sleep(GRACE)
    end_own()
    if hasattr(os, "getpgrp") and os.getpgrp() == os.getpid():
        end_group(os.getpid())
    os._exit(1)


def _end_all(found: Callable[[], set[int]]) -> None:
    for _ in range(ROUNDS):
        pids = found() - {os.getpid()}
        if not pids:
            return
        for pid in pids:
            _kill(pid)
        time.sleep(0.001)


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)


def _marked(mark: bytes) -> set[int]:
    if not mark:
        return set()
    name = MARK.encode() + b"="
    return {
        pid
        for pid, environment in _read_all("environ")
        if mark in environment
        for entry in environment.split(b"\0")
        if entry.startswith(name) and any(word.startswith(mark) for word in entry[len(name) :].split())
    }


def _members(leader: int) -> set[int]:
    """Find the living members of a process group."""
    return {process.pid for process in _described() if process.group == leader}


class Described(NamedTuple):
    """A process, its parent, its group, and when it was started."""

    pid: int
    parent: int
    group: int
    started: int


def _described() -> Iterator[Described]:
    """Yield the processes that are alive."""
    for pid, told in _read_all("stat"):
        state, parent, group, *others = told.rpartition(b") ")[2].split()
        if state not in b"ZX":
            yield Described(pid, int(parent), int(group), int(others[16]))


def _read_all(name: str) -> Iterator[tuple[int, bytes]]:
    """Yield what Linux tells of each process under a name."""
    try:
        pids = [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]  # noqa: PTH208 - names are all it takes
    except OSError:
        return
    for pid in pids:
        with contextlib.suppress(OSError):
            with open(f"/proc/{pid}/{name}", "rb") as file:  # noqa: PTH123 - read for every process there is
                yield pid, file.read()
