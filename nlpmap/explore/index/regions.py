"""Regions: spans of tokens that follow one another, such as sentences, paragraphs and documents."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .container import Array, distinct

Positions = npt.NDArray[np.int64]


class Regions:
    """Spans of tokens, one after another, that hold all tokens; ``ends`` counts tokens.

    >>> sentences = Regions(np.array([3, 5]))
    >>> sentences.number_at(np.array([0, 2, 3, 4])).tolist()
    [0, 0, 1, 1]
    >>> sentences.starts_of(np.array([0, 1])).tolist(), sentences.ends_of(np.array([0, 1])).tolist()
    ([0, 3], [3, 5])
    """

    def __init__(self, ends: Array) -> None:
        self.ends = ends

    def __len__(self) -> int:
        return len(self.ends)

    def number_at(self, positions: Array) -> Positions:
        """Return the number of the region that each token is in."""
        return np.searchsorted(self.ends, self._alike(positions), side="right")

    def starts_of(self, numbers: Array) -> Positions:
        """Return the first token of each region; that of an empty one is the token after it."""
        numbers = np.asarray(numbers, np.int64)
        return np.where(numbers > 0, self.ends[np.maximum(numbers - 1, 0)], 0).astype(np.int64)

    def ends_of(self, numbers: Array) -> Positions:
        """Return the token after the last of each region."""
        return self.ends[numbers].astype(np.int64)

    def begin_at(self, positions: Array) -> npt.NDArray[np.bool_]:
        """Return whether a region begins with each token."""
        found: npt.NDArray[np.bool_] = ((positions == 0) | self.end_at(positions)) & (positions < self._tokens)
        return found

    def end_at(self, positions: Array) -> npt.NDArray[np.bool_]:
        """Return whether a region ends right before each token."""
        positions = self._alike(positions)
        found = np.searchsorted(self.ends, positions)
        is_end: npt.NDArray[np.bool_] = (found < len(self)) & (self.ends[np.minimum(found, len(self) - 1)] == positions)
        return is_end

    def end_between(self, first: int, last: int) -> npt.NDArray[np.bool_]:
        """Return whether a region ends right before each token from one to before another."""
        low, high = np.searchsorted(self.ends, np.array([first, last], self.ends.dtype))
        found = np.zeros(last - first, bool)
        found[self.ends[low:high].astype(np.int64) - first] = True
        return found

    def beginnings(self) -> Positions:
        """Return the tokens with which a region begins."""
        found = distinct(np.append(np.zeros(1, self.ends.dtype), self.ends)).astype(np.int64)
        return found[found < self._tokens]

    @property
    def _tokens(self) -> int:
        return int(self.ends[-1]) if len(self) else 0

    def _alike(self, positions: Array) -> Array:
        """Return positions as numbers of the ends' type: else all ends are made those of the positions'."""
        return np.asarray(positions).astype(self.ends.dtype, copy=False)
