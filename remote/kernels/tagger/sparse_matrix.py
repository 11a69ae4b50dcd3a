"""A matrix of small whole numbers that is mostly zeros, as bytes: for each row its columns and values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from .lockstep import Rows

Matrix = npt.NDArray[np.int16]

MOST_COLUMNS = 65_535
MOST_CELLS = 2**28  # of 16 bits, of all rows that are not empty


def pack_rows(matrix: Matrix) -> dict[str, Any]:
    """Write a matrix as bytes, little-endian; it may have 65,535 columns at most.

    >>> pack_rows(np.array([[0, 0], [0, 7]], np.int16))
    {'shape': [2, 2], 'lengths': b'\\x00\\x00\\x01\\x00', 'columns': b'\\x01\\x00', 'values': b'\\x07\\x00'}
    """
    return pack_some_rows(matrix, np.arange(len(matrix)), len(matrix))


def pack_some_rows(matrix: Matrix, numbers: Rows, count: int) -> dict[str, Any]:
    """Write a matrix of so many rows, of which those with these numbers, from the first on, are given.

    >>> pack_some_rows(np.array([[0, 7]], np.int16), np.array([1]), 2)["lengths"]
    b'\\x00\\x00\\x01\\x00'
    """
    rows, columns = np.nonzero(matrix)
    return {
        "shape": [count, matrix.shape[1]],
        "lengths": np.bincount(numbers[rows], minlength=count).astype("<u2").tobytes(),
        "columns": columns.astype("<u2").tobytes(),
        "values": matrix[rows, columns].astype("<i2").tobytes(),
    }


class SparseRows:
    """A matrix read back: ``rows`` are those that are not empty, after one that is; ``index`` says where each is.

    >>> matrix = SparseRows(pack_rows(np.array([[0, 0], [0, 7], [5, 0]], np.int16)))
    >>> matrix.rows.tolist(), matrix.index.tolist()
    ([[0, 0], [0, 7], [5, 0]], [0, 1, 2])
    """

    def __init__(self, packed: Mapping[str, Any]) -> None:
        self.width: int = packed["shape"][1]
        lengths = np.frombuffer(packed["lengths"], "<u2").astype(np.intp)
        columns = np.frombuffer(packed["columns"], "<u2").astype(np.intp)
        if not 0 < self.width <= MOST_COLUMNS or int(lengths.sum()) != len(columns):
            raise ValueError("a matrix whose rows are not as long as its shape and its columns")
        filled = lengths > 0
        if (int(filled.sum()) + 1) * self.width > MOST_CELLS:
            raise ValueError("a matrix with too many rows")
        self.index = np.where(filled, np.cumsum(filled), 0)
        self.rows: Matrix = np.zeros((int(filled.sum()) + 1, self.width), np.int16)
        self.rows[np.repeat(self.index, lengths), columns] = np.frombuffer(packed["values"], "<i2")
        self.floats = self.rows.astype(np.float32)  # numpy adds these fastest; whole numbers below 2**24 stay exact

    def sums(self, rows: Rows, owners: Rows, count: int) -> npt.NDArray[np.float32]:
        """Add up some rows, each for its owner, of whom there are so many.

        >>> matrix = SparseRows(pack_rows(np.array([[0, 0], [0, 7], [5, 0]], np.int16)))
        >>> matrix.sums(np.array([1, 2, 1]), np.array([0, 2, 0]), 3).tolist()
        [[0.0, 14.0], [0.0, 0.0], [5.0, 0.0]]
        """
        order = np.argsort(owners, kind="stable")
        starts = np.flatnonzero(np.diff(owners[order], prepend=-1))
        total = np.zeros((count, self.width), np.float32)
        total[owners[order[starts]]] = np.add.reduceat(
            self.floats.take(self.index[rows[order]], axis=0), starts, axis=0
        )
        return total
