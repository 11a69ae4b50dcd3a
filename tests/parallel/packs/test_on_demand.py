"""What is fetched on demand is no fault of the item that asked for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

import nlpmap
from nlpmap.errors import ItemTimeout
from nlpmap.parallel.packs.provider import Provider
from nlpmap.parallel.scheduling.coordinator import Coordinator
from tests.fake_workers import FakeWorkers, Items

TIMEOUT = 1.0
WORKER = """
for index, seconds in channel:
    import time
    import tqdm
    time.sleep(seconds)
    channel.send((index, tqdm.__name__))
"""


@pytest.fixture
def slow_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider that takes twice the time of an item to answer, as one does that downloads a wheel."""
    offer = Provider.offer

    def slowly(self: Provider, requirements: Sequence[object], facts: Mapping[str, object]) -> None:
        threading.Event().wait(2 * TIMEOUT)
        offer(self, requirements, facts)

    monkeypatch.setattr(Provider, "offer", slowly)


@pytest.mark.slow
@pytest.mark.usefixtures("slow_provider")
def test_a_slow_fetch_is_no_fault_of_an_item_and_slow_work_is(bare_spec: str, worker: Callable[..., Path]) -> None:
    answers = nlpmap.map(worker(WORKER), [0.0, 60.0, 0.0], bare_spec, timeout=TIMEOUT, on_error="return")
    assert [type(answer) for answer in answers] == [str, ItemTimeout, str]


def test_the_time_of_an_item_stands_still_while_its_worker_fetches() -> None:
    coordinator = Coordinator(2, Items(range(2)), timeout=10.0)
    workers = FakeWorkers(coordinator, 2)
    for slot in (0, 1):
        workers.come_up(slot)
    workers.obey()
    for slot in (0, 1):
        coordinator.began(slot, workers.held[slot][0].start)
    coordinator.tick(5.0)
    coordinator.fetches(0, True)
    assert coordinator.deadline == 10.0  # the other's
    workers.answer(1)
    coordinator.tick(100.0)
    workers.obey()
    assert coordinator.deadline is None
    coordinator.fetches(0, False)
    assert coordinator.deadline == 110.0
    coordinator.tick(110.0)
    workers.obey()
    assert workers.starting == {0}  # its worker was killed


def test_a_worker_that_dies_while_it_fetches_is_followed_by_one_that_has_its_time() -> None:
    coordinator = Coordinator(1, Items(range(1)), timeout=10.0)
    workers = FakeWorkers(coordinator, 1)
    workers.come_up(0)
    workers.obey()
    coordinator.began(0, 0)
    coordinator.fetches(0, True)
    workers.die(0)
    workers.obey()
    workers.come_up(0)
    workers.obey()
    coordinator.began(0, 0)
    assert coordinator.deadline == 10.0
