"""The near side's rules as a pure state machine: events in, actions out; no threads, no clocks, no execnet.

It owns the round-robin with credits (a worker gets its next batch when it answers one), retries, and the search for an
item that kills its worker. Workers are known by the number of their *slot*; a slot's worker may die and be replaced.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from ...errors import HostError, ItemTimeout, NlpmapError, WorkerDied, WorkerError
from .actions import Action, Kill, Outcomes, Pause, Send, Spawn
from .batches import ArgumentSource, Pace
from .deadlines import Deadlines
from .reorder import ReorderBuffer
from .supply import Supply
from .worker import CREDIT, Worker

LIVES = 4  # how often in a row a slot's worker may die without an answer, the retries of an item not counted
WINDOW = 20_000  # items for each worker between input and consumer, where the user does not say


class Coordinator:
    """Turns a stream of packed arguments and the events of many workers into outcomes in order."""

    def __init__(
        self,
        slots: int,
        source: ArgumentSource,
        *,
        length: int | None = None,
        window: int | None = None,
        retries: int = 2,
        timeout: float | None = None,
    ) -> None:
        self.retries = retries
        self.deadlines = Deadlines(timeout, self._begun) if timeout is not None else None
        self.order = ReorderBuffer(window or WINDOW * slots)
        self.supply = Supply(source, self.order, length, slots)
        most = max(1, self.order.window // (2 * CREDIT * slots))
        self.workers = [Worker(Pace(most)) for _ in range(slots)]
        self.round: deque[int] = deque()
        self.starved: list[int] = []
        self.vacant: list[int] = []
        self.bytes_held = 0
        self.progress = 0
        self.now = 0.0

    # events

    def ready(self, slot: int) -> None:
        """A slot's worker is up and has the module."""
        self.workers[slot].state = "ready"
        self._join_round(slot)

    def began(self, slot: int, index: int) -> None:
        """A worker's module took an item in hand: from now on its time counts."""
        self.workers[slot].held.began(index, self.now)
        self._watch(slot)

    def fetches(self, slot: int, is_on: bool) -> None:
        """A worker begins to get what it lacks, or has done: meanwhile the time of what it has in hand stands still."""
        self.workers[slot].held.fetches(is_on, self.now)
        self._watch(slot)

    def answered(self, slot: int, indices: range | list[int], outcomes: list[Outcomes], seconds: float) -> None:
        """A worker answered items, after so many seconds of work."""
        self.workers[slot].pace.note(len(indices), seconds)
        self._settle(slot, indices)
        for part in outcomes:
            self.order.keep(part)

    def failed(self, slot: int, index: int, error: WorkerError) -> None:
        """A worker's module raised with this item in hand; the worker continues with the next."""
        batch = self.workers[slot].held.batch_of(index)
        error.attempts = batch.attempts + 1 if batch else 1
        self._settle(slot, [index])
        self.order.keep(Outcomes(index, 1, error, 0))

    def ambiguous_failure(self, slot: int, indices: list[int]) -> None:
        """A worker's module raised with several items in hand: run each by itself."""
        again = self.workers[slot].held.singly(indices)
        self._settle(slot, indices)
        self.supply.run_again(again)

    def takes(self, slot: int, round_trip: float) -> None:
        """A message to a slot's worker and back takes so many seconds."""
        self.workers[slot].round_trip = round_trip
        self._join_round(slot)

    def starves(self, slot: int) -> None:
        """A worker waits for input with items unanswered."""
        self.workers[slot].starved = True
        self.starved.append(slot)
        self._join_round(slot)

    def died(self, slot: int, why: str, worker_name: str = "", host: str = "", for_good: bool = False) -> None:
        """A slot's worker is gone, with all that it held; where that is ``for_good``, it is not replaced."""
        certain = self.workers[slot].held.certain
        if certain is not None:
            certain.attempts += 1
            if certain.attempts > self.retries:
                self._fail_front(slot, WorkerDied(certain.start, "WorkerDied", why, worker=worker_name, host=host))
        self._remove(slot, why, for_good)

    def tick(self, now: float) -> None:
        """Time has come to ``now``, in seconds of any steady clock."""
        self.now = now

    # what follows from them

    @property
    def finished(self) -> bool:
        """Whether every item has its outcome and all were released."""
        return self.supply.exhausted and self.order.empty

    @property
    def fault(self) -> NlpmapError | None:
        """Why the map can't continue, if it can't."""
        if self.workers[-1].state == "retired" and all(worker.state == "retired" for worker in self.workers):
            reports = "\n".join(f"  slot {slot}: {worker.last_report}" for slot, worker in enumerate(self.workers))
            lost = f"item {self.order.next_out} and later have no result"
            return HostError(f"all workers keep dying; {lost}. Last output:\n{reports}")
        return None

    @property
    def deadline(self) -> float | None:
        """When to call `tick` and `actions` at the latest, though nothing else happens."""
        return None if self.deadlines is None else self.deadlines.next

    def waiting_for(self, slot: int) -> int:
        """The item that a slot's worker is to answer next, or the first that has no outcome."""
        held = self.workers[slot].held
        return held.front.start if len(held) else self.order.next_out

    def actions(self) -> Iterator[Action]:
        """Yield all that is to be done now."""
        yield from self._overdue()
        yield from self._replacements()
        yield from self._sends()
        for slot in self.starved:
            if self.workers[slot].starved:
                self.workers[slot].starved = False
                yield Pause(slot)
        self.starved.clear()

    # the steps

    def _join_round(self, slot: int) -> None:
        worker = self.workers[slot]
        if not worker.queued and worker.has_credit:
            worker.queued = True
            self.round.append(slot)

    def _replacements(self) -> Iterator[Action]:
        while self.vacant and not self.finished:
            slot = self.vacant.pop()
            self.workers[slot].state = "starting"
            yield Spawn(slot)

    def _sends(self) -> Iterator[Action]:
        while self.round:
            slot = self.round.popleft()
            worker = self.workers[slot]
            worker.queued = False
            if not worker.has_credit:
                continue
            batch = self.supply.next_batch(worker.pace.items, self.bytes_held)
            if batch is None:  # then there is none for any other either
                worker.queued = True
                self.round.appendleft(slot)
                return
            worker.starved = False
            worker.held.add(batch, self.now)
            self._watch(slot)
            self.bytes_held += batch.size
            yield Send(slot, batch)
            self._join_round(slot)

    def _begun(self, slot: int) -> float | None:
        """Return since when a slot's worker has its front batch in hand, if it has one."""
        return self.workers[slot].held.begun

    def _watch(self, slot: int) -> None:
        if self.deadlines is not None:
            self.deadlines.watch(slot)

    def _settle(self, slot: int, indices: range | list[int]) -> None:
        """Strike off items that a worker held."""
        worker = self.workers[slot]
        worker.starved = False
        self.progress += 1
        before = worker.held.bytes
        worker.held.settle(indices, self.now)
        self._watch(slot)
        self.bytes_held -= before - worker.held.bytes
        self._join_round(slot)

    def _fail_front(self, slot: int, error: WorkerError) -> None:
        front = self.workers[slot].held.front
        error.attempts = front.attempts
        self._settle(slot, front.indices)
        self.order.keep(Outcomes(front.start, 1, error, 0))

    def _overdue(self) -> Iterator[Action]:
        """Kill the workers whose item takes too long; a batch of several is then run singly."""
        if self.deadlines is None:
            return
        for slot in self.deadlines.overdue(self.now):
            if (certain := self.workers[slot].held.certain) is not None:
                certain.attempts += 1
                message = f"took longer than the {self.deadlines.timeout:g} s that an item may take"
                self._fail_front(slot, ItemTimeout(certain.start, "ItemTimeout", message))
            yield Kill(slot)
            self._remove(slot, "killed: it took too long")

    def _remove(self, slot: int, why: str, for_good: bool = False) -> None:
        """Take back what a dead worker held, and have it replaced unless that has been fruitless too often."""
        worker = self.workers[slot]
        self.bytes_held -= worker.held.bytes
        self.supply.run_again(worker.held.take_back())
        worker.die(why, self.progress, 0 if for_good else LIVES + self.retries)
        if worker.state == "dead":
            self.vacant.append(slot)
