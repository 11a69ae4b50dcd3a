"""Reading: from a corpus's files to its documents, in order, with errors that name the file and the line."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import IO, Literal, get_args

from ..errors import InputError
from ..remote.document import Document
from ..remote.formats import FORMATS, jsonl
from .sources import STDIN, TEXT, PathLike, Source, find

Split = Literal["file", "paragraph", "line"]
Lines = Iterator[str]


def check_encoding(encoding: str) -> None:
    try:
        "".encode(encoding)
        codecs.getincrementaldecoder(encoding)()
    except (LookupError, ValueError):  # ValueError: a name with a null character, and the codec "undefined"
        raise InputError(f"unknown encoding {encoding!r}; try utf-8, latin-1, cp1252 or utf-16") from None


@dataclass(frozen=True, slots=True)
class Reading:
    """How files become documents.

    ``format`` is told by the suffix where it is ``None``; ``split`` makes a document of each text file, paragraph
    or line; ``text_key`` and ``id_key`` are for JSON lines. Raises `InputError` where an option is unknown.

    >>> Reading(split="line", encoding="latin-1").format is None
    True
    """

    format: str | None = None
    encoding: str = "utf-8"
    split: Split = "file"
    text_key: str = "text"
    id_key: str = "id"

    def __post_init__(self) -> None:
        check_encoding(self.encoding)
        if self.split not in get_args(Split):
            raise InputError(f"unknown split {self.split!r}; known: {', '.join(get_args(Split))}")


def read(inputs: PathLike | Iterable[PathLike], reading: Reading = Reading()) -> Iterator[Document]:
    """Yield the documents of files, directories and globs, in order.

    >>> from nlpmap import corpora
    >>> document = next(read(corpora.path("sample")))
    >>> document.id
    'abstract-bumblebee-traffic.txt'
    """
    if not isinstance(reading, Reading):
        raise InputError(f"reading is nlpmap.Reading(format=..., encoding=...), not {reading!r}")
    return (document for source in find(inputs, reading.format) for document in documents(source, reading))


def documents(source: Source, reading: Reading) -> Iterator[Document]:
    """Yield the documents of one file."""
    parse = TEXT_SPLITTERS[reading.split] if source.format == TEXT else _parser(source.format, reading)
    where = source.path or source.name
    with _opened(source.path) as file:
        try:
            yield from parse(_decoded_lines(file, str(where), reading.encoding), source.document_name)
        except InputError:
            raise
        except ValueError as error:
            raise InputError(f"{where}:{error}") from None
        except OSError as error:
            raise InputError(f"{where}: {error.strerror or error}") from None


def json_lines_of(path: str) -> Lines:
    """Yield the lines of a file of JSON lines, or of standard input for ``-``."""
    with _opened(None if path == STDIN else Path(path)) as file:
        yield from _decoded_lines(file, path, "utf-8", hint=", as JSON lines are")


def _parser(format: str, reading: Reading) -> Callable[[Iterable[str], str], Iterator[Document]]:
    if format == "jsonl":
        return partial(jsonl.parse, text_key=reading.text_key, id_key=reading.id_key)
    parse = FORMATS[format].parse
    assert parse is not None
    return parse


@contextmanager
def _opened(path: Path | None) -> Iterator[IO[bytes]]:
    if path is None:
        stream = getattr(sys.stdin, "buffer", None)
        if stream is None:
            raise InputError("standard input is closed; name a file")
        yield stream
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    with file:
        yield file


def _decoded_lines(file: IO[bytes], where: str, encoding: str, hint: str = "") -> Lines:
    """Decode line by line, ends of line kept as they are; a byte order mark is left out."""
    decoder = codecs.getincrementaldecoder(encoding)()
    number = 1
    parts: list[str] = []  # of a line whose end has not come: in UTF-16, the byte of an end of line is in others too
    for piece in chain(file, [b""]):
        *ended, rest = _decoded(decoder, piece, encoding, where, number, hint).split("\n")
        for end in ended:
            yield _first_bare("".join([*parts, end, "\n"]), number)
            number += 1
            parts = []
        parts.append(rest)
    if last := "".join(parts):
        yield _first_bare(last, number)


def _first_bare(line: str, number: int) -> str:
    return line.removeprefix("\ufeff") if number == 1 else line


def _decoded(
    decoder: codecs.IncrementalDecoder, piece: bytes, encoding: str, where: str, number: int, hint: str
) -> str:
    try:
        return decoder.decode(piece, final=not piece)
    except UnicodeError as error:
        # a missing byte order mark is a UnicodeDecodeError from Python 3.13 on only
        if "BOM" in str(error) or not isinstance(error, UnicodeDecodeError):
            raise InputError(f"{where}:{number}: no byte order mark at the start. Try --encoding utf-16-le.") from None
        number += error.object.count(b"\n", 0, error.start)  # an end of line that this piece completes
        byte = f"0x{error.object[error.start]:02x}"
        other = "cp1252" if codecs.lookup(encoding).name.startswith("utf-8") else "utf-8"
        hint = hint or f". Try --encoding {other}."
        raise InputError(f"{where}:{number}: byte {byte} is not {encoding.upper()}{hint}") from None


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
