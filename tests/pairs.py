"""Few combinations of many values, such that each two values of different lists meet: where faults need no third."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations, product
from typing import Any


def anything(*values: Any) -> bool:
    return True


def every_pair(*lists: Sequence[Any], possible: Callable[..., bool] = anything) -> list[tuple[Any, ...]]:
    """Return combinations of one value of each list, in which every two values that can stand together do.

    >>> every_pair("ab", [1, 2], "xy")
    [('a', 1, 'x'), ('a', 2, 'y'), ('b', 1, 'y'), ('b', 2, 'x')]
    """

    def values(row: tuple[int, ...]) -> tuple[Any, ...]:
        return tuple(one[number] for one, number in zip(lists, row, strict=True))

    rows, apart = [row for row in product(*map(range, map(len, lists))) if possible(*values(row))], set[Any]()
    for row in rows:
        apart |= _pairs(row)
    chosen = []
    while apart:
        best = max(rows, key=lambda row: len(_pairs(row) & apart))
        chosen.append(best)
        apart -= _pairs(best)
    return [*map(values, sorted(chosen))]


def _pairs(row: tuple[int, ...]) -> set[tuple[tuple[int, int], ...]]:
    return {*combinations(enumerate(row), 2)}
