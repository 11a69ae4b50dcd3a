"""The coordinator under any order of events, as hypothesis finds them."""

from __future__ import annotations

from collections import deque
from itertools import islice

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from nlpmap.errors import ItemTimeout, WorkerDied, WorkerError
from nlpmap.parallel.scheduling.actions import Outcomes
from nlpmap.parallel.scheduling.coordinator import Coordinator
from tests.fake_workers import FakeWorkers, Items


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
TestCoordinatorMachine.settings = settings(max_examples=2 * settings().max_examples, stateful_step_count=60)
