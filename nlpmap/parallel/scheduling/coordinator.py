"""The near side's rules as a pure state machine: events in, orders out; no threads, no clocks, no execnet.

It owns the round-robin with credits (a worker gets its next batch when it answers one), the window (never further
ahead of the consumer than this), the ledger of who holds what, retries, and the search for an item that kills its
worker. Workers are known by the number of their *slot*; a slot's worker may die and be replaced.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil

from ...errors import HostError, ItemTimeout, NlpmapError, WorkerDied, WorkerError
from .actions import Kill, Order, Outcomes, Pause, Send, Spawn
from .batches import Batch, Pace, Source, size_of

LIVES = 4  # how often in a row a slot's worker may die without an answer, the retries of an item not counted
STILLBORN = 0.2  # of a life, for a worker that dies before it has the module: then it was not the module
WINDOW = 20_000  # items for each worker between input and consumer, where the user does not say
BYTES_AHEAD = 2**28  # of arguments and results between input and consumer


@dataclass(slots=True)
class Worker:
    """What the coordinator knows of a slot's worker."""

    pace: Pace
    state: str = "starting"  # then "ready", "dead" (to be replaced) or "retired" (not to be)
    held: deque[Batch] = field(default_factory=deque)
    taken: int | None = None  # the last item that the worker said it has in hand
    since: float | None = None  # when the batch in front was begun, once the module takes items
    hungry: bool = False
    queued: bool = False  # whether it stands in the round of those that have credit
    barren_lives: float = 0.0
    progress_seen: int = 0
    last_words: str = ""


