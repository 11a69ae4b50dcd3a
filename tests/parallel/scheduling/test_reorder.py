"""The reorder buffer: every arrival order comes out sorted, and no item is read beyond the window."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from nlpmap.parallel.scheduling.actions import Outcomes
from nlpmap.parallel.scheduling.reorder import ReorderBuffer


def consecutive(counts: list[int]) -> list[Outcomes]:
    """Outcomes of so many items each, from item 0 on."""
    starts = [sum(counts[:rank]) for rank in range(len(counts))]
    return [Outcomes(start, count, f"from {start}", 10 * count) for start, count in zip(starts, counts, strict=True)]


def assert_sorted_and_whole(counts: list[int], arrivals: list[Outcomes]) -> None:
    buffer = ReorderBuffer(window=sum(counts))
    buffer.read(sum(counts))
    out: list[Outcomes] = []
    for rank, outcomes in enumerate(arrivals, start=1):
        buffer.keep(outcomes)
        out += buffer.released()
        arrived = {part.start for part in arrivals[:rank]}
        longest = next((n for n, part in enumerate(consecutive(counts)) if part.start not in arrived), len(counts))
        assert out == consecutive(counts)[:longest], "all that is next, and no more, is released at once"
    assert out == consecutive(counts)
    assert buffer.empty
    assert buffer.bytes == 0


@pytest.mark.parametrize("counts", [[1], [1, 1, 1, 1, 1, 1], [3, 1, 2, 5]])
def test_each_arrival_order_of_a_few_comes_out_sorted(counts: list[int]) -> None:
    for arrivals in permutations(consecutive(counts)):
        assert_sorted_and_whole(counts, list(arrivals))


@given(st.data(), st.lists(st.integers(1, 5), max_size=30))
def test_any_arrival_order_of_many_comes_out_sorted(data: st.DataObject, counts: list[int]) -> None:
    assert_sorted_and_whole(counts, data.draw(st.permutations(consecutive(counts))))


class ReorderMachine(RuleBasedStateMachine):
    """Reads, arrivals, releases and consumption in any order, within the window."""

    @initialize(window=st.integers(1, 20))
    def begin(self, window: int) -> None:
        self.buffer = ReorderBuffer(window)
        self.window = window
        self.under_way: list[Outcomes] = []
        self.kept: list[Outcomes] = []
        self.out: list[int] = []
        self.read_so_far = 0
        self.consumed = 0

    @precondition(lambda self: self.buffer.room > 0)
    @rule(data=st.data())
    def read(self, data: st.DataObject) -> None:
        count = data.draw(st.integers(1, self.buffer.room))
        start = self.buffer.read(count)
        assert start == self.read_so_far
        self.read_so_far += count
        self.under_way.append(Outcomes(start, count, start, count))

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def arrive(self, data: st.DataObject) -> None:
        outcomes = self.under_way.pop(data.draw(st.integers(0, len(self.under_way) - 1)))
        self.buffer.keep(outcomes)
        self.kept.append(outcomes)

    @rule()
    def release(self) -> None:
        for outcomes in self.buffer.released():
            self.out += range(outcomes.start, outcomes.start + outcomes.count)
            self.kept.remove(outcomes)

    @precondition(lambda self: len(self.out) > self.consumed)
    @rule(data=st.data())
    def consume(self, data: st.DataObject) -> None:
        count = data.draw(st.integers(1, len(self.out) - self.consumed))
        self.buffer.consume(count)
        self.consumed += count

    @invariant()
    def order_window_and_bytes_hold(self) -> None:
        if hasattr(self, "buffer"):
            assert self.out == list(range(len(self.out)))
            assert self.buffer.room == self.window - (self.read_so_far - self.consumed) >= 0
            assert self.buffer.bytes == sum(outcomes.size for outcomes in self.kept)
            assert self.buffer.empty == (len(self.out) == self.read_so_far)


TestReorderMachine = ReorderMachine.TestCase
TestReorderMachine.settings = settings(max_examples=settings().max_examples, stateful_step_count=40, deadline=None)
