"""A small network that says yes or no to a bag of features: it sums a row for each, rectifies, and weighs the sums.

All weights are whole numbers, so that every machine gives the same answers, in whatever order it adds. Features are
known by a checksum of their names, which is a fifth as long; two that share one are as rare as they are harmless.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

Shorts = npt.NDArray[np.int16]  # a sum of 200 bytes fits
Longs = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
BLOCK = 1000  # bags that are summed at once, in the processor's cache
MOST_CELLS = 2**27  # of 16 bits, of all features


class Network:
    """Sums the rows of features for each position that their bearer can stand in, and scores the sums.

    >>> tables = packed_network(["a", "b"], np.array([[[2]], [[-3]]]), np.array([5]), bias=-1)
    >>> network = Network(tables)
    >>> hidden = network.sums([["a"], ["a", "b"], ["unknown"]])
    >>> hidden.tolist(), network.scores(hidden[:, 0]).tolist()
    ([[[2]], [[-1]], [[0]]], [9, -1, -1])
    """

    def __init__(self, tables: Mapping[str, Any]) -> None:
        names = np.frombuffer(tables["names"], "<u4").tolist()
        self.ids = {name: index for index, name in enumerate(names, start=1)}
        self.width = int(tables["width"])
        self.positions = int(tables["positions"])
        self.bias = int(tables["bias"])
        self.weights: Longs = np.frombuffer(tables["weights"], "<i4").astype(np.int64)
        self._check_sizes(len(names), len(tables["kept"]))
        kept = np.unpackbits(np.frombuffer(tables["kept"], np.uint8), count=len(names) * self.positions)
        rows = np.zeros((1 + len(names), self.positions * self.width), np.int16)  # the first is for unknown features
        rows[1:].reshape(-1, self.width)[kept.astype(np.bool_)] = read_rows(tables["rows"], self.width)
        self.rows: Shorts = rows

    def _check_sizes(self, names: int, kept: int) -> None:
        """Raise `ValueError` where sizes do not go together: memory is set aside by them."""
        if self.width < 1 or self.positions < 1 or len(self.weights) != self.width:
            raise ValueError(f"a network of {self.width} sums has {len(self.weights)} weights")
        if kept != (names * self.positions + 7) // 8 or names * self.positions * self.width > MOST_CELLS:
            raise ValueError(f"a network of {names} features has other rows than at {self.positions} positions")

    def sums(self, bags: Sequence[Sequence[str]]) -> Shorts:
        """Add up the rows of each bag's features, at most 200: an array of bags by positions by width."""
        lengths = np.fromiter(map(len, bags), np.intp, len(bags))
        names = checksums(chain.from_iterable(bags))
        filled = np.zeros((len(bags), int(lengths.max(initial=0))), np.intp)
        filled[np.arange(filled.shape[1]) < lengths[:, np.newaxis]] = [*map(self.ids.get, names, repeat(0))]
        total = np.zeros((len(bags), self.positions * self.width), np.int16)
        for first in range(0, len(bags), BLOCK):
            block = slice(first, first + BLOCK)
            for column in filled[block].T:
                total[block] += self.rows[column]
        return total.reshape(len(bags), self.positions, self.width)

    def scores(self, hidden: npt.NDArray[np.signedinteger[Any]]) -> Longs:
        """Score rows of sums, those of all positions added up; above zero means yes."""
        scores: Longs = np.maximum(hidden, 0).astype(np.int64) @ self.weights + self.bias
        return scores


def read_rows(content: bytes, width: int) -> npt.NDArray[np.int8]:
    """Read rows of bytes.

    >>> read_rows(b"\\x01\\xff", 2).tolist()
    [[1, -1]]
    """
    return np.frombuffer(content, np.int8).reshape(-1, width)


def checksums(names: Iterable[str]) -> Iterator[int]:
    """Return the checksum of each feature's name; none may have a line end.

    >>> list(checksums(["a", "b"]))
    [3904355907, 1908338681]
    """
    joined = "\n".join(names)
    return map(crc32, joined.encode("utf-8", "surrogatepass").split(b"\n")) if joined else iter(())


def packed_network(
    names: Sequence[str], rows: npt.NDArray[Any], weights: npt.NDArray[Any], *, bias: int
) -> dict[str, Any]:
    """Pack a network as builtins that can be stored and sent; ``rows`` are names by positions by width, in bytes.

    >>> packed_network(["a"], np.zeros((1, 2, 3)), np.array([1, 2, 3]), bias=0)["kept"]
    b'\\x00'
    """
    flat = np.asarray(rows, np.int8).reshape(-1, rows.shape[2])
    kept = flat.any(axis=1)
    return {
        "names": np.fromiter(checksums(names), "<u4", len(names)).tobytes(),
        "positions": rows.shape[1],
        "width": rows.shape[2],
        "kept": np.packbits(kept).tobytes(),
        "rows": flat[kept].tobytes(),
        "weights": np.asarray(weights, "<i4").tobytes(),
        "bias": bias,
    }
