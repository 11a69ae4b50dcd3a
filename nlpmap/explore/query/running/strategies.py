"""Which of several matches that share tokens are kept, as CQP's strategies have it."""

from __future__ import annotations

import numpy as np

from ...index.container import Array
from ..syntax import Strategy


def kept(starts: Array, ends: Array, strategy: Strategy) -> Array:
    """Return which matches are kept, of one from each start, in order.

    ``standard``: of those with the same end, the first; ``shortest``: those that hold no other; ``longest``: those that
    are in no other.

    >>> starts, ends = np.array([0, 1, 4]), np.array([3, 3, 5])
    >>> [kept(starts, ends, strategy).tolist() for strategy in ("standard", "shortest", "longest")]
    [[True, False, True], [False, True, True], [True, False, True]]
    """
    if strategy == "shortest":
        after = np.append(np.minimum.accumulate(ends[::-1])[::-1][1:], np.iinfo(np.int64).max)
        return np.asarray(ends < after)
    if strategy == "longest":
        before = np.insert(np.maximum.accumulate(ends)[:-1], 0, -1) if len(ends) else ends
        return np.asarray(ends > before)
    order = np.argsort(ends, kind="stable")
    in_order = ends[order]
    mask = np.zeros(len(ends), bool)
    mask[order[np.append(True, in_order[1:] != in_order[:-1])] if len(ends) else order] = True  # the first of each end
    return mask
