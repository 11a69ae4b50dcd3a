"""Reading: from a corpus's files to its documents, in order, with errors that name the file and the line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, get_args

from ...errors import InputError
from ...files.compression import compression_of, open_compressed
from ...remote.document import Document
from ...remote.formats import FORMATS, jsonl, tsv
from ..inputs.nltk_corpora import ANNOTATED, NltkFile
from ..inputs.places import StandardInput
from ..inputs.source import TEXT, Source
from ..inputs.sources import STDIN, PathLike, find
from . import parquet, tables
from .encodings import check_encoding
from .lines import lines_of
from .located import END, Flaw, Located, Position
from .records import BYTES_IN_FORMAT, Shape, located, records, shape_of, within
from .tables import Names
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
        if self.max_chars is not None and self.max_chars < 1:
            raise InputError(f"max_chars is at least 1, not {self.max_chars}")


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
    if start_at.offset == END:
        return
    read_located = READERS.get(source.format, documents_of_lines)
    place = start_at
    try:
        for found in read_located(source, reading, start_at):
            place = found.end
            yield found
    except InputError as error:
        end = Position(END, place.record + 1, place.line)
        yield Located(place, end, source.document_name, flaw=Flaw("unreadable", error))


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
    """Return how the lines of a source make records."""
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


def documents_of_table(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the documents of a table between commas or tabs: a row each, or, in a table of tokens, many."""
    names = names_of(source, reading)
    limit = None if reading.max_chars is None else BYTES_IN_FORMAT * reading.max_chars + 2**16
    encoding = source.encoding or reading.encoding
    with ExitStack() as closing:
        stream = closing.enter_context(opened(source))
        lines = lines_of(stream, names.where, encoding, START, limit)
        header = next(tables.rows(lines, source.format, START, names.where), None)
        if header is None:
            return
        if header.flaw is not None:
            raise header.flaw.error
        start = max(start_at, header.end._replace(record=1))
        if start_at != START:
            lines = lines_of(closing.enter_context(opened(source)), names.where, encoding, start, limit)
        found = tables.rows(lines, source.format, start, names.where, limit)
        if tuple(header.cells) == tsv.COLUMNS:
            yield from tables.tokens_of(found, names, start.record)
        else:
            yield from tables.texts_of(found, header.cells, names)


def documents_of_parquet(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the documents of a parquet file: a row each, or, in a table of tokens, many."""
    with opened(source) as stream:
        yield from parquet.located(stream, start_at, names_of(source, reading))


def names_of(source: Source, reading: Reading) -> Names:
    return Names(source.document_name, source.where, reading.text_key, reading.id_key, reading.max_chars)


READERS: dict[str, Callable[[Source, Reading, Position], Iterator[Located]]] = {
    ANNOTATED: documents_of_nltk,
    "csv": documents_of_table,
    "tsv": documents_of_table,
    "parquet": documents_of_parquet,
}


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
