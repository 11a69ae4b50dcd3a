"""Words that tell labels apart, by a measure of how much a word is drawn to a label.

The NLTK Cookbook has this as distributed word scoring: there, workers count into Redis; here their counts are merged.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ...errors import InputError
from ...remote.document import Document
from ..statistics.association import MEASURES
from ..statistics.collocations import check_measures
from ..table import Table
from .count import count

LABELS = "labels"
MOST_LABELS = 30  # of a text that is one word
Labelled = tuple[Any, Any]  # a label or several, and a document, a text, or a list of words


def score_words(
    documents: Iterable[Labelled], measure: str = "chi2", of: str = "form", least: int = 1, **options: Any
) -> Table:
    """Return the words of documents with labels, those first that tell the labels apart best.

    ``documents`` are pairs of a label, or a list of labels, and a document, a text, or a list of words. The score of a
    word is the highest that it has with a label, by one of the measures of `corpus.collocations`; ``label`` is one that
    it is drawn to. Other options: those of `nlpmap.count`.

    >>> reviews = [("neg", ["bad", "film"]), ("pos", ["good", "film"]), ("neg", ["bad", "plot"])]
    >>> score_words(reviews).head(2)
    form  score  label  frequency
    good    2.4  pos            1
    bad     1.5  neg            2
    """
    counts: Any = count(documents_of(documents), of, by=LABELS, **options)
    return scored(counts, measure, of, least)


def high_information_words(
    documents: Iterable[Labelled], measure: str = "chi2", min_score: float = 5, **options: Any
) -> set[str]:
    """Return the words of documents with labels whose score is high enough for some label; see `score_words`.

    >>> sorted(high_information_words([("neg", ["bad", "film"]), ("pos", ["good", "film"])], min_score=1))
    ['bad', 'good']
    """
    found = score_words(documents, measure, **options)
    name = next(iter(found.columns))
    return {word for word, score in zip(found[name], found["score"], strict=True) if score >= min_score}


def scored(counts: Mapping[Hashable, Mapping[Any, int]], measure: str, of: str = "form", least: int = 1) -> Table:
    """Return the samples of a conditional distribution with their scores; see `score_words`."""
    check_measures([measure])
    labels = list(counts)
    rows: dict[Any, int] = {}
    found: list[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]] = []
    for label in labels:
        mine = dict(counts[label])
        numbers = np.array([rows.setdefault(sample, len(rows)) for sample in mine], np.int64)
        found.append((numbers, np.array(list(mine.values()), np.float64)))
    of_words = np.zeros(len(rows))
    for numbers, own in found:
        of_words[numbers] += own
    total = of_words.sum()
    best, drawn = np.full(len(rows), -np.inf), np.zeros(len(rows), np.int64)
    attraction = np.full(len(rows), -np.inf)
    for label, (numbers, own) in enumerate(found):
        size = own.sum()
        scores = MEASURES[measure](own, of_words[numbers], np.full(len(own), size), np.full(len(own), total))
        best[numbers] = np.maximum(best[numbers], scores)
        strength = own / (of_words[numbers] * size / total)
        stronger = strength > attraction[numbers]
        drawn[numbers[stronger]] = label
        attraction[numbers] = np.maximum(attraction[numbers], strength)
    kept = np.flatnonzero(of_words >= least)
    order = kept[np.lexsort((-of_words[kept], -best[kept]))]
    samples = list(rows)
    return Table(
        {
            of: [samples[number] for number in order.tolist()],
            "score": best[order],
            "label": [labels[number] for number in drawn[order].tolist()],
            "frequency": of_words[order].astype(np.int64),
        }
    )


def documents_of(pairs: Iterable[Labelled]) -> Iterator[Document]:
    """Yield documents whose metadata have their labels; raises `InputError` for what is no pair of both."""
    for number, pair in enumerate(pairs):
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise InputError(
                f"item {number}: a pair of a label and a document or its words is to be here, not {pair!r:.60}"
            )
        label, content = pair
        labels = list(label) if isinstance(label, (list, set, frozenset)) else [label]
        if is_turned_round(labels, content):
            raise InputError(
                f"item {number}: the label comes first, then the document or its words: ({content!r}, ...)"
            )
        yield with_labels(content, labels)


def is_turned_round(labels: Sequence[object], content: object) -> bool:
    """Return whether a label and its words have changed places: a label is hashable, and there are few to one word.

    >>> is_turned_round([["bad", "film"]], "neg"), is_turned_round(["bad"] * 40, "neg")
    (True, True)
    >>> is_turned_round(["grain", "wheat"], "Prices fell"), is_turned_round(["grain"], "Prices")
    (False, False)
    """
    is_word = isinstance(content, str) and len(content.split()) == 1
    return not all(map(is_hashable, labels)) or (is_word and len(labels) > MOST_LABELS)


def is_hashable(value: object) -> bool:
    """Return whether a value can be a key: some that have the method refuse when it is called."""
    try:
        hash(value)
    except (TypeError, ValueError):
        return False
    return True


def with_labels(content: Any, labels: Sequence[Hashable]) -> Document:
    """Return a document, a text, or a list of words as a document with labels."""
    document = content
    if isinstance(content, str):
        document = Document("", content)
    elif not isinstance(content, Document):
        document = Document.from_sents([list(content)])
    return Document(
        document.id, document.text, {LABELS: labels}, document.annotation, document.number, document.original
    )


LABELS = "labels"
MOST_LABELS = 30  # of a text that is one word
