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
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

import nlpmap
from nlpmap.errors import HostError, ItemTimeout, WorkerDied, WorkerError
from nlpmap.remote import double
from tests.processes import left_of, wait_until, workers_marked


@contextlib.contextmanager
def interrupted_when(condition: Callable[[], object]) -> Iterator[None]:
    """Ctrl-C, as soon as a condition holds."""

    def interrupt() -> None:
        wait_until(condition)
        os.kill(os.getpid(), signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background, a shell has it ignored
    thread = threading.Thread(target=interrupt)
    thread.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            yield
    finally:
        thread.join()
        signal.signal(signal.SIGINT, before)


def touch_and_sleep(flag: str) -> None:
    Path(flag).touch()
    time.sleep(600)


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
    [
        pytest.param("exit", "exit code 7", marks=pytest.mark.slow),
        ("signal", "killed by SIGKILL"),
        pytest.param("crash", "killed by SIGSEGV", marks=pytest.mark.slow),
    ],
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


def busy_double(n: int) -> int:
    deadline = time.perf_counter() + 0.0005
    while time.perf_counter() < deadline:
        pass
    return 2 * n


@pytest.mark.parametrize(
    ("count", "window", "results_a_kill"),
    [(1_000, 100, 250), pytest.param(20_000, 1_000, 800, marks=[pytest.mark.slow, pytest.mark.timeout(600)])],
)
def test_all_results_are_right_though_random_workers_are_killed_all_the_time(
    mark: str, count: int, window: int, results_a_kill: int
) -> None:
    """With a small window the workers are always at work ahead of the results that have come."""
    choose = random.Random(7)
    received = []
    kills = 0
    for result in nlpmap.imap(busy_double, range(count), [("popen", 4)], on_error="return", window=window, retries=20):
        received.append(result)
        if len(received) % results_a_kill == 0 and (processes := workers_marked(mark)):
            with contextlib.suppress(psutil.Error):
                choose.choice(processes).kill()
                kills += 1
    assert received == [2 * n for n in range(count)]
    assert kills >= count // results_a_kill // 2


def test_a_worker_that_dies_with_a_message_on_stderr_is_quoted(mark: str) -> None:
    def work(n: int) -> int:
        os.write(2, b"out of cheese\n")
        os._exit(3)

    with pytest.raises(WorkerDied, match="out of cheese"):
        nlpmap.map(work, [1])


@pytest.mark.slow
def test_a_module_that_kills_every_worker_at_once_ends_with_a_host_error(mark: str, tmp_path: Path) -> None:
    path = tmp_path / "suicide.py"
    path.write_text("import os\nos.write(2, b'no licence\\n')\nos._exit(9)\n")
    with pytest.raises(HostError) as caught:
        nlpmap.map(path, range(100))
    assert "exit code 9" in str(caught.value)
    assert "no licence" in str(caught.value)
    assert "item 0 and later have no result" in str(caught.value)
    assert "all workers keep dying" in str(caught.value)


@pytest.mark.slow
def test_an_item_that_hangs_is_its_own_error_after_the_time_allowed(mark: str) -> None:
    def work(n: int) -> int:
        if n == 4:
            time.sleep(600)
        return 2 * n

    results = nlpmap.map(work, range(40), timeout=2.0, on_error="return")
    assert isinstance(results[4], ItemTimeout)
    assert isinstance(results[4], TimeoutError)
    assert results[:4] + results[5:] == [2 * n for n in range(40) if n != 4]


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


def test_no_process_is_left_after_a_normal_end_an_error_or_a_closed_generator(mark: str, tmp_path: Path) -> None:
    nlpmap.map(double, range(10))
    assert left_of(mark) == []
    with pytest.raises(WorkerError):
        nlpmap.map(lambda n: 1 // n, [0])
    assert left_of(mark) == []
    results = nlpmap.imap(double, itertools.count())
    next(results)
    results.close()
    assert left_of(mark) == []
    results = nlpmap.imap(touch_and_sleep, itertools.repeat(str(tmp_path / "flag")))
    with interrupted_when((tmp_path / "flag").exists):
        next(results)
    assert left_of(mark) == []


def test_a_pool_that_is_started_early_works_and_leaves_nothing_behind_when_it_is_not_used(mark: str) -> None:
    with nlpmap.Pool(workers=2) as pool:
        pool.start()
        assert pool.map(double, range(10)) == list(range(0, 20, 2))
        pool.start()
        assert len(workers_marked(mark)) == 2
        assert pool.map(double, [1]) == [2]
    with nlpmap.Pool(workers=2) as pool:
        pool.start()
    assert left_of(mark) == []


def test_workers_that_were_coming_up_for_an_abandoned_map_leave_no_process(mark: str) -> None:
    with nlpmap.Pool(workers=2) as pool:
        with interrupted_when(lambda: workers_marked(mark)):
            pool.map(lambda n: time.sleep(600), [1])
        assert pool.map(double, range(10)) == list(range(0, 20, 2))
    assert left_of(mark) == []


def test_a_pool_that_is_forgotten_ends_its_workers(mark: str) -> None:
    pool = nlpmap.Pool(workers=2)
    assert pool.map(double, [1]) == [2]
    assert len(workers_marked(mark)) == 2
    del pool
    assert left_of(mark) == []


def test_ctrl_c_returns_at_once_and_leaves_the_pool_usable(mark: str, tmp_path: Path) -> None:
    flags = [str(tmp_path / f"flag {n}") for n in range(10)]
    with nlpmap.Pool(workers=2) as pool:
        pool.map(double, [1])
        with interrupted_when(lambda: any(tmp_path.iterdir())):
            pool.map(touch_and_sleep, flags)  # which sleeps ten minutes
        assert pool.map(double, range(100)) == [2 * n for n in range(100)]


PARENT = """
    import itertools, os, time, nlpmap
    def work(n):
        open(os.path.join(FOLDER, str(os.getpid())), "w").close()
        if BUSY:
            while True:
                pass
        return n
    for result in nlpmap.imap(work, itertools.count(), [("popen", 2)]):
        print(result, flush=True)
        time.sleep(0.05)
"""


@pytest.mark.parametrize("busy", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_no_worker_outlives_a_parent_that_was_killed(mark: str, tmp_path: Path, busy: bool) -> None:
    script = textwrap.dedent(PARENT).replace("BUSY", str(busy)).replace("FOLDER", repr(str(tmp_path)))
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: len(list(tmp_path.iterdir())) == 2)  # both workers have an item in hand
        assert len(workers_marked(mark)) == 3
    finally:
        parent.kill()
        parent.wait()
    assert left_of(mark) == []


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
    with pytest.raises(HostError) as caught:
        nlpmap.map(double, range(10), [("popen", 1), (spec, 2)])
    assert "2 of 3 workers did not start" in str(caught.value)
    assert str(caught.value).count(words) >= 2


def test_a_worker_that_is_killed_while_it_starts_is_started_again(mark: str) -> None:
    with nlpmap.Pool(workers=1) as pool:
        pool.start()
        wait_until(lambda: workers_marked(mark))
        workers_marked(mark)[0].kill()
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
    assert "did not begin within 1 s" in str(caught.value)
    assert "waiting for a prompt" in str(caught.value)
