"""Where batches come from: those to be run again first, then the source, within the window."""

from __future__ import annotations

from collections import deque
from math import ceil

from .actions import Outcomes
from .batches import ArgumentSource, Batch
from .reorder import ReorderBuffer

BYTES_AHEAD = 2**28  # of arguments and results between input and consumer


class Supply:
    """Makes batches of a source's items, no further ahead of the consumer than the window and the memory allow."""

    def __init__(self, source: ArgumentSource, order: ReorderBuffer, length: int | None, slots: int) -> None:
        self.source = source
        self.order = order
        self.length = length
        self.slots = slots
        self.exhausted = False
        self.again: deque[Batch] = deque()

    def next_batch(self, most: int, bytes_held: int) -> Batch | None:
        """Return the next batch, of at most so many items, where ``bytes_held`` are with the workers; or none yet."""
        return self.again.popleft() if self.again else self._new_batch(self._fitting(most, bytes_held))

    def run_again(self, batches: list[Batch]) -> None:
        """Take batches back, to be sent before new ones, the earliest first."""
        self.again = deque(sorted([*batches, *self.again], key=lambda batch: batch.start))

    def _fitting(self, most: int, bytes_held: int) -> int:
        """Return how many new items a batch may have, shrinking towards a known end."""
        if bytes_held + self.order.bytes >= BYTES_AHEAD and not self.order.empty:
            return 0
        size = min(most, self.order.room)
        if self.length is not None:
            size = min(size, max(1, ceil((self.length - self.order.next_in) / (2 * self.slots))))
        return size

    def _new_batch(self, most: int) -> Batch | None:
        while most > 0 and not self.exhausted:
            packed, size, flaw, self.exhausted = self.source.take(most)
            start = self.order.read(len(packed))
            if flaw is not None:
                self.order.keep(Outcomes(self.order.read(1), 1, flaw, 0))
            if packed:
                return Batch(start, packed, size)
            if flaw is None:  # there is none, or none yet
                return None
            most -= 1
        return None
