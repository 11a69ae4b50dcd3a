"""The coordinator by simulation: no processes, no clocks, any timing, any failure."""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Iterable
from itertools import islice

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from nlpmap.errors import HostError, ItemTimeout, WorkerDied, WorkerError
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


def test_a_thousand_workers_with_a_hundredth_of_batches_failing_give_the_exact_outcomes() -> None:
    workers = simulate(1000, 200_000, failing=0.01)
    assert workers.outcomes == [("value", index) for index in range(200_000)]
    assert workers.spawned > 100


def test_only_the_items_that_kill_their_workers_are_errors() -> None:
    poison = frozenset({0, 17, 400, 401, 999})
    workers = simulate(3, 1000, poison=poison)
    errors = {index: outcome for index, outcome in enumerate(workers.outcomes) if isinstance(outcome, WorkerDied)}
    assert set(errors) == poison
    assert [(error.index, error.attempts) for error in errors.values()] == [(index, 3) for index in sorted(poison)]
    assert all(outcome == ("value", index) for index, outcome in enumerate(workers.outcomes) if index not in poison)


@pytest.mark.parametrize("retries", [0, 1, 5])
def test_an_item_that_kills_is_tried_again_as_often_as_was_asked(retries: int) -> None:
    [error] = simulate(1, 1, poison=frozenset({0}), retries=retries).outcomes
    assert isinstance(error, WorkerDied)
    assert error.attempts == retries + 1


def test_tiny_items_travel_many_to_a_message() -> None:
    workers = simulate(2, 1_000_000)
    assert workers.batches <= 1000


def test_heavy_items_travel_alone() -> None:
    coordinator = Coordinator(2, Items(range(100)), length=100)
    workers = FakeWorkers(coordinator, 2)
    for slot in (0, 1):
        workers.come_up(slot)
    workers.obey()
    while not coordinator.finished:
        slot = 0 if workers.held[0] else 1
        assert len(workers.held[slot][0].packed) == 1
        workers.answer(slot, seconds=1.0)
        workers.obey()
        workers.take_all()


def test_a_batch_is_capped_in_bytes() -> None:
    coordinator = Coordinator(1, Items(["x" * 100_000] * 1000), window=100_000)
    workers = FakeWorkers(coordinator, 1)
    workers.come_up(0)
    for _ in range(20):
        workers.obey()
        assert len(workers.held[0][0].packed) <= 11
        workers.answer(0, seconds=1e-9)
        workers.take_all()


def test_batches_shrink_towards_a_known_end() -> None:
    coordinator = Coordinator(4, Items(range(10_000)), length=10_000)
    workers = FakeWorkers(coordinator, 4)
    sizes = []
    for slot in range(4):
        workers.come_up(slot)
    while not coordinator.finished:
        workers.obey()
        slot = max(range(4), key=lambda slot: len(workers.held[slot]))
        sizes.append(len(workers.held[slot][0].packed))
        workers.answer(slot)
        workers.take_all()
    assert max(sizes) > 200
    assert sizes[-4:] == [1, 1, 1, 1]


def test_a_worker_ten_times_slower_gets_about_a_tenth() -> None:
    coordinator = Coordinator(2, Items(range(50_000)), length=50_000)
    workers = FakeWorkers(coordinator, 2)
    per_item = [1e-4, 1e-3]
    clocks = [0.0, 0.0]
    for slot in (0, 1):
        workers.come_up(slot)
    workers.obey()
    while not coordinator.finished:
        done = [clocks[s] + per_item[s] * len(workers.held[s][0].packed) if workers.held[s] else 1e9 for s in (0, 1)]
        slot = done.index(min(done))
        clocks[slot] = done[slot]
        workers.answer(slot, seconds=per_item[slot] * len(workers.held[slot][0].packed))
        workers.obey()
        workers.take_all()
    assert 0.07 < workers.shares[1] / workers.shares[0] < 0.14


def test_nothing_is_read_ahead_of_the_window_while_the_consumer_rests() -> None:
    pulled = iter(range(10**9))
    coordinator = Coordinator(2, Items(pulled), window=100)
    workers = FakeWorkers(coordinator, 2)
    for slot in (0, 1):
        workers.come_up(slot)
    for _ in range(500):
        workers.obey()
        for slot in (0, 1):
            if workers.held[slot]:
                workers.answer(slot)
    assert next(pulled) == 100


