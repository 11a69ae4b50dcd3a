"""What the coordinator knows of a slot's worker: how fast it is, what it holds, whether it may get more."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from math import ceil

from .batches import Batch, Pace, size_of

CREDIT = 2  # batches that a worker may hold: one to work on, one on its way
MOST_CREDIT = 64  # where the way is long
START_FAILURE_WEIGHT = 0.2  # of a death, for a worker that dies before it has the module: then it was not the module


class Held:
    """A worker's batches in the order they were sent; the first is the one that it works on.

    >>> held = Held()
    >>> held.add(Batch(0, "abc", 3), now=0.0)
    >>> held.add(Batch(3, "de", 2), now=0.0)
    >>> held.settle([1], now=1.0)
    >>> held.front.missing, held.bytes
    ([0, 2], 5)
    >>> held.settle(range(3, 5), now=2.0)
    >>> held.bytes
    3
    """

    def __init__(self) -> None:
        self.batches: deque[Batch] = deque()
        self.bytes = 0
        self.taken: int | None = None  # the last item that the worker said it has in hand
        self.since: float | None = None  # when the front batch was begun, once the module takes items
        self.is_fetching = False  # what the worker lacks, which is no fault of an item

    def __len__(self) -> int:
        return len(self.batches)

    @property
    def front(self) -> Batch:
        return self.batches[0]

    @property
    def certain(self) -> Batch | None:
        """The batch of the one item that the worker has in hand, where that is certain."""
        if self.batches and self.front.solo and self.taken == self.front.start:
            return self.front
        return None

    def add(self, batch: Batch, now: float) -> None:
        """Note a batch that is sent."""
        if not self.batches and self.since is not None:
            self.since = now
        self.batches.append(batch)
        self.bytes += batch.size

    def began(self, index: int, now: float) -> None:
        """Note that the module took an item in hand: from now on its time counts."""
        self.taken = index
        self.since = now

    def fetches(self, is_on: bool, now: float) -> None:
        """Note that the worker gets what it lacks, or has it: then the time of its item begins anew.

        >>> held = Held()
        >>> held.add(Batch(0, "a", 1), now=0.0)
        >>> held.began(0, now=1.0)
        >>> held.fetches(True, now=2.0)
        >>> held.begun
        >>> held.fetches(False, now=9.0)
        >>> held.begun
        9.0
        """
        self.is_fetching = is_on
        if self.since is not None:
            self.since = now

    def settle(self, indices: range | list[int], now: float) -> None:
        """Strike off items that are answered."""
        if self.since is not None:
            self.since = now
        if self.batches and self.front.indices == indices:
            self._drop(self.front)
            return
        for index in indices:
            if (batch := self.batch_of(index)) is not None:
                batch.answered.add(index)
                if len(batch.answered) == len(batch.packed):
                    self._drop(batch)

    def batch_of(self, index: int) -> Batch | None:
        """Return the batch that an unanswered item is in, if the worker holds it."""
        return next((batch for batch in self.batches if index in batch.indices and index not in batch.answered), None)

    def holds(self, indices: range | list[int]) -> bool:
        """Return whether the worker holds all these items, unanswered.

        >>> held = Held()
        >>> held.add(Batch(3, "abc", 3), now=0.0)
        >>> held.holds(range(3, 6)), held.holds([5]), held.holds([5, 6])
        (True, True, False)
        """
        if self.batches and self.front.indices == indices and not self.front.answered:
            return True
        return all(self.batch_of(index) is not None for index in indices)

    def singly(self, indices: list[int]) -> list[Batch]:
        """Return each of some held items as a batch by itself."""
        return [self._solo(index) for index in indices]

    @property
    def begun(self) -> float | None:
        """When the front batch was begun, where there is one that the worker is at."""
        return self.since if self.batches and not self.is_fetching else None

    def take_back(self) -> list[Batch]:
        """Give up what a dead worker held; return it, the batch in front, which may have killed it, item by item."""
        again: list[Batch] = []
        for rank, batch in enumerate(self.batches):
            suspect = rank == 0 and not batch.solo and self.taken is not None
            again += batch.singly() if suspect else batch.unanswered()
        self.batches.clear()
        self.bytes = 0
        self.taken = self.since = None
        self.is_fetching = False
        return again

    def _drop(self, batch: Batch) -> None:
        self.batches.remove(batch)
        self.bytes -= batch.size

    def _solo(self, index: int) -> Batch:
        batch = self.batch_of(index)
        assert batch is not None, f"item {index} is not with this worker"
        packed = batch.packed[index - batch.start]
        return Batch(index, [packed], size_of(packed), batch.attempts, solo=True)


@dataclass(slots=True)
class Worker:
    """A slot's worker, and how often it died in vain."""

    pace: Pace
    state: str = "starting"  # then "ready", "dead" (to be replaced) or "retired" (not to be)
    held: Held = field(default_factory=Held)
    starved: bool = False
    queued: bool = False  # whether it is in the round of those that have credit
    fruitless_restarts: float = 0.0
    progress_seen: int = 0
    last_report: str = ""
    round_trip: float = 0.0  # seconds from here to it and back

    @property
    def has_credit(self) -> bool:
        return self.state == "ready" and (len(self.held) < self.credit or self.starved)

    @property
    def credit(self) -> int:
        """How many batches it may hold: while one goes there and its answer comes back, it is to have work for twice.

        >>> Worker(Pace(100)).credit, Worker(Pace(100), round_trip=0.2).credit
        (2, 9)
        """
        if not self.round_trip:
            return CREDIT
        return min(MOST_CREDIT, max(CREDIT, 1 + ceil(2 * self.round_trip / self.pace.seconds)))

    def die(self, why: str, progress: int, lives: int) -> None:
        """Note a death; the worker is retired after more than so many without any progress of the map meanwhile."""
        weight = 1.0 if self.state == "ready" else START_FAILURE_WEIGHT
        self.fruitless_restarts = weight + (self.fruitless_restarts if self.progress_seen == progress else 0.0)
        self.progress_seen = progress
        self.state = "retired" if self.fruitless_restarts > lives else "dead"
        self.starved = False
        self.last_report = why
