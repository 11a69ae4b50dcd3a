"""Blocks: lines as they are in a file, which a worker parses, annotates and renders, all in one.

What cannot be done with all of a block is left to the side that has the file, which then sends its documents one by
one. A file whose lines are not UTF-8, or no JSON objects, never becomes blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from .document import Document
from .formats import jsonl
from .kernels.familiarity import Weighed, together

Rendered = tuple[bytes, int, int, Weighed]  # a document's text, its sentences and tokens, how strange its words are
Done = tuple[bytes, int, int, int, int, Weighed]  # a block's text, its sentences, tokens, documents and characters


class LinesOfFile(NamedTuple):
    """Whole lines of a file, each a record, and what tells its documents apart; travels as a tuple."""

    lines: bytes
    name: str  # of the file, in the names of its documents
    number: int  # of the file among those that are read
    shares_name: bool
    line: int  # the number of the first
    record: int
    text_key: str
    id_key: str
    is_text: bool = False  # each line is a text itself, and no JSON


def is_block(parcel: Sequence[Any]) -> bool:
    """Return whether a parcel is a block, and not a document, which begins with its text.

    >>> is_block((b"{}", "a", 1, False, 1, 1, "text", "id")), is_block(("Dogs bark.", None))
    (True, False)
    """
    return isinstance(parcel[0], bytes)


def documents_of(block: LinesOfFile) -> Iterator[Document]:
    """Yield the documents of a block; raises `ValueError` where one of its lines is none.

    >>> lines = b"Dogs.\\nCats.\\r\\n"
    >>> [(one.id, one.text) for one in documents_of(LinesOfFile(lines, "pets", 1, False, 5, 5, "", "", True))]
    [('pets#5', 'Dogs.'), ('pets#6', 'Cats.')]

    >>> lines = b'{"text": "Dogs."}\\n{"id": "b", "text": "Cats."}\\n'
    >>> [(one.id, one.number) for one in documents_of(LinesOfFile(lines, "pets", 1, False, 5, 5, "text", "id"))]
    [('pets#5', ''), ('b', '6')]
    """
    lines = block.lines.decode().removesuffix("\n").split("\n")
    if block.is_text:
        parsed: Iterable[Document] = (
            Document(f"{block.name}#{record}", text.rstrip("\r\n")) for record, text in enumerate(lines, block.record)
        )
    else:
        parsed = jsonl.parse(lines, block.name, block.text_key, block.id_key, line=block.line)
    for passed, document in enumerate(parsed):
        place = number_of(document.id, block, block.line + passed, block.record + passed)
        yield document if not place else document.with_number(place)


class Place(NamedTuple):
    """A file, as far as it tells its documents from others."""

    name: str
    number: int
    shares_name: bool


def number_of(id: str, file: Place | LinesOfFile, line: int, record: int) -> str:
    """Return the number of a record where it has an id of its own, else of a file that shares its name.

    >>> number_of("r1", Place("a.jsonl", 2, False), 7, 7), number_of("a.jsonl#7", Place("a.jsonl", 2, False), 7, 7)
    ('2.7', '')
    """
    named_by_place = id == file.name and record == 1
    if named_by_place or id in (f"{file.name}#{record}", f"{file.name}#{line}"):
        return str(file.number) if file.shares_name else ""
    return f"{file.number}.{record}" if file.number > 1 else str(record)


def done_at_once(
    block: LinesOfFile, annotate: Callable[[Sequence[Document]], Iterable[Rendered]], needs_tokens: bool
) -> Done | None:
    """Return what is to be written of a block; None where one of its documents fails, or leaves no trace of its own.

    Where a document without tokens is only the beginning of the next, ``needs_tokens``, the last has to have some.
    """
    try:
        documents = list(documents_of(block))
        rendered = list(annotate(documents))
    except Exception:  # of whatever kind: who sent the block learns it of the document itself
        return None
    texts, sentences, tokens, weighed = zip(*rendered, strict=True)
    if not all(texts) or (needs_tokens and not tokens[-1]):
        return None
    characters = sum(len(one.text) for one in documents)
    return b"".join(texts), sum(sentences), sum(tokens), len(documents), characters, together(weighed)