class Coordinator:
    """Turns a stream of packed arguments and the events of many workers into outcomes in order."""

    def __init__(
        self,
        slots: int,
        source: Source,
        *,
        length: int | None = None,
        window: int | None = None,
        credit: int = 2,
        retries: int = 2,
        timeout: float | None = None,
    ) -> None:
        self.source = source
        self.exhausted = False
        self.length = length
        self.window = window or WINDOW * slots
        self.credit = credit
        self.retries = retries
        self.timeout = timeout
        most = max(1, self.window // (2 * credit * slots))
        self.workers = [Worker(Pace(most)) for _ in range(slots)]
        self.round: deque[int] = deque()
        self.starving: list[int] = []
        self.vacant: list[int] = []
        self.progress = 0
        self.again: deque[Batch] = deque()
        self.next_in = 0
        self.next_out = 0
        self.taken = 0
        self.done: dict[int, Outcomes] = {}
        self.bytes_ahead = 0
        self.now = 0.0

    # events

    def ready(self, slot: int) -> None:
        """A slot's worker is up and has the module."""
        self.workers[slot].state = "ready"
        self._join_round(slot)

    def began(self, slot: int, index: int) -> None:
        """A worker's module took an item in hand: from now on its time counts."""
        worker = self.workers[slot]
        worker.taken = index
        worker.since = self.now

    def answered(self, slot: int, indices: range | list[int], outcomes: list[Outcomes], seconds: float) -> None:
        """A worker answered items, after so many seconds of work."""
        worker = self.workers[slot]
        worker.pace.note(len(indices), seconds)
        self._settle(slot, indices)
        for part in outcomes:
            self._keep(part)

    def failed(self, slot: int, index: int, error: WorkerError) -> None:
        """A worker's module raised with this item in hand; the worker goes on with the next."""
        worker = self.workers[slot]
        batch = self._holding(worker, index)
        error.attempts = batch.attempts + 1 if batch else 1
        self._settle(slot, [index])
        self._keep(Outcomes(index, 1, error, 0))

    def tangled(self, slot: int, indices: list[int]) -> None:
        """A worker's module raised with several items in hand: run each by itself."""
        worker = self.workers[slot]
        again = [self._solo(worker, index) for index in indices]
        self._settle(slot, indices)
        self._requeue(again)

    def hungry(self, slot: int) -> None:
        """A worker waits for input with items unanswered."""
        self.workers[slot].hungry = True
        self.starving.append(slot)
        self._join_round(slot)

    def died(self, slot: int, why: str, worker_name: str = "", host: str = "") -> None:
        """A slot's worker is gone, with all that it held."""
        worker = self.workers[slot]
        if worker.held and worker.held[0].solo and worker.taken == worker.held[0].start:
            front = worker.held[0]
            front.attempts += 1
            if front.attempts > self.retries:
                error = WorkerDied(
                    front.start, "WorkerDied", why, worker=worker_name, host=host, attempts=front.attempts
                )
                self._fail_front(slot, error)
        self._bury(slot, why)

    def tick(self, now: float) -> None:
        """Time has come to ``now``, in seconds of any steady clock."""
        self.now = now

    def took(self, count: int) -> None:
        """The consumer took so many outcomes."""
        self.taken += count

    # what follows from them

    @property
    def finished(self) -> bool:
        """Whether every item has its outcome and all were released."""
        return self.exhausted and self.next_out == self.next_in

    @property
    def fault(self) -> NlpmapError | None:
        """Why the map can't go on, if it can't."""
        if self.workers[-1].state == "retired" and all(worker.state == "retired" for worker in self.workers):
            words = "\n".join(f"  slot {slot}: {worker.last_words}" for slot, worker in enumerate(self.workers))
            lost = f"item {self.next_out} and later have no result"
            return HostError(f"no worker stays alive; {lost}. Last words:\n{words}")
        return None

    @property
    def deadline(self) -> float | None:
        """When to call `tick` and `orders` at the latest, though nothing else happens."""
        if self.timeout is None:
            return None
        begun = [worker.since for worker in self.workers if worker.held and worker.since is not None]
        return min(begun) + self.timeout if begun else None

    def waiting_for(self, slot: int) -> int:
        """The item that a slot's worker is to answer next, or the first that has no outcome."""
        held = self.workers[slot].held
        return held[0].start if held else self.next_out

    def orders(self) -> Iterator[Order]:
        """Yield all that is to be done now."""
        yield from self._overdue()
        yield from self._replacements()
        while self.round:
            slot = self.round.popleft()
            worker = self.workers[slot]
            worker.queued = False
            if not self._may_send(worker):
                continue
            batch = self._next_batch(worker)
            if batch is None:  # then there is none for any other either
                worker.queued = True
                self.round.appendleft(slot)
                break
            self._hold(worker, batch)
            yield Send(slot, batch)
            self._join_round(slot)
        for slot in self.starving:
            if self.workers[slot].hungry:
                self.workers[slot].hungry = False
                yield Pause(slot)
        self.starving.clear()

    def released(self) -> Iterator[Outcomes]:
        """Yield the outcomes that are next in the order of the input."""
        while (part := self.done.pop(self.next_out, None)) is not None:
            self.next_out += part.count
            self.bytes_ahead -= part.size
            yield part

    # the steps

    def _join_round(self, slot: int) -> None:
        worker = self.workers[slot]
        if not worker.queued and self._may_send(worker):
            worker.queued = True
            self.round.append(slot)

    def _replacements(self) -> Iterator[Order]:
        while self.vacant and not self.finished:
            slot = self.vacant.pop()
            self.workers[slot].state = "starting"
            yield Spawn(slot)

    def _may_send(self, worker: Worker) -> bool:
        return worker.state == "ready" and (len(worker.held) < self.credit or worker.hungry)

    def _next_batch(self, worker: Worker) -> Batch | None:
        if self.again:
            return self.again.popleft()
        return self._new_batch(self._fitting(worker))

    def _fitting(self, worker: Worker) -> int:
        """Return how many new items a worker may get: what it does in good time, shrinking towards a known end."""
        room = self.window - (self.next_in - self.taken)
        if self.bytes_ahead >= BYTES_AHEAD and self.next_in > self.next_out:
            return 0
        size = min(worker.pace.items, room)
        if self.length is not None:
            size = min(size, max(1, ceil((self.length - self.next_in) / (2 * len(self.workers)))))
        return size

    def _new_batch(self, most: int) -> Batch | None:
        while most > 0 and not self.exhausted:
            start = self.next_in
            packed, size, flaw, self.exhausted = self.source.take(most)
            self.next_in += len(packed)
            if flaw is not None:
                self._keep(Outcomes(self.next_in, 1, flaw, 0))
                self.next_in += 1
            if packed:
                return Batch(start, packed, size)
            most -= 1
        return None

    def _hold(self, worker: Worker, batch: Batch) -> None:
        if not worker.held and worker.since is not None:
            worker.since = self.now
        worker.hungry = False
        worker.held.append(batch)
        self.bytes_ahead += batch.size

    def _settle(self, slot: int, indices: range | list[int]) -> None:
        """Strike items off a worker's ledger."""
        worker = self.workers[slot]
        worker.hungry = False
        self.progress += 1
        if worker.since is not None:
            worker.since = self.now
        if worker.held and worker.held[0].indices == indices:
            self._drop(worker, worker.held[0])
        else:
            self._settle_singly(worker, indices)
        self._join_round(slot)

    def _settle_singly(self, worker: Worker, indices: range | list[int]) -> None:
        for index in indices:
            batch = self._holding(worker, index)
            if batch is not None:
                batch.answered.add(index)
                if len(batch.answered) == len(batch.packed):
                    self._drop(worker, batch)

    def _drop(self, worker: Worker, batch: Batch) -> None:
        worker.held.remove(batch)
        self.bytes_ahead -= batch.size

    def _holding(self, worker: Worker, index: int) -> Batch | None:
        return next((batch for batch in worker.held if index in batch.indices and index not in batch.answered), None)

    def _solo(self, worker: Worker, index: int) -> Batch:
        batch = self._holding(worker, index)
        assert batch is not None, f"item {index} is not with this worker"
        packed = batch.packed[index - batch.start]
        return Batch(index, [packed], size_of(packed), batch.attempts, solo=True)

    def _keep(self, part: Outcomes) -> None:
        self.done[part.start] = part
        self.bytes_ahead += part.size

    def _fail_front(self, slot: int, error: WorkerError) -> None:
        front = self.workers[slot].held[0]
        self._settle(slot, front.indices)
        self._keep(Outcomes(front.start, 1, error, 0))

    def _overdue(self) -> Iterator[Order]:
        """Kill the workers whose item takes too long; a batch of several is then run singly."""
        if self.timeout is None:
            return
        for slot, worker in enumerate(self.workers):
            if not worker.held or worker.since is None or self.now < worker.since + self.timeout:
                continue
            front = worker.held[0]
            if front.solo and worker.taken == front.start:
                message = f"took longer than the {self.timeout:g} s that an item may take"
                error = ItemTimeout(front.start, "ItemTimeout", message, attempts=front.attempts + 1)
                self._fail_front(slot, error)
            yield Kill(slot)
            self._bury(slot, "killed: it took too long")

    def _bury(self, slot: int, why: str) -> None:
        """Take back what a dead worker held: the batch in front, which may have killed it, item by item."""
        worker = self.workers[slot]
        again: list[Batch] = []
        for rank, batch in enumerate(worker.held):
            self.bytes_ahead -= batch.size
            suspect = rank == 0 and not batch.solo and worker.taken is not None
            again += batch.singly() if suspect else batch.unanswered()
        self._requeue(again)
        worker.held.clear()
        worker.taken = worker.since = None
        worker.hungry = False
        worker.last_words = why
        weight = 1.0 if worker.state == "ready" else STILLBORN
        worker.barren_lives = weight + (worker.barren_lives if worker.progress_seen == self.progress else 0.0)
        worker.progress_seen = self.progress
        worker.state = "retired" if worker.barren_lives > LIVES + self.retries else "dead"
        if worker.state == "dead":
            self.vacant.append(slot)

    def _requeue(self, batches: list[Batch]) -> None:
        self.again = deque(sorted([*batches, *self.again], key=lambda batch: batch.start))
