"""Training of a tagger's second look: from what taggers that have not seen a sentence leave in doubt of it.

A logistic model, by AdaGrad's steps (Duchi et al. 2011), says whether the second best class is right rather than the
best one; the margin between them counts as it is, and the facts around the token add to it or take away. The weights
are the mean of those after each pass, and of several models. Where both classes have one tag, as a preposition and a
subordinator, another one learns to decide, in longer steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from ...remote.kernels.tagger.doubts.facts import AKIN_TEMPLATES, TEMPLATES, Templates, verbal
from ...remote.kernels.tagger.doubts.second_look import (
    GAIN,
    Doubts,
    Numbers,
    Seen,
    are_akin,
    facts_of_doubts,
    numbers_of_doubts,
    rows_of_doubts,
    some_of,
)
from ...remote.kernels.tagger.lockstep import Rows
from ...remote.kernels.tagger.perceptron import PerceptronTagger
from ..fitting.averaging import Floats
from ..fitting.batches import shuffled_batches
from ..progress import Report
from .features import Encoder
from .options import SecondLookOptions
from .tokenizations import Tagged

Sentences = Sequence[Sequence[Tagged]]
BLOCKS = 10  # of neighbouring sentences in a fold, so that all of it is of as many kinds of text as the treebank
AT_ONCE = 1000  # sentences
LARGEST = 127  # weight


class Doubted(NamedTuple):
    """The classes that sentences have at first, and which of their tokens are in doubt."""

    found: Rows
    lengths: Rows
    doubts: Doubts


def fold_numbers(count: int, folds: int) -> list[int]:
    """Return the fold of each of so many sentences: neighbours are mostly in the same one.

    >>> fold_numbers(8, 2), fold_numbers(40, 2)[:5]
    ([0, 1, 0, 1, 0, 1, 0, 1], [0, 0, 1, 1, 0])
    """
    blocks = min(count, BLOCKS * folds)
    return [index * blocks // count % folds for index in range(count)]


def in_doubt(
    sentences: Sentences,
    train: Callable[[Sentences, int], PerceptronTagger],
    options: SecondLookOptions,
    seed: int,
    report: Report,
) -> Doubted:
    """Tag each fold of the sentences by a tagger that was trained on the others; says what it leaves in doubt."""
    lengths = np.array(list(map(len, sentences)), np.intp)
    starts = np.cumsum(lengths) - lengths
    folds = min(options.folds, len(sentences))
    numbers = fold_numbers(len(sentences), folds)
    found = np.zeros(int(lengths.sum()), np.intp)
    doubts: list[Doubts] = []
    within = max(options.learned, options.akin_learned)
    for fold in range(folds):
        report(f"second look, fold {fold + 1}/{folds}")
        tagger = train([one for one, number in zip(sentences, numbers, strict=True) if number != fold], seed + fold)
        mine = np.flatnonzero(np.array(numbers) == fold)
        for some in np.array_split(mine, max(1, len(mine) // AT_ONCE)):
            places = np.concatenate([np.arange(starts[one], starts[one] + lengths[one]) for one in some])
            forms = [token.form for token in chain.from_iterable(sentences[one] for one in some)]
            found[places], (own, *facts) = tagger.first_look(forms, lengths[some].tolist(), within)
            doubts.append(Doubts(places[own], *facts))
    return Doubted(found, lengths, Doubts(*map(np.concatenate, zip(*doubts, strict=True))))


def train_second_look(
    doubted: Doubted, encoder: Encoder, gold: Rows, options: SecondLookOptions, seed: int
) -> dict[str, Any]:
    """Learn from those doubts where one of both classes is right; gives the table of a second look."""
    is_verb = np.array(verbal(encoder.names), np.bool_)[doubted.found]
    tags = encoder.history[doubted.found]
    seen = Seen(tags, encoder.own_words, encoder.own_groups, is_verb, doubted.lengths)

    def weights_of(which: Rows, templates: Templates, options: SecondLookOptions) -> bytes:
        doubts = some_of(doubted.doubts, which)
        facts = facts_of_doubts(seen, doubts, encoder.numbering.tags, len(encoder.names))
        return learned_weights(numbers_of_doubts(facts, templates), doubts, gold[doubts.places], options, seed)

    right, margins = gold[doubted.doubts.places], doubted.doubts.margins
    known = (right == doubted.doubts.best) | (right == doubted.doubts.second)
    usual = np.flatnonzero(known & (margins < options.learned))
    akin = np.flatnonzero(known & (margins < options.akin_learned) & are_akin(doubted.doubts, encoder.history))
    table: dict[str, Any] = {"within": options.within, "weights": weights_of(usual, TEMPLATES, options)}
    if len(akin):
        weights = weights_of(akin, AKIN_TEMPLATES, replace(options, rate=options.akin_rate))
        table["akin"] = {"within": options.akin_within, "weights": weights}
    return table


def learned_weights(numbers: Numbers, doubts: Doubts, right: Rows, options: SecondLookOptions, seed: int) -> bytes:
    """Learn the weights of combinations of facts from doubts whose right class is known."""
    total = np.zeros(1 << options.bits, np.float32)
    for model in range(options.models):
        total += DoubtLearner(numbers, doubts, right == doubts.second, options, seed + model).learned()
    total *= np.float32(options.certainty / GAIN / options.models)
    whole = np.rint(total).clip(-LARGEST, LARGEST).astype(np.int8)
    whole[np.abs(whole) < options.least] = 0
    return whole.tobytes()


class DoubtLearner:
    """The weights while they are learned: of the combinations of facts, each with either class."""

    def __init__(
        self, numbers: Numbers, doubts: Doubts, is_second: Rows, options: SecondLookOptions, seed: int
    ) -> None:
        self.first = rows_of_doubts(numbers, doubts.best, options.bits).T
        self.other = rows_of_doubts(numbers, doubts.second, options.bits).T
        self.leads: Floats = (doubts.margins / options.certainty).astype(np.float32)
        self.is_second: Floats = is_second.astype(np.float32)
        self.options = options
        self.weights: Floats = np.zeros(1 << options.bits, np.float32)
        self.squares: Floats = np.full_like(self.weights, 0.01)
        self.rng = np.random.RandomState(seed)  # whose stream numpy promises not to change

    def learned(self) -> Floats:
        """Go over all doubts as often as wanted; return the mean of the weights after each time."""
        total: Floats = np.zeros_like(self.weights)
        for _ in range(self.options.passes):
            for batch in shuffled_batches(self.rng, len(self.leads), self.options.batch):
                self._learn_batch(batch)
            total += self.weights
        total /= np.float32(self.options.passes)
        return total

    def _learn_batch(self, batch: Rows) -> None:
        first, other = self.first[batch], self.other[batch]
        kept = self.rng.random_sample(first.shape) >= self.options.dropped
        sums = ((self.weights[other] - self.weights[first]) * kept).sum(axis=1) / np.float32(1 - self.options.dropped)
        errors = 1 / (1 + np.exp(self.leads[batch] - sums)) - self.is_second[batch]
        gradients = np.broadcast_to(errors[:, None], first.shape)[kept]
        rows = np.concatenate([other[kept], first[kept]])
        steps = np.concatenate([gradients, -gradients]).astype(np.float32)
        np.add.at(self.squares, rows, steps * steps)
        np.add.at(self.weights, rows, np.float32(-self.options.rate) * steps / np.sqrt(self.squares[rows]))
