"""Batches: consecutive items that travel together, and how many make one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple, Protocol

from ...errors import WorkerError
from ...remote.serving import wire

SECONDS = 0.05  # of work in a batch: a message costs about 0.13 ms, and kernels like some thousand sentences
BYTES = 2**20  # of arguments in a batch, where there is more than one: more would not stay in a processor's cache
FAR_BYTES = 2**18  # where a worker is elsewhere: what comes after it on a slow line, as a ping, is to come in time
GROWTH = 4  # a batch is at most this many times as long as the last: a guess from few items may be far off


@dataclass(slots=True)
class Batch:
    """Items ``start … start + len(packed)`` on their way through one worker."""

    start: int
    packed: Sequence[object]
    size: int  # in bytes, about
    attempts: int = 0
    solo: bool = False  # one item, by itself, whose hand-out the worker reports: what kills it is then certain
    answered: set[int] = field(default_factory=set)

    @property
    def indices(self) -> range:
        return range(self.start, self.start + len(self.packed))

    @property
    def missing(self) -> list[int]:
        """The items still unanswered.

        >>> Batch(10, "abc", 3, answered={11}).missing
        [10, 12]
        """
        return [index for index in self.indices if index not in self.answered]

    def unanswered(self) -> list[Batch]:
        """Return the unanswered items, as batches of consecutive ones.

        >>> batch = Batch(10, "abcde", 5, answered={12})
        >>> [(part.start, part.packed) for part in batch.unanswered()]
        [(10, 'ab'), (13, 'de')]
        """
        if not self.answered:
            return [self]
        runs = groupby(enumerate(self.missing), key=lambda pair: pair[1] - pair[0])
        return [self._part([index for _, index in run]) for _, run in runs]

    def singly(self) -> list[Batch]:
        """Return each unanswered item as a batch by itself."""
        return [self._part([index], solo=True) for index in self.missing]

    def _part(self, run: list[int], solo: bool = False) -> Batch:
        packed = self.packed[run[0] - self.start : run[-1] + 1 - self.start]
        return Batch(run[0], packed, sum(map(size_of, packed)), self.attempts, solo)


class TakenArguments(NamedTuple):
    """What a source gave: packed values, their size, and, where it stopped short, the next one's flaw or its end."""

    packed: Sequence[object]
    size: int
    flaw: WorkerError | None = None
    ended: bool = False


class ArgumentSource(Protocol):
    """Where items come from."""

    def take(self, most: int) -> TakenArguments:
        """Return the next items, at most so many, and no more bytes than a batch holds; or a flaw, or the end.

        Where the next one has to be waited for there is none of them.
        """


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
        self.seconds = SECONDS  # that a batch takes

    def note(self, count: int, seconds: float) -> None:
        """Learn from ``count`` items that took ``seconds`` together."""
        fitting = int(SECONDS * count / max(seconds, 1e-9))
        self.items = max(1, min(fitting, GROWTH * max(count, self.items), self.most))
        self.seconds = max(SECONDS / 10, self.items * seconds / count)