def test_results_that_wait_for_a_slow_item_are_bounded_in_bytes() -> None:
    coordinator = Coordinator(2, Items(["x" * 2**20] * 10_000), window=10_000)
    workers = FakeWorkers(coordinator, 2)
    for slot in (0, 1):
        workers.come_up(slot)
    workers.obey()
    for _ in range(2000):
        if workers.held[1]:
            batch = workers.held[1].popleft()
            big = [Outcomes(index, 1, "big", 2**20) for index in batch.indices]
            coordinator.answered(1, batch.indices, big, 1e-6)
        workers.obey()
    assert coordinator.order.next_in < 300


def test_an_item_over_its_time_is_an_error_and_its_neighbours_are_run_again() -> None:
    coordinator = Coordinator(1, Items(range(8)), timeout=10.0)
    workers = FakeWorkers(coordinator, 1)
    workers.come_up(0)
    coordinator.tick(0.0)
    workers.obey()
    coordinator.began(0, 0)
    workers.answer(0, seconds=1e-6)
    workers.answer(0, seconds=1e-6)
    workers.obey()
    assert len(workers.held[0][0].packed) > 1
    assert coordinator.deadline == 10.0
    slow = 4
    for now in range(5, 400, 5):
        coordinator.tick(float(now))
        workers.obey()
        for slot in list(workers.starting):
            workers.come_up(slot)
        workers.obey()
        while workers.held[0] and slow not in workers.held[0][0].missing:
            coordinator.began(0, workers.held[0][0].start)
            workers.answer(0)
            workers.obey()
        if workers.held[0] and coordinator.workers[0].held.taken != workers.held[0][0].start:
            coordinator.began(0, workers.held[0][0].start)
        workers.take_all()
        if coordinator.finished:
            break
    assert [index for index, outcome in enumerate(workers.outcomes) if isinstance(outcome, ItemTimeout)] == [slow]
    assert len(workers.outcomes) == 8


def test_a_worker_that_never_stays_alive_ends_the_map_with_its_last_output() -> None:
    coordinator = Coordinator(2, Items(range(10)))
    workers = FakeWorkers(coordinator, 2)
    deaths = 0
    while coordinator.fault is None:
        for slot in list(workers.starting):
            workers.come_up(slot)
        workers.obey()
        workers.die(deaths % 2)
        deaths += 1
        workers.obey()
    assert isinstance(coordinator.fault, HostError)
    assert "slot 0: killed" in str(coordinator.fault)
    assert "item 0 and later have no result" in str(coordinator.fault)
    assert deaths <= 2 * 8


