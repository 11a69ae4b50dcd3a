"""How documents and what is in them travel: packed as they are for annotation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, replace
from typing import Any

from .document import Document
from .packing import pack_document, unpack_document

Change = Callable[[Any], Any]  # of a part: made of builtins, or made again


def document_parts(value: Document, lower: Change) -> tuple[object, ...]:
    """Return what a document is made of: its packed self, and its metadata."""
    return (pack_document(replace(value, metadata={}), whole=True), lower(dict(value.metadata)))


def document(kind: type[Document], parts: list[Any], restore: Change) -> Document:
    """Make a document of its parts."""
    packed, metadata = parts
    return replace(unpack_document(packed), metadata=restore(metadata))


def fields_parts(value: Any, lower: Change) -> Iterator[object]:
    """Return the fields of a sentence or an annotation."""
    return (lower(getattr(value, field.name)) for field in fields(value))


def members_parts(value: Iterable[object], lower: Change) -> tuple[object, ...]:
    """Return the members of a token or a chunk."""
    return tuple(map(lower, value))
