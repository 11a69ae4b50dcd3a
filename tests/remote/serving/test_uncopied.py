"""Large bytes of a message: in their place where they arrive, never among another message's, and not copied."""

from __future__ import annotations

import io
import os
import threading
import tracemalloc
from typing import Any

import pytest
from execnet.gateway_base import BaseGateway, Message, get_execmodel
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.remote.serving.uncopied.channel import LARGE, UncopiedChannel
from nlpmap.remote.serving.uncopied.output import Output

SECONDS = 60.0
needs_pieces = pytest.mark.skipif(not hasattr(os, "writev"), reason="the system writes no pieces")
fields = (
    st.integers(-(2**31)) | st.text(max_size=3) | st.binary(max_size=3) | st.none() | st.lists(st.binary(max_size=3))
)
larges = st.binary(min_size=1, max_size=9).map(lambda content: content * LARGE)


class Loop:
    """A pipe of execnet's whose reader gets each message as it is written."""

    def __init__(self) -> None:
        self.execmodel = get_execmodel("thread")
        self.gateway = BaseGateway(self, "loop")  # type: ignore[arg-type]
        self.channel = self.gateway._channelfactory.new(1)
        self.arrived: list[Any] = []
        self.uncopied = UncopiedChannel(self.channel, self.write)
        self.uncopied.setcallback(self.arrived.append, "the end")

    def write(self, *pieces: bytes) -> None:
        Message.from_io(io.BytesIO(b"".join(pieces))).received(self.gateway)


def plain(wired: object) -> object:
    """What arrived, with bytes in the place of views of them."""
    return tuple(bytes(field) if type(field) is memoryview else field for field in wired)  # type: ignore[attr-defined]


@given(st.lists(st.lists(fields | larges, max_size=5).map(lambda rest: ("Kind", *rest)), max_size=4), st.booleans())
def test_messages_arrive_as_they_were_sent(sent: list[tuple[object, ...]], in_pieces: bool) -> None:
    loop = Loop()
    if not in_pieces:
        loop.uncopied.write = None
    for wired in sent:
        loop.uncopied.send(wired)
    assert list(map(plain, loop.arrived)) == sent
    assert [type(message) for message in loop.arrived] == [tuple] * len(sent)


def test_execnet_reads_what_is_sent_uncopied() -> None:
    loop = Loop()
    other = loop.gateway._channelfactory.new(2)
    UncopiedChannel(other, loop.write).send(("Items", bytes(LARGE), 7))
    assert other.receive(SECONDS) == (bytes(LARGE), 1, "Items", 7)


@pytest.mark.parametrize(
    "wired",
    [
        (bytes(LARGE),), (bytes(LARGE), 7), (bytes(LARGE), -1, "Kind"), (bytes(LARGE), 2, "Kind"),
        (bytes(LARGE), "Kind", 1), (bytes(LARGE), True, "Kind"), bytes(2 * LARGE),
    ],
    ids=range(7),
)  # fmt: skip
def test_large_bytes_that_name_no_place_make_no_message(wired: object) -> None:
    loop = Loop()
    loop.channel.send(wired)
    assert loop.arrived == [(b"", *wired[1:]) if isinstance(wired, tuple) else b""]


def test_nothing_is_sent_on_a_channel_that_is_closed() -> None:
    loop = Loop()
    loop.channel.close()
    with pytest.raises(OSError, match="closed"):
        loop.uncopied.send(("Items", bytes(LARGE)))


def test_large_bytes_are_copied_neither_as_they_are_sent_nor_as_they_arrive() -> None:
    size = 10**7
    loop = Loop()
    loop.channel.gateway._trace = lambda *words: None  # type: ignore[method-assign]
    written: list[tuple[bytes, ...]] = []
    loop.uncopied.write = lambda *pieces: written.append(pieces)
    wired = ("Items", bytes(size), 7)
    tracemalloc.start()
    loop.uncopied.send(wired)
    sending = tracemalloc.get_traced_memory()[1]
    whole = b"".join(written[0])[9:]
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    loop.gateway._channelfactory._local_receive(1, whole)
    arriving = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    assert plain(loop.arrived[0]) == wired
    assert max(sending, arriving) < size / 10


@needs_pieces
def test_messages_of_many_threads_are_written_one_after_the_other() -> None:
    reading, writing = os.pipe()
    output = Output(os.fdopen(writing, "wb"))
    letters = [bytes([letter]) for letter in b"abcd"]

    def write(letter: bytes) -> None:
        for _ in range(20):
            output.write(letter, letter * 2**17, letter)

    threads = [threading.Thread(target=write, args=(letter,)) for letter in letters]
    for thread in threads:
        thread.start()
    with os.fdopen(reading, "rb") as pipe:
        messages = [pipe.read(2**17 + 2) for _ in range(20 * len(letters))]
    for thread in threads:
        thread.join()
    output.close()
    assert sorted(messages) == [letter * (2**17 + 2) for letter in letters for _ in range(20)]


@needs_pieces
def test_what_a_signals_handler_sends_follows_the_message_that_it_interrupts(monkeypatch: pytest.MonkeyPatch) -> None:
    written = bytearray()
    output = Output(io.FileIO(os.devnull, "w"))

    def writev(descriptor: int, pieces: list[memoryview]) -> int:
        if not written:
            output.write(b"second", b"!")
        first = bytes(pieces[0])[:2]
        written.extend(first)
        return len(first)

    monkeypatch.setattr(os, "writev", writev)
    output.write(b"first", b", ")
    output.write(b" Third.")
    output.close()
    assert bytes(written) == b"first, second! Third."


@needs_pieces
def test_a_message_that_could_not_be_written_is_no_part_of_the_next() -> None:
    reading, writing = os.pipe()
    output = Output(os.fdopen(writing, "wb"))
    os.close(reading)
    for _ in range(2):
        with pytest.raises(BrokenPipeError):
            output.write(b"lost")
    assert output.left == []
    output.close()


@needs_pieces
def test_nothing_is_written_by_the_number_of_a_pipe_that_was_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    output = Output(io.FileIO(os.devnull, "w"))
    output.close()
    monkeypatch.setattr(os, "writev", lambda *arguments: pytest.fail("that is another file's by now"))
    with pytest.raises(OSError, match="the pipe is closed"):
        output.write(b"an answer")
