"""Train a tagger on treebanks: tags, universal tags or both, of any language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from ...errors import InputError
from ...remote.document import Document
from ...remote.kernels.tagger.feature_rows import Vocabulary
from ...remote.kernels.tagger.lockstep import Rows
from ...remote.kernels.tagger.perceptron_features import OFFSETS, REACH
from ...remote.kernels.tagger.sparse_matrix import pack
from .averaged_perceptron import NONE, Floats, Learner
from .clusters import clusters
from .features import Encoder, Text, vocabulary_of
from .lexicon import TagCounts, ambiguity, lexicon, tag_counts, without
from .tokenizations import Tagged, views

Class = tuple[str | None, str | None]
Report = Callable[[str], None]


@dataclass(frozen=True)
class TaggerOptions:
    """How a tagger is trained; ``models`` are trained from different seeds and averaged.

    >>> TaggerOptions(tags="upos", passes=3).seed
    1
    """

    tags: Literal["both", "xpos", "upos"] = "both"
    passes: int = 8
    models: int = 3
    seed: int = 1
    margin: float = 80.0
    left_out: float = 0.15  # share of a token's features that is left out in training
    minimum: int = 2  # occurrences that a feature needs, and
    pairs: int = 5  # a pair of tag and universal tag, to be a class of its own
    folds: int = 10  # for the lexicon; see `lexicons`
    clusters: tuple[int, ...] = (50, 200, 800)
    nltk_tokens: bool = True
    scale: float = 4.0  # of weights when they are made whole numbers, and
    least: int = 6  # the smallest that is kept


def train_tagger(
    documents: Sequence[Document],
    options: TaggerOptions = TaggerOptions(),
    *,
    unlabelled: Iterable[Sequence[str]] = (),
    dictionary: Iterable[tuple[str, str]] = (),
    report: Report | None = None,
) -> dict[str, Any]:
    """Train a tagger; gives the tables that a model has for it. The same input gives the same tables.

    ``unlabelled`` are sentences of forms, of which word clusters are made together with the treebank's; ``dictionary``
    gives words with tags of another corpus, in any tagset. ``report`` gets a line now and then. Raises `InputError`
    where the treebank has no such tags.
    """
    say = report or (lambda line: None)
    sentences = wanted(views(documents, options.nltk_tokens), options)
    classes = classes_of(sentences, options)
    treebank = ([token.form for token in sentence] for sentence in views(documents, False))
    say("clusters")
    groups = clusters([*treebank, *unlabelled], options.clusters)
    text, lexicons = lexicons_of(sentences, options, dictionary, groups)
    vocabulary = vocabulary_of(text, lexicons, options.minimum)
    encoder = Encoder(vocabulary, lexicons, classes.names)
    examples = encoder.examples(text, classes.numbers(sentences))
    total: Floats = np.zeros((encoder.numbering.size, len(classes.names)), np.float32)
    for model in range(options.models):
        learner = Learner(
            encoder.numbering.size, len(classes.names), options.margin, options.left_out, options.seed + model
        )
        for turn in range(1, options.passes + 1):
            wrong = learner.learn(examples, encoder.contexts)
            share = wrong / max(1, int((examples.gold >= 0).sum()))
            say(f"model {model + 1}/{options.models}, pass {turn}/{options.passes}: {share:.2%} wrong")
        total += learner.average()
    whole = np.rint(total * np.float32(options.scale / options.models))
    whole[np.abs(whole) < options.least] = 0
    table = {"lexicon": lexicons[0], **vocabulary}
    return {"kind": "rich", "classes": [list(pair) for pair in classes.names], **pruned(table, whole)}


class Classes:
    """The pairs of tag and universal tag that a tagger tells apart.

    >>> classes = Classes([("VBZ", "VERB"), ("VBZ", "AUX")])
    >>> classes.number(Tagged("is", "VBZ", "X")), classes.number(Tagged("is", None, None))
    (0, -1)
    """

    def __init__(self, names: Sequence[Class]) -> None:
        self.names = list(names)
        self.ids = {pair: number for number, pair in enumerate(self.names)}
        self.of_tag = {tag: number for number, (tag, _) in reversed(list(enumerate(self.names))) if tag is not None}

    def number(self, token: Tagged) -> int:
        """Return a token's class: a rare pair falls to the commonest one of its tag."""
        return self.ids.get(token[1:], self.of_tag.get(token.tag or "", NONE))

    def numbers(self, sentences: Iterable[Sequence[Tagged]]) -> Rows:
        return np.array([self.number(token) for token in chain.from_iterable(sentences)], np.intp)


