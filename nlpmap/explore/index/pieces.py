"""Pieces of an index: some documents' tokens as numbers, each piece with lexicons of its own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import numpy as np

from ...remote.document import Document
from ...remote.document.tagset import universal as penn_to_universal
from ...remote.formats import token_columns
from . import COLUMNS, NONE, SPACE_AFTER
from .container import Array

BLANK_LINE = re.compile(r"\n[^\S\n]*\n|\r\n[^\S\n]*\r\n|\u2029")


@dataclass
class IndexPiece:
    """Some documents: the numbers of their tokens' values and these values, where regions end, ids and metadata."""

    values: dict[str, list[str]]
    ids: dict[str, Array]
    flags: Array
    sentence_ends: Array
    paragraph_ends: Array
    document_ends: Array
    document_ids: list[str]
    metadata: list[dict[str, Any]] = field(default_factory=list)

    def packed(self) -> tuple[Any, ...]:
        """Return the piece as what travels between processes."""
        arrays = [
            array.tobytes() for array in (self.flags, self.sentence_ends, self.paragraph_ends, self.document_ends)
        ]
        ids = {name: ids.tobytes() for name, ids in self.ids.items()}
        return self.values, ids, *arrays, self.document_ids, self.metadata


def unpacked_piece(parcel: tuple[Any, ...]) -> IndexPiece:
    """Return the piece that was packed."""
    values, ids, flags, sentences, paragraphs, documents, names, metadata = parcel
    return IndexPiece(
        values,
        {name: np.frombuffer(column, np.uint32) for name, column in ids.items()},
        np.frombuffer(flags, np.uint8),
        np.frombuffer(sentences, np.uint64),
        np.frombuffer(paragraphs, np.uint64),
        np.frombuffer(documents, np.uint64),
        names,
        metadata,
    )


class ValueNumbering:
    """Numbers values in the order in which they come, from 1 on.

    >>> numbering = ValueNumbering()
    >>> numbering.ids(["b", "a", None, "b"]).tolist(), numbering.values
    ([1, 2, 0, 1], ['', 'b', 'a'])
    """

    def __init__(self) -> None:
        self.numbers: defaultdict[str | None, int] = defaultdict(count(1).__next__)
        self.numbers[None] = self.numbers[NONE] = 0

    def ids(self, values: Sequence[str | None]) -> Array:
        """Return the number of each value."""
        return np.fromiter(map(self.numbers.__getitem__, values), np.uint32, len(values))

    @property
    def values(self) -> list[str]:
        """The values by their numbers."""
        return [value for value in self.numbers if value is not None]


def index_piece(documents: Iterable[Document]) -> IndexPiece:
    """Number the tokens of documents; raises `ValueError` for one that is not tokenized.

    >>> piece = index_piece([Document.from_sents([[("Dogs", "NNS"), ("bark", "VBP")]], "d1", {"year": 1900})])
    >>> piece.values["upos"], piece.ids["upos"].tolist(), piece.flags.tolist(), piece.metadata
    (['', 'NOUN', 'VERB'], [1, 2], [1, 0], [{'year': 1900}])
    """
    numberings = {name: ValueNumbering() for name in COLUMNS}
    ids: dict[str, list[Array]] = {name: [] for name in COLUMNS}
    flags: list[Array] = []
    sentences: list[int] = []
    paragraphs: list[int] = []
    ends: list[int] = []
    names: list[str] = []
    metadata: list[dict[str, Any]] = []
    base = 0
    for document in documents:
        size = len(document.annotated.forms)
        for name, values in document_columns(document).items():
            ids[name].append(np.zeros(size, np.uint32) if values is None else numberings[name].ids(values))
        flags.append(flags_of(document))
        sentences += [base + end for end in document.annotated.sentence_ends]
        paragraphs += [base + end for end in paragraph_ends(document)]
        ends.append(base + size)
        names.append(document.id)
        metadata.append(dict(document.metadata))
        base += size
    return IndexPiece(
        {name: numbering.values for name, numbering in numberings.items()},
        {name: np.concatenate([np.zeros(0, np.uint32), *columns]) for name, columns in ids.items()},
        np.concatenate([np.zeros(0, np.uint8), *flags]),
        np.array(sentences, np.uint64),
        np.array(paragraphs, np.uint64),
        np.array(ends, np.uint64),
        names,
        metadata,
    )


def document_columns(document: Document) -> dict[str, Sequence[str | None] | None]:
    """Return a document's columns by their names; a universal tag that is not known is what the Penn tag stands for."""
    columns = document.annotated
    upos = columns.universal
    if upos is None and columns.tags is not None:
        upos = list(map(penn_to_universal, columns.tags))
    lemmas: Sequence[str | None] | None = getattr(columns, "lemmas", None)
    if lemmas is None and (read_lemmas := getattr(token_columns, "lemmas_of", None)) is not None:
        lemmas = read_lemmas(document)
    return dict(zip(COLUMNS, (columns.forms, lemmas, columns.tags, upos, columns.iob, columns.feats), strict=True))


def flags_of(document: Document) -> Array:
    """Return what is known of each token beside its values: whether there is white space after it."""
    starts, ends = (np.asarray(column, np.int64) for column in (document.annotated.starts, document.annotated.ends))
    flags = np.zeros(len(starts), np.uint8)
    flags[:-1] = (starts[1:] > ends[:-1]) * SPACE_AFTER
    return flags


def paragraph_ends(document: Document) -> Iterator[int]:
    """Yield the ends of those sentences that a blank line follows, and that of the last."""
    columns, text = document.annotated, document.text
    starts, ends, bounds = columns.starts, columns.ends, columns.sentence_ends
    for bound in bounds[:-1]:
        if BLANK_LINE.search(text, ends[bound - 1], starts[bound]):
            yield bound
    yield from bounds[-1:]
