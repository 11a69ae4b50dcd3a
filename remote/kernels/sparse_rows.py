"""A matrix of small whole numbers that is mostly zeros, as bytes: for each row its columns and values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from .lockstep import Rows

Matrix = npt.NDArray[np.int16]


def pack(matrix: Matrix) -> dict[str, Any]:
    """Write a matrix as bytes, little-endian; it may have 65,535 columns at most.

    >>> pack(np.array([[0, 0], [0, 7]], np.int16))
    {'shape': [2, 2], 'lengths': b'\\x00\\x00\\x01\\x00', 'columns': b'\\x01\\x00', 'values': b'\\x07\\x00'}
    """
    rows, columns = np.nonzero(matrix)
    return {
        "shape": list(matrix.shape),
        "lengths": np.bincount(rows, minlength=len(matrix)).astype("<u2").tobytes(),
        "columns": columns.astype("<u2").tobytes(),
        "values": matrix[rows, columns].astype("<i2").tobytes(),
    }


class SparseRows:
    """A matrix read back: ``rows`` are those that are not empty, after one that is; ``index`` says where each is.

    >>> matrix = SparseRows(pack(np.array([[0, 0], [0, 7], [5, 0]], np.int16)))
    >>> matrix.rows.tolist(), matrix.index.tolist()
    ([[0, 0], [0, 7], [5, 0]], [0, 1, 2])
    """

    def __init__(self, packed: Mapping[str, Any]) -> None:
        self.width: int = packed["shape"][1]
        self.lengths = np.frombuffer(packed["lengths"], "<u2").astype(np.intp)
        self.starts = np.cumsum(self.lengths) - self.lengths
        self.columns = np.frombuffer(packed["columns"], "<u2").astype(np.intp)
        self.values = np.frombuffer(packed["values"], "<i2").astype(np.float64)
        filled = self.lengths > 0
        self.index = np.where(filled, np.cumsum(filled), 0)
        self.rows: Matrix = np.zeros((int(filled.sum()) + 1, self.width), np.int16)
        self.rows[np.repeat(self.index, self.lengths), self.columns] = self.values

    def sums(self, rows: Rows, owners: Rows, count: int) -> npt.NDArray[np.float64]:
        """Add up some rows, each for its owner: exact, as all are whole numbers.

        >>> matrix = SparseRows(pack(np.array([[0, 0], [0, 7], [5, 0]], np.int16)))
        >>> matrix.sums(np.array([1, 2, 1]), np.array([0, 0, 0]), 2).tolist()
        [[5.0, 14.0], [0.0, 0.0]]
        """
        lengths = self.lengths[rows]
        ends = np.cumsum(lengths)
        entries = np.arange(ends[-1] if len(ends) else 0) + np.repeat(self.starts[rows] + lengths - ends, lengths)
        cells = np.repeat(owners * self.width, lengths) + self.columns[entries]
        total = np.bincount(cells, self.values[entries], count * self.width)
        return total.astype(np.float64, copy=False).reshape(count, self.width)
