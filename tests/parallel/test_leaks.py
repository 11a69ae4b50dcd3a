"""A call of the map leaves nothing behind in the user's process."""

from __future__ import annotations

import gc
import resource
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import execnet
import pytest

import nlpmap
from nlpmap.parallel.transports.transport import Event
from nlpmap.parallel.transports.worker_process import WorkerProcess
from nlpmap.remote import double
from tests.processes import wait_until

KEPT = (execnet.Group, execnet.Gateway, execnet.Channel, WorkerProcess, Event, nlpmap.Pool)


def left_over() -> tuple[Counter[str], int, int]:
    """What this process has of the map's objects, of threads and of open files."""
    gc.collect()
    kept = Counter(type(thing).__name__ for thing in gc.get_objects() if isinstance(thing, KEPT))
    return kept, threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))


NOTHING: tuple[Counter[str], int, int] = (Counter(), 0, 0)


def more_than(before: tuple[Counter[str], int, int]) -> tuple[Counter[str], int, int]:
    """What there is that was not there before; what an earlier test left may go meanwhile."""
    kept, threads, files = left_over()
    return kept - before[0], max(0, threads - before[1]), max(0, files - before[2])


def one_call() -> None:
    assert nlpmap.map(double, [1], [("popen", 1)]) == [2]


def a_closed_generator() -> None:
    results = nlpmap.imap(double, iter([1, 2]), [("popen", 1)])
    assert next(results) == 2
    results.close()


def an_in_process_pool_closed_at_work() -> None:
    with nlpmap.Pool(workers=0) as pool:
        results = pool.imap(double, [1, 2])
        assert next(results) == 2


def a_worker_that_dies() -> None:
    def die(n: int) -> None:
        import os

        os._exit(1)

    assert nlpmap.map(die, [1], [("popen", 1)], retries=1, on_error="skip") == []


def a_wrong_interpreter() -> None:
    with pytest.raises(nlpmap.errors.HostError):
        nlpmap.map(double, [1], "popen//python=/bin/false")


def repeated(call: Callable[[], None], count: int) -> None:
    call()  # what is made once, by the first call, may stay
    before, kilobytes = left_over(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(count):
        call()
    wait_until(lambda: more_than(before) == NOTHING)  # a thread of what is closed may be at its last line
    assert more_than(before) == NOTHING
    # 60 calls that kept a package's sources would go up by 45 MB
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < kilobytes + 30_000


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_sixty_calls_leave_nothing_behind() -> None:
    repeated(one_call, 60)


OTHERS = [a_closed_generator, an_in_process_pool_closed_at_work, a_worker_that_dies, a_wrong_interpreter]


@pytest.mark.parametrize("call", [one_call, *(pytest.param(call, marks=pytest.mark.slow) for call in OTHERS)])
def test_calls_leave_nothing_behind_however_they_end(call: Callable[[], None]) -> None:
    repeated(call, 1)


@pytest.mark.slow
def test_pools_that_live_side_by_side_close_from_any_thread() -> None:
    repeated(pools_side_by_side, 1)


def pools_side_by_side() -> None:
    pools = [nlpmap.Pool([("popen", 1)]) for _ in range(4)]
    for pool in pools:
        assert pool.map(double, [1]) == [2]
    threads = [threading.Thread(target=pool.close) for pool in pools[:2]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [pool.map(double, [2]) for pool in pools[2:]] == [[4], [4]]
    pools[2].close()
    assert pools[3].map(double, [3]) == [6]
    pools.clear()  # the last is closed by its finalizer
