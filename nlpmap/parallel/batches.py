"""Batches: consecutive items that travel together, and how many make one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ..remote import wire

SECONDS = 0.02  # of work in a batch: a message costs about 0.13 ms, under a hundredth of this
BYTES = 2**20  # of arguments in a batch, where there is more than one
GROWTH = 4  # a batch is at most this many times as long as the last: a guess from few items may be far off


@dataclass(slots=True)
class Batch:
    """Items ``start … start + len(packed)`` on their way through one worker."""

    start: int
    packed: Sequence[object]
    attempts: int = 0
    solo: bool = False  # one item, by itself, whose hand-out the worker reports: what kills it is then certain
    missing: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.missing = set(self.indices)

    @property
    def indices(self) -> range:
        return range(self.start, self.start + len(self.packed))

    def unanswered(self) -> list[Batch]:
        """Give what is still unanswered, as batches of consecutive items.

        >>> batch = Batch(10, "abcde")
        >>> batch.missing -= {12}
        >>> [(part.start, part.packed) for part in batch.unanswered()]
        [(10, 'ab'), (13, 'de')]
        """
        if len(self.missing) == len(self.packed):
            return [self]
        ranked = enumerate(sorted(self.missing))
        runs = ([index for _, index in run] for _, run in groupby(ranked, key=lambda pair: pair[1] - pair[0]))
        return [Batch(run[0], self.packed[run[0] - self.start : run[-1] + 1 - self.start]) for run in runs]

    def singly(self) -> list[Batch]:
        """Give each unanswered item as a batch by itself."""
        return [
            Batch(index, self.packed[index - self.start : index - self.start + 1], self.attempts, solo=True)
            for index in sorted(self.missing)
        ]


def size_of(packed: object) -> int:
    """Estimate the bytes that a packed value takes on its way.

    >>> size_of("abc"), size_of(7)
    (3, 8)
    """
    if type(packed) is wire.Frozen:
        return len(packed.blob)
    return len(packed) if isinstance(packed, (str, bytes)) else 8


class Pace:
    """How many items make a batch for one worker, from the time its items took.

    >>> pace = Pace(most=1000)
    >>> pace.items
    1
    >>> pace.note(count=1, seconds=1e-6)
    >>> pace.items
    4
    >>> pace.note(count=4, seconds=4.0)
    >>> pace.items
    1
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.items = 1

    def note(self, count: int, seconds: float) -> None:
        """Learn from ``count`` items that took ``seconds`` together."""
        fitting = int(SECONDS * count / max(seconds, 1e-9))
        self.items = max(1, min(fitting, GROWTH * max(count, self.items), self.most))
