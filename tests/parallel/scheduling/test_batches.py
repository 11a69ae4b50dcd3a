"""How much a batch has: many tiny items, one heavy one, fewer to the end and for a slow worker."""

from __future__ import annotations

import pytest

from nlpmap.parallel.options import Policy
from nlpmap.parallel.pool import choose_transport
from nlpmap.parallel.scheduling.batches import BYTES, FAR_BYTES
from nlpmap.parallel.scheduling.coordinator import Coordinator
from nlpmap.parallel.scheduling.run import Run
from nlpmap.parallel.scheduling.workers import Workers
from nlpmap.parallel.transports.specs import Specs
from nlpmap.parallel.worker_modules import find_module
from tests.fake_workers import FakeWorkers, Items, simulate


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


@pytest.mark.parametrize(
    ("specs", "most"), [("popen", BYTES), ("ssh=ada", FAR_BYTES), (["popen", "ssh=ada"], FAR_BYTES)]
)
def test_batches_are_smaller_where_a_worker_is_elsewhere(specs: Specs, most: int) -> None:
    workers = Workers(choose_transport(specs, None))
    run = Run(1, workers, find_module(len), ["x" * 10_000] * 1000, Policy())
    run.arguments.take(1)  # from then on it knows how large they are
    taken = run.arguments.take(999)
    assert most <= taken.size < most + 2 * 10_000
