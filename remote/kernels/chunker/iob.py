"""Chunks by a linear model over words and tags, trained by an averaged perceptron (Collins 2002), as IOB marks.

What looks at one token alone folds into a row of scores for each (word, tag) type and each position that it can
stand in; what looks at several finds its weights by hash. The best marks of a sentence are then found by Viterbi's
algorithm, all sentences of a batch in lockstep. Weights are small integers: sums are exact, whatever their order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count, islice, repeat
from typing import Any

import numpy as np
import numpy.typing as npt

from ...document import Chunk
from ...document.chunks import CHUNK_OF
from .iob_features import ATOMS, PADDING, PRIME, REACH, Template, atoms_of, tag_numbers, template
from .long_sentences import Words, chunks_by_parts
from .viterbi import Ints, Rows, Transitions

Atoms = npt.NDArray[np.uint32]
MULTIPLIER = np.uint32(PRIME)

TYPES = 40_000  # (word, tag) types that are kept: with 23 marks, 10 MB
TYPE_CELLS = 2 << 20  # of the table of types by form and tag: 8 MB
TYPE_BYTES = 4 << 20  # of their words
BATCH = 256  # sentences that go in lockstep
UNKNOWN_TAG = "_"
MOST_TAGS, MOST_BITS = 10_000, 26
POSITIONS = range(-REACH, REACH + 1)


class IobChunker:
    """Finds the chunks of tagged sentences, by a model's tables.

    >>> after_tags = np.array([[[0, 1], [0, 1], [0, 1]], [[5, 0], [5, 0], [5, 0]]])  # NN begins an NP
    >>> weights = np.zeros((2, 2))
    >>> tables = {"marks": ["B-NP", "O"], "tags": ["_", "NN"], "templates": ["w[0]"], "bits": 1}
    >>> tables |= {"transitions": table_of(after_tags, "<i4"), "weights": table_of(weights, "<i1")}
    >>> IobChunker(tables).chunks(["dogs", "bark"], ["NN", "VBP"])
    [Chunk(label='NP', start=0, end=1)]
    """

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.marks: list[str] = tables["marks"]
        self.labels = [mark.partition("-")[2] for mark in self.marks]
        self.begins = np.array([mark[0] == "B" for mark in self.marks])
        self.goes_on = np.array([mark[0] == "I" for mark in self.marks])
        self.tags: list[str] = tables["tags"]
        self.tag_ids = tag_numbers(self.tags)
        self.transitions = Transitions(array_of(tables["transitions"]).astype(np.int32))
        self.weights: npt.NDArray[np.int16] = array_of(tables["weights"]).astype(np.int16)
        self.bits = int(tables["bits"])
        self._check_sizes()
        templates = list(map(template, tables["templates"]))
        self.own = {position: [one.at_home for one in templates if one.position == position] for position in POSITIONS}
        self.several: list[Template] = [one for one in templates if one.position is None]
        self.forget()

    def _check_sizes(self) -> None:
        """Raise `ValueError` where sizes do not go together: memory is set aside by them."""
        marks, tags = len(self.marks), len(self.tags)
        rows = 1 << self.bits if 0 < self.bits <= MOST_BITS else 0
        if self.weights.shape != (rows, marks) or self.transitions.between.shape != (marks, marks, tags):
            raise ValueError(f"weights of other sizes than for {marks} marks and {tags} tags")
        if tags > MOST_TAGS:
            raise ValueError(f"{tags:,} tags are too many")

    def forget(self) -> None:
        """Begin with no known types but the padding around a sentence."""
        self.form_ids: dict[str, int] = {}
        self.types: Ints = np.zeros((0, len(self.tags)), np.int32)  # of each form with each tag; -1: not known yet
        self.scores: npt.NDArray[np.int16] = np.zeros((0, len(POSITIONS), len(self.marks)), np.int16)
        self.atoms: Atoms = np.zeros((0, len(ATOMS)), np.uint32)
        self.bytes = 0
        self._learn([atoms_of(word, word) for word in PADDING])

    def chunks(self, forms: Sequence[str], tags: Sequence[str | None], offset: int = 0) -> list[Chunk]:
        """List a sentence's chunks; ``offset`` is the number of its first token."""
        [chunks] = self.chunks_all([(forms, tags, offset)])
        return chunks

    def chunks_all(self, sentences: Sequence[Words]) -> list[list[Chunk]]:
        """List the chunks of each of many sentences, given as forms, tags, and the number of the first token."""
        return chunks_by_parts(sentences, self._by_length)  # a step for each token of a long one alone takes long

    def _by_length(self, sentences: Sequence[Words]) -> list[list[Chunk]]:
        """List the chunks of each sentence, those of one length together."""
        found: list[list[Chunk]] = [[] for _ in sentences]
        order = sorted(range(len(sentences)), key=lambda rank: -len(sentences[rank][0]))
        for first in range(0, len(order), BATCH):
            ranks = [rank for rank in order[first : first + BATCH] if sentences[rank][0]]
            for rank, chunks in zip(ranks, self._lockstep([sentences[rank] for rank in ranks]), strict=True):
                found[rank] = chunks
        return found

    def _lockstep(self, sentences: Sequence[Words]) -> Iterator[list[Chunk]]:
        if self.bytes > TYPE_BYTES or len(self.atoms) > TYPES or self.types.size > TYPE_CELLS:
            self.forget()
        for forms, tags, _ in sentences:
            if len(forms) != len(tags):
                raise ValueError(f"{len(forms)} forms have {len(tags)} tags")
        lengths = np.array([len(forms) for forms, _, _ in sentences], np.intp)
        tag_ids = self._tag_ids(list(chain.from_iterable(tags for _, tags, _ in sentences)))
        forms = list(chain.from_iterable(forms for forms, _, _ in sentences))
        types, words = padded(self._types(forms, tag_ids), lengths)
        marks = self.transitions.best(self._scores(types, words), tag_ids, lengths)
        return self._spans(marks, lengths, [offset for _, _, offset in sentences])

    def _tag_ids(self, tags: Sequence[str | None]) -> Rows:
        """Number tags; one that the training data lacks is as its alias, or as none."""
        return np.fromiter(map(self.tag_ids.get, tags, repeat(0)), np.intp, len(tags))

    def _types(self, forms: Sequence[str], tag_ids: Rows) -> Rows:
        """Return the type of each token."""
        form_ids = np.fromiter(map(self.form_ids.get, forms, repeat(-1)), np.intp, len(forms))
        unknown = np.flatnonzero(form_ids < 0).tolist()
        if unknown:
            new = list(dict.fromkeys(forms[index] for index in unknown))
            self.form_ids.update(zip(new, count(len(self.types))))
            self.bytes += sum(map(len, new))
            self.types = np.concatenate([self.types, np.full((len(new), len(self.tags)), -1, np.int32)])
            form_ids[unknown] = [self.form_ids[forms[index]] for index in unknown]
        types: Rows = self.types[form_ids, tag_ids].astype(np.intp)
        unknown = np.flatnonzero(types < 0).tolist()
        if unknown:
            pairs = {(forms[index], tag_ids[index]): index for index in unknown}
            first_seen = list(pairs.values())
            self.types[form_ids[first_seen], tag_ids[first_seen]] = np.arange(len(pairs)) + len(self.atoms)
            self._learn([atoms_of(form, self.tags[tag_id]) for form, tag_id in pairs])
            types[unknown] = self.types[form_ids[unknown], tag_ids[unknown]]
        return types

    def _learn(self, atoms: Sequence[tuple[int, ...]]) -> None:
        """Sum the scores of new types, for every position that they can stand in."""
        new: Atoms = np.array(atoms, np.uint32)
        here = np.arange(len(new))
        scores = np.empty((len(new), len(POSITIONS), len(self.marks)), np.int16)
        for column, position in enumerate(POSITIONS):
            scores[:, column] = self.weights[buckets(new, here, self.own[position], self.bits)].sum(axis=0)
        self.atoms = np.concatenate([self.atoms, new])
        self.scores = np.concatenate([self.scores, scores])

    def _scores(self, types: Rows, words: Rows) -> Ints:
        """Sum all scores but the transitions': a row a mark, a column a word."""
        total = self.scores[types[words], REACH]
        for column, position in enumerate(POSITIONS):
            if position:
                total += self.scores[types[words + position], column]
        for rows in buckets(self.atoms[types], words, self.several, self.bits):
            total += self.weights[rows]
        return np.ascontiguousarray(total.T.astype(np.int32))

    def _spans(self, marks: npt.NDArray[np.int8], lengths: Rows, offsets: Sequence[int]) -> Iterator[list[Chunk]]:
        """Yield each sentence's chunks: from a mark that begins one to the first that doesn't go on."""
        starts = np.cumsum(lengths) - lengths
        goes_on = np.append(self.goes_on[marks], False)
        goes_on[starts] = False  # whatever a model has there: no chunk goes on from one sentence to the next
        begins = np.flatnonzero(self.begins[marks])
        breaks = np.flatnonzero(~goes_on)
        ends = breaks[np.searchsorted(breaks, begins, side="right")]
        shifts = np.repeat(np.array(offsets) - starts, lengths)[begins]
        labels = map(self.labels.__getitem__, marks[begins].tolist())
        columns = zip(labels, (begins + shifts).tolist(), (ends + shifts).tolist(), strict=True)
        chunks = map(CHUNK_OF, columns)
        counts = np.diff(np.searchsorted(begins, np.append(starts, len(marks))))
        return (list(islice(chunks, number)) for number in counts.tolist())


