"""Train a tagger on treebanks: tags, universal tags or both, of any language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ...remote.document import Document
from ...remote.kernels.tagger.feature_rows import Vocabulary
from ...remote.kernels.tagger.lockstep import Rows
from ...remote.kernels.tagger.perceptron import PerceptronTagger
from ...remote.kernels.tagger.perceptron_features import OFFSETS, REACH
from ...remote.kernels.tagger.sparse_matrix import pack_some_rows
from ..fitting.averaging import Floats
from ..progress import Report, silent
from .averaged_perceptron import Learner
from .classes import Classes, classes_of
from .clusters import clusters
from .features import Encoder, vocabulary_of
from .lexicon import lexicons_of
from .options import TaggerOptions
from .second_look import Sentences, in_doubt, train_second_look
from .tokenizations import tokenizations, tokenizations_of

SomeRows = tuple[Rows, Floats]  # the numbers of features, and a row of weights for each


def train_tagger(
    documents: Sequence[Document],
    options: TaggerOptions = TaggerOptions(),
    *,
    unlabelled: Iterable[Sequence[str]] = (),
    dictionary: Iterable[tuple[str, str]] = (),
    report: Report = silent,
) -> dict[str, Any]:
    """Train a tagger; gives the tables that a model has for it. The same input gives the same tables.

    ``unlabelled`` are sentences of forms, of which word clusters are made together with the treebank's; ``dictionary``
    gives words with tags of another corpus, in any tagset. ``report`` gets a line now and then. Raises `InputError`
    where the treebank has no such tags.
    """
    sentences = tokenizations_of(documents, options)
    classes = classes_of(sentences, options)
    treebank = ([token.form for token in sentence] for sentence in tokenizations(documents, False))
    report("clusters")
    groups = clusters([*treebank, *unlabelled], options.clusters, most=options.most_clustered)
    material = Material(classes, groups, list(dictionary))
    table, encoder = first_look(sentences, material, options, report)
    rich = {"kind": "rich", "classes": [list(pair) for pair in classes.names], **table}
    look = options.second_look
    if look is None or len(sentences) < 2:
        return rich

    def train_first(some: Sentences, seed: int) -> PerceptronTagger:
        quick = replace(options, models=1, passes=min(options.passes, look.first_passes), seed=seed)
        return PerceptronTagger({**rich, **first_look(some, material, quick, silent)[0]})

    doubted = in_doubt(sentences, train_first, look, options.seed + options.models, report)
    second = train_second_look(doubted, encoder, classes.numbers(sentences), look, options.seed)
    return {**rich, "second": second}


@dataclass(frozen=True)
class Material:
    """What all taggers of a treebank's parts have in common: classes, and what is known of words from elsewhere."""

    classes: Classes
    groups: Mapping[str, tuple[int, ...]]
    dictionary: Sequence[tuple[str, str]]


def first_look(
    sentences: Sentences, material: Material, options: TaggerOptions, report: Report
) -> tuple[dict[str, Any], Encoder]:
    """Train a tagger that goes from left to right; gives its vocabulary and weights, and its sentences' features."""
    classes = material.classes
    text, lexicons = lexicons_of(sentences, options, material.dictionary, material.groups)
    vocabulary = vocabulary_of(text, lexicons, options.minimum)
    encoder = Encoder(vocabulary, lexicons, classes.names)
    examples = encoder.examples(text, classes.numbers(sentences))
    kinship = classes.kinship(options.kinship)
    features, total = no_rows(len(classes.names))
    for model in range(options.models):
        learner = Learner(
            encoder.numbering.size,
            kinship,
            options.margin,
            options.dropout,
            options.seed + model,
            options.most_cells,
        )
        for turn in range(1, options.passes + 1):
            wrong = learner.learn(examples, encoder.contexts)
            share = wrong / max(1, int((examples.gold >= 0).sum()))
            report(f"model {model + 1}/{options.models}, pass {turn}/{options.passes}: {share:.2%} wrong")
        features, total = added((features, total), learner.average())
    total *= np.float32(options.scale / options.models)
    whole = np.rint(total, out=total)
    whole[np.abs(whole) < options.least] = 0
    table = {"lexicon": lexicons[0], **vocabulary}
    return pruned(table, (features, whole), encoder.numbering.size), encoder


def no_rows(width: int) -> SomeRows:
    """Return the rows of no features."""
    return np.zeros(0, np.intp), np.zeros((0, width), np.float32)


def added(one: SomeRows, other: SomeRows) -> SomeRows:
    """Add up rows by their features.

    >>> rows = np.array([1, 4]), np.array([[1.0], [2.0]], np.float32)
    >>> features, total = added(rows, (np.array([2, 4]), np.array([[5.0], [6.0]], np.float32)))
    >>> features.tolist(), total.tolist()
    ([1, 2, 4], [[1.0], [5.0], [8.0]])
    """
    if not len(one[0]):
        return other
    features = np.union1d(one[0], other[0])
    total = np.zeros((len(features), one[1].shape[1]), np.float32)
    for numbers, rows in (one, other):
        total[np.searchsorted(features, numbers)] += rows
    return features, total


def pruned(vocabulary: dict[str, Any], rows: SomeRows, size: int) -> dict[str, Any]:
    """Leave out the features that have no weights; give the vocabulary and the weights' rows, of so many features."""
    features, whole = rows
    has_weights = np.zeros(size, np.bool_)
    has_weights[features[whole.any(axis=1)]] = True
    bounds = Vocabulary(vocabulary).bounds
    names: list[list[str]] = []
    kept = [np.arange(1)]
    for old, reach, start, end in zip(vocabulary["features"], REACH, bounds, bounds[1:], strict=False):
        keep: npt.NDArray[np.bool_] = np.asarray(has_weights[start:end].reshape(len(old), reach).any(axis=1))
        if reach == len(OFFSETS):
            keep[0] = True  # the bias, that every word has
        names.append([name for name, is_kept in zip(old, keep.tolist(), strict=True) if is_kept])
        kept.append(np.arange(start, end).reshape(len(old), reach)[keep].ravel())
    numbers = np.concatenate([*kept, np.arange(bounds[-1], size)])
    is_there = has_weights[features]
    matrix = whole[is_there].clip(-32_000, 32_000).astype(np.int16)
    weights = pack_some_rows(matrix, np.searchsorted(numbers, features[is_there]), len(numbers))
    return {**vocabulary, "features": names, "weights": weights}
