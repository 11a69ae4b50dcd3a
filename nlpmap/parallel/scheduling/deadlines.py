"""Deadlines: which workers have had their item for too long, found without a look at all the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from heapq import heappop, heappush, heapreplace


class Deadlines:
    """The soonest first of those workers that have something in hand; ``begun`` returns since when a slot's has it.

    A worker is listed once, at a time that is no later than its deadline: that only moves on, and is looked up again
    when the time has come.

    >>> since = {0: 1.0, 1: 2.0}
    >>> deadlines = Deadlines(10.0, since.get)
    >>> deadlines.watch(1), deadlines.watch(0), deadlines.next
    (None, None, 11.0)
    >>> since[0] = 5.0
    >>> deadlines.next, list(deadlines.overdue(13.0))
    (12.0, [1])
    """

    def __init__(self, timeout: float, begun: Callable[[int], float | None]) -> None:
        self.timeout = timeout
        self.begun = begun
        self.heap: list[tuple[float, int]] = []
        self.listed: set[int] = set()

    def watch(self, slot: int) -> None:
        """List a worker that may have something in hand."""
        begun = self.begun(slot)
        if slot not in self.listed and begun is not None:
            self.listed.add(slot)
            heappush(self.heap, (begun + self.timeout, slot))

    @property
    def next(self) -> float | None:
        """The soonest deadline, if there is one."""
        while self.heap:
            due, slot = self.heap[0]
            begun = self.begun(slot)
            if begun is None:
                self._drop_first()
            elif begun + self.timeout > due:
                heapreplace(self.heap, (begun + self.timeout, slot))
            else:
                return due
        return None

    def overdue(self, now: float) -> Iterator[int]:
        """Yield the slots whose time is up, each once."""
        while (due := self.next) is not None and due <= now:
            yield self._drop_first()

    def _drop_first(self) -> int:
        _, slot = heappop(self.heap)
        self.listed.discard(slot)
        return slot
