"""Workers that are none, for a coordinator to be tested without processes and clocks."""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Iterable

from nlpmap.parallel.scheduling.actions import Kill, Outcomes, Pause, Send, Spawn
from nlpmap.parallel.scheduling.arguments import Arguments
from nlpmap.parallel.scheduling.batches import Batch
from nlpmap.parallel.scheduling.coordinator import Coordinator
from nlpmap.remote.serving.wire import MARSHAL


def part(batch: Batch, indices: list[int] | range | None = None) -> list[Outcomes]:
    indices = batch.indices if indices is None else indices
    return [Outcomes(index, 1, ("value", index), 8) for index in indices]


class Items(Arguments):
    """A source of values that travel as they are."""

    def __init__(self, values: Iterable[object]) -> None:
        super().__init__(values, MARSHAL)


class FakeWorkers:
    """Workers that hold what they are sent, for a test to answer, fail or kill."""

    def __init__(self, coordinator: Coordinator, slots: int) -> None:
        self.coordinator = coordinator
        self.held: list[deque[Batch]] = [deque() for _ in range(slots)]
        self.starting = set(range(slots))
        self.spawned = 0
        self.shares: Counter[int] = Counter()
        self.batches = 0
        self.outcomes: list[object] = []

    def obey(self) -> None:
        for action in self.coordinator.actions():
            match action:
                case Send(slot, batch):
                    assert slot not in self.starting, "sent to a worker that is not up"
                    self.held[slot].append(batch)
                    self.batches += 1
                case Spawn(slot) | Kill(slot):
                    self.held[slot].clear()
                    self.starting.add(slot)
                    self.spawned += isinstance(action, Spawn)
                case Pause():
                    pass

    def take_all(self) -> None:
        for released in self.coordinator.order.released():
            assert released.start == len(self.outcomes), "an outcome out of order"
            self.outcomes.append(released.content)
            self.outcomes += [("value", index) for index in range(released.start + 1, released.start + released.count)]
            self.coordinator.order.consume(released.count)

    def come_up(self, slot: int) -> None:
        self.starting.discard(slot)
        self.coordinator.ready(slot)

    def answer(self, slot: int, seconds: float = 0.001) -> None:
        batch = self.held[slot].popleft()
        self.shares[slot] += len(batch.missing)
        indices = batch.missing
        if len(indices) == len(batch.packed):
            whole = Outcomes(batch.start, len(indices), ("value", batch.start), 8)
            self.coordinator.answered(slot, batch.indices, [whole], seconds)
        else:
            self.coordinator.answered(slot, indices, part(batch, indices), seconds)

    def die(self, slot: int) -> None:
        self.held[slot].clear()
        self.starting.discard(slot)
        self.coordinator.died(slot, "killed", "w", "h")


def simulate(
    slots: int,
    count: int,
    *,
    seed: int = 1,
    failing: float = 0.0,
    poison: frozenset[int] = frozenset(),
    **options: object,
) -> FakeWorkers:
    """Run all items through fake workers, a share of whose batches kill them, and so do those with a poisoned item."""
    choose = random.Random(seed)
    coordinator = Coordinator(slots, Items(range(count)), length=count, **options)  # type: ignore[arg-type]
    workers = FakeWorkers(coordinator, slots)
    busy: list[int] = []
    while not coordinator.finished:
        for slot in list(workers.starting):
            workers.come_up(slot)
        workers.obey()
        workers.take_all()
        assert coordinator.fault is None, coordinator.fault
        busy = busy or choose.sample(range(slots), slots)
        slot = busy.pop()
        if not workers.held[slot]:
            continue
        batch = workers.held[slot][0]
        coordinator.began(slot, batch.start)
        if choose.random() < failing or not poison.isdisjoint(batch.indices):
            workers.die(slot)
        else:
            workers.answer(slot)
    workers.take_all()
    return workers
