"""Counting numbers: how often each occurs, alone or beside others, in blocks that fit the memory."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..index.container import Array

BLOCK = 2**23
FEW_KEYS = 2**22  # of which each has its own count
CAPPED = 2**16 - 1  # counts from here on are sorted by themselves


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
    keys = np.concatenate([some[0], others[0]])
    counts = np.concatenate([some[1], others[1]])
    order = np.argsort(keys, kind="stable")  # of two sorted halves: one merge
    keys, counts = keys[order], counts[order]
    if not len(keys):
        return keys, counts
    firsts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    return keys[firsts], np.add.reduceat(counts, firsts)


def most_first(counts: Array) -> Array:
    """Return the order of counts, the largest first; equal ones stay as they are.

    >>> most_first(np.array([2, 70_000, 1, 80_000, 2])).tolist()
    [3, 1, 0, 4, 2]
    """
    capped = np.minimum(counts, CAPPED)
    order = np.argsort((CAPPED - capped).astype(np.uint16), kind="stable")  # numpy's radix sort is of 16 bits
    large = order[: np.count_nonzero(capped == CAPPED)]
    order[: len(large)] = large[np.argsort(-counts[large].astype(np.int64), kind="stable")]
    return np.asarray(order)
