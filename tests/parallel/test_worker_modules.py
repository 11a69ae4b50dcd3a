"""Worker modules as users write them: every form of the seed's loop, and what is wrong with others."""

from __future__ import annotations

import itertools
import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest

import nlpmap
from nlpmap.errors import ProtocolError, WorkerError
from nlpmap.remote import double

Write = Callable[..., Path]
SEED = "for (i, arg) in channel:\n    channel.send((i, arg * 2))\n"
RECEIVE = """
    while True:
        try:
            i, arg = channel.receive()
        except EOFError:
            break
        channel.send((i, arg * 2))
"""
OUT_OF_ORDER = """
    held = None
    for i, arg in channel:
        if held is None:
            held = i, arg
        else:
            channel.send((i, arg * 2))
            channel.send((held[0], held[1] * 2))
            held = None
    if held is not None:
        channel.send((held[0], held[1] * 2))
"""
COLLECTING = """
    everything = list(channel)
    for i, arg in reversed(everything):
        channel.send((i, arg * 2))
"""
THREADED = """
    from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(3) as threads:
        for i, arg in channel:
            threads.submit(lambda i=i, arg=arg: channel.send((i, arg * 2)))
"""
LEAVING = """
    for i, arg in channel:
        channel.send((i, arg * 2))
        if i % 7 == 3:
            break
"""


@pytest.mark.parametrize("body", [SEED, RECEIVE, OUT_OF_ORDER, COLLECTING, THREADED, LEAVING])
@pytest.mark.parametrize("count", [0, 1, 2, 500])
def test_every_form_of_seed_module_runs_unmodified(pool: nlpmap.Pool, worker: Write, body: str, count: int) -> None:
    assert pool.map(worker(body), range(count)) == [2 * n for n in range(count)]


def test_a_collecting_module_works_within_the_window_of_an_endless_input(pool: nlpmap.Pool, worker: Write) -> None:
    results = pool.imap(worker(COLLECTING), itertools.count(), window=40)
    assert list(itertools.islice(results, 300)) == [2 * n for n in range(300)]


def test_a_module_is_named_by_object_path_dotted_name_or_function(pool: nlpmap.Pool, worker: Write) -> None:
    path = worker(SEED)
    offset = 3
    assert pool.map(path, [1]) == pool.map(str(path), [1]) == [2]
    assert pool.map("nlpmap.remote.double", [1]) == [2]
    assert pool.map(lambda n: n + offset, [1]) == [4]
    assert pool.map(os.path.basename, ["a/b"]) == ["b"]


def test_setup_is_what_the_modules_first_receive_returns(pool: nlpmap.Pool, worker: Write) -> None:
    path = worker("table = channel.receive()\nfor i, arg in channel:\n    channel.send((i, table[arg]))\n")
    assert pool.map(path, ["b", "a"], setup={"a": 1, "b": (2,)}) == [(2,), 1]


def test_a_container_travels_as_it_was_when_it_was_sent(pool: nlpmap.Pool, worker: Write) -> None:
    body = (
        "seen = []\nfor i, arg in channel:\n    seen.append(arg)\n    channel.send((i, seen))\n    seen = seen[-1:]\n"
    )
    path = worker(body.replace("seen = seen[-1:]", "del seen[:-1]"))
    with nlpmap.Pool(workers=1) as single:
        assert single.map(path, range(4)) == [[0], [0, 1], [1, 2], [2, 3]]


def test_containers_among_small_results_travel_as_they_were(pool: nlpmap.Pool, worker: Write) -> None:
    body = """
        kept = []
        for i, arg in channel:
            kept[:] = [arg]
            channel.send((i, kept if arg % 1000 == 999 else arg))
    """
    expected = [[n] if n % 1000 == 999 else n for n in range(6000)]
    assert pool.map(worker(body), range(6000)) == expected


