"""Train a chunker: an averaged perceptron (Collins 2002) over IOB marks, by Viterbi's algorithm in lockstep.

Weights are counts until the last step, so the tables are the same to the byte on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..errors import InputError
from ..remote.document import Document
from ..remote.kernels.chunker.iob import UNKNOWN_TAG, buckets, padded, table_of
from ..remote.kernels.chunker.iob_features import BRACKETS, PADDING, TEMPLATES, atoms_of, template
from ..remote.kernels.chunker.viterbi import FORBIDDEN, Ints, Rows, Transitions
from .fitting.averaging import Averaged
from .progress import Report, silent

MOST = 127  # what a weight of one byte holds
NAMES_OF_BRACKETS = frozenset(BRACKETS.values())
TAGS_OF_BRACKETS = ("(", ")", "-LRB-", "-RRB-")
Marked = tuple[str, str, str]  # form, tag, mark


@dataclass(frozen=True, slots=True)
class ChunkerOptions:
    """How a chunker is trained: ``bits`` of a feature's hash, and how fine weights are kept (``scale`` to one)."""

    passes: int = 10
    seed: int = 1
    bits: int = 18
    batch: int = 8
    scale: int = 2


class Corpus(NamedTuple):
    """A treebank as columns of numbers, one entry a token: the rows of its features, its mark, its tag."""

    marks: list[str]
    tags: list[str]
    rows: npt.NDArray[np.intp]  # templates by tokens
    gold: Rows
    tag_ids: Rows
    lengths: Rows


def train_chunker(
    documents: Sequence[Document],
    options: ChunkerOptions = ChunkerOptions(),
    *,
    report: Report = silent,
) -> dict[str, Any]:
    """Learn a chunker's tables from documents with tags and chunks; the same ones and seed give the same bytes.

    ``report`` is told when a pass is done. Raises `InputError` for a document without tags or chunks.

    >>> dogs = Document.from_sents([[("Dogs", "NNS"), ("bark", "VBP")]])
    >>> train_chunker([dogs])
    Traceback (most recent call last):
    nlpmap.errors.InputError: document '' has no chunks; train a chunker on CoNLL-2000 files, or CoNLL-U with Chunk=
    """
    corpus = corpus_of(documents, options.bits)
    learner = ChunkLearner(corpus, options.bits)
    rng = np.random.RandomState(options.seed)  # whose stream numpy promises not to change
    for number in range(1, options.passes + 1):
        order = rng.permutation(len(corpus.lengths))
        for first in range(0, len(order), options.batch):
            learner.learn(order[first : first + options.batch])
        report(f"pass {number} of {options.passes}")
    return learner.tables(options.scale)


def corpus_of(documents: Sequence[Document], bits: int) -> Corpus:
    """Number the marks, tags and features of a treebank."""
    sentences = [sentence for document in documents for sentence in marked_sentences(document)]
    if not sentences:
        raise InputError("there are no sentences to train a chunker on")
    tokens = list(chain.from_iterable(sentences))
    marks = all_marks({mark for _, _, mark in tokens})
    tags = [UNKNOWN_TAG, *sorted({tag for _, tag, _ in tokens} - {UNKNOWN_TAG})]
    types = {
        pair: index for index, pair in enumerate(dict.fromkeys((form, tag) for form, tag, _ in tokens), len(PADDING))
    }
    atoms = np.array([atoms_of(*pair) for pair in [*zip(PADDING, PADDING, strict=True), *types]], np.uint32)
    lengths = np.array(list(map(len, sentences)), np.intp)
    around, words = padded(np.array([types[form, tag] for form, tag, _ in tokens], np.intp), lengths)
    mark_ids, tag_ids = ({name: index for index, name in enumerate(names)} for names in (marks, tags))
    return Corpus(
        marks,
        tags,
        buckets(atoms[around], words, list(map(template, TEMPLATES)), bits),
        np.array([mark_ids[mark] for _, _, mark in tokens], np.intp),
        np.array([tag_ids[tag] for _, tag, _ in tokens], np.intp),
        lengths,
    )


def marked_sentences(document: Document) -> Iterator[list[Marked]]:
    """Yield a document's sentences as tokens with tag and mark."""
    columns = document.annotated
    if columns.iob is None or columns.tags is None:
        lack = "tags" if columns.tags is None else "chunks"
        kinds = "CoNLL-2000 files, or CoNLL-U with Chunk="
        raise InputError(f"document {document.id!r} has no {lack}; train a chunker on {kinds}")
    tags = [tag or UNKNOWN_TAG for tag in columns.tags]
    tokens = list(with_brackets_outside(zip(columns.forms, tags, columns.iob, strict=True)))
    return (tokens[first:last] for first, last in columns.sentence_ranges())


