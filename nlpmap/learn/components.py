"""The components of a model as they are learned: how each is trained, and by what it is measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from ..remote.components import ComponentName
from ..remote.document import Document
from .chunker import ChunkerOptions, train_chunker
from .evaluation import measures
from .features.options import FeatureOptions
from .features.train import train_features
from .languages.hashed_logistic import BoundaryOptions
from .languages.strangeness_limit import strangeness_limit
from .languages.unspaced_sentences import train_unspaced_splitter
from .languages.unspaced_words import is_unspaced, train_unspaced_tokenizer
from .lemmatizer import LemmatizerOptions, train_lemmatizer
from .progress import Report
from .splitter import ABBREVIATIONS, SplitterOptions, train_punkt, train_splitter
from .tagger.options import TaggerOptions
from .tagger.train import train_tagger
from .tagger.unlabelled import tagged_sentences, unlabelled_sentences
from .tokenizer import TokenizerOptions, train_tokenizer
from .training import Training
from .treebanks import retagged

Tables = dict[str, Any]
OF_ALL: Mapping[str, Any] = {
    "models": 1,
    "nltk_tokens": False,
    "most_cells": 40_000_000,
    "most_clustered": 10_000,
    "second_look": None,
}


@dataclass(frozen=True)
class Learning:
    """How a component's table is trained, how a model is measured by it, the scores, and what the gold may lack."""

    train: Callable[[Sequence[Document], Training, Report], Tables]
    measure: Callable[[measures.Question], measures.Measured]
    scores: tuple[str, ...]
    lack: str


def _tagger(documents: Sequence[Document], training: Training, report: Report) -> Tables:
    given: dict[str, Any] = {**training.given, "tags": training.tags, "clauses": training.is_english}
    given.update(OF_ALL if training.of_all else {})
    if training.models is not None:
        given["models"] = training.models
    tagged = [] if training.dictionary is None else list(tagged_sentences(training.dictionary))
    unlabelled = [[form for form, _ in sentence] for sentence in tagged]
    table = train_tagger(
        documents,
        TaggerOptions(**given),
        unlabelled=[*unlabelled, *(unlabelled_sentences(training.text, documents) if training.text else ())],
        dictionary=chain.from_iterable(tagged),
        report=report,
    )
    return {**table, "limit": strangeness_limit(documents)} if training.of_all else table


def _splitter(documents: Sequence[Document], training: Training, report: Report) -> Tables:
    if training.punkt:
        return train_punkt(document.text for document in documents)
    if is_unspaced(documents):
        return train_unspaced_splitter(documents, BoundaryOptions(**training.given), report=report)
    english: dict[str, Any] = {"abbreviations": ABBREVIATIONS} if training.is_english else {"speech": False}
    return train_splitter(documents, SplitterOptions(**_several_seeds(training), **english), report=report)


def _tokenizer(documents: Sequence[Document], training: Training, report: Report) -> Tables:
    if is_unspaced(documents):
        return train_unspaced_tokenizer(documents, BoundaryOptions(**training.given), report=report)
    return train_tokenizer(documents, TokenizerOptions(**_several_seeds(training)), report=report)


def _several_seeds(training: Training) -> dict[str, Any]:
    """Return the options of a trainer that takes the mean of networks of several seeds: here of the one given."""
    given: dict[str, Any] = dict(training.given)
    return {**given, "seeds": (training.seed,)} if given.pop("seed", None) is not None else given


def _lemmatizer(documents: Sequence[Document], training: Training, report: Report) -> Tables:
    return train_lemmatizer(documents, LemmatizerOptions(**training.given), report=report)


def _features(documents: Sequence[Document], training: Training, report: Report) -> Tables:
    return train_features(documents, FeatureOptions(**training.given), report=report)


def _chunker(documents: Sequence[Document], training: Training, report: Report) -> Tables:
    others = [] if training.retag is None else retagged(documents, training.retag)
    tagged = [document for document in documents if any(document.annotated.tags or ()) or not others]
    return train_chunker([*tagged, *others], ChunkerOptions(**training.given), report=report)


COMPONENTS: Mapping[ComponentName, Learning] = {
    "tagger": Learning(
        train=_tagger,
        measure=measures.measure_tags,
        scores=("XPOS", "UPOS"),
        lack="no token has a tag",
    ),
    "tokenizer": Learning(
        train=_tokenizer,
        measure=measures.measure_tokens,
        scores=("tokens", "sentences"),
        lack="it has no tokens",
    ),
    "splitter": Learning(
        train=_splitter,
        measure=measures.measure_sentences,
        scores=("sentences",),
        lack="it has no sentences",
    ),
    "lemmatizer": Learning(
        train=_lemmatizer,
        measure=measures.measure_lemmas,
        scores=(measures.LEMMAS, measures.LEMMAS_BY_OWN_TAGS),
        lack="no token has a lemma",
    ),
    "features": Learning(
        train=_features,
        measure=measures.measure_feats,
        scores=(measures.FEATS, measures.FEATS_BY_OWN_TAGS),
        lack="no token has features",
    ),
    "chunker": Learning(
        train=_chunker,
        measure=measures.measure_chunks,
        scores=("chunks",),
        lack="it has no chunks; CoNLL-2000 files have, and CoNLL-U with Chunk=",
    ),
}
