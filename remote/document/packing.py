"""Documents as they travel between annotate and the workers.

A document goes out as ``(text, tokens or None)`` or, where the worker is to render it, with id and metadata; it
comes back as the columns of its annotation, compact.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..native import compiled
from .annotation import Annotation
from .buffers import Buffers, raw_columns
from .chunks import CHUNK_OF, Chunk, ChunkColumns
from .document import Document
from .original import Original


def pack_document(document: Document, whole: bool) -> tuple[object, ...]:
    """Make of a document what a worker needs: its text and tokens, and, to render it ``whole``, all the rest."""
    tokens = None if document.annotation is None else pack_annotation(document)
    if not whole:
        return (document.text, tokens)
    return (document.text, tokens, document.id, dict(document.metadata), document.number, pack_original(document))


def pack_original(document: Document) -> tuple[object, ...] | None:
    """Make of a document's original what a worker needs; what they have in common travels once."""
    original = document.original
    if original is None:
        return None
    before = original.read_as
    unchanged = document.annotation is before.annotation and document.text == before.text
    read_as = None if unchanged else pack_document(before, whole=True)
    return (original.format, original.lines, original.columns, before.id, dict(before.metadata), read_as)


def unpack_document(parcel: tuple[Any, ...]) -> Document:
    """Make a document of what `pack_document` gave."""
    text, tokens, *rest = parcel
    annotation = None if tokens is None else unpacked_later(text, tokens)
    if not rest:
        return Document("", text, annotation=annotation)
    id, metadata, number, original = rest
    document = Document(id, text, metadata, annotation, number)
    return document if original is None else replace(document, original=unpack_original(original, document))


def unpack_original(packed: tuple[Any, ...], document: Document) -> Original:
    """Make a document's original of what `pack_original` gave."""
    format, lines, columns, id, metadata, read_as = packed
    before = replace(document, id=id, metadata=metadata) if read_as is None else unpack_document(read_as)
    return Original(format, lines, before, tuple(columns))


def pack_annotation(document: Document) -> tuple[object, ...]:
    """Make an annotation small: offsets as bytes, and only those forms that differ from the text.

    >>> document = Document.from_sents([["a", "b"]])
    >>> unpack_annotation("a b", pack_annotation(document)) == document.annotation
    True
    """
    make = vars(document.annotated).get("make")
    if isinstance(make, Unpacking) and make.text == document.text:
        return make.packed
    columns = raw_columns(document.annotated)
    return (
        _to_bytes(columns.starts),
        _to_bytes(columns.ends),
        _to_bytes(columns.sentence_ends),
        odd_forms(document.text, columns),
        None if columns.tags is None else list(columns.tags),
        pack_chunks(columns.chunks),
        None if columns.universal is None else list(columns.universal),
        None if columns.lemmas is None else pack_lemmas(columns.forms, columns.lemmas),
        None if columns.feats is None else list(columns.feats),
    )


def pack_lemmas(forms: Sequence[str], lemmas: Sequence[str | None]) -> list[str | bool | None]:
    """Make lemmas small: True stands for one that is its form.

    >>> pack_lemmas(["a", "dogs", "x"], ["a", "dog", None])
    [True, 'dog', None]
    """
    return [True if lemma == form else lemma for form, lemma in zip(forms, lemmas, strict=True)]


def unpack_lemmas(forms: Sequence[str], packed: Sequence[Any] | None) -> list[str | None] | None:
    """Make the lemmas of what `pack_lemmas` gave."""
    if packed is None:
        return None
    return [form if lemma is True else lemma for form, lemma in zip(forms, packed, strict=True)]


def odd_forms(text: str, columns: Annotation | Buffers) -> dict[int, str]:
    """Return the forms that differ from the text, by the number of their token.

    >>> odd_forms('a "', Annotation(["a", "``"], [0, 2], [1, 3], [2]))
    {1: '``'}
    """
    lines = compiled("lines") if isinstance(columns, Buffers) else None
    found: dict[int, str] | None = lines and lines.odd_forms(text, columns)
    if found is not None:
        return found
    spans = zip(columns.forms, columns.starts, columns.ends, strict=True)
    return {index: form for index, (form, start, end) in enumerate(spans) if text[start:end] != form}


@dataclass(frozen=True)
class Unpacking:
    """An annotation's columns, packed until they are looked at."""

    text: str
    packed: tuple[Any, ...]

    def __call__(self) -> Annotation:
        return unpack_annotation(self.text, self.packed)


def unpacked_later(text: str, packed: tuple[Any, ...]) -> Annotation:
    """Return the annotation that `pack_annotation` gave, unpacked when its columns are first looked at.

    >>> unpacked_later("a b", pack_annotation(Document.from_sents([["a", "b"]]))).forms
    ['a', 'b']
    """
    return Annotation.lazy(Unpacking(text, packed))


def unpack_annotation(text: str, packed: Sequence[Any]) -> Annotation:
    """Make the columns of what `pack_annotation` gave."""
    starts, ends, sentence_ends, odd, tags, chunks, universal, lemmas, feats = packed
    starts, ends = _from_bytes(starts), _from_bytes(ends)
    forms = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    for index, form in odd.items():
        forms[index] = form
    breaks, phrases = _from_bytes(sentence_ends), unpack_chunks(chunks)
    return Annotation(forms, starts, ends, breaks, tags, phrases, universal, unpack_lemmas(forms, lemmas), feats)


def pack_chunks(chunks: Sequence[Chunk] | None) -> list[tuple[Any, ...]] | tuple[Any, ...] | None:
    """Make chunks small: columns as labels and bytes, others as tuples.

    >>> chunks = ChunkColumns(["NP"], array("i", [0]), array("i", [4]), array("i", [6]))
    >>> unpack_chunks(pack_chunks(chunks)) == unpack_chunks(pack_chunks(list(chunks))) == list(chunks)
    True
    """
    if isinstance(chunks, ChunkColumns):
        return (chunks.labels, *map(_to_bytes, (chunks.numbers, chunks.starts, chunks.ends)))
    return None if chunks is None else list(map(tuple, chunks))


def unpack_chunks(packed: Sequence[Any] | None) -> list[Chunk] | None:
    """Make the chunks of what `pack_chunks` gave."""
    if isinstance(packed, tuple):
        labels, *columns = packed
        return list(ChunkColumns(labels, *(array("i", _from_bytes(column)) for column in columns)))
    return None if packed is None else list(map(CHUNK_OF, packed))


def _to_bytes(numbers: Sequence[int]) -> bytes:
    column = array("I", numbers.tobytes() if isinstance(numbers, array) else numbers)  # compiled code has none below 0
    if sys.byteorder == "big":
        column.byteswap()
    return column.tobytes()


def _from_bytes(column: bytes) -> list[int]:
    numbers = array("I", column)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tolist()
