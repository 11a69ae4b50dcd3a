"""Patience: when workers of another host are started again, that ended, or that it refused.

A host is not asked more than once a second, and ever later while it refuses; after five minutes it is given up.
"""

from __future__ import annotations

from collections import deque

PATIENCE = 300.0  # seconds that a host may refuse, of which some worker came up before
PAUSE = 1.0  # seconds from one start to the next
LONGEST_PAUSE = 15.0  # while it refuses


class PatientHost:
    """The slots that wait for a worker of a host, and when the next is started. Times are of any steady clock.

    >>> host = PatientHost()
    >>> host.wait(0), host.wait(1)
    (None, None)
    >>> host.started(now=100.0), host.started(now=100.5), host.next_start
    (0, None, 101.0)
    >>> host.refused(now=101.0), host.next_start, host.started(now=103.0)
    (True, 103.0, 1)
    >>> host.refused(now=101.0 + PATIENCE)
    False
    """

    def __init__(self) -> None:
        self.waiting: deque[int] = deque()
        self.due = 0.0
        self.refusals = 0
        self.refused_since: float | None = None

    def wait(self, slot: int) -> None:
        """Have a slot wait for its turn."""
        self.waiting.append(slot)

    @property
    def next_start(self) -> float | None:
        """When a worker may be started next, where a slot waits for one."""
        return self.due if self.waiting else None

    def started(self, now: float) -> int | None:
        """Return the slot whose worker is to be started now, if there is one."""
        if not self.waiting or now < self.due:
            return None
        self.due = now + self._pause
        return self.waiting.popleft()

    def came_up(self, now: float) -> None:
        """Take note that a worker came up: the next ones need wait no longer than usual."""
        self.refusals, self.refused_since = 0, None
        self.due = min(self.due, now + PAUSE)

    def refused(self, now: float) -> bool:
        """Take note that no worker came up; return whether it is to be tried again."""
        self.refusals += 1
        self.refused_since = now if self.refused_since is None else self.refused_since
        self.due = max(self.due, now + self._pause)
        return now - self.refused_since < PATIENCE

    @property
    def _pause(self) -> float:
        return min(LONGEST_PAUSE, PAUSE * float(1 << min(self.refusals, 9)))
