"""Counting numbers: how often each occurs, alone or beside others, in blocks that fit the memory."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..index.container import Array

BLOCK = 2**23


def counted_keys(keys: Iterable[Array]) -> tuple[Array, Array]:
    """Return the different keys of all blocks, sorted, and how often each occurs.

    >>> found, counts = counted_keys([np.array([3, 1, 3]), np.array([1, 9])])
    >>> found.tolist(), counts.tolist()
    ([1, 3, 9], [2, 2, 1])
    """
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
