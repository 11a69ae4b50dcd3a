"""The coordinator by simulation: no processes, no clocks, any timing, any failure."""

from __future__ import annotations

import pytest

from nlpmap.errors import HostError, ItemTimeout, WorkerDied
from nlpmap.parallel.scheduling.actions import Outcomes
from nlpmap.parallel.scheduling.coordinator import Coordinator
from tests.fake_workers import FakeWorkers, Items, simulate


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
