"""Outcomes in the order of the input, and how far the input is read ahead of the consumer."""

from __future__ import annotations

from collections.abc import Iterator

from .actions import Outcomes


class ReorderBuffer:
    """Numbers items as they are read, takes their outcomes in any order, and releases them in the items' order.

    >>> buffer = ReorderBuffer(window=10)
    >>> buffer.read(3)
    0
    >>> buffer.keep(Outcomes(1, 2, "later", 8))
    >>> [outcomes.content for outcomes in buffer.released()]
    []
    >>> buffer.keep(Outcomes(0, 1, "first", 8))
    >>> [outcomes.content for outcomes in buffer.released()]
    ['first', 'later']
    """

    def __init__(self, window: int) -> None:
        self.window = window  # the most items between input and consumer
        self.next_in = 0
        self.next_out = 0
        self.consumed = 0
        self.bytes = 0  # of the outcomes that are kept
        self._kept: dict[int, Outcomes] = {}

    @property
    def room(self) -> int:
        """How many more items may be read."""
        return self.window - (self.next_in - self.consumed)

    @property
    def empty(self) -> bool:
        """Whether every item that was read has been released."""
        return self.next_out == self.next_in

    def read(self, count: int) -> int:
        """Number the next items of the input; return the first number."""
        start = self.next_in
        self.next_in += count
        return start

    def keep(self, outcomes: Outcomes) -> None:
        """Keep outcomes until all before them are released."""
        self._kept[outcomes.start] = outcomes
        self.bytes += outcomes.size

    def released(self) -> Iterator[Outcomes]:
        """Yield the outcomes that are next in the order of the input."""
        while (outcomes := self._kept.pop(self.next_out, None)) is not None:
            self.next_out += outcomes.count
            self.bytes -= outcomes.size
            yield outcomes

    def consume(self, count: int) -> None:
        """Note that the consumer took so many outcomes."""
        self.consumed += count
