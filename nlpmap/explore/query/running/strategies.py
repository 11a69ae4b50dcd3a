"""Which of several matches that share tokens are kept, as CQP's strategies have it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from ...index.container import Array, distinct
from ..syntax import Strategy

Spans = tuple[Array, Array]


def kept(blocks: Iterable[Spans], strategy: Strategy) -> Iterator[Spans]:
    """Yield the matches that are kept, of blocks of matches, one from each start, in order.

    ``standard``: of those with the same end, the first; ``shortest``: those that hold no other; ``longest``: those that
    are in no other.

    >>> block = np.array([0, 1, 4]), np.array([3, 3, 5])
    >>> [[b[0].tolist() for b in kept([block], strategy)] for strategy in ("standard", "longest")]
    [[[0, 4]], [[0, 4]]]
    >>> np.concatenate([starts for starts, _ in kept([block], "shortest")]).tolist()
    [1, 4]
    """
    ways = {"standard": first_of_each_end, "shortest": holding_no_other, "longest": within_no_other}
    return ways[strategy](block for block in blocks if len(block[0]))


def first_of_each_end(blocks: Iterator[Spans]) -> Iterator[Spans]:
    known = np.zeros(0, np.int64)  # ends so far that later matches may have
    for starts, ends in blocks:
        order = np.argsort(ends, kind="stable")
        in_order = ends[order]
        mask = np.zeros(len(ends), bool)
        mask[order[np.append(True, in_order[1:] != in_order[:-1])]] = True
        if len(known):
            early = np.flatnonzero(ends <= known[-1])
            mask[early[np.isin(ends[early], known)]] = False
        yield starts[mask], ends[mask]
        open_ends = [array[np.searchsorted(array, starts[-1] + 1, side="right") :] for array in (known, in_order)]
        known = distinct(np.concatenate(open_ends))


def within_no_other(blocks: Iterator[Spans]) -> Iterator[Spans]:
    last = -1  # the highest end so far
    for starts, ends in blocks:
        highest = np.maximum(np.maximum.accumulate(ends), last)
        mask = ends > np.append(last, highest[:-1])
        yield starts[mask], ends[mask]
        last = highest[-1]


def holding_no_other(blocks: Iterator[Spans]) -> Iterator[Spans]:
    waiting = (np.zeros(0, np.int64), np.zeros(0, np.int64))  # matches in which a later one may be
    for block in blocks:
        starts, ends = (np.concatenate(pair) for pair in zip(waiting, block, strict=True))
        after = np.append(np.minimum.accumulate(ends[::-1])[::-1][1:], np.iinfo(np.int64).max)
        mask = ends < after
        may_hold = ends > starts[-1] + 1
        waiting = starts[mask & may_hold], ends[mask & may_hold]
        yield starts[mask & ~may_hold], ends[mask & ~may_hold]
    yield waiting
