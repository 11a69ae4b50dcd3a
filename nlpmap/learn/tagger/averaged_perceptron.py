"""An averaged perceptron with a margin (Collins 2002), trained on many sentences at once.

The text is cut into lanes of equal length, each of whole sentences; a step scores one token of each lane, tags it, and
updates the weights where the right class did not win by the margin. So a step costs a few numpy calls, and a mistake is
learned from some dozen tokens later than if they came one by one, which does no harm. Some features drop out
at random, anew for each token, so that none is relied on alone. What is learned of a class is learned in part of those
akin to it, too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ...remote.kernels.tagger.lockstep import Rows
from ..fitting.averaging import Averaged, Floats

Ids = npt.NDArray[np.int32]
Contexts = Callable[[Rows, Rows, Rows], Rows]  # tokens, their last classes, those before -> rows that depend on them
NONE = -1
LANES = 32


@dataclass(frozen=True)
class TaggerExamples:
    """Tokens in a row: the rows of their features, padded with 0, their gold class or -1, their sentences' lengths."""

    rows: Ids
    gold: Rows
    lengths: Rows


def lanes(lengths: Rows, count: int, rng: np.random.Generator) -> tuple[Rows, npt.NDArray[np.bool_]]:
    """Lay shuffled sentences into lanes: which token stands at each step in each lane, and where sentences begin.

    >>> tokens, begins = lanes(np.array([2, 1, 1]), 2, np.random.default_rng(0))
    >>> sorted(tokens[tokens >= 0].tolist()), int(begins.sum())
    ([0, 1, 2, 3], 3)
    """
    order = rng.permutation(len(lengths))
    starts = np.cumsum(lengths) - lengths
    ends = np.cumsum(lengths[order])
    total = int(ends[-1])
    firsts = ends - lengths[order]
    tokens = np.arange(total) + np.repeat(starts[order] - firsts, lengths[order])
    begins = np.zeros(total, bool)
    begins[firsts] = True
    cuts = np.append(firsts, total)[np.searchsorted(firsts, total * np.arange(count + 1) // count)]
    cuts[-1] = total
    steps = int(np.diff(cuts).max())
    laid = np.full((steps, count), NONE, np.intp)
    marks = np.zeros((steps, count), bool)
    for lane, (start, end) in enumerate(pairwise(cuts.tolist())):
        laid[: end - start, lane] = tokens[start:end]
        marks[: end - start, lane] = begins[start:end]
    return laid, marks


class Learner:
    """Weights while they are learned, a row for each feature that has had one, in the order in which they came.

    Most of the features that tags can make never occur: a treebank with hundreds of tags would fill the memory. Where
    ``most_cells`` says how many weights there may be, features that come once these are used up are left out.
    """

    def __init__(
        self, size: int, kinship: Floats, margin: float, dropout: float, seed: int, most_cells: int | None = None
    ) -> None:
        self.classes = classes = len(kinship)
        self.kinship = kinship  # by class and class: the share of an update of the one that the other gets
        self.margin, self.dropout = margin, dropout
        rows = size if most_cells is None else min(size, max(1, most_cells // classes))
        self.weights = Averaged((rows, classes), np.float32, np.float32)  # memory that is not used is not taken
        self.places = np.zeros(size, np.int32)  # of each feature's weights; those of none come first
        self.used = 1
        self.steps = 1
        self.rng = np.random.default_rng(seed)

    def average(self) -> tuple[Rows, Floats]:
        """Return the features that have weights, and the mean of these after each step, in the place of the weights."""
        features = np.flatnonzero(self.places)
        mean, weighted = self.weights.now[: self.used], self.weights.weighted[: self.used]
        weighted /= np.float32(self.steps)
        mean -= weighted
        return features, mean[self.places[features]]

    def learn(self, examples: TaggerExamples, contexts: Contexts) -> int:
        """Go once over the examples; return the number of tokens that were tagged wrong."""
        tokens, begins = lanes(examples.lengths, min(LANES, len(examples.lengths)), self.rng)
        last = second = np.zeros(tokens.shape[1], np.intp)
        mistakes = 0
        for some, first in zip(tokens, begins, strict=True):
            there = some >= 0
            last = np.where(first, self.classes, last)
            second = np.where(first, self.classes + 1, second)
            here = some[there]
            rows = np.concatenate([examples.rows[here], contexts(here, last[there], second[there])], axis=1)
            found, wrong = self._step(self._with_dropout(rows), examples.gold[here])
            mistakes += wrong
            second, last = last, last.copy()
            last[there] = found
        return mistakes

    def _with_dropout(self, rows: Rows) -> Rows:
        if not self.dropout:
            return rows
        return np.where(self.rng.random(rows.shape, np.float32) < self.dropout, 0, rows)

    def _step(self, rows: Rows, gold: Rows) -> tuple[Rows, int]:
        """Tag some tokens, and update the weights of those whose right class does not win by the margin."""
        scores = self.weights.now[self.places[rows]].sum(axis=1)
        found: Rows = scores.argmax(axis=1)
        numbers = np.arange(len(gold))
        right = scores[numbers, gold]
        scores[numbers, gold] = -np.inf
        rival = scores.argmax(axis=1)
        close = np.flatnonzero((right - scores[numbers, rival] <= self.margin) & (gold >= 0))
        if len(close):
            self._update(rows[close], gold[close], rival[close])
        self.steps += 1
        return found, int(((found != gold) & (gold >= 0)).sum())

    def _update(self, rows: Rows, gold: Rows, rival: Rows) -> None:
        places = self._places_of(rows).astype(np.intp)
        change = self.kinship[gold] - self.kinship[rival]
        examples, classes = np.nonzero(change)
        cells = places[examples] * self.classes + classes[:, None]
        amounts = np.repeat(change[examples, classes], rows.shape[1])
        self.weights.add(cells.ravel(), amounts, self.steps)
        self.weights.now[0] = self.weights.weighted[0] = 0  # row 0 stands for no feature

    def _places_of(self, rows: Rows) -> Ids:
        """Return where the weights of features are; those that have none get some, as long as there are any."""
        places: Ids = self.places[rows]
        if self.used < len(self.weights.now) and len(missing := rows[(places == 0) & (rows > 0)]):
            new = np.unique(missing)[: len(self.weights.now) - self.used]
            self.places[new] = np.arange(self.used, self.used + len(new))
            self.used += len(new)
            places = self.places[rows]
        return places
