"""Gathered answers: each item in hand is answered once and right, run again, or reported, in any order of events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from nlpmap.remote.native import compiled
from nlpmap.remote.serving import answers, wire
from nlpmap.remote.serving.answers import FLUSH_BYTES, AnswerGatherer, Take
from nlpmap.remote.serving.failure_reports import ProtocolViolation
from nlpmap.remote.serving.messages import AmbiguousFailure, Answers, Broken, FromWorker, Scattered, Starved

RUN = 3
small = st.none() | st.integers() | st.floats(allow_nan=False)
values = small | st.text(max_size=5) | st.lists(small, max_size=3)


class Module:
    """A gatherer with all that it posted, and the function that its module sends by."""

    def __init__(self, is_compiled: bool = False) -> None:
        self.posted: list[FromWorker] = []
        with patch.object(answers, "ITEMS", compiled("items") if is_compiled else None):
            self.answers = AnswerGatherer(self.posted.append, RUN, wire.MARSHAL, self.use)
        self.items: Iterator[tuple[int, Any]] = iter(())

    def use(self, take: Take) -> None:
        self.send = take

    def begin(self, start: int, count: int) -> None:
        self.items = self.answers.begin(start, [None] * count)

    def answered(self) -> list[tuple[int, object]]:
        """The items answered so far, with their results, in the order they were posted."""
        pairs: list[tuple[int, object]] = []
        for message in self.posted:
            if isinstance(message, (Answers, Scattered)):
                indices = (
                    message.indices
                    if isinstance(message, Scattered)
                    else range(message.start, message.start + message.length)
                )
                results = wire.decode(message.each, message.payload, wire.MARSHAL)
                pairs += zip(indices, results, strict=True)
        return pairs

    def of(self, kind: type) -> list[Any]:
        return [message for message in self.posted if isinstance(message, kind)]


@pytest.fixture
def in_python() -> Module:
    return Module()


@pytest.fixture(params=[False, True], ids=["python", "compiled"])
def module(request: pytest.FixtureRequest) -> Module:
    return Module(request.param)


def test_a_batch_answered_in_order_travels_in_one_message(module: Module) -> None:
    module.begin(10, 3)
    for index, _ in module.items:
        module.send((index, index * 2))
    module.answers.flush()
    [message] = module.posted
    assert isinstance(message, Answers)
    assert (message.start, message.length) == (10, 3)
    assert module.answered() == [(10, 20), (11, 22), (12, 24)]


def test_small_answers_in_order_are_then_taken_without_a_check_each(in_python: Module) -> None:
    in_python.begin(0, 1)
    in_python.send((next(in_python.items)[0], 1))
    in_python.answers.flush()
    in_python.begin(1, 2)
    assert in_python.send == in_python.answers.gathered.append
    for index, _ in in_python.items:
        in_python.send((index, "x" if index == 2 else 5))
    in_python.answers.flush()
    assert in_python.answered() == [(0, 1), (1, 5), (2, "x")]
    assert in_python.of(AmbiguousFailure) == []


@pytest.mark.parametrize("odd", [5, (1, 2, 3), (2, [7]), (2, object())])
def test_what_no_check_saw_makes_its_batch_be_run_again_and_checked(in_python: Module, odd: object) -> None:
    in_python.begin(0, 1)
    in_python.send((next(in_python.items)[0], 1))
    in_python.answers.flush()
    in_python.begin(1, 2)
    assert [index for index, _ in in_python.items] == [1, 2]
    in_python.send((1, 1))
    in_python.send(odd)
    in_python.answers.flush()
    assert in_python.of(AmbiguousFailure) == [AmbiguousFailure(RUN, [1, 2])]
    assert in_python.answered() == [(0, 1)]
    assert in_python.send == in_python.answers.take


@pytest.mark.skipif(compiled("items") is None, reason="nothing compiled")
@pytest.mark.parametrize("odd", [(2**70, 1), (True, 1), (-1, 1), (2, "x" * FLUSH_BYTES), [2, 1], (2, [1]), (1, 1)])
def test_what_is_not_the_next_small_answer_is_taken_in_python(odd: Any) -> None:
    module = Module(is_compiled=True)
    module.begin(2, 2)
    assert next(module.items)[0] == 2
    is_right = odd[0] == 2 and type(odd[0]) is int
    try:
        module.send(odd)
    except ProtocolViolation:
        assert type(odd[0]) is not int
    module.answers.flush()
    assert module.answered() == ([(2, odd[1])] if is_right else [])
    assert module.answers.late == (set() if is_right else {2})


@pytest.mark.parametrize(
    ("answer", "rule"),
    [(5, "a worker sends (index, result), not 5"), (("a", 1), "'a' is no index"), ((0, object()), "cannot travel")],
)
def test_an_answer_that_breaks_a_rule_raises_in_the_module(module: Module, answer: object, rule: str) -> None:
    module.begin(0, 1)
    next(module.items)
    with pytest.raises(ProtocolViolation) as caught:
        module.send(answer)
    assert rule in str(caught.value)


def test_large_answers_travel_before_their_batch_is_through(module: Module) -> None:
    module.begin(0, 3)
    for index in (next(module.items)[0], next(module.items)[0]):
        module.send((index, "x" * 5 * 2**20))
    assert len(module.posted) == 1
    assert [index for index, _ in module.answered()] == [0, 1]


def test_a_module_that_waits_with_items_unanswered_says_so_and_may_still_answer(module: Module) -> None:
    module.begin(0, 2)
    assert len(list(module.items)) == 2
    with module.answers.waiting_for_items():
        assert module.posted == [Starved(RUN)]
        module.send((1, "from a thread"))
        assert module.answered() == [(1, "from a thread")]
    assert module.answers.unanswered() == [0]


class AnswersMachine(RuleBasedStateMachine):
    """Batches, hand-outs and answers in any order, some of them wrong."""

    is_compiled = False

    @initialize()
    def start(self) -> None:
        self.module = Module(self.is_compiled)
        self.in_hand: dict[int, bool] = {}  # item: whether it was answered
        self.sent: dict[int, object] = {}
        self.strangers: list[int] = []
        self.again: set[int] = set()
        self.next_start = 0
        self.left = 0

    @precondition(lambda self: self.left == 0)
    @rule(count=st.integers(1, 6))
    def next_batch(self, count: int) -> None:
        with self.module.answers.waiting_for_items():
            pass
        self.module.begin(self.next_start, count)
        self.next_start += count
        self.left = count

    @precondition(lambda self: self.left > 0)
    @rule()
    def hand_out(self) -> None:
        index, _ = next(self.module.items)
        self.left -= 1
        self.in_hand[index] = False

    def open_items(self) -> list[int]:
        self.note_ambiguous()
        return [index for index, answered in self.in_hand.items() if not answered]

    def note_ambiguous(self) -> None:
        for failure in self.module.of(AmbiguousFailure):
            self.again.update(failure.indices)
            for index in failure.indices:
                self.in_hand.pop(index, None)
                self.sent.pop(index, None)

    def send(self, index: int, value: object) -> None:
        self.in_hand[index] = True
        self.sent[index] = value
        self.module.send((index, value))

    @rule(data=st.data(), value=values)
    def answer_one(self, data: st.DataObject, value: object) -> None:
        if waiting := self.open_items():
            self.send(data.draw(st.sampled_from(waiting)), value)

    @rule(value=small)
    def answer_all_in_order(self, value: object) -> None:
        for index in self.open_items():
            self.send(index, value)

    @rule(data=st.data(), value=values)
    def answer_one_while_waiting(self, data: st.DataObject, value: object) -> None:
        if self.left == 0:
            with self.module.answers.waiting_for_items():
                if waiting := self.open_items():
                    self.send(data.draw(st.sampled_from(waiting)), value)

    @rule(value=small)
    def answer_an_item_that_was_never_handed_out(self, value: object) -> None:
        self.module.send((10**6, value))
        self.strangers.append(10**6)

    @rule()
    def flush(self) -> None:
        self.module.answers.flush()

    @invariant()
    def nothing_is_answered_twice_or_wrongly(self) -> None:
        if not hasattr(self, "module"):
            return
        self.note_ambiguous()
        posted = self.module.answered()
        assert len({index for index, _ in posted}) == len(posted)
        assert all(self.sent[index] == value for index, value in posted)

    def teardown(self) -> None:
        if not hasattr(self, "module"):
            return
        unanswered = self.module.answers.unanswered()
        self.note_ambiguous()
        assert dict(self.module.answered()) == self.sent
        assert unanswered == sorted(self.open_items())
        broken = [message.item for message in self.module.of(Broken)]
        assert set(broken) <= set(self.strangers)
        assert len(broken) == len(self.strangers) or self.again


class CompiledMachine(AnswersMachine):
    """The same, most answers taken by compiled code."""

    is_compiled = True


TestAnswersMachine = AnswersMachine.TestCase
TestAnswersMachine.settings = settings(max_examples=2 * settings().max_examples, stateful_step_count=40, deadline=None)
TestCompiledMachine = CompiledMachine.TestCase
TestCompiledMachine.settings = TestAnswersMachine.settings
