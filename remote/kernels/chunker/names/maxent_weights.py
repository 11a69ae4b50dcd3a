"""The weights of a maximum entropy model in NLTK's tab format, a row a feature and a column a label."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from .name_features import Feature, feature_value

Floats = npt.NDArray[np.float64]
MARGIN = 1e-9  # times the greatest weight: below it, the order of additions may decide
LEAST = -1e300  # as `nltk.probability` has it
NEGLIGIBLE = math.log(1e-30, 2)


class MaxentWeights:
    """Weights by feature; the row of one that the model does not know is 0, and holds zeros.

    >>> tables = {"labels": ["B-NE", "O"], "features": "bias\\trepr-True\\nword\\tOslo", "always_on": b""}
    >>> tables |= {"rows": bytes([1, 0, 0, 0]), "columns": bytes(4), "weights": np.array([2.0]).tobytes()}
    >>> weights = MaxentWeights(tables)
    >>> weights.matrix.tolist(), weights.row("bias", True), weights.row("word", "Bergen")
    ([[0.0, 0.0], [2.0, 0.0], [0.0, 0.0]], 1, 0)
    """

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.labels: list[str] = tables["labels"]
        self.numbers: dict[str, dict[object, int]] = {}
        features: list[str] = tables["features"].split("\n")
        for number, feature in enumerate(features, start=1):
            name, _, written = feature.partition("\t")
            self.numbers.setdefault(name, {})[feature_value(name, written)] = number
        self.matrix: Floats = np.zeros((len(features) + 1, len(self.labels)))
        rows, columns = (np.frombuffer(tables[key], "<i4") for key in ("rows", "columns"))
        self.matrix[rows, columns] = np.frombuffer(tables["weights"], "<f8")
        self.always_on: Floats = np.frombuffer(tables["always_on"], "<f8") if tables["always_on"] else np.zeros(1)
        finite = (weights[np.isfinite(weights)] for weights in (self.matrix, self.always_on))
        self.margin = MARGIN * max(1.0, *(float(np.abs(weights).max(initial=0.0)) for weights in finite))

    def row(self, name: str, value: object) -> int:
        """Return the row of a feature."""
        return self.numbers.get(name, {}).get(value, 0)

    def rows(self, features: Iterable[Feature]) -> list[int]:
        """Return the rows of features."""
        return [self.row(name, value) for name, value in features]

    def label_of(self, features: Iterable[Feature]) -> int:
        """Return the number of the best label just as NLTK finds it: added in its order, normalized, the last of ties.

        Rounding may make a tie of two probabilities that differ, or the reverse.
        """
        total = np.zeros(len(self.labels))
        for row in self.rows(features):
            total = total + self.matrix[row]
        logs = list(total + self.always_on)
        whole = reduce(sum_of_logs, logs)
        shares = [log - whole if whole > LEAST else 0.0 for log in logs]
        best: int = max(range(len(shares)), key=lambda number: (shares[number], self.labels[number]))
        return best


def sum_of_logs(one: float, other: float) -> float:
    """Return the binary logarithm of the sum of two numbers that are given by theirs, as `nltk.probability` does.

    >>> sum_of_logs(3.0, 3.0)
    4.0
    """
    if one < other + NEGLIGIBLE:
        return other
    if other < one + NEGLIGIBLE:
        return one
    base = min(one, other)
    return base + math.log(2 ** (one - base) + 2 ** (other - base), 2)
