"""What a tagger may look up of a word: which tags it has had in tagged text, and its clusters.

A word that stands once in the training text has there just the tag that is to be found. So that the tagger learns how
much to trust its lexicon, the sentences of each fold get one counted on the other folds only.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ...remote.kernels.sentence_case import sentence_case
from ...remote.kernels.tagger.perceptron_features import normalized
from .features import Text
from .options import TaggerOptions
from .tokenizations import Tagged

TagCounts = dict[str, Counter[str]]
Words = Iterable[tuple[str, str]]
SHARE, TAGS = 0.08, 4  # of a word's occurrences that a tag must have, and how many such tags count


def tag_counts(words: Words) -> TagCounts:
    """Count the tags of each word.

    >>> tag_counts([("Run", "VB"), ("run", "NN"), ("run", "NN")])
    {'run': Counter({'NN': 2, 'VB': 1})}
    """
    counts: TagCounts = defaultdict(Counter)
    for form, tag in words:
        counts[normalized(form)][tag] += 1
    return dict(counts)


def without(counts: TagCounts, part: TagCounts) -> TagCounts:
    """Take the counts of a part away."""
    rest = {word: counts[word] - part[word] if word in part else counts[word] for word in counts}
    return {word: tags for word, tags in rest.items() if tags}


def ambiguity(tags: Counter[str]) -> str:
    """Name the class of words that may have the same tags: the commonest first.

    >>> ambiguity(Counter(NN=60, VB=38, JJ=2))
    'NN VB'
    """
    ranked = sorted(tags.items(), key=lambda item: (-item[1], item[0]))[:TAGS]
    others = [tag for tag, number in ranked[1:] if number >= SHARE * sum(tags.values())]
    return " ".join([ranked[0][0], *sorted(others)])


def lexicon(columns: Sequence[tuple[int, Mapping[str, Sequence[int]]]]) -> dict[str, Any]:
    """Join columns, which give words so many classes each, to a lexicon's table; -1 where a column has no such word.

    >>> table = lexicon([(1, {"a": [7]}), (2, {"a": [1, 2], "b": [3, 4]})])
    >>> table["words"], table["columns"], np.frombuffer(table["classes"], "<i2").tolist()
    (['a', 'b'], 3, [7, 1, 2, -1, 3, 4])
    """
    words = sorted(set().union(*(column for _, column in columns)))
    parts = [
        np.array([column.get(word, (-1,) * width) for word in words], "<i2").reshape(len(words), width)
        for width, column in columns
    ]
    classes = np.concatenate(parts, axis=1)
    return {"words": words, "columns": classes.shape[1], "classes": classes.tobytes()}


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
    forms = [[token.form for token in sentence] for sentence in sentences]
    return Text(forms, [1 + fold for fold in fold_of], list(map(sentence_case, forms))), lexicons


def pairs(sentence: Iterable[Tagged]) -> Iterator[tuple[str, str]]:
    for token in sentence:
        tag = token.tag or token.universal
        if tag is not None:
            yield token.form, tag


def numbered(counts: TagCounts, numbers: dict[str, int]) -> dict[str, tuple[int]]:
    """Number each word's class of ambiguity, going on from those that have a number."""
    return {word: (numbers.setdefault(ambiguity(tags), len(numbers)),) for word, tags in counts.items()}
