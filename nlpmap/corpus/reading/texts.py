"""Plain text: each file, paragraph or line of it a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Literal

from ...remote.document import Document
from .records import BYTES_IN_TEXT, Shape

Split = Literal["file", "paragraph", "line"]


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


_shape = partial(Shape, bytes_per_character=BYTES_IN_TEXT)
TEXT_SHAPES: dict[Split, Shape] = {
    "file": _shape(whole),
    "paragraph": _shape(part, ends=is_blank),
    "line": _shape(part, ends=always),
}
