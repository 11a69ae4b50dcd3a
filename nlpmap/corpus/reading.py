"""Reading: from a corpus's files to its documents, in order, with errors that name the file and the line."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import IO, Literal

from ..errors import InputError
from ..remote.document import Document
from ..remote.formats import FORMATS, jsonl
from .sources import STDIN, TEXT, PathLike, Source, find

Split = Literal["file", "paragraph", "line"]
Lines = Iterator[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """How files become documents.

    ``format`` is told by the suffix where it is ``None``; ``split`` makes a document of each text file, paragraph
    or line; ``text_key`` and ``id_key`` are for JSON lines.
    """

    format: str | None = None
    encoding: str = "utf-8"
    split: Split = "file"
    text_key: str = "text"
    id_key: str = "id"


def read(inputs: PathLike | Iterable[PathLike], reading: Reading = Reading()) -> Iterator[Document]:
    """Yield the documents of files, directories and globs, in order.

    >>> from nlpmap import corpora
    >>> document = next(read(corpora.path("sample")))
    >>> document.id
    'abstract-bumblebee-traffic.txt'
    """
    check_encoding(reading.encoding)
    return (document for source in find(inputs, reading.format) for document in documents(source, reading))


def documents(source: Source, reading: Reading) -> Iterator[Document]:
    """Yield the documents of one file."""
    parse = TEXT_SPLITTERS[reading.split] if source.format == TEXT else _parser(source.format, reading)
    where = source.path or source.name
    with _opened(source) as file:
        try:
            yield from parse(_decoded_lines(file, str(where), reading.encoding), source.name)
        except InputError:
            raise
        except ValueError as error:
            raise InputError(f"{where}:{error}") from None
        except OSError as error:
            raise InputError(f"{where}: {error.strerror or error}") from None


def lines_of(path: str, encoding: str = "utf-8") -> Lines:
    """Yield the decoded lines of a file, or of standard input for ``-``."""
    source = Source(None if path == STDIN else Path(path), path, TEXT)
    with _opened(source) as file:
        yield from _decoded_lines(file, path, encoding)


def _parser(format: str, reading: Reading) -> Callable[[Iterable[str], str], Iterator[Document]]:
    if format == "jsonl":
        return partial(jsonl.parse, text_key=reading.text_key, id_key=reading.id_key)
    parse = FORMATS[format].parse
    assert parse is not None
    return parse


@contextmanager
def _opened(source: Source) -> Iterator[IO[bytes]]:
    if source.path is None:
        yield sys.stdin.buffer
        return
    try:
        file = source.path.open("rb")
    except OSError as error:
        raise InputError(f"{source.path}: {error.strerror or error}") from None
    with file:
        yield file


def check_encoding(encoding: str) -> None:
    try:
        "".encode(encoding)
    except LookupError:
        raise InputError(f"unknown encoding {encoding!r}; try utf-8, latin-1, cp1252 or utf-16") from None


def _decoded_lines(file: IO[bytes], where: str, encoding: str) -> Lines:
    """Decode line by line, ends of line kept as they are; a byte order mark is left out."""
    if encoding.lower().replace("-", "").replace("_", "").startswith(("utf16", "utf32")):
        yield from io.StringIO(_decode(file.read(), where, encoding, 1), newline="\n")
        return
    for number, line in enumerate(file, start=1):
        text = _decode(line, where, encoding, number)
        yield text.removeprefix("\ufeff") if number == 1 else text


def _decode(line: bytes, where: str, encoding: str, number: int) -> str:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError as error:
        number += line.count(b"\n", 0, error.start)
        other = "cp1252" if encoding.lower() in ("utf-8", "utf8") else "utf-8"
        byte = line[error.start]
        raise InputError(
            f"{where}:{number}: byte 0x{byte:02x} is not {encoding.upper()}. Try --encoding {other}."
        ) from None


def _whole(lines: Iterable[str], name: str) -> Iterator[Document]:
    yield Document(name, "".join(lines))


def _by_line(lines: Iterable[str], name: str) -> Iterator[Document]:
    full = (line.rstrip("\r\n") for line in lines if line.strip())
    return (Document(f"{name}#{number}", line) for number, line in enumerate(full, start=1))


def _by_paragraph(lines: Iterable[str], name: str) -> Iterator[Document]:
    paragraphs = (list(group) for full, group in groupby(lines, key=lambda line: bool(line.strip())) if full)
    texts = ("".join(paragraph).rstrip("\r\n") for paragraph in paragraphs)
    return (Document(f"{name}#{number}", text) for number, text in enumerate(texts, start=1))


TEXT_SPLITTERS: dict[Split, Callable[[Iterable[str], str], Iterator[Document]]] = {
    "file": _whole,
    "paragraph": _by_paragraph,
    "line": _by_line,
}
