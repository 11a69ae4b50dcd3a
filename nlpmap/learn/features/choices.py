"""The model that chooses among features: a logistic one, learned from the words that have several candidates.

It takes AdaGrad's steps (Duchi et al. 2011), in each of which some contexts are left out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ...remote.document import Document
from ...remote.kernels.features.chooser import FeatureChooser
from ...remote.kernels.features.contexts import SET, Contexts, Numbers, rows_of_contexts
from ..fitting.batches import shuffled_batches
from ..lemmatizer import MOST, Floats, softmax
from .options import FeatureOptions

Ranks = npt.NDArray[np.intp]


def training_choices(documents: Sequence[Document], chooser: FeatureChooser) -> tuple[Numbers, Numbers, Ranks]:
    """Return of each word with several candidates, its own among them, the contexts, the candidates, and which it is.

    Contexts are a column a word, candidates a row a word, with 0 for none.
    """
    parts = [choices_in(document, chooser) for document in documents]
    contexts, candidates, gold = zip(*parts, strict=True)
    return np.concatenate(contexts, axis=1), np.concatenate(candidates), np.concatenate(gold)


def choices_in(document: Document, chooser: FeatureChooser) -> tuple[Numbers, Numbers, Ranks]:
    """Return so of the words of one document."""
    columns = document.annotated
    nothing = [None] * len(columns.forms)
    types = list(zip(columns.forms, columns.tags or nothing, columns.universal or nothing, strict=True))
    facts = chooser.known.facts(types, chooser.facts_of)
    values = columns.feats or nothing
    places, ranks = [], []
    for place, number in enumerate(facts[:, SET].tolist()):
        candidates = chooser.candidates[number]
        if len(candidates) > 1 and values[place] in candidates:
            places.append(place)
            ranks.append(candidates.index(values[place]))
    some = np.array(places, np.intp)
    contexts = Contexts(facts, columns.sentence_ends).of(some)
    return contexts, chooser.numbers[facts[some, SET].astype(np.intp)], np.array(ranks, np.intp)


class ChoiceLearner:
    """The weights while they are learned: of each context with each value one."""

    def __init__(self, contexts: Numbers, candidates: Numbers, gold: Ranks, options: FeatureOptions) -> None:
        self.contexts = contexts
        self.candidates = candidates
        self.gold = gold
        self.options = options
        self.weights: Floats = np.zeros(1 << options.bits, np.float32)
        self.squares: Floats = np.full_like(self.weights, 0.01)
        self.rng = np.random.RandomState(options.seed)  # whose stream numpy promises not to change

    def learn(self) -> None:
        """Go over all choices once."""
        for batch in shuffled_batches(self.rng, len(self.gold), self.options.batch):
            self._learn_batch(batch)

    def _learn_batch(self, batch: Ranks) -> None:
        contexts, candidates = self.contexts[:, batch], self.candidates[batch]
        candidates = candidates[:, candidates.any(axis=0)]
        rows = np.stack(
            [rows_of_contexts(contexts, value, self.options.bits) for value in candidates.T]
        )  # a value, a context
        kept = (self.rng.random_sample(contexts.shape) >= self.options.dropped).astype(np.float32)
        scores = np.where(candidates.T > 0, (self.weights[rows] * kept).sum(axis=1), np.float32(-np.inf))
        errors = softmax(scores.T).T
        errors[self.gold[batch], np.arange(len(batch))] -= 1
        gradients = (errors[:, None] * kept).ravel()
        used, places = np.unique(rows.ravel(), return_inverse=True)
        sums = np.bincount(places.ravel(), gradients, len(used)).astype(np.float32)
        self.squares[used] += sums * sums
        self.weights[used] -= np.float32(self.options.rate) * sums / np.sqrt(self.squares[used])

    def weights_bytes(self) -> bytes:
        """Return the weights as a table has them: a byte each, small ones left out."""
        rounded = np.rint(self.weights * self.options.scale).clip(-MOST, MOST).astype(np.int8)
        rounded[np.abs(rounded) < self.options.least] = 0
        return rounded.tobytes()
