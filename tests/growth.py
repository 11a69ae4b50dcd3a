"""Whether work grows with what it is done on, or faster: by a ratio, so that no machine is too slow or too busy."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from math import inf
from typing import TypeVar

Input = TypeVar("Input")
TIMES = 8  # as large is what the time is measured on the second time
MOST = 24.0  # times as long: linear work takes 8 times as long, quadratic 64
TRIES = 6
NEXT_TO_NOTHING = 0.01  # seconds, in which no growth shows


def grows_linearly(make: Callable[[], Callable[[Input], object]], small: Input, large: Input) -> bool:
    """Return whether the least CPU time of several on what is `TIMES` as large is at most `MOST` times as long.

    ``make`` returns the work each time anew, so that nothing is remembered.
    """
    of_small = of_large = inf
    for _ in range(TRIES):
        of_large = min(of_large, _cpu_seconds(make(), large))
        of_small = min(of_small, _cpu_seconds(make(), small))
        if of_large < max(MOST * of_small, NEXT_TO_NOTHING):
            return True
    return False


def least_cpu_seconds(work: Callable[[Input], object], given: Input) -> float:
    """Return the least CPU time of several."""
    return min(_cpu_seconds(work, given) for _ in range(3))


def _cpu_seconds(work: Callable[[Input], object], given: Input) -> float:
    gc.disable()  # what is there already, of all tests, would be looked through in the middle
    try:
        started = time.process_time()
        work(given)
        return time.process_time() - started
    finally:
        gc.enable()
