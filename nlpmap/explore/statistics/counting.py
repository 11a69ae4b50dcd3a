"""Counting numbers: how often each occurs, alone or beside others, in blocks that fit the memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import pairwise

import numpy as np

from ..index.container import Array
from ..spilling import SpillingArray, gathered_arrays

BLOCK = 2**21
FEW_KEYS = 2**22  # of which each has its own count
RARE = 16  # counts below it, which most are, need no sorting


def counted_keys(keys: Iterable[Array], size: int | None = None) -> tuple[Array, Array]:
    """Return the different keys of all blocks, sorted, and how often each occurs; all are below a size, where known.

    >>> found, counts = counted_keys([np.array([3, 1, 3]), np.array([1, 9])])
    >>> found.tolist(), counts.tolist()
    ([1, 3, 9], [2, 2, 1])
    >>> [array.tolist() for array in counted_keys([np.array([3, 1, 3])], 4)]
    [[1, 3], [1, 2]]
    """
    if size is not None and size <= FEW_KEYS:
        totals = np.zeros(size, np.int64)
        for block in keys:
            totals += np.bincount(block, minlength=size)
        found = np.flatnonzero(totals)
        return found, totals[found]
    merged: list[tuple[Array, Array]] = []
    for block in keys:
        merged.append(runs(np.sort(block)))
        while len(merged) > 1 and len(merged[-1][0]) * 2 > len(merged[-2][0]):
            merged.append(both(merged.pop(), merged.pop()))
    while len(merged) > 1:
        merged.append(both(merged.pop(), merged.pop()))
    return merged[0] if merged else (np.zeros(0, np.int64), np.zeros(0, np.int64))


def runs(keys: Array) -> tuple[Array, Array]:
    """Return the different keys of a sorted array, and how often each occurs."""
    if not len(keys):
        return keys, np.zeros(0, np.int64)
    firsts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    return keys[firsts], np.diff(firsts, append=len(keys))


def both(some: tuple[Array, Array], others: tuple[Array, Array]) -> tuple[Array, Array]:
    """Return two counts as one."""
    keys, counts = gathered_arrays(merged_ranges(some, others), 2)
    return keys, counts


def merged_ranges(some: tuple[Array, Array], others: tuple[Array, Array]) -> Iterator[tuple[Array, Array]]:
    """Yield two counts as one in ranges of keys, each of which fits the memory."""
    bounds = np.sort(np.concatenate([keys[BLOCK::BLOCK] for keys, _ in (some, others)]))
    places = [[0, *np.searchsorted(keys, bounds).tolist(), len(keys)] for keys, _ in (some, others)]
    for mine, theirs in zip(*map(pairwise, places), strict=True):
        here, there = slice(*mine), slice(*theirs)
        keys = np.concatenate([some[0][here], others[0][there]])
        if len(keys):
            order = np.argsort(keys, kind="stable")  # of two sorted halves: one merge
            keys, counts = keys[order], np.concatenate([some[1][here], others[1][there]])[order]
            firsts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
            yield keys[firsts], np.add.reduceat(counts, firsts)


def most_first(counts: Array) -> Array:
    """Return the order of counts, the largest first; equal ones stay as they are.

    >>> most_first(np.array([2, 70_000, 1, 80_000, 2])).tolist()
    [3, 1, 0, 4, 2]
    """
    order = SpillingArray(np.uint32 if len(counts) < 2**32 else np.int64)
    often = places_where(counts, partial(np.less_equal, RARE))
    order.add(often[np.argsort(-counts[often].astype(np.int64), kind="stable")])
    for number in range(RARE - 1, -1, -1):
        order.add(places_where(counts, partial(np.equal, number)))
    return order.whole()


def places_where(numbers: Array, holds: Callable[[Array], Array]) -> Array:
    """Return where numbers are of some kind."""
    blocks = range(0, len(numbers), BLOCK)
    found = [first + np.flatnonzero(holds(numbers[first : first + BLOCK])) for first in blocks]
    return np.concatenate([np.zeros(0, np.int64), *found])