def test_an_answer_that_is_no_pair_is_found_among_many_that_are(pool: nlpmap.Pool, worker: Write) -> None:
    path = worker("for i, arg in channel:\n    channel.send((i, arg) if arg != 5000 else arg)\n")
    returned = pool.map(path, range(6000), on_error="return")
    assert [index for index, result in enumerate(returned) if result != index] == [5000]
    assert "a worker sends (index, result), not 5000" in str(returned[5000])


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("for i, arg in channel:\n    channel.send((i, 1)); channel.send((i, 1))", "index 0 was answered out of turn"),
        ("for i, arg in channel:\n    channel.send((i + 10, 1))", "index 10 was answered out of turn"),
        ("for i, arg in channel:\n    channel.send(5)", "a worker sends (index, result), not 5"),
        ("for i, arg in channel:\n    channel.send(('a', 5))", "'a' is no index"),
        ("for i, arg in channel:\n    pass", "no answer: a worker answers each item"),
        ("pass", "the module ended without taking an item"),
    ],
)
def test_a_broken_protocol_is_an_error_that_names_index_and_rule(
    pool: nlpmap.Pool, worker: Write, body: str, rule: str
) -> None:
    with pytest.raises(ProtocolError) as caught:
        pool.map(worker(body), [7])
    assert rule in str(caught.value)
    assert caught.value.index in (0, 10)
    assert pool.map(double, [2]) == [4]


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("import no_such_module\n", "No module named 'no_such_module'"),
        ("def broken(:\n", "SyntaxError"),
        ("raise SystemExit('enough')\n", "SystemExit: enough"),
    ],
)
def test_a_module_that_cannot_start_is_an_error_at_once(
    pool: nlpmap.Pool, worker: Write, head: str, message: str
) -> None:
    with pytest.raises(WorkerError) as caught:
        pool.map(worker(SEED, head=head), range(1000), on_error="return")
    assert message in str(caught.value)
    assert caught.value.index is not None
    assert pool.map(double, [2]) == [4]


def test_an_item_that_exits_does_not_stop_the_others(pool: nlpmap.Pool, worker: Write) -> None:
    path = worker("import sys\nfor i, arg in channel:\n    sys.exit(3) if arg == 2 else channel.send((i, arg))\n")
    returned = pool.map(path, range(5), on_error="return")
    assert [returned[0], returned[1], returned[2].type, *returned[3:]] == [0, 1, "SystemExit", 3, 4]


def test_prints_and_logs_of_workers_arrive_in_the_parents_log(
    pool: nlpmap.Pool, worker: Write, caplog: pytest.LogCaptureFixture
) -> None:
    body = """
        import logging
        for i, arg in channel:
            print("printed", arg)
            logging.getLogger("mine").warning("logged %s", arg)
            channel.send((i, arg))
    """
    with caplog.at_level(logging.INFO, logger="nlpmap.worker"):
        pool.map(worker(body), ["x"])
    lines = [record.getMessage() for record in caplog.records]
    assert any(line.endswith("] printed x") for line in lines)
    assert any(line.endswith("] mine: logged x") for line in lines)


LATE = """
import threading
if __name__ == "__channelexec__":
    threads = []
    for i, n in channel:
        if n == 5:
            thread = threading.Timer(0.05, channel.send, ((i, 2 * n),))
            thread.start()
            threads.append(thread)
            break
        channel.send((i, 2 * n))
"""


def test_an_answer_that_comes_after_the_loop_is_no_second_outcome(pool: nlpmap.Pool, tmp_path: Path) -> None:
    module = tmp_path / "late.py"
    module.write_text(LATE)
    for _ in range(3):
        results = pool.map(module, range(2_000), on_error="return")
        assert isinstance(results[5], ProtocolError)
        assert results[:5] + results[6:] == [2 * n for n in range(2_000) if n != 5]


THREADS = """
import queue, random, threading
if __name__ == "__channelexec__":
    todo = queue.Queue()
    def answer():
        while (item := todo.get()) is not None:
            i, n = item
            channel.send((i, 2 * n))
    threads = [threading.Thread(target=answer) for _ in range(8)]
    for thread in threads:
        thread.start()
    for item in channel:
        todo.put(item)
    for thread in threads:
        todo.put(None)
    for thread in threads:
        thread.join()
"""


@pytest.mark.slow
def test_threads_that_answer_late_and_in_any_order_answer_all(pool: nlpmap.Pool, tmp_path: Path) -> None:
    module = tmp_path / "threads.py"
    module.write_text(THREADS)
    for count in (1, 7, 1_000, 20_000):
        assert pool.map(module, range(count)) == [2 * n for n in range(count)]
