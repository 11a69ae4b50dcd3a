"""What items start ends with their workers, however these end, and keeps nobody waiting."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

import nlpmap
from nlpmap.errors import ItemTimeout, WorkerDied
from tests.processes import MARK, left_of, wait_until, workers_marked

LONG = 600  # seconds, which no test waits for
SLOW = pytest.mark.slow
SOON = 30.0  # an item's process is gone in 3 s on an idle machine, and would stay ten minutes


def fork(n: int) -> int:
    if os.fork() == 0:
        time.sleep(LONG)
        os._exit(0)
    return 2 * n


def fork_and_leave(n: int) -> int:
    """Start a process of a session of its own, and whose parent is gone."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(LONG)
        os._exit(0)
    os.wait()
    return 2 * n


def start(n: int) -> int:
    subprocess.Popen(["sleep", str(LONG)])
    return 2 * n


def start_apart(n: int) -> int:
    subprocess.Popen(["sleep", str(LONG)], start_new_session=True)
    return 2 * n


def start_by_a_shell(n: int) -> int:
    subprocess.Popen(f"set -m; sleep {LONG} & sleep {LONG}", shell=True)
    return 2 * n


def ignore_what_can_be(n: int) -> int:
    code = f"import signal, time\nfor s in (1, 2, 3, 15): signal.signal(s, signal.SIG_IGN)\ntime.sleep({LONG})"
    subprocess.Popen([sys.executable, "-c", code])
    return 2 * n


def start_without_a_trace(n: int) -> int:
    """The mark that tests find it by is put in another place than that of workers."""
    subprocess.Popen(["sleep", str(LONG)], env={MARK: os.environ[MARK]}, start_new_session=True)
    return 2 * n


STARTING: list[Callable[[int], int]] = [
    fork, fork_and_leave, start, start_apart, start_by_a_shell, ignore_what_can_be,
    start_without_a_trace,
]  # fmt: skip
STARTS = pytest.mark.parametrize("starts", STARTING, ids=lambda function: function.__name__)


def test_closing_a_pool_ends_whatever_its_items_started(mark: str) -> None:
    with nlpmap.Pool(workers=2) as pool:
        assert pool.map(lambda n: STARTING[n](n), range(len(STARTING))) == [*range(0, 2 * len(STARTING), 2)]
        wait_until(lambda: len(workers_marked(mark)) >= 2 + len(STARTING))
        assert len(workers_marked(mark)) >= 2 + len(STARTING)
        begun = time.monotonic()
    assert time.monotonic() - begun < SOON
    assert left_of(mark) == []  # a process that was killed takes a moment to be gone


@pytest.mark.slow
@STARTS
def test_closing_a_pool_ends_what_its_items_started(mark: str, starts: Callable[[int], int]) -> None:
    with nlpmap.Pool(workers=2) as pool:
        assert pool.map(starts, range(4)) == [0, 2, 4, 6]
        wait_until(lambda: len(workers_marked(mark)) >= 6)  # two workers, and one of each item
        assert len(workers_marked(mark)) >= 6
        begun = time.monotonic()
    assert time.monotonic() - begun < SOON
    assert left_of(mark) == []  # a process that was killed takes a moment to be gone


@pytest.mark.slow
@STARTS
def test_what_a_timed_out_item_started_dies_with_it(mark: str, starts: Callable[[int], int]) -> None:
    def hang(n: int) -> int:
        if n == 3:
            starts(n)
            time.sleep(LONG)
        return 2 * n

    with nlpmap.Pool(workers=2) as pool:
        results = pool.map(hang, range(6), timeout=1.0, on_error="return")
        assert isinstance(results[3], ItemTimeout)
        assert results[:3] + results[4:] == [0, 2, 4, 8, 10]
        wait_until(lambda: len(workers_marked(mark)) == 2)  # the slot's new worker, and the other
        assert len(workers_marked(mark)) == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "starts", STARTING[:-1], ids=lambda function: function.__name__
)  # out of reach: without a trace
def test_what_a_dead_workers_items_started_dies_with_it(mark: str, starts: Callable[[int], int]) -> None:
    def die(n: int) -> int:
        if n == 3:
            starts(n)
            os.kill(os.getpid(), signal.SIGKILL)
        return 2 * n

    with nlpmap.Pool(workers=2) as pool:
        results = pool.map(die, range(6), retries=1, on_error="return")
        assert isinstance(results[3], WorkerDied)
        assert results[:3] + results[4:] == [0, 2, 4, 8, 10]
        wait_until(lambda: len(workers_marked(mark)) == 2)
        assert len(workers_marked(mark)) == 2


