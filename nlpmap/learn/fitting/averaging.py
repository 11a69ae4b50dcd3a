"""The averaged perceptron's average (Collins 2002): the mean of the weights after all steps, which need not be kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Rows = npt.NDArray[np.intp]


class Averaged:
    """Weights, and the sum of their updates, each times the step that it came at.

    >>> weights = Averaged((2,), np.int32, np.int64)
    >>> weights.add(np.array([0]), 1, step=1)
    >>> weights.add(np.array([0, 1]), 1, step=2)
    >>> weights.now.tolist(), weights.mean(steps=4).tolist(), weights.rounded_mean(steps=4, scale=2).tolist()
    ([2, 1], [1.25, 0.5], [2, 1])
    """

    def __init__(self, shape: tuple[int, ...], dtype: type[Any], sum_dtype: type[Any]) -> None:
        self.now: npt.NDArray[Any] = np.zeros(shape, dtype)
        self.weighted: npt.NDArray[Any] = np.zeros(shape, sum_dtype)

    def add(self, cells: Rows, amount: int | Floats, step: int) -> None:
        """Add to some cells of the flattened weights, to all the same or to each its own amount."""
        now, weighted = np.asarray(amount, self.now.dtype), np.asarray(amount, self.weighted.dtype)
        np.add.at(self.now.reshape(-1), cells, now)
        np.add.at(self.weighted.reshape(-1), cells, weighted * self.weighted.dtype.type(step))

    def mean(self, steps: int) -> Floats:
        """Return the mean of the weights after each of so many steps."""
        mean: Floats = self.now - self.weighted / np.float32(steps)
        return mean

    def rounded_mean(self, steps: int, scale: int) -> Ints:
        """Return the scaled mean in whole numbers, exactly, of weights that are whole numbers themselves."""
        total = self.now.astype(np.int64) * steps - self.weighted
        mean: Ints = np.rint(total * scale / steps).astype(np.int32)
        return mean