def padded(types: Rows, lengths: Rows) -> tuple[Rows, Rows]:
    """Put the padding's types around each sentence; give all, and where the words stand among them.

    >>> padded(np.array([7, 8, 9]), np.array([2, 1]))[0].tolist()
    [0, 0, 7, 8, 1, 1, 0, 0, 9, 1, 1]
    """
    ranks = np.repeat(np.arange(len(lengths)), lengths)
    words: Rows = np.arange(len(types)) + REACH * (2 * ranks + 1)
    firsts = np.cumsum(lengths + 2 * REACH) - lengths - REACH
    around: Rows = np.zeros(len(types) + 2 * REACH * len(lengths), np.intp)
    around[words] = types
    for distance in range(REACH):
        around[firsts + lengths + distance] = 1
    return around, words


def buckets(atoms: Atoms, positions: Rows, templates: Sequence[Template], bits: int) -> npt.NDArray[np.intp]:
    """Find the row of each template at each position: an array of templates by positions."""
    found = np.empty((len(templates), len(positions)), np.intp)
    for rank, (parts, salt) in enumerate(templates):
        number = np.full(len(positions), salt, np.uint32)
        for column, offset in parts:
            number = (number ^ atoms[positions + offset, column]) * MULTIPLIER
            number ^= number >> np.uint32(15)
        found[rank] = (number * MULTIPLIER) >> np.uint32(32 - bits)
    return found


def array_of(table: Mapping[str, Any]) -> npt.NDArray[Any]:
    """Read an array that stands in a model as bytes, with its type and shape.

    >>> array_of({"dtype": "<i2", "shape": [1, 2], "bytes": b"\\x01\\x00\\xff\\xff"}).tolist()
    [[1, -1]]
    """
    array: npt.NDArray[Any] = np.frombuffer(table["bytes"], np.dtype(table["dtype"])).reshape(table["shape"])
    return array


def table_of(array: npt.NDArray[Any], dtype: str) -> dict[str, Any]:
    """Write an array as a model keeps it; ``dtype`` says the order of its bytes, too.

    >>> table_of(np.array([1, -1]), "<i2")["bytes"]
    b'\\x01\\x00\\xff\\xff'
    """
    return {"dtype": dtype, "shape": list(array.shape), "bytes": array.astype(dtype).tobytes()}
