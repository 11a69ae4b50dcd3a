"""An iterable that has to be waited for: what it has yielded is worked on and handed out meanwhile."""

from __future__ import annotations

import gc
import itertools
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import nlpmap
from nlpmap.remote import double

WAIT = 60.0  # seconds, after which a test that waits has failed


class Handshake:
    """Yields the next value only when the last one's result was taken."""

    def __init__(self, values: list[Any]) -> None:
        self.values = values
        self.taken = threading.Semaphore(0)

    def __iter__(self) -> Iterator[Any]:
        for number, value in enumerate(self.values):
            if number:
                assert self.taken.acquire(timeout=WAIT), "the result was not handed out"
            yield value


CALLS: list[Callable[..., Any]] = [
    nlpmap.tag, nlpmap.tokenize, nlpmap.chunk, lambda texts, workers: nlpmap.imap(len, texts, workers=workers),
]  # fmt: skip


@pytest.mark.parametrize(
    ("call", "workers"),
    [
        pytest.param(call, workers, id=f"{name}-{workers}", marks=[pytest.mark.slow] * (name != "tag" and workers > 0))
        for call, name in zip(CALLS, ["tag", "tokenize", "chunk", "imap"], strict=True)
        for workers in (0, 2)
    ],
)
def test_a_result_is_there_before_the_next_item_is(call: Callable[..., Any], workers: int) -> None:
    live = Handshake(["Dogs bark.", "Cats sleep.", "Birds sing."])
    count = 0
    for _ in call(iter(live), workers=workers):
        count += 1
        live.taken.release()
    assert count == 3


def test_a_sequence_that_fetches_its_items_may_be_live_too() -> None:
    live = Handshake([1, 2, 3])

    class Sized:
        def __len__(self) -> int:
            return 3

        def __iter__(self) -> Iterator[int]:
            return iter(live)

    results = []
    for result in nlpmap.imap(double, Sized(), workers=1):
        results.append(result)
        live.taken.release()
    assert results == [2, 4, 6]


@pytest.mark.parametrize("workers", [0, 2])
def test_no_more_is_read_than_the_window_allows(workers: int) -> None:
    read = 0

    def endless() -> Iterator[str]:
        nonlocal read
        while True:
            read += 1
            yield "Dogs bark."

    with nlpmap.Pool(workers=workers) as pool:
        results = pool.tag(endless(), window=7)
        for taken in range(1, 40):
            next(results)
            assert read <= taken + 7
        results.close()


def test_an_error_of_the_iterable_comes_after_the_results_before_it() -> None:
    def broken() -> Iterator[int]:
        yield 1
        yield 2
        raise LookupError("no more")

    results = nlpmap.imap(double, broken(), workers=2)
    assert [next(results), next(results)] == [2, 4]
    with pytest.raises(LookupError, match="no more"):
        next(results)


def test_an_interrupt_within_the_iterable_is_not_lost() -> None:
    def interrupted() -> Iterator[int]:
        yield 1
        raise KeyboardInterrupt

    results = nlpmap.imap(double, interrupted(), workers=0)
    assert next(results) == 2
    with pytest.raises(KeyboardInterrupt):
        next(results)


def reading() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "nlpmap-reader"]


def test_no_thread_is_left_when_results_are_through_or_closed() -> None:
    with nlpmap.Pool(workers=1) as pool:
        assert pool.map(double, (n for n in range(3))) == [0, 2, 4]
        results = pool.imap(double, (n for n in itertools.count()))
        assert next(results) == 0
        results.close()
        for thread in reading():
            thread.join(WAIT)
        assert reading() == []


def test_a_pool_serves_on_while_an_iterable_that_was_left_still_waits() -> None:
    released = threading.Event()

    def waiting() -> Iterator[int]:
        yield 1
        released.wait(WAIT)
        yield 2

    with nlpmap.Pool(workers=1) as pool:
        results = pool.imap(double, waiting())
        assert next(results) == 2
        results.close()
        assert pool.map(double, [5]) == [10]
    released.set()
    for thread in reading():
        thread.join(WAIT)


def test_a_generator_ends_in_the_thread_that_ran_it() -> None:
    threads: list[threading.Thread] = []

    def noting() -> Iterator[int]:
        threads.append(threading.current_thread())
        try:
            yield from itertools.count()
        finally:
            threads.append(threading.current_thread())

    with nlpmap.Pool(workers=1) as pool:
        results = pool.imap(double, noting())
        next(results)
        results.close()
    threads[0].join(WAIT)
    assert threads[0] is threads[1]


def test_what_cannot_travel_in_live_input_is_its_items_error() -> None:
    returned = nlpmap.map(double, (value for value in [1, object(), 3, object(), 5]), workers=1, on_error="return")
    assert returned[::2] == [2, 6, 10]
    assert [returned[1].index, returned[3].index] == [1, 3]


def test_python_ends_well_while_standard_input_is_waited_for() -> None:
    script = """
        import sys, nlpmap
        def lines():
            yield "first"
            yield sys.stdin.buffer.readline().decode()
        print(next(nlpmap.imap(str.upper, lines(), workers=1)))
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.read() == b"FIRST\n"
        assert process.wait(WAIT) == 0


def test_a_bar_knows_how_many_documents_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(list(nlpmap.tokenize(["Dogs bark."] * 3, workers=0, progress=True))) == 3
    assert "3/3" in capsys.readouterr().err


@pytest.mark.parametrize("workers", [0, 1])
def test_results_that_are_dropped_leave_the_pool_free_without_a_collection(workers: int) -> None:
    gc.disable()
    try:
        with nlpmap.Pool(workers=workers) as pool:
            for _ in range(3):
                assert next(pool.tokenize(["Dogs bark.", "Cats purr."])).words() == ["Dogs", "bark", "."]
                assert next(pool.imap(double, itertools.count(1))) == 2
    finally:
        gc.enable()