def classes_of(sentences: Sequence[Sequence[Tagged]], options: TaggerOptions) -> Classes:
    """Find a treebank's classes, the commonest first; raises `InputError` where it has none."""
    if not sentences:
        raise InputError("the treebank is empty: a tagger needs sentences to learn from")
    counts = Counter((token.tag, token.universal) for token in chain.from_iterable(sentences))
    whole = {pair: number for pair, number in counts.items() if None not in pair}
    counts = Counter(whole or {pair: number for pair, number in counts.items() if pair != (None, None)})
    if not counts:
        wanted = {"both": "tags", "xpos": "tags (XPOS)", "upos": "universal tags (UPOS)"}[options.tags]
        raise InputError(f"the treebank has no {wanted} to learn; annotate it, or choose others by `tags`")
    commonest: dict[str | None, Class] = {}
    ranked = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    for pair, _ in ranked:
        commonest.setdefault(pair[0], pair)
    kept = [pair for pair, number in ranked if number >= options.pairs or commonest[pair[0]] == pair]
    return Classes(kept if commonest.keys() != {None} else [pair for pair, _ in ranked])


def wanted(sentences: Iterable[Sequence[Tagged]], options: TaggerOptions) -> list[list[Tagged]]:
    """Leave only those tags in the sentences that are to be learned, and no empty sentences."""
    keep_tag, keep_universal = options.tags != "upos", options.tags != "xpos"
    return [
        [
            Tagged(form, tag if keep_tag else None, universal if keep_universal else None)
            for form, tag, universal in sentence
        ]
        for sentence in sentences
        if sentence
    ]


def lexicons_of(
    sentences: Sequence[Sequence[Tagged]],
    options: TaggerOptions,
    dictionary: Iterable[tuple[str, str]],
    groups: Mapping[str, tuple[int, ...]],
) -> tuple[Text, list[dict[str, Any]]]:
    """Make the lexicon, and one for each fold of the sentences, counted without them; say which is whose."""
    folds = max(1, min(options.folds, len(sentences)))
    fold_of = [index * folds // len(sentences) for index in range(len(sentences))]
    parts = [
        tag_counts(
            pair for sentence, mine in zip(sentences, fold_of, strict=True) if mine == fold for pair in pairs(sentence)
        )
        for fold in range(folds)
    ]
    whole = tag_counts(pair for sentence in sentences for pair in pairs(sentence))
    numbers: dict[str, int] = {}
    widths = len(options.clusters) if groups else 0
    others = numbered(tag_counts(dictionary), numbers)
    rest = [(1, others), (widths, groups)] if others else [(widths, groups)]
    lexicons = [lexicon([(1, numbered(whole, numbers)), *rest])]
    lexicons += [lexicon([(1, numbered(without(whole, part), numbers)), *rest]) for part in parts]
    return Text(
        [[token.form for token in sentence] for sentence in sentences], [1 + fold for fold in fold_of]
    ), lexicons


def pairs(sentence: Iterable[Tagged]) -> Iterator[tuple[str, str]]:
    for token in sentence:
        tag = token.tag or token.universal
        if tag is not None:
            yield token.form, tag


def numbered(counts: TagCounts, numbers: dict[str, int]) -> dict[str, tuple[int]]:
    """Number each word's class of ambiguity, going on from those that have a number."""
    return {word: (numbers.setdefault(ambiguity(tags), len(numbers)),) for word, tags in counts.items()}


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
    return {**vocabulary, "features": names, "weights": pack(matrix)}
