"""Simulated: workers a long way off are kept busy, and ten thousand of them with deadlines cost little each."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import count, islice

import pytest

from nlpmap.parallel.scheduling.actions import Outcomes, Send
from nlpmap.parallel.scheduling.batches import TakenArguments
from nlpmap.parallel.scheduling.coordinator import Coordinator
from nlpmap.parallel.scheduling.deadlines import Deadlines


class Numbers:
    """A source of so many numbers."""

    def __init__(self, length: int) -> None:
        self.left = iter(range(length))

    def take(self, most: int) -> TakenArguments:
        packed = list(islice(self.left, most))
        return TakenArguments(packed, 8 * len(packed), ended=len(packed) < most)


def simulated(slots: int, items: int, seconds_each: float, round_trip: float, known: bool) -> tuple[float, int]:
    """Return the share of the time that workers were busy, and how many batches went out."""
    coordinator = Coordinator(slots, Numbers(items), length=items, window=items)
    now, batches, order, told = 0.0, 0, count(), 0
    free = [0.0] * slots
    events: list[tuple[float, int, int, range]] = []
    for slot in range(slots):
        coordinator.takes(slot, round_trip if known else 0.0)
        coordinator.ready(slot)
    while not coordinator.finished:
        coordinator.tick(now)
        for action in coordinator.actions():
            assert isinstance(action, Send)
            batches += 1
            indices = action.batch.indices
            begun = max(free[action.slot], now + round_trip / 2)
            free[action.slot] = begun + seconds_each * len(indices)
            heappush(events, (free[action.slot] + round_trip / 2, next(order), action.slot, indices))
        now, _, slot, indices = heappop(events)
        coordinator.answered(
            slot, indices, [Outcomes(indices.start, len(indices), None, 0)], seconds_each * len(indices)
        )
        for part in coordinator.order.released():
            assert part.start == told  # in the order of the arguments
            told += part.count
            coordinator.order.consume(part.count)
    assert told == items
    return items * seconds_each / slots / now, batches


@pytest.mark.parametrize("round_trip", [0.04, 0.2, 1.0])
def test_workers_are_busy_however_long_the_way(round_trip: float) -> None:
    busy, _ = simulated(4, 40_000, 0.01, round_trip, known=True)
    assert busy >= 0.9
    if round_trip >= 0.2:
        idle, _ = simulated(4, 40_000, 0.01, round_trip, known=False)
        assert idle < 0.6  # else the way is not what the credits are for


@pytest.mark.parametrize("slots", [1_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_thousands_of_workers_are_busy_and_their_results_in_order(slots: int) -> None:
    busy, batches = simulated(slots, 60 * slots, 0.02, 0.04, known=True)
    assert busy >= 0.9
    assert batches <= 60 * slots


def test_each_worker_is_looked_at_no_more_often_than_it_has_something_to_say() -> None:
    """Ten thousand workers that each answer four times, with a deadline that never comes."""
    asked = 0
    begun = dict.fromkeys(range(10_000), 0.0)

    def since(slot: int) -> float:
        nonlocal asked
        asked += 1
        return begun[slot]

    deadlines = Deadlines(60.0, since)
    events = 0
    for now in range(1, 5):
        for slot in begun:
            begun[slot] = float(now)
            deadlines.watch(slot)
            assert deadlines.next is not None
            events += 1
    assert asked <= 4 * events


def test_the_overdue_are_those_whose_time_is_up() -> None:
    """Compared with a look at all of them, while workers begin, go on and stop in a mixed order."""
    begun: dict[int, float | None] = dict.fromkeys(range(7))
    deadlines = Deadlines(5.0, lambda slot: begun[slot])
    for step in range(300):
        slot, now = step * step % 7, step / 3
        begun[slot] = None if step % 5 == 0 else now
        deadlines.watch(slot)
        due = {slot: since + 5.0 for slot, since in begun.items() if since is not None}
        assert deadlines.next == min(due.values(), default=None)
        for late in list(deadlines.overdue(now)):
            assert due[late] <= now
            begun[late] = None
        assert all(since is None or since + 5.0 > now for since in begun.values())