def with_brackets_outside(tokens: Iterable[Marked]) -> Iterator[Marked]:
    """Yield tokens with marks by which no bracket that is written as in CoNLL-2000 stands in a chunk.

    >>> tokens = [("the", "DT", "B-NP"), ("-LRB-", "(", "I-NP"), ("old", "JJ", "I-NP"), ("man", "NN", "I-NP")]
    >>> [mark for _, _, mark in with_brackets_outside(tokens)]
    ['B-NP', 'O', 'B-NP', 'I-NP']
    """
    after_bracket = False
    for form, tag, mark in tokens:
        is_bracket = form in NAMES_OF_BRACKETS
        yield form, tag, "O" if is_bracket else mark.replace("I-", "B-", 1) if after_bracket else mark
        after_bracket = is_bracket


def all_marks(seen: set[str]) -> list[str]:
    """List all marks for the labels seen.

    >>> all_marks({"B-NP", "O", "I-NP", "B-PP"})
    ['B-NP', 'B-PP', 'I-NP', 'I-PP', 'O']
    """
    labels = {mark.partition("-")[2] for mark in seen} - {""}
    return sorted({"O", *(f"{kind}-{label}" for kind in "BI" for label in labels)})


def forbidden(marks: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return which mark can't follow which, or, in the last row, start a sentence: a chunk continues only itself.

    >>> forbidden(["B-NP", "I-NP", "O"]).astype(int).tolist()
    [[0, 0, 0], [0, 0, 0], [0, 1, 0], [0, 1, 0]]
    """
    return np.array([[mark[0] == "I" and before[1:] != mark[1:] for mark in marks] for before in [*marks, "O"]])


class ChunkLearner:
    """The weights while they are learned."""

    def __init__(self, corpus: Corpus, bits: int) -> None:
        self.corpus = corpus
        self.bits = bits
        self.starts = np.cumsum(corpus.lengths) - corpus.lengths
        self.width = len(corpus.marks)
        self.barred = np.where(forbidden(corpus.marks), FORBIDDEN, 0).astype(np.int32)
        self.weights = Averaged((1 << bits, self.width), np.int32, np.int64)
        self.transitions = Averaged((len(corpus.tags), self.width + 1, self.width), np.int32, np.int64)
        self.step = 0

    def learn(self, batch: Rows) -> None:
        """Mark a batch of sentences as the weights are now, and update the weights where that is wrong."""
        self.step += 1
        lengths = self.corpus.lengths[batch]
        order = np.argsort(-lengths, kind="stable")
        lengths = lengths[order]
        ends = np.cumsum(lengths)
        places = np.arange(ends[-1]) + np.repeat(self.starts[batch[order]] + lengths - ends, lengths)
        rows, gold, tags = self.corpus.rows[:, places], self.corpus.gold[places], self.corpus.tag_ids[places]
        scores: Ints = np.ascontiguousarray(self.weights.now[rows].sum(axis=0, dtype=np.int32).T)
        found = Transitions(self.transitions.now + self.barred).best(scores, tags, lengths).astype(np.intp)
        if (found != gold).any():
            for marks, amount in ((gold, 1), (found, -1)):
                self._count(marks, found != gold, amount, rows, tags, ends - lengths)

    def _count(
        self, marks: Rows, wrong: npt.NDArray[np.bool_], amount: int, rows: Rows, tags: Rows, starts: Rows
    ) -> None:
        """Count marks with what speaks for them, at wrong places; a transition is wrong after a wrong mark, too."""
        cells = rows[:, wrong] * self.width + marks[wrong]
        self.weights.add(cells.ravel(), amount, self.step)
        before = np.concatenate([[self.width], marks[:-1]])
        before[starts] = self.width
        after_wrong = np.concatenate([[False], wrong[:-1]])
        after_wrong[starts] = False
        near = wrong | after_wrong
        cells = (tags[near] * (self.width + 1) + before[near]) * self.width + marks[near]
        self.transitions.add(cells, amount, self.step)

    def tables(self, scale: int) -> dict[str, Any]:
        """Return the averaged weights as a model's tables."""
        steps = self.step + 1
        weights = self.weights.rounded_mean(steps, scale).clip(-MOST, MOST)
        transitions = self.transitions.rounded_mean(steps, scale) + self.barred
        inside = np.array([mark != "O" for mark in self.corpus.marks])
        brackets = np.array([tag in TAGS_OF_BRACKETS for tag in self.corpus.tags])
        transitions[brackets[:, None, None] & np.broadcast_to(inside, transitions.shape)] = FORBIDDEN
        return {
            "kind": "iob",
            "marks": self.corpus.marks,
            "tags": self.corpus.tags,
            "templates": list(TEMPLATES),
            "bits": self.bits,
            "weights": table_of(weights, "<i1"),
            "transitions": table_of(transitions, "<i4"),
        }
