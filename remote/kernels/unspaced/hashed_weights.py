"""Weights of features that are known by a hash alone: a gap's score is the sum of its features' weights.

They are whole numbers, so that every machine gives the same sums; all gaps of a text are scored in a few numpy calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Cells = npt.NDArray[np.uint32]
Column = npt.NDArray[Any]
FEWEST_BITS, MOST_BITS = 8, 22
SEED, PRIME = np.uint32(0x9E3779B1), np.uint32(0x01000193)
HALF = np.uint32(15)


class HashedWeights:
    """A table of weights, each a byte, and the bias.

    >>> weights = HashedWeights({"bits": 8, "weights": bytes(range(128)) * 2, "bias": -3})
    >>> weights.scores([np.array([1, 5], np.uint32), np.array([2, 2], np.uint32)]).tolist()
    [0, 4]
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.bits, self.bias = int(table["bits"]), int(table["bias"])
        self.weights: npt.NDArray[np.int8] = np.frombuffer(table["weights"], np.int8)
        if not FEWEST_BITS <= self.bits <= MOST_BITS or len(self.weights) != 1 << self.bits:
            raise ValueError(f"{len(self.weights)} weights, which {self.bits} bits do not number")

    def scores(self, cells: Iterable[Cells]) -> npt.NDArray[np.int32]:
        """Score gaps, of which each feature has its column of cells; above zero means yes."""
        total = np.int32(self.bias)
        for column in cells:
            total = total + self.weights[column]
        return np.asarray(total, np.int32)


def hashed_columns(number: int, columns: Iterable[Column], bits: int) -> Cells:
    """Return the cell of each row's feature: of the template of that number, over some columns of numbers.

    >>> one = hashed_columns(1, [np.array([5, 6]), np.array([7, 7])], 8)
    >>> bool(one[0] != one[1]), bool(hashed_columns(1, [np.array([6]), np.array([7])], 8)[0] == one[1])
    (True, True)
    """
    mixed: Any = np.uint32(number * int(SEED) & 0xFFFFFFFF)
    for column in columns:
        mixed = (mixed ^ column.astype(np.uint32)) * PRIME
        mixed ^= mixed >> HALF
    mixed = mixed * SEED
    found: Cells = mixed >> np.uint32(32 - bits)
    return found
