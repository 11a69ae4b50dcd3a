"""Time nlpmap's map against its peers, in one run: ``python tests/benchmarks/map.py [--json FILE]``.

Two workers each. Absolute times mean little on a busy machine; the ratios are of one run, and each figure is the best
of ``--rounds`` rounds, taken in turn.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import json
import multiprocessing
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from seed_map import seed_map

import nlpmap
from nlpmap.remote import double

WORKERS = 2
TINY, SEED_TINY, CHUNK = 1_000_000, 100_000, 1000
Case = tuple[str, Callable[[], float]]


def double_it(n: int) -> int:
    return 2 * n


def sleep_1ms(n: int) -> int:
    time.sleep(0.001)
    return n


def reversed_text(text: str) -> str:
    return text[::-1]


def timed(run: Callable[[], object], expected: object) -> float:
    """Seconds that a run takes, its result checked."""
    started = time.perf_counter()
    result = run()
    seconds = time.perf_counter() - started
    assert result == expected, "a wrong result"
    return seconds


def tiny_items() -> dict[str, Callable[[], float]]:
    """A million integers doubled, pools open already; the seed's own loop does a tenth of them, times ten."""
    args = range(TINY)
    expected = [2 * n for n in args]
    small = expected[:SEED_TINY]

    def ours() -> float:
        with nlpmap.Pool([("popen", WORKERS)]) as pool:
            pool.map(double, [1])
            return timed(lambda: pool.map(double, args), expected)

    def seed() -> float:
        return 10 * timed(lambda: seed_map(double, range(SEED_TINY), [("popen", WORKERS)]), small)

    def pool_imap() -> float:
        with multiprocessing.Pool(WORKERS) as pool:
            return timed(lambda: list(pool.imap(double_it, args, chunksize=CHUNK)), expected)

    def pool_map() -> float:
        with multiprocessing.Pool(WORKERS) as pool:
            return timed(lambda: pool.map(double_it, args), expected)

    def executor() -> float:
        with concurrent.futures.ProcessPoolExecutor(WORKERS) as pool:
            return timed(lambda: list(pool.map(double_it, args, chunksize=CHUNK)), expected)

    def joblib_parallel() -> float:
        import joblib

        with joblib.Parallel(n_jobs=WORKERS) as parallel:
            parallel([joblib.delayed(double_it)(1)])
            return timed(lambda: parallel(joblib.delayed(double_it)(n) for n in args), expected)

    def mpire_map() -> float:
        from mpire.pool import WorkerPool

        with WorkerPool(WORKERS, keep_alive=True) as pool:
            pool.map(double_it, [1])
            return timed(lambda: pool.map(double_it, args), expected)

    def our_function() -> float:
        with nlpmap.Pool([("popen", WORKERS)]) as pool:
            pool.map(double_it, [1])
            return timed(lambda: pool.map(double_it, args), expected)

    return {
        "nlpmap.map (seed module)": ours,
        "nlpmap.map (function)": our_function,
        "the seed's own loop": seed,
        "multiprocessing imap(1000)": pool_imap,
        "multiprocessing map": pool_map,
        "ProcessPoolExecutor(1000)": executor,
        "joblib": joblib_parallel,
        "mpire": mpire_map,
    }


def work_items(function: Callable[[object], object], args: list[object]) -> dict[str, Callable[[], float]]:
    """Items that cost something each, pools open already."""
    expected = [function(arg) for arg in args]

    def ours() -> float:
        with nlpmap.Pool([("popen", WORKERS)]) as pool:
            pool.map(function, args[:1])
            return timed(lambda: pool.map(function, args), expected)

    def pool_imap() -> float:
        with multiprocessing.Pool(WORKERS) as pool:
            return timed(lambda: list(pool.imap(function, args, chunksize=10)), expected)

    def executor() -> float:
        with concurrent.futures.ProcessPoolExecutor(WORKERS) as pool:
            return timed(lambda: list(pool.map(function, args, chunksize=10)), expected)

    def joblib_parallel() -> float:
        import joblib

        with joblib.Parallel(n_jobs=WORKERS) as parallel:
            parallel([joblib.delayed(function)(args[0])])
            return timed(lambda: parallel(joblib.delayed(function)(arg) for arg in args), expected)

    def mpire_map() -> float:
        from mpire.pool import WorkerPool

        with WorkerPool(WORKERS, keep_alive=True) as pool:
            pool.map(function, args[:1])
            return timed(lambda: pool.map(function, args), expected)

    return {
        "nlpmap.map (function)": ours,
        "multiprocessing imap(10)": pool_imap,
        "ProcessPoolExecutor(10)": executor,
        "joblib": joblib_parallel,
        "mpire": mpire_map,
    }


def starts() -> dict[str, Callable[[], float]]:
    """Start two workers, map ten items, shut down."""
    expected = [2 * n for n in range(10)]

    def spawned() -> list[int]:
        with multiprocessing.get_context("spawn").Pool(WORKERS) as pool:
            return pool.map(double_it, range(10))

    def forked() -> list[int]:
        with multiprocessing.get_context("fork").Pool(WORKERS) as pool:
            return pool.map(double_it, range(10))

    return {
        "nlpmap.map": lambda: timed(lambda: nlpmap.map(double, range(10)), expected),
        "the seed's own loop": lambda: timed(lambda: seed_map(double, range(10), [("popen", WORKERS)]), expected),
        "multiprocessing (spawn)": lambda: timed(spawned, expected),
        "multiprocessing (fork)": lambda: timed(forked, expected),
    }


def table(title: str, cases: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Run the cases in turn, print the best times and their ratios to the first, and give them."""
    best = {name: float("inf") for name in cases}
    for _ in range(rounds):
        for name, case in cases.items():
            best[name] = min(best[name], case())
    ours, *_ = best.values()
    print(f"\n{title}\n{'':30} {'seconds':>9} {'× nlpmap':>9}")
    for name, seconds in best.items():
        print(f"{name:30} {seconds:9.3f} {seconds / ours:9.2f}")
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write the figures to a file, too")
    parser.add_argument("--only", nargs="*", default=[], help="tables to make: tiny, 1ms, 100kB, start")
    options = parser.parse_args()
    texts: list[object] = [f"{n:05}" * 20_000 for n in range(2000)]
    tables = {
        "tiny": (f"{TINY:,} integers doubled (the seed's loop: {SEED_TINY:,}, times 10)", tiny_items()),
        "1ms": ("2,000 items of 1 ms", work_items(sleep_1ms, list(range(2000)))),  # type: ignore[arg-type]
        "100kB": ("2,000 items of 100 kB", work_items(reversed_text, texts)),  # type: ignore[arg-type]
        "start": ("start, 10 items, shut down", starts()),
    }
    chosen = {name: case for name, case in tables.items() if name in options.only or not options.only}
    figures = {name: table(title, cases, options.rounds) for name, (title, cases) in chosen.items()}
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
