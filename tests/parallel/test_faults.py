"""Real workers that die, hang, or are killed: everything else comes out, in order, and no process stays behind."""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

import nlpmap
from nlpmap.errors import HostError, ItemTimeout, WorkerDied, WorkerError
from nlpmap.remote import double

MARK = "NLPMAP_TEST_MARK"


def workers_marked(mark: str) -> list[psutil.Process]:
    """Find the processes that have a mark in their environment, this one left out."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.pid != os.getpid() and process.environ().get(MARK) == mark and process.status() != "zombie":
                found.append(process)
    return found


def wait_until_gone(mark: str, seconds: float) -> list[psutil.Process]:
    deadline = time.monotonic() + seconds
    while (left := workers_marked(mark)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A mark that every process started in the test inherits; at its end none may be left."""
    mark = uuid.uuid4().hex
    monkeypatch.setenv(MARK, mark)
    yield mark
    left = workers_marked(mark)
    for process in left:
        process.kill()
    assert left == []


def die_at(bad: set[int], how: str) -> Any:
    def work(n: int) -> int:
        if n in bad:
            if how == "exit":
                os._exit(7)
            if how == "signal":
                os.kill(os.getpid(), signal.SIGKILL)
            if how == "crash":
                import ctypes

                ctypes.string_at(0)
        return 2 * n

    return work


@pytest.mark.parametrize(
    ("how", "words"),
    [("exit", "exit code 7"), ("signal", "killed by SIGKILL"), ("crash", "killed by SIGSEGV")],
)
def test_an_item_that_kills_its_worker_is_its_own_error_and_all_others_have_results(
    mark: str, how: str, words: str
) -> None:
    results = nlpmap.map(die_at({3, 700}, how), range(1000), on_error="return")
    assert {index for index, result in enumerate(results) if isinstance(result, WorkerDied)} == {3, 700}
    assert all(result == 2 * index for index, result in enumerate(results) if index not in (3, 700))
    assert (results[700].index, results[700].attempts) == (700, 3)
    assert words in str(results[700])


def test_an_item_that_kills_its_worker_raises_with_its_index(mark: str) -> None:
    with pytest.raises(WorkerDied) as caught:
        nlpmap.map(die_at({5}, "exit"), range(10), retries=0)
    assert (caught.value.index, caught.value.attempts) == (5, 1)


def test_all_results_are_right_though_a_random_worker_is_killed_every_50_ms(mark: str) -> None:
    def slow_double(n: int) -> int:
        deadline = time.perf_counter() + 0.0002
        while time.perf_counter() < deadline:
            pass
        return 2 * n

    stop = threading.Event()
    kills = 0

    def killer() -> None:
        nonlocal kills
        choose = random.Random(7)
        while not stop.wait(0.05):
            if processes := workers_marked(mark):
                with contextlib.suppress(psutil.Error):
                    choose.choice(processes).kill()
                    kills += 1

    thread = threading.Thread(target=killer)
    results = nlpmap.imap(slow_double, range(20_000), [("popen", 4)], on_error="return")
    received = [next(results)]
    thread.start()
    try:
        received += results
    finally:
        stop.set()
        thread.join()
    assert received == [2 * n for n in range(20_000)]
    assert kills >= 10


def test_a_worker_that_dies_with_its_last_words_on_stderr_is_quoted(mark: str) -> None:
    def work(n: int) -> int:
        os.write(2, b"out of cheese\n")
        os._exit(3)

    with pytest.raises(WorkerDied, match="out of cheese"):
        nlpmap.map(work, [1])


def test_a_module_that_kills_every_worker_at_once_ends_with_a_host_error(mark: str, tmp_path: Path) -> None:
    path = tmp_path / "suicide.py"
    path.write_text("import os\nos.write(2, b'no licence\\n')\nos._exit(9)\n")
    started = time.monotonic()
    with pytest.raises(HostError) as caught:
        nlpmap.map(path, range(100))
    assert "exit code 9" in str(caught.value)
    assert "no licence" in str(caught.value)
    assert "item 0 and later have no result" in str(caught.value)
    assert time.monotonic() - started < 20


def test_an_item_that_hangs_is_its_own_error_after_the_time_allowed(mark: str) -> None:
    def work(n: int) -> int:
        if n == 4:
            time.sleep(600)
        return 2 * n

    started = time.monotonic()
    results = nlpmap.map(work, range(40), timeout=0.5, on_error="return")
    assert isinstance(results[4], ItemTimeout)
    assert isinstance(results[4], TimeoutError)
    assert results[:4] + results[5:] == [2 * n for n in range(40) if n != 4]
    assert time.monotonic() - started < 10


def test_an_item_that_hangs_in_c_code_is_timed_out_too(mark: str) -> None:
    def work(text: str) -> bool:
        import re

        return bool(re.match(r"(a|aa)+$", text))

    with pytest.raises(ItemTimeout, match=r"longer than the 0\.5 s"):
        nlpmap.map(work, ["aa", "a" * 100 + "b"], timeout=0.5)


def test_memory_that_runs_out_is_the_items_error(mark: str) -> None:
    def work(size: int) -> int:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
        return len(bytearray(size))

    results = nlpmap.map(work, [10, 2**40, 20], on_error="return")
    assert [results[0], results[1].type, results[2]] == [10, "MemoryError", 20]


