"""Train a tagger on treebanks: tags, universal tags or both, of any language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ...remote.document import Document
from ...remote.kernels.tagger.feature_rows import Vocabulary
from ...remote.kernels.tagger.perceptron_features import OFFSETS, REACH
from ...remote.kernels.tagger.sparse_matrix import pack_rows
from ..averaging import Floats
from ..progress import Report, silent
from .averaged_perceptron import Learner
from .classes import classes_of
from .clusters import clusters
from .features import Encoder, vocabulary_of
from .lexicon import lexicons_of
from .options import TaggerOptions
from .tokenizations import tokenizations, tokenizations_of


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
    groups = clusters([*treebank, *unlabelled], options.clusters)
    text, lexicons = lexicons_of(sentences, options, dictionary, groups)
    vocabulary = vocabulary_of(text, lexicons, options.minimum)
    encoder = Encoder(vocabulary, lexicons, classes.names)
    examples = encoder.examples(text, classes.numbers(sentences))
    kinship = classes.kinship(options.kinship)
    total: Floats = np.zeros((encoder.numbering.size, len(classes.names)), np.float32)
    for model in range(options.models):
        learner = Learner(encoder.numbering.size, kinship, options.margin, options.dropout, options.seed + model)
        for turn in range(1, options.passes + 1):
            wrong = learner.learn(examples, encoder.contexts)
            share = wrong / max(1, int((examples.gold >= 0).sum()))
            report(f"model {model + 1}/{options.models}, pass {turn}/{options.passes}: {share:.2%} wrong")
        total += learner.average()
    whole = np.rint(total * np.float32(options.scale / options.models))
    whole[np.abs(whole) < options.least] = 0
    table = {"lexicon": lexicons[0], **vocabulary}
    return {"kind": "rich", "classes": [list(pair) for pair in classes.names], **pruned(table, whole)}


def pruned(vocabulary: dict[str, Any], whole: Floats) -> dict[str, Any]:
    """Leave out the features that have no weights; give the vocabulary and the weights' rows."""
    bounds = Vocabulary(vocabulary).bounds
    names: list[list[str]] = []
    kept = [whole[:1]]
    for old, reach, start, end in zip(vocabulary["features"], REACH, bounds, bounds[1:], strict=False):
        block = whole[start:end].reshape(len(old), reach, whole.shape[1])
        keep: npt.NDArray[np.bool_] = np.asarray(block.any(axis=(1, 2)))
        if reach == len(OFFSETS):
            keep[0] = True  # the bias, that every word has
        names.append([name for name, is_kept in zip(old, keep.tolist(), strict=True) if is_kept])
        kept.append(block[keep].reshape(-1, whole.shape[1]))
    matrix = np.concatenate([*kept, whole[bounds[-1] :]]).clip(-32_000, 32_000).astype(np.int16)
    return {**vocabulary, "features": names, "weights": pack_rows(matrix)}
