"""Batches of examples, shuffled anew for each pass."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt


def shuffled_batches(
    random: np.random.Generator | np.random.RandomState, count: int, size: int
) -> Iterator[npt.NDArray[np.intp]]:
    """Yield the numbers of so many examples in random order, some at a time.

    >>> [len(batch) for batch in shuffled_batches(np.random.default_rng(1), 5, 2)]
    [2, 2, 1]
    """
    order = random.permutation(count)
    for first in range(0, count, size):
        yield order[first : first + size]
