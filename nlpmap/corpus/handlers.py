"""What this side does with files, by the handler that a format names: how they are read and, if binary, written.

To add one, write a reader in `reading` and add a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from types import TracebackType
from typing import NamedTuple, Protocol

from .inputs.source import Source
from .parquet import ParquetWriter
from .reading.line_files import documents_of_lines
from .reading.located import Located, Position
from .reading.options import Reading
from .reading.texts import documents_of_text


class ContentWriter(Protocol):
    """Makes a file of what documents were rendered as; a context manager."""

    def write(self, rendered: bytes, /) -> None: ...

    def __enter__(self) -> ContentWriter: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


Read = Callable[[Source, Reading, Position], Iterator[Located]]


class Handler(NamedTuple):
    """How files are read, from a position on; and how a binary one is written."""

    read: Read
    write: Callable[..., ContentWriter] | None = None


def reader_in(place: str) -> Read:
    """Return the reader at a place such as ``extraction.mail:documents_of_mail``, imported when a file needs it."""
    module, _, name = place.partition(":")

    def read(source: Source, reading: Reading, start_at: Position) -> Iterator[Located]:
        documents: Read = getattr(import_module(f".{module}", __package__), name)
        return documents(source, reading, start_at)

    return read


HANDLERS = {
    "lines": Handler(documents_of_lines),
    "text": Handler(documents_of_text),
    "table": Handler(reader_in("reading.tables:documents_of_table")),
    "parquet": Handler(reader_in("reading.parquet:documents_of_parquet"), ParquetWriter),
    "nltk": Handler(reader_in("extraction.whole_files:documents_of_nltk")),
    "json": Handler(reader_in("extraction.json_values:documents_of_json")),
    "html": Handler(reader_in("extraction.pages:documents_of_html")),
    "xml": Handler(reader_in("extraction.xml_texts:documents_of_xml")),
    "warc": Handler(reader_in("extraction.web_archives:documents_of_warc")),
    "arrow": Handler(reader_in("extraction.arrow:documents_of_arrow")),
    "mail": Handler(reader_in("extraction.mail:documents_of_mail")),
    "subtitles": Handler(reader_in("extraction.subtitles:documents_of_subtitles")),
}