def test_no_process_is_left_after_a_normal_end_an_error_or_a_closed_generator(mark: str) -> None:
    nlpmap.map(double, range(10))
    assert wait_until_gone(mark, 3) == []
    with pytest.raises(WorkerError):
        nlpmap.map(lambda n: 1 // n, [0])
    assert wait_until_gone(mark, 3) == []
    results = nlpmap.imap(double, itertools.count())
    next(results)
    results.close()
    assert wait_until_gone(mark, 3) == []
    results = nlpmap.imap(lambda n: time.sleep(60), itertools.count())
    threading.Timer(0.7, os.kill, [os.getpid(), signal.SIGINT]).start()
    with pytest.raises(KeyboardInterrupt):
        next(results)
    assert wait_until_gone(mark, 3) == []


def test_a_pool_that_is_started_early_works_and_leaves_nothing_behind_when_it_is_not_used(mark: str) -> None:
    with nlpmap.Pool(workers=2) as pool:
        pool.start()
        assert pool.map(double, range(10)) == list(range(0, 20, 2))
        pool.start()
        assert len(workers_marked(mark)) == 2
        assert pool.map(double, [1]) == [2]
    with nlpmap.Pool(workers=2) as pool:
        pool.start()
    assert wait_until_gone(mark, 3) == []


def test_workers_that_were_coming_up_for_an_abandoned_map_leave_no_process(mark: str) -> None:
    with nlpmap.Pool(workers=2) as pool:
        threading.Timer(0.02, os.kill, [os.getpid(), signal.SIGINT]).start()
        with pytest.raises(KeyboardInterrupt):
            pool.map(lambda n: time.sleep(9), [1])
        assert pool.map(double, range(10)) == list(range(0, 20, 2))
    assert wait_until_gone(mark, 3) == []


def test_a_pool_that_is_forgotten_ends_its_workers(mark: str) -> None:
    pool = nlpmap.Pool(workers=2)
    assert pool.map(double, [1]) == [2]
    assert len(workers_marked(mark)) == 2
    del pool
    assert wait_until_gone(mark, 3) == []


def test_ctrl_c_returns_at_once_and_leaves_the_pool_usable(mark: str) -> None:
    with nlpmap.Pool(workers=2) as pool:
        pool.map(double, [1])
        threading.Timer(0.5, os.kill, [os.getpid(), signal.SIGINT]).start()
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            pool.map(lambda n: time.sleep(60), range(10))
        assert time.monotonic() - started < 1.5
        assert pool.map(double, range(100)) == [2 * n for n in range(100)]
        assert time.monotonic() - started < 5


PARENT = """
    import itertools, time, nlpmap
    def work(n):
        if BUSY:
            while True:
                pass
        return n
    for result in nlpmap.imap(work, itertools.count(), [("popen", 2)]):
        print(result, flush=True)
        time.sleep(0.05)
"""


@pytest.mark.parametrize(("busy", "seconds"), [(False, 3), (True, 20)])
def test_no_worker_outlives_a_parent_that_was_killed(mark: str, busy: bool, seconds: float) -> None:
    script = textwrap.dedent(PARENT).replace("BUSY", str(busy))
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    try:
        if busy:
            deadline = time.monotonic() + 10
            while len(workers_marked(mark)) < 3 and time.monotonic() < deadline:
                time.sleep(0.05)
            time.sleep(0.5)  # for the modules to start on their first items
        else:
            parent.stdout.readline()
        assert len(workers_marked(mark)) == 3
    finally:
        parent.kill()
        parent.wait()
        parent.stdout.close()
    assert wait_until_gone(mark, seconds) == []


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("popen//python=/bin/false", "exit code 1"),
        ("popen//python=/no/such/python", "no such program: /no/such/python"),
        ("popen//chdir=/proc/no-such-folder", "/proc/no-such-folder"),
    ],
)
def test_an_interpreter_that_does_not_start_is_one_error_that_lists_every_fault(
    mark: str, spec: str, words: str
) -> None:
    started = time.monotonic()
    with pytest.raises(HostError) as caught:
        nlpmap.map(double, range(10), [("popen", 1), (spec, 2)])
    assert "2 of 3 workers did not start" in str(caught.value)
    assert str(caught.value).count(words) >= 2
    assert time.monotonic() - started < 10


def test_a_worker_that_is_killed_while_it_starts_is_started_again(mark: str) -> None:
    with nlpmap.Pool(workers=1) as pool:
        pool.start()
        while not (starting := workers_marked(mark)):
            time.sleep(0.001)
        starting[0].kill()
        assert pool.map(double, range(10)) == list(range(0, 20, 2))


def test_an_interpreter_that_says_nothing_is_given_up(
    mark: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\necho waiting for a prompt >&2\nexec sleep 600\n")
    silent.chmod(0o755)
    monkeypatch.setattr("nlpmap.parallel.scheduling.workers.START_SECONDS", 1.0)
    with pytest.raises(HostError) as caught:
        nlpmap.map(double, [1], f"popen//python={silent}")
    assert "said nothing in its first" in str(caught.value)
    assert "waiting for a prompt" in str(caught.value)
