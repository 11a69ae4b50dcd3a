"""The map over real gateways: order, laziness, every form of worker module, and every value that travels."""

from __future__ import annotations

import itertools
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy
import pytest

import nlpmap
from nlpmap import plists
from nlpmap.errors import InputError, ProtocolError, WorkerError
from nlpmap.remote import double

Write = Callable[..., Path]


def test_the_seeds_own_lines_run() -> None:
    assert plists.map is nlpmap.map
    assert plists.map(double, range(10)) == [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]
    assert plists.map(double, range(10), [("popen", 4)]) == [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]
    assert plists.map(double, range(10), specs=[("popen", 1), ("popen", 2)]) == list(range(0, 20, 2))


@pytest.mark.parametrize("workers", [0, 1])
def test_map_and_imap_take_workers_like_everything_else(workers: int) -> None:
    here = os.getpid()
    pids = nlpmap.map(lambda n: os.getpid(), range(3), workers=workers)
    assert pids == [pids[0]] * 3
    assert (pids[0] == here) == (workers == 0)
    assert list(nlpmap.imap(double, [1, 2], workers=workers)) == [2, 4]


def test_an_option_that_is_misspelt_is_refused() -> None:
    with pytest.raises(TypeError, match="retrys"):
        nlpmap.map(double, [1], workers=0, retrys=1)  # type: ignore[call-arg]


def test_results_keep_input_order_when_a_worker_is_slow(worker: Write) -> None:
    body = "import time\nfor i, arg in channel:\n    time.sleep(0.02 * (i % 3 == 0))\n    channel.send((i, arg))\n"
    assert nlpmap.map(worker(body), "abcdefghijklmnop", [("popen", 3)]) == list("abcdefghijklmnop")


def test_the_look_ahead_stays_within_the_window(pool: nlpmap.Pool) -> None:
    pulled = 0

    def endless() -> Iterator[int]:
        nonlocal pulled
        for pulled in itertools.count(1):
            yield pulled

    results = pool.imap(double, endless(), window=50)
    for taken in range(1, 200):
        next(results)
        assert pulled - (taken - 1) <= 50
    results.close()


def test_the_first_result_comes_before_the_input_is_read() -> None:
    def endless() -> Iterator[int]:
        yield from itertools.count()

    assert next(nlpmap.imap(double, endless())) == 0


def test_an_error_of_the_input_comes_in_its_place(pool: nlpmap.Pool) -> None:
    def broken() -> Iterator[int]:
        yield from range(5)
        raise OSError("the disk is gone")

    results = pool.imap(double, broken())
    assert [next(results) for _ in range(5)] == [0, 2, 4, 6, 8]
    with pytest.raises(OSError, match="the disk is gone"):
        next(results)
    assert pool.map(double, [4]) == [8]


VALUES: list[Any] = [
    None, True, 7, -(2**31) - 1, -(2**200), 10**5000, 1.5, float("inf"), 1j, "", "naïve \U0001f600", "\ud800",
    "\ud83d\ude00", b"\x00\xff", (), [], {}, set(), frozenset({1}), (1, [2, (3, {"k": (4,)})]),
    {(1, "a"): {2.5, None}}, [[[[]]]], "x" * 10**6,
]  # fmt: skip


@pytest.mark.parametrize("spec", ["popen", f"popen//python={sys.executable}", "in-process"])
def test_builtins_travel_in_any_nesting_both_ways(spec: str) -> None:
    pool = nlpmap.Pool(workers=0) if spec == "in-process" else nlpmap.Pool(spec)
    with pool:
        results = pool.map(lambda value: (type(value).__name__, value), VALUES)
    assert [value for _, value in results] == VALUES
    assert [type(value) for _, value in results] == [type(value) for value in VALUES]
    assert [name for name, _ in results] == [type(value).__name__ for value in VALUES]


@pytest.mark.parametrize(
    "value",
    [memoryview(b"x"), numpy.array([object()]), iter([1]), object(), [object()]],
    ids=["memoryview", "objects", "iterator", "object", "nested"],
)
def test_what_cannot_travel_is_refused_with_its_index(pool: nlpmap.Pool, value: Any) -> None:
    with pytest.raises(ProtocolError, match="cannot travel") as caught:
        pool.map(double, [1, 2, value, 4])
    assert caught.value.index == 2
    returned = pool.map(double, [1, value, 4], on_error="return")
    assert [returned[0], returned[1].index, returned[2]] == [2, 1, 8]


def test_a_result_that_cannot_travel_is_its_items_error(pool: nlpmap.Pool) -> None:
    returned = pool.map(lambda n: iter([n]) if n == 3 else n, range(6), on_error="return")
    assert isinstance(returned[3], ProtocolError)
    assert "result: a list_iterator cannot travel; return list(...) of it instead" in str(returned[3])
    assert "Traceback" not in str(returned[3])
    assert returned[:3] + returned[4:] == [0, 1, 2, 4, 5]


