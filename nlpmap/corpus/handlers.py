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
from .reading.nltk_files import documents_of_nltk
from .reading.options import Reading
from .reading.parquet import documents_of_parquet
from .reading.tables import documents_of_table
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


def extracting(module: str) -> Read:
    """Return the reader of a module in `extraction`, which is imported with its libraries when a file needs it."""
    file, _, name = module.partition(":")

    def read(source: Source, reading: Reading, start_at: Position) -> Iterator[Located]:
        documents: Read = getattr(import_module(f".extraction.{file}", __package__), name)
        return documents(source, reading, start_at)

    return read


HANDLERS = {
    "lines": Handler(documents_of_lines),
    "text": Handler(documents_of_text),
    "table": Handler(documents_of_table),
    "parquet": Handler(documents_of_parquet, ParquetWriter),
    "nltk": Handler(documents_of_nltk),
    "json": Handler(extracting("json_values:documents_of_json")),
    "html": Handler(extracting("markup:documents_of_html")),
    "xml": Handler(extracting("markup:documents_of_xml")),
    "warc": Handler(extracting("web_archives:documents_of_warc")),
    "arrow": Handler(extracting("arrow:documents_of_arrow")),
    "mail": Handler(extracting("mail:documents_of_mail")),
    "subtitles": Handler(extracting("subtitles:documents_of_subtitles")),
}
