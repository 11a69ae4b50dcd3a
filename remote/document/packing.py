"""Documents as they travel between annotate and the workers.

A document goes out as ``(text, tokens or None)`` or, where the worker is to render it, with id and metadata; it
comes back as the columns of its annotation, compact.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from typing import Any

from .annotation import Annotation
from .chunks import Chunk
from .document import Document


def pack_document(document: Document, whole: bool) -> tuple[object, ...]:
    """Make of a document what a worker needs: its text and tokens, and, to render it ``whole``, all the rest."""
    tokens = None if document.annotation is None else pack_annotation(document)
    return (document.text, tokens, document.id, dict(document.metadata)) if whole else (document.text, tokens)


def unpack_document(parcel: tuple[Any, ...]) -> Document:
    """Make a document of what `pack_document` gave."""
    text, tokens, *rest = parcel
    document = Document(rest[0], text, rest[1]) if rest else Document("", text)
    return document if tokens is None else document.with_annotation(unpack_annotation(text, tokens))


def pack_annotation(document: Document) -> tuple[object, ...]:
    """Make an annotation small: offsets as bytes, and only those forms that differ from the text.

    >>> document = Document.from_sents([["a", "b"]])
    >>> unpack_annotation("a b", pack_annotation(document)) == document.annotation
    True
    """
    columns = document.annotated
    text = document.text
    spans = zip(columns.forms, columns.starts, columns.ends, strict=True)
    odd = {index: form for index, (form, start, end) in enumerate(spans) if text[start:end] != form}
    return (
        _to_bytes(columns.starts),
        _to_bytes(columns.ends),
        _to_bytes(columns.sentence_ends),
        odd,
        None if columns.tags is None else list(columns.tags),
        None if columns.chunks is None else [tuple(chunk) for chunk in columns.chunks],
        None if columns.universal is None else list(columns.universal),
    )


def unpack_annotation(text: str, packed: Sequence[Any]) -> Annotation:
    """Make the columns of what `pack_annotation` gave."""
    starts, ends, sentence_ends, odd, tags, chunks, universal = packed
    starts, ends = _from_bytes(starts), _from_bytes(ends)
    forms = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    for index, form in odd.items():
        forms[index] = form
    phrases = None if chunks is None else [Chunk(*chunk) for chunk in chunks]
    return Annotation(forms, starts, ends, _from_bytes(sentence_ends), tags, phrases, universal)


def _to_bytes(numbers: Sequence[int]) -> bytes:
    column = array("I", numbers)
    if sys.byteorder == "big":
        column.byteswap()
    return column.tobytes()


def _from_bytes(column: bytes) -> list[int]:
    numbers = array("I", column)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tolist()
