"""Counts by the compiled core, of columns with numbers of 32 bits that say where each value is: others have none."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...remote.native import compiled
from ..index.container import Array, damage_told
from ..index.regions import Regions
from ..index.token_column import TokenColumn
from ..spilling import SpillingArray

PAIRED = 2**22  # tokens whose pairs are counted at a time
NARROW = np.dtype(np.uint32)


def counts_kernel(*arrays: Array | None) -> Any:
    """Return the compiled counts; None where there are none, or an array is not of numbers of 32 bits."""
    fits = all(array is not None and array.dtype == NARROW for array in arrays)
    return compiled("counts") if fits else None


def counted_pairs(column: TokenColumn, joined: Array) -> tuple[Array, Array] | None:
    """Return the key of each pair of values, in order, and how often it occurs; None where numpy is to count them.

    ``joined`` says which tokens have the next in the same sentence. The key of a pair is the first value's number times
    the size of the lexicon, with the second's.
    """
    counts = counts_kernel(column.all_ids, column.positions)
    if counts is None:
        return None
    size, ends = len(column.lexicon), column.position_ends
    room = max(PAIRED, int(column.counts.max(initial=0)))
    cells, touched = np.zeros(size, NARROW), np.empty(size, NARROW)
    keys, often = np.empty(room, np.int64), np.empty(room, np.int64)
    blocks = SpillingArray(np.int64), SpillingArray(np.int64)
    first = 1
    while first < size:
        last = int(np.searchsorted(ends, ends[first - 1] + room, side="right"))
        found = counts.pairs(
            column.positions, ends, column.all_ids, joined.view(np.uint8), first, last, cells, touched, keys, often
        )
        check_counted(found)
        for block, numbers in zip(blocks, (keys, often), strict=True):
            block.add(numbers[:found].copy())
        first = last
    return blocks[0].whole(), blocks[1].whole()


def counted_near(
    column: TokenColumn, starts: Array, ends: Array, before: int, after: int, regions: Regions | None
) -> tuple[int, Array] | None:
    """Return how many tokens are near matches, and how many of them have each value; None where numpy is to count them.

    Matches are in the order of their starts; a window ends where a region does.
    """
    bounds = np.zeros(0, NARROW) if regions is None else regions.ends
    counts = counts_kernel(column.all_ids, bounds)
    if counts is None:
        return None
    cells = np.zeros(len(column.lexicon), np.int64)
    seen = np.zeros(-(-len(column.all_ids) // 8), np.uint8)
    found = counts.near(
        starts.astype(np.int64, copy=False),
        ends.astype(np.int64, copy=False),
        before,
        after,
        bounds,
        column.all_ids,
        seen,
        cells,
    )
    check_counted(found)
    return found, cells


def check_counted(found: int) -> None:
    """Raise `InputError` for what is said of an index that is damaged."""
    with damage_told():
        if found < 0:
            raise IndexError("a token or a value that is not there")
