"""What workers print and log, however they do: in lines, in linear time, in bounded memory."""

from __future__ import annotations

import logging
import time
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap.parallel.transports.events import EventQueue
from nlpmap.parallel.transports.transport import Event
from nlpmap.remote.serving.log_forwarding import LONGEST, LineWriter
from nlpmap.remote.serving.messages import Log


def lines_of(*texts: str) -> list[str]:
    messages: list[Log] = []
    writer = LineWriter(messages.append, logging.INFO)
    for text in texts:
        assert writer.write(text) == len(text)
    writer.end_line()
    return [message.text for message in messages]


@given(st.lists(st.text("ab \n")))
def test_what_is_printed_in_parts_comes_in_lines(texts: list[str]) -> None:
    assert lines_of(*texts) == [line for line in "".join(texts).split("\n") if line.strip()]


@given(st.lists(st.text("ab\r\n")))
def test_a_line_that_is_written_over_comes_as_a_terminal_shows_it_at_last(texts: list[str]) -> None:
    shown = [line.rstrip("\r").rpartition("\r")[2] for line in "".join(texts).split("\n")]
    assert lines_of(*texts) == [line for line in shown if line.strip()]


def test_output_without_an_end_of_line_is_kept_up_to_a_bound_and_then_sent() -> None:
    messages: list[Log] = []
    writer = LineWriter(messages.append, logging.INFO)
    for _ in range(10 * LONGEST):
        writer.write(".")
        assert writer.size <= LONGEST
    assert [len(message.text) for message in messages] == [LONGEST] * 10


def test_a_very_long_line_comes_in_parts_and_whole() -> None:
    assert "".join(lines_of("ab" * LONGEST + "\n")) == "ab" * LONGEST


def test_bars_of_progress_hold_no_more_than_what_is_shown() -> None:
    messages: list[Log] = []
    writer = LineWriter(messages.append, logging.INFO)
    for number in range(100_000):
        writer.write(f"\r{number} of 100000")
        assert writer.size < 100
    writer.end_line()
    assert [message.text for message in messages] == ["99999 of 100000"]


def test_flushing_at_every_write_sends_few_lines() -> None:
    messages: list[Log] = []
    writer = LineWriter(messages.append, logging.INFO)
    begun = time.monotonic()
    for _ in range(20_000):
        writer.write(".")
        writer.flush()
    seconds = time.monotonic() - begun
    writer.end_line()
    assert sum(len(message.text) for message in messages) == 20_000
    assert len(messages) <= 3 + seconds / 0.2


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"end": ""}, marks=pytest.mark.slow),
        {"end": "", "flush": True},
        pytest.param({"end": "\r"}, marks=pytest.mark.slow),
    ],
)
def test_dots_without_number_cost_an_item_little(options: dict[str, object]) -> None:
    def work(n: int) -> int:
        for _ in range(200_000):
            print(".", **options)  # type: ignore[call-overload]
        return 2 * n

    assert nlpmap.map(work, range(2), timeout=100) == [0, 2]  # it would take minutes


def test_what_is_printed_without_an_end_of_line_is_not_lost(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="nlpmap.worker"), nlpmap.Pool(workers=1) as pool:
        pool.map(lambda n: print("no end", end=""), [1])
        pool.map(len, ["a"])
    assert any(record.getMessage().endswith("no end") for record in caplog.records)


def test_bytes_that_are_written_to_standard_output_are_told_as_lines(caplog: pytest.LogCaptureFixture) -> None:
    def work(n: int) -> int:
        import sys

        sys.stdout.buffer.write(b"caf\xc3\xa9, \xff\n")
        return n

    with caplog.at_level(logging.INFO, logger="nlpmap.worker"), nlpmap.Pool(workers=1) as pool:
        assert pool.map(work, [1]) == [1]
    assert any(record.getMessage().endswith("café, \\xff") for record in caplog.records)


def test_lines_that_nobody_takes_are_counted_and_left_out() -> None:
    queue = EventQueue(most_logged=1_000)
    for number in range(10_000):
        queue.put(Event(0, 1, Log(logging.INFO, "mine", f"line {number}")))
    kept = [queue.get() for _ in range(queue.qsize())]
    texts = [event.message.text for event in kept if isinstance(event.message, Log)]
    assert sum(map(len, texts)) < 1_200
    left_out = int(texts[-1].split()[0].replace(",", ""))
    assert len(texts) - 1 + left_out == 10_000
    queue.put(Event(0, 1, Log(logging.INFO, "mine", "again")))
    assert queue.get().message == Log(logging.INFO, "mine", "again")


def test_a_worker_that_prints_very_much_while_nobody_takes_results_fills_no_memory() -> None:
    import resource

    def shout(n: int) -> int:
        for _ in range(2_000):
            print("x" * 50_000)  # 100 MB an item
        return n

    with nlpmap.Pool(workers=1) as pool:
        pool.map(len, ["a"])
        results = pool.imap(shout, count(), window=4)
        assert next(results) == 0
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        slot = pool._workers.slots[0]
        deadline = time.monotonic() + 60
        events = pool._workers.events
        while events.qsize() < 80 and time.monotonic() < deadline:  # 4 MB, and the answers after them
            time.sleep(0.01)
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < before + 60_000
        assert slot.state == "up"
        results.close()
