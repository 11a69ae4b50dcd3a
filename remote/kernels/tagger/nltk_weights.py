"""A linear model's weights as arrays: one row of classes and values a feature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat

import numpy as np
import numpy.typing as npt

from .lockstep import Rows

Ints = npt.NDArray[np.int32]
BLOCK = 2000  # rows that are summed at once, in the processor's cache
SCALE = 1000  # thousandths: NLTK's trainer rounds weights to three decimals
LARGEST = 2**27  # so that the sum of a token's 14 features fits 32 bits


class WeightTable:
    """A model's weights, feature after feature, as columns of classes and values.

    >>> table = WeightTable({"bias": {"NN": 0.25}, "i word a": {"DT": 1.0}}, ["NN", "DT"])
    >>> table.sums([("bias", "i word a", "unknown"), ()]).tolist()
    [[250, 1000], [0, 0]]
    """

    def __init__(self, weights: Mapping[str, Mapping[str, float]], classes: Sequence[str]) -> None:
        self.ids = {name: index for index, name in enumerate(weights)}
        self.width = len(classes)
        column_of = {label: column for column, label in enumerate(classes)}
        labels = chain.from_iterable(weights.values())
        self.columns: Rows = np.fromiter(map(column_of.get, labels, repeat(self.width)), np.intp)
        values = chain.from_iterable(row.values() for row in weights.values())
        self.values: npt.NDArray[np.float64] = np.fromiter(values, np.float64)
        self.thousandths = np.rint(self.values * SCALE)
        is_exact = bool((np.abs(self.values * SCALE - self.thousandths) < 1e-6).all())
        self.is_exact = is_exact and bool((np.abs(self.thousandths) < LARGEST).all())
        if not self.is_exact:
            self.thousandths = self.thousandths.clip(-LARGEST, LARGEST)
        self.lengths: Rows = np.fromiter(map(len, weights.values()), np.intp)
        self.starts: Rows = np.cumsum(self.lengths) - self.lengths

    def sums(self, rows: Sequence[Sequence[str]]) -> Ints:
        """Add up the weights of each row's features, in thousandths: an array of rows by classes."""
        find = self.ids.get
        known = [tuple([found for name in row if (found := find(name)) is not None]) for row in rows]
        numbers = {features: number for number, features in enumerate(dict.fromkeys(known))}  # words share most rows
        new = list(numbers)
        blocks = [self._sums_of_known(new[first : first + BLOCK]) for first in range(0, len(new), BLOCK)]
        sums = np.concatenate(blocks) if blocks else np.zeros((0, self.width), np.int32)
        return sums[[numbers[features] for features in known]]

    def _sums_of_known(self, rows: Sequence[tuple[int, ...]]) -> Ints:
        lengths = np.fromiter(map(len, rows), np.intp, len(rows))
        features = np.fromiter(chain.from_iterable(rows), np.intp, lengths.sum())
        return self.sums_of(features, np.repeat(np.arange(len(rows)), lengths), len(rows))

    def sums_of(self, features: Rows, targets: Rows, rows: int) -> Ints:
        """Add up the weights of features, each to the row that is its target."""
        lengths = self.lengths[features]
        ends = np.cumsum(lengths)
        entries = np.arange(ends[-1] if len(ends) else 0) + np.repeat(self.starts[features] + lengths - ends, lengths)
        width = self.width + 1  # the last column takes what is given to classes that the model does not name
        cells = np.repeat(targets * width, lengths) + self.columns[entries]
        total = np.bincount(cells, self.thousandths[entries], rows * width)
        return total.astype(np.int32).reshape(rows, width)[:, : self.width]

    def row(self, name: str) -> Iterator[tuple[int, float]]:
        """Yield a feature's columns and weights."""
        index = self.ids.get(name)
        if index is not None:
            entries = slice(self.starts[index], self.starts[index] + self.lengths[index])
            pairs = zip(self.columns[entries].tolist(), self.values[entries].tolist(), strict=True)
            yield from ((column, value) for column, value in pairs if column < self.width)
