"""Messages: types on both sides, exact builtins that execnet can carry on the way."""

from __future__ import annotations

import typing

import execnet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.remote.serving import messages
from nlpmap.remote.serving.messages import KINDS, FromPacks, FromWorker, ToWorker, from_wire, to_wire

SENT = [*typing.get_args(FromWorker), *typing.get_args(FromPacks), *typing.get_args(ToWorker)]


def test_every_message_has_its_kind_and_one_sentence_of_what_it_says() -> None:
    assert sorted(KINDS) == sorted(kind.__name__ for kind in SENT)
    assert all(kind.__doc__.count("\n") == 0 and kind.__doc__.endswith(".") for kind in SENT)


@given(st.sampled_from(SENT).flatmap(st.from_type))
def test_a_message_arrives_as_it_was_sent(message: typing.Any) -> None:
    wired = to_wire(message)
    assert type(wired) is tuple
    assert from_wire(wired) == message
    assert type(from_wire(wired)) is type(message)


@pytest.mark.parametrize(
    "message",
    [
        messages.BeginRun(1, "source", "file", None, "marshal", "key", (False, b"setup"), {"helper": "/there"}),
        messages.Items(0, True, b"items", False),
        messages.Hello({"versions": {"nltk": None}}),
        messages.Answers(1, 0, 2, False, b"answers", 0.5),
        messages.Scattered(1, [3, 1], True, b"answers", 0.5),
        messages.AmbiguousFailure(1, [3, 4]),
        messages.Broken(1, None, "ProtocolError", "why", ""),
        messages.PauseLoop(),
    ],
    ids=lambda message: type(message).__name__,
)
def test_execnet_carries_a_message(message: typing.Any) -> None:
    assert from_wire(execnet.loads(execnet.dumps(to_wire(message)))) == message