def test_on_error_says_what_becomes_of_items_that_fail(pool: nlpmap.Pool) -> None:
    args = [1, 2, 0, 4, 0, 5]
    with pytest.raises(WorkerError) as caught:
        pool.map(lambda n: 20 // n, args)
    assert (caught.value.index, caught.value.type) == (2, "ZeroDivisionError")
    returned = pool.map(lambda n: 20 // n, args, on_error="return")
    assert [entry if isinstance(entry, int) else entry.index for entry in returned] == [20, 10, 2, 5, 4, 4]
    assert pool.map(lambda n: 20 // n, args, on_error="skip") == [20, 10, 5, 4]


def test_an_error_tells_the_item_the_traceback_the_worker_and_the_attempts(pool: nlpmap.Pool, worker: Write) -> None:
    path = worker(
        "for i, arg in channel:\n    channel.send((i, half(arg)))\n", head="def half(n):\n    return n / 0\n\n"
    )
    with pytest.raises(WorkerError) as caught:
        pool.map(path, [8])
    error = caught.value
    assert (error.index, error.type, error.message, error.attempts) == (0, "ZeroDivisionError", "division by zero", 1)
    assert (error.worker, error.host) in {("0", "this machine"), ("1", "this machine")}
    assert f'File "{path}", line 2, in half' in error.traceback
    assert "return n / 0" in error.traceback
    assert "item_channel" not in error.traceback
    assert str(error).startswith("item 0: ZeroDivisionError: division by zero\n")


def test_the_traceback_of_a_function_begins_with_the_function(pool: nlpmap.Pool) -> None:
    def fail(n: int) -> float:
        return n / 0

    with pytest.raises(WorkerError) as caught:
        pool.map(fail, [1])
    frames = re.findall(r'File "(.*)", line', caught.value.traceback)
    assert frames == [__file__]


def test_every_worker_gets_a_share() -> None:
    """That shares are in proportion to speed is proved by simulation, whatever this machine does meanwhile."""

    def process(folder: str) -> int:
        import time

        mine = Path(folder) / str(os.getpid())
        mine.touch()
        deadline = time.monotonic() + 60
        while (
            len(list(Path(folder).iterdir())) < 3 and time.monotonic() < deadline
        ):  # until all three were given an item
            time.sleep(0.001)
        return os.getpid()

    with tempfile.TemporaryDirectory() as folder:
        assert len(set(nlpmap.map(process, [folder] * 300, [("popen", 3)]))) == 3


def test_workers_come_up_in_parallel(tmp_path: Path) -> None:
    sociable = tmp_path / "sociable"  # an interpreter that starts when all four were started
    sociable.write_text(
        f'#!/bin/sh\ntouch "{tmp_path}/up.$$"\n'
        f'until [ "$(ls {tmp_path}/up.* | wc -l)" -ge 4 ]; do sleep 0.01; done\nexec {sys.executable} "$@"\n'
    )
    sociable.chmod(0o755)
    assert nlpmap.map(double, [1, 2], [(f"popen//python={sociable}", 4)]) == [2, 4]


def test_numeric_libraries_in_workers_use_one_thread(pool: nlpmap.Pool) -> None:
    [threads] = pool.map(lambda name: os.environ[name], ["OMP_NUM_THREADS"])
    assert threads == os.environ.get("OMP_NUM_THREADS", "1")


def test_a_function_may_use_what_is_imported_from_beside_the_users_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "beside_the_script.py").write_text("def triple(n):\n    return 3 * n\n")
    monkeypatch.syspath_prepend(tmp_path)
    import beside_the_script  # type: ignore[import-not-found]

    assert nlpmap.map(beside_the_script.triple, [1, 2]) == [3, 6]


def test_a_pool_serves_one_map_at_a_time_and_none_when_closed() -> None:
    with nlpmap.Pool(workers=1) as pool:
        first = pool.imap(double, itertools.count())
        next(first)
        with pytest.raises(InputError, match="at work for another map"):
            pool.map(double, [1])
        first.close()
        assert pool.map(double, [1]) == [2]
    with pytest.raises(InputError, match="this pool is closed"):
        pool.map(double, [1])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nlpmap.map("no_such.py", []), "no_such.py: no such file"),
        (lambda: nlpmap.map("no.such.module", []), "worker module 'no.such.module' can't be found"),
        (lambda: nlpmap.map(5, []), "a worker is a module, a path"),  # type: ignore[arg-type]
        (lambda: nlpmap.map(double, [], on_error="ignore"), "on_error is 'raise', 'return' or 'skip'"),  # type: ignore[arg-type]
        (lambda: nlpmap.map(double, [], retries=-1), "retries is a whole number, 0 or more"),
        (lambda: nlpmap.map(len, [], setup=1), "setup= is for worker modules"),
        (lambda: nlpmap.Pool("popen", workers=2), "give specs= or workers=, not both"),
        (lambda: nlpmap.map(double, [], "popen", workers=2), "give specs= or workers=, not both"),
        (lambda: nlpmap.imap(double, [], specs="popen", workers=0), "give specs= or workers=, not both"),
        (lambda: nlpmap.map(double, [], workers=0, window=0), "window is a whole number, 1 or more"),
        (lambda: nlpmap.Pool(workers=-1), "workers is a whole number"),
    ],
)
def test_a_wrong_call_is_refused_with_what_to_do(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert message in str(caught.value)
