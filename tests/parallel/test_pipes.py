"""Pipes that are waited for no longer than they are open, and their process is there."""

from __future__ import annotations

import fcntl
import os
import sys
import threading
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.parallel.processes.pipes import ReadingPipe, WritingPipe


def pipe_pair(is_over: bool = False) -> tuple[ReadingPipe, WritingPipe]:
    reading, writing = os.pipe()
    return ReadingPipe(reading, lambda: is_over), WritingPipe(writing, lambda: is_over)


@given(st.lists(st.binary(max_size=300_000), max_size=5), st.integers(1, 400_000))
def test_what_is_written_is_read_in_any_pieces(blocks: list[bytes], size: int) -> None:
    reader, writer = pipe_pair()

    def write() -> None:
        for block in blocks:
            writer.write(block)
        writer.close()

    thread = threading.Thread(target=write)
    thread.start()
    whole = b"".join(blocks)
    read = b"".join(reader.read(min(size, len(whole) - start)) for start in range(0, len(whole), size))
    assert read == whole
    with pytest.raises(EOFError):
        reader.read(1)
    assert reader.read1(1) == b""
    thread.join()
    reader.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a pipe holds")
def test_a_few_pipes_hold_much_and_many_of_them_leave_others_their_share() -> None:
    pairs = [pipe_pair() for _ in range(40)]
    sizes = [fcntl.fcntl(reader.descriptor, fcntl.F_GETPIPE_SZ) for reader, _ in pairs]
    for pipe in (pipe for pair in pairs for pipe in pair):
        pipe.close()
    assert sizes[0] == max(sizes) == 2**20
    assert set(sizes[20:]) == {2**18}


def test_a_message_that_is_said_to_be_huge_takes_no_more_than_what_comes_of_it() -> None:
    reader, writer = pipe_pair()
    writer.write(b"end")
    writer.close()
    tracemalloc.start()
    with pytest.raises(EOFError):
        reader.read(2**31 - 1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    reader.close()
    assert peak < 2**22


def test_what_is_there_is_read_at_once() -> None:
    reader, writer = pipe_pair()
    writer.write(b"abc")
    assert (reader.read1(2), reader.read1(9)) == (b"ab", b"c")
    reader.close()
    writer.close()


@pytest.mark.parametrize("end", ["read", "write"])
def test_a_pipe_that_is_closed_is_waited_for_no_longer(end: str) -> None:
    reader, writer = pipe_pair()
    use: Callable[[], object] = (lambda: reader.read(1)) if end == "read" else (lambda: writer.write(bytes(2**22)))
    ended = threading.Event()

    def wait() -> None:
        with pytest.raises((EOFError, BrokenPipeError)):
            use()
        ended.set()

    thread = threading.Thread(target=wait)
    thread.start()
    (reader if end == "read" else writer).close()
    assert ended.wait(60)
    thread.join()
    reader.close()
    writer.close()


def test_a_pipe_whose_process_is_over_is_waited_for_no_longer_though_another_holds_it() -> None:
    reader, writer = pipe_pair(is_over=True)
    writer.write(b"last words")
    assert reader.read(10) == b"last words"
    with pytest.raises(EOFError):
        reader.read(1)
    with pytest.raises(BrokenPipeError):
        writer.write(bytes(2**22))
    reader.close()
    writer.close()
