"""Formats: a document to text, and text to documents, one module a format; pure, on strings and lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..document import Document
from . import conllu, jsonl, slash, vertical
from .unfit import UnfitForFormat

Render = Callable[[Document], str]
Parse = Callable[[Iterable[str], str], Iterator[Document]]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write an annotated document, and to read it back where that is possible."""

    name: str
    suffixes: tuple[str, ...]
    render: Render
    parse: Parse | None = None


FORMATS = {
    format.name: format
    for format in (
        Format("conllu", (".conllu",), conllu.render, conllu.parse),
        Format("slash", (".slash", ".pos"), slash.render, slash.parse),
        Format("jsonl", (".jsonl",), jsonl.render, jsonl.parse),
        Format("vertical", (".vert", ".vertical"), vertical.render),
    )
}


def encoded(text: str) -> bytes:
    """Encode text as UTF-8; raises `UnfitForFormat` for a lone surrogate, which has no place in it."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        character = f"U+{ord(text[error.start]):04X}"
        raise UnfitForFormat(f"{character}, half a character, can't be written as UTF-8. Try --format jsonl") from None


def renderer(name: str) -> Render:
    """Give the function that writes a document in a format.

    >>> renderer("slash")(Document.from_sents([[("Yes", "UH")]]))
    'Yes/UH\\n\\n'
    """
    return FORMATS[name].render
