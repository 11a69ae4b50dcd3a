"""NLTK's ``word/TAG`` text: a sentence a line, and an empty line after each document.

The format holds neither ids nor metadata nor phrases nor the text's white space, nor documents without words. Read
back, a document's id is the file's name and its number. Files as corpora of NLTK have them are known by their first
lines, and are one document each (see `tagged_text`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..bounded_cache import BoundedCache
from ..document import Document
from ..document.buffers import raw_columns
from ..native import compiled
from .format import Format, UnfitForFormat, never
from .tagged_text import (
    is_bracketed,
    is_in_paragraphs,
    joined_by_underscore,
    parse_bracketed,
    parse_brown,
    parse_underscored,
    unpair,
)

UNFIT = re.compile(r"\s|^$")
AMBIGUOUS = re.compile(r"[/_]|^[\[\]]$")  # what a word without a tag may not hold, to be told from one with a tag


def render(document: Document) -> str:
    """Write a document as sentences of ``word/TAG``; a word without a tag is written alone, or with a slash.

    Raises `UnfitForFormat` where a word or tag has white space, or a tag a slash: the format can't hold them.

    >>> render(Document.from_sents([[("1/2", "CD"), ("cup", "NN")]]))
    '1/2/CD cup/NN\\n\\n'
    """
    tags = document.annotated.tags
    tagged = zip(document.annotated.forms, tags or [None] * len(document.annotated.forms), strict=True)
    pairs = [*map(PAIRS.__getitem__, tagged)]
    lines = [" ".join(pairs[first:last]) + "\n" for first, last in document.annotated.sentence_ranges()]
    return "".join([*lines, "\n"]) if lines else ""


def to_utf8(document: Document) -> bytes | None:
    """Return what `render` does in UTF-8, by compiled code; None where there is none, or it leaves that to `render`."""
    if (lines := compiled("lines")) is None:
        return None
    columns = raw_columns(document.annotated)
    written: bytes | None = lines.slash(columns.forms, columns.tags, columns.sentence_ends)
    return written


def ends(line: str) -> bool:
    """Return whether a line ends a document: one of white space does.

    >>> ends("Yes/UH\\n"), ends("\\n")
    (False, True)
    """
    return not line.strip()


def parse(lines: Iterable[str], name: str = "", *, line: int = 1, record: int = 1) -> Iterator[Document]:
    """Read documents from lines of ``word/TAG``; they are numbered from ``record`` on. Empty lines together are one.

    >>> [document] = parse(["Yes/UH ./.", ""], "talk")
    >>> document.id, document.tagged_words()
    ('talk#1', [('Yes', 'UH'), ('.', '.')])
    """
    sents: list[list[tuple[str, str | None]]] = []
    for text in lines:
        if not ends(text):
            sents.append([unpair(pair) for pair in text.split()])
        elif sents:
            yield Document.from_sents(sents, id=f"{name}#{record}")
            record += 1
            sents = []
    if sents:
        yield Document.from_sents(sents, id=f"{name}#{record}")


def variant(lines: Sequence[str]) -> Format:
    """Return the format of a file that begins with some lines: this one, or that of one of NLTK's corpora.

    >>> variant(["The_DT dog_NN"]).parse.__name__, variant(["The/DT dog/NN"]) is FORMAT
    ('parse_underscored', True)
    """
    if is_bracketed(lines):
        return replace(FORMAT, parse=parse_bracketed, ends=never)
    if joined_by_underscore(lines):
        return replace(FORMAT, parse=parse_underscored, ends=never)
    if is_in_paragraphs(lines):
        return replace(FORMAT, parse=parse_brown, ends=never)
    return FORMAT


def _pair(token: tuple[str, str | None]) -> str:
    form, tag = token
    if UNFIT.search(form) or (tag is not None and (UNFIT.search(tag) or "/" in tag)):
        raise UnfitForFormat(f"slash can't hold the token {form!r} with tag {tag!r}; choose conllu or jsonl")
    if tag is None:
        return form + "/" if AMBIGUOUS.search(form) else form
    return f"{form}/{tag}"


PAIRS = BoundedCache(_pair, most=2**16)


FORMAT = Format(
    "slash", (".slash", ".pos"), render, parse, ends=ends, variant=variant, holds_chunks=False, to_utf8=to_utf8
)
