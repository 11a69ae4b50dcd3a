"""A pool and results that their own arguments, or other threads, use meanwhile: refused, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import nlpmap
from nlpmap.errors import InputError
from nlpmap.remote import double
from tests.pairs import every_pair
from tests.processes import left_of


def test_results_that_feed_themselves_are_refused_and_the_rest_comes(pool: nlpmap.Pool) -> None:
    def fed() -> Iterator[int]:
        yield 1
        yield 2
        yield next(results)

    results: Any = pool.imap(double, fed())
    taken = []
    with pytest.raises(InputError, match="take them in one place"):
        taken += [next(results) for _ in range(9)]
    assert pool.map(double, [3]) == [6]


@pytest.mark.parametrize(
    ("by", "take", "workers"),
    every_pair(
        [next, lambda results: next(iter(results)), lambda results: results.close()],
        [list, lambda results: list(iter(results))],
        [0, 2],
    ),
)
def test_results_that_are_asked_for_by_their_own_arguments_lose_nothing(take: Any, by: Any, workers: int) -> None:
    refused = []

    def fed() -> Iterator[int]:
        for n in range(50):
            try:
                by(results)
            except InputError as error:
                refused.append(error)
            yield n

    with nlpmap.Pool(workers=workers) as pool:
        results: Any = pool.imap(double, fed())
        assert take(results) == list(range(0, 100, 2))
        assert len(refused) == 50
        assert pool.map(double, [3]) == [6]


def test_a_pool_that_its_own_arguments_use_refuses_and_stays_usable(pool: nlpmap.Pool) -> None:
    with pytest.raises(InputError, match="at work for another map"):
        pool.map(double, (pool.map(double, [n])[0] for n in range(3)))
    assert pool.map(double, [3]) == [6]


def test_many_threads_that_use_one_pool_at_once_are_served_or_refused(pool: nlpmap.Pool) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def use(n: int) -> Any:
        try:
            return pool.map(double, range(n))
        except InputError as error:
            return str(error)

    with ThreadPoolExecutor(16) as threads:
        for n, said in enumerate(threads.map(use, range(300))):
            assert said == list(range(0, 2 * n, 2)) or "at work for another map" in said
    assert pool.map(double, [3]) == [6]


@pytest.mark.parametrize("workers", [0, 2])
def test_a_pool_that_is_closed_while_it_is_at_work_says_so_and_starts_nothing(mark: str, workers: int) -> None:
    pool = nlpmap.Pool(workers=workers)

    def closing() -> Iterator[int]:
        yield 1
        pool.close()
        yield 2

    with pytest.raises(InputError, match="this pool is closed"):
        pool.map(double, closing())
    assert left_of(mark) == []
    with pytest.raises(InputError, match="this pool is closed"):
        pool.map(double, [1])
