"""Plain text: each file, paragraph or line of it a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ...remote.document import Document
from ...remote.formats import Format
from ..formats import ALL, TEXT
from ..inputs.source import Source
from .line_files import documents_in
from .located import START, Located, Position
from .options import Reading, Split


def whole(lines: Iterable[str], name: str = "", *, line: int = 1, record: int = 1) -> Iterator[Document]:
    """Make all lines one document, under the file's name.

    >>> [document.text for document in whole(["One\\n", "two.\\n"], "a.txt")]
    ['One\\ntwo.\\n']
    """
    yield Document(name, "".join(lines))


def part(lines: Iterable[str], name: str = "", *, line: int = 1, record: int = 1) -> Iterator[Document]:
    """Make lines one document, under the file's name and a number; lines of white space make none.

    >>> [document.id for document in part(["One\\n", " \\n"], "a.txt", record=3)]
    ['a.txt#3']
    """
    if text := "".join(text for text in lines if text.strip()).rstrip("\r\n"):
        yield Document(f"{name}#{record}", text)


def is_blank(line: str) -> bool:
    return not line.strip()


def always(line: str) -> bool:
    return True


TEXT_FORMATS: dict[Split, Format] = {
    "file": replace(ALL[TEXT], parse=whole),
    "paragraph": replace(ALL[TEXT], parse=part, ends=is_blank),
    "line": replace(ALL[TEXT], parse=part, ends=always),
}


def documents_of_text(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the document of a plain text file, or those that it is split into."""
    return documents_in(TEXT_FORMATS[reading.split], source, reading, start_at)
