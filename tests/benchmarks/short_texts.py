"""How long a call takes that tags one sentence: the first, which starts workers and makes kernels, and those after it.

Run it as ``python tests/benchmarks/short_texts.py``. The goals are 3 ms in a kept pool in this process, 8 ms with one
worker, and 5 ms for `nlpmap.tag` with ``workers=0``.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import nlpmap

SENTENCE = "The old dog barked at us."
CALLS = 50


def milliseconds(call: Callable[[], object]) -> tuple[float, float]:
    """Return how long the first call takes, and the median of the others."""
    seconds = []
    for _ in range(CALLS + 1):
        began = perf_counter()
        call()
        seconds.append(1000 * (perf_counter() - began))
    first, *others = seconds
    return first, sorted(others)[CALLS // 2]


def main() -> None:
    print(f"{'':28}{'first':>10}{'then':>10}   ms")
    for name, workers in [("pool, in this process", 0), ("pool, one worker", 1)]:
        with nlpmap.Pool(workers=workers) as pool:
            first, then = milliseconds(lambda pool=pool: list(pool.tag([SENTENCE])))  # type: ignore[misc]
        print(f"{name:28}{first:10.2f}{then:10.2f}")
    first, then = milliseconds(lambda: list(nlpmap.tag([SENTENCE], workers=0)))
    print(f"{'nlpmap.tag, workers=0':28}{first:10.2f}{then:10.2f}")


if __name__ == "__main__":
    main()