START_THREE = """
    import os, re, signal, subprocess, sys, threading, time, nlpmap
    from pathlib import Path

    def start_three():
        subprocess.Popen(["sleep", "600"])
        subprocess.Popen(["sleep", "600"], start_new_session=True)
        if os.fork() == 0:
            time.sleep(600)
"""
COORDINATOR = f"""{START_THREE}
    def work(n):
        start_three()
        Path(FOLDER, str(os.getpid())).touch()
        if HOW == "in C":
            re.match(r"(a|aa)+$", "a" * 100 + "b")
        elif HOW == "stopped":
            os.kill(os.getpid(), signal.SIGSTOP)
        elif HOW == "at work":
            time.sleep(600)
        return n

    pool = nlpmap.Pool(workers=2)
    print(pool.map(work, range(2)), flush=True)
    time.sleep(600)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "number"),
    [
        *((how, signal.SIGKILL) for how in ("idle", "at work", "in C", "stopped")),
        *(("at work", number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)),
    ],
)
def test_a_coordinator_that_is_ended_takes_its_workers_and_all_theirs_along(
    mark: str, tmp_path: Path, how: str, number: signal.Signals
) -> None:
    script = textwrap.dedent(COORDINATOR).replace("FOLDER", repr(str(tmp_path))).replace("HOW", repr(how))
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # in the background, it is ignored
    )
    try:
        wait_until(lambda: len(list(tmp_path.iterdir())) == 2)
        assert len(workers_marked(mark)) >= 6
    finally:
        parent.send_signal(number)
        parent.wait(SOON)
    wait_until(lambda: not workers_marked(mark), SOON)
    assert workers_marked(mark) == []


ENDINGS = f"""{START_THREE}
    def work(n):
        start_three()
        return n

    pool = nlpmap.Pool(workers=2)
    results = pool.imap(work, range(1000))
    print(next(results), flush=True)
    END
"""


OTHER_ENDS = ["sys.exit(0)", "os._exit(0)", "del pool, results", "os.abort()"]


@pytest.mark.parametrize("end", ["", "1 / 0", *(pytest.param(end, marks=SLOW) for end in OTHER_ENDS)])
def test_nothing_outlives_an_interpreter_however_it_ends(mark: str, end: str) -> None:
    code = textwrap.dedent(ENDINGS).replace("END", end)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout == "0\n"
    wait_until(lambda: not workers_marked(mark), SOON)
    assert workers_marked(mark) == []


def test_ctrl_c_while_a_pool_closes_leaves_no_process(mark: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = nlpmap.Pool(workers=2)
    pool.map(start, range(2))
    worker = next(iter(pool._workers.transport.workers.values()))  # type: ignore[attr-defined]

    join = worker.join

    def interrupt(deadline: float) -> Any:
        monkeypatch.setattr(worker, "join", join)
        raise KeyboardInterrupt

    monkeypatch.setattr(worker, "join", interrupt)
    with pytest.raises(KeyboardInterrupt):
        pool.close()
    assert left_of(mark) == []


def test_a_worker_that_ends_is_seen_though_a_child_of_its_holds_its_pipes(mark: str) -> None:
    """As a fork in C does, which Python does not see."""

    def work(n: int) -> int:
        import ctypes

        if n == 2 and ctypes.CDLL(None).fork() == 0:
            time.sleep(LONG)
        if n == 2:
            os._exit(9)
        return 2 * n

    results = nlpmap.map(work, range(4), retries=0, on_error="return")
    assert isinstance(results[2], WorkerDied)
    assert results[:2] + results[3:] == [0, 2, 6]
    assert left_of(mark) == []


def test_workers_of_workers_end_too(mark: str) -> None:
    def work(n: int) -> int:
        import nlpmap

        pool = nlpmap.Pool(workers=1)
        globals()["kept"] = pool
        return int(pool.map(abs, [-n])[0])

    with nlpmap.Pool(workers=2) as pool:
        assert pool.map(work, range(4)) == [0, 1, 2, 3]
    assert left_of(mark) == []
    with contextlib.suppress(psutil.Error):
        assert not [child for child in psutil.Process().children() if "sleep" in child.cmdline()]
