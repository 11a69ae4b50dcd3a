"""Reading: from a corpus's files to its documents, in order, with errors that name the file and the line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, get_args

from ..errors import InputError
from ..remote.document import Document
from ..remote.formats import FORMATS, jsonl
from .compression import compression_of, open_compressed
from .encodings import check_encoding
from .lines import lines_of
from .located import Flaw, Located, Position
from .nltk_corpora import ANNOTATED, NltkFile
from .places import StandardInput
from .records import Shape, located, records, shape_of, within
from .source import TEXT, Source
from .sources import STDIN, PathLike, find
from .texts import TEXT_SHAPES, Split

START = Position()


@dataclass(frozen=True, slots=True)
class Reading:
    """How files become documents.

    ``format`` is told by the suffix where it is ``None``; ``split`` makes a document of each text file, paragraph
    or line; ``text_key`` and ``id_key`` are for JSON lines and tables; a document of more than ``max_chars``
    characters is an error. Raises `InputError` where an option is unknown.

    >>> Reading(split="line", encoding="latin-1").format is None
    True
    """

    format: str | None = None
    encoding: str = "utf-8"
    split: Split = "file"
    text_key: str = "text"
    id_key: str = "id"
    max_chars: int | None = None

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
    """Yield the documents of one file; raises `InputError` at the first that can't be read."""
    for found in documents_with_positions(source, reading):
        if found.flaw is not None:
            raise found.flaw.error
        if found.document is not None:
            yield found.document


def documents_with_positions(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the records of one file: the document of each, or what is wrong with it, and where it stands.

    ``start_at``, a position where an earlier record ended, leaves out all that is before. A record that can't be read
    does not end the file: what comes after it is read too. A file that can't be opened is one such record.
    """
    read_located = READERS.get(source.format, documents_of_lines)
    try:
        yield from read_located(source, reading, start_at)
    except InputError as error:
        yield Located(start_at, start_at, source.document_name, flaw=Flaw("unreadable", error))


def documents_of_lines(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the records of a file whose lines make them."""
    shape = shape_for(source, reading)
    where = source.where
    limit = None if reading.max_chars is None else shape.bytes_per_character * reading.max_chars + 2**16
    with opened(source) as stream:
        lines = lines_of(stream, where, source.encoding or reading.encoding, start_at, limit)
        gathered = records(lines, shape, start_at, limit, where)
        yield from located(gathered, shape, source.document_name, where, reading.max_chars)


def shape_for(source: Source, reading: Reading) -> Shape:
    """Tell how the lines of a source make records."""
    if source.format == TEXT:
        return TEXT_SHAPES[reading.split]
    shape = shape_of(FORMATS[source.format])
    if source.format != "jsonl":
        return shape
    parse = partial(jsonl.parse, text_key=reading.text_key, id_key=reading.id_key)
    return Shape(parse, shape.begins, shape.ends)


def documents_of_nltk(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the one document of a file that NLTK parses."""
    place = source.place
    assert isinstance(place, NltkFile)
    if start_at == START:
        try:
            document = place.document()
        except Exception as error:  # of whatever kind the reader of this corpus raises
            raise InputError(f"{source.where}: {error or type(error).__name__}") from None
        yield within(Located(START, Position(1, 2, 1), source.name, document), source.where, reading.max_chars)


READERS: dict[str, Callable[[Source, Reading, Position], Iterator[Located]]] = {ANNOTATED: documents_of_nltk}


@contextmanager
def opened(source: Source) -> Iterator[IO[bytes]]:
    """Open a source as a stream of what is in it, unpacked."""
    try:
        stream = source.place.open()
    except OSError as error:
        raise InputError(f"{source.where}: {error.strerror or error}") from None
    try:
        yield open_compressed(stream, source.compression, source.where)
    finally:
        if not isinstance(source.place, StandardInput):
            stream.close()


def json_lines_of(path: str) -> Iterator[str]:
    """Yield the lines of a file of JSON lines, or of standard input for ``-``."""
    source = Source(None if path == STDIN else Path(path), path, "jsonl", compression_of(path))
    with opened(source) as stream:
        for text, _, flaw in lines_of(stream, path, hint=", as JSON lines are"):
            if flaw is not None:
                raise flaw.error
            yield text
