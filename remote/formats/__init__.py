"""Formats: a document to text, and text to documents, one module a format; pure, on strings and lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from ..document import Document
from . import conll2000, conllu, jsonl, slash, tsv, vertical
from .unfit import UnfitForFormat

Render = Callable[[Document], str]


class Parse(Protocol):
    """Reads documents from lines, of which the first is number ``line`` of its file, and begins document ``record``."""

    def __call__(
        self, lines: Iterable[str], name: str = "", *, line: int = 1, record: int = 1
    ) -> Iterator[Document]: ...


def never(line: str) -> bool:
    """Return False: in a format without such lines, a file is one record.

    >>> never("# newdoc")
    False
    """
    return False


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write an annotated document, and to read it back where that is possible.

    ``begins`` and ``ends`` know the first and the last line of a record, that is of a document: so one can be read
    without the others. ``header`` stands at the start of each file, before what ``render`` gives.
    """

    name: str
    suffixes: tuple[str, ...]
    render: Render
    parse: Parse | None = None
    begins: Callable[[str], bool] = never
    ends: Callable[[str], bool] = never
    header: str = ""


FORMATS = {
    format.name: format
    for format in (
        Format("conllu", (".conllu",), conllu.render, conllu.parse, begins=conllu.begins),
        Format("slash", (".slash", ".pos"), slash.render, slash.parse, ends=slash.ends),
        Format("jsonl", (".jsonl",), jsonl.render, jsonl.parse, ends=jsonl.ends),
        Format("conll2000", (".iob",), conll2000.render, conll2000.parse),
        Format(
            "vertical",
            (".vert", ".vertical"),
            vertical.render,
            vertical.parse,
            begins=vertical.begins,
            ends=vertical.ends,
        ),
        Format("tsv", (".tsv",), tsv.render, tsv.parse, header=tsv.HEADER),
        Format("parquet", (".parquet",), tsv.render),  # whose rows whoever writes the file makes columns of
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
    """Return the function that writes a document in a format.

    >>> renderer("slash")(Document.from_sents([[("Yes", "UH")]]))
    'Yes/UH\\n\\n'
    """
    return FORMATS[name].render