class CoordinatorMachine(RuleBasedStateMachine):
    """Any order of events; after each, the invariants hold; at the end, every item has its one right outcome."""

    @initialize(
        slots=st.integers(1, 5),
        count=st.integers(0, 200),
        window=st.one_of(st.none(), st.integers(1, 60)),
        retries=st.integers(0, 3),
        known=st.booleans(),
    )
    def begin(self, slots: int, count: int, window: int | None, retries: int, known: bool) -> None:
        self.count = count
        self.coordinator = Coordinator(
            slots, Items(range(count)), length=count if known else None, window=window, retries=retries, timeout=50.0
        )
        self.workers = FakeWorkers(self.coordinator, slots)
        self.failed: set[int] = set()
        self.now = 0.0
        self.workers.obey()

    def slot(self, data: st.DataObject, holding: bool = True) -> int | None:
        fit = [slot for slot, held in enumerate(self.workers.held) if held or not holding]
        fit = [slot for slot in fit if slot not in self.workers.starting and self.alive(slot)]
        return data.draw(st.sampled_from(fit)) if fit else None

    def alive(self, slot: int) -> bool:
        return self.coordinator.workers[slot].state == "ready"

    @rule()
    def come_up(self) -> None:
        for slot in list(self.workers.starting)[:1]:
            self.workers.come_up(slot)
        self.workers.obey()

    @rule(data=st.data(), seconds=st.floats(0, 2))
    def answer(self, data: st.DataObject, seconds: float) -> None:
        if (slot := self.slot(data)) is not None:
            self.coordinator.began(slot, self.workers.held[slot][0].start)
            self.workers.answer(slot, seconds)
            self.workers.obey()

    @rule(data=st.data())
    def answer_some_out_of_order(self, data: st.DataObject) -> None:
        if (slot := self.slot(data)) is not None:
            missing = [index for batch in self.workers.held[slot] for index in batch.missing]
            indices = data.draw(st.lists(st.sampled_from(missing), unique=True, min_size=1, max_size=5))
            parts = [Outcomes(index, 1, ("value", index), 8) for index in indices]
            self.coordinator.answered(slot, indices, parts, 0.01)
            self.forget_answered(slot)
            self.workers.obey()

    @rule(data=st.data())
    def fail(self, data: st.DataObject) -> None:
        if (slot := self.slot(data)) is not None:
            index = self.workers.held[slot][0].missing[0]
            self.failed.add(index)
            self.coordinator.failed(slot, index, WorkerError(index, "ValueError", "no"))
            self.forget_answered(slot)
            self.workers.obey()

    @rule(data=st.data())
    def fail_ambiguously(self, data: st.DataObject) -> None:
        if (slot := self.slot(data)) is not None:
            self.coordinator.ambiguous_failure(slot, self.workers.held[slot][0].missing)
            self.workers.held[slot].popleft()
            self.workers.obey()

    @rule(data=st.data(), began=st.booleans())
    def die(self, data: st.DataObject, began: bool) -> None:
        slot = self.slot(data, holding=False)
        if slot is not None:
            if began and self.workers.held[slot]:
                self.coordinator.began(slot, self.workers.held[slot][0].start)
            self.workers.die(slot)
            self.workers.obey()

    @rule(data=st.data())
    def starve(self, data: st.DataObject) -> None:
        if (slot := self.slot(data)) is not None:
            self.coordinator.starves(slot)
            self.workers.obey()

    @rule(seconds=st.sampled_from([1.0, 20.0, 60.0]))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.coordinator.tick(self.now)
        self.workers.obey()

    @rule(most=st.integers(1, 4))
    def consume(self, most: int) -> None:
        for released in islice(self.coordinator.order.released(), most):
            assert released.start == len(self.workers.outcomes)
            rest = range(released.start + 1, released.start + released.count)
            self.workers.outcomes += [released.content, *(("value", index) for index in rest)]
            self.coordinator.order.consume(released.count)
        self.workers.obey()

    @invariant()
    def every_item_is_in_one_place(self) -> None:
        if not hasattr(self, "coordinator"):
            return
        held = [
            index for worker in self.coordinator.workers for batch in worker.held.batches for index in batch.missing
        ]
        again = [index for batch in self.coordinator.supply.again for index in batch.missing]
        done = [part.start + rank for part in self.coordinator.order._kept.values() for rank in range(part.count)]
        released = list(range(self.coordinator.order.next_out))
        assert sorted(held + again + done + released) == list(range(self.coordinator.order.next_in))

    @invariant()
    def the_look_ahead_stays_within_the_window(self) -> None:
        if hasattr(self, "coordinator"):
            assert self.coordinator.order.next_in - self.coordinator.order.consumed <= self.coordinator.order.window

    @invariant()
    def the_byte_count_is_that_of_what_is_under_way(self) -> None:
        if hasattr(self, "coordinator"):
            held = sum(batch.size for worker in self.coordinator.workers for batch in worker.held.batches)
            kept = sum(part.size for part in self.coordinator.order._kept.values())
            assert (self.coordinator.bytes_held, self.coordinator.order.bytes) == (held, kept)

    def teardown(self) -> None:
        if not hasattr(self, "coordinator"):
            return
        for _ in range(20_000):
            if self.coordinator.finished or self.coordinator.fault is not None:
                break
            for slot in list(self.workers.starting):
                self.workers.come_up(slot)
            self.workers.obey()
            for slot, held in enumerate(self.workers.held):
                if held:
                    self.workers.answer(slot)
            self.workers.take_all()
        if self.coordinator.fault is not None:
            assert all(worker.state == "retired" for worker in self.coordinator.workers)
            return
        self.workers.take_all()
        assert self.coordinator.finished
        for index, outcome in enumerate(self.workers.outcomes):
            if isinstance(outcome, WorkerError):
                assert outcome.index == index
                assert index in self.failed or isinstance(outcome, (WorkerDied, ItemTimeout))
            else:
                assert outcome == ("value", index)
        assert len(self.workers.outcomes) == self.count

    def forget_answered(self, slot: int) -> None:
        self.workers.held[slot] = deque(batch for batch in self.workers.held[slot] if batch.missing)


TestCoordinatorMachine = CoordinatorMachine.TestCase
TestCoordinatorMachine.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
