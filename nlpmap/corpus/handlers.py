"""What this side does with files, by the handler that a format names: how they are read and, if binary, written.

To add one, write a reader in `reading` and add a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import NamedTuple, Protocol

from .extraction.arrow import documents_of_arrow
from .extraction.json_values import documents_of_json
from .extraction.mail import documents_of_mail
from .extraction.markup import documents_of_html, documents_of_xml
from .extraction.subtitles import documents_of_subtitles
from .extraction.web_archives import documents_of_warc
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


class Handler(NamedTuple):
    """How files are read, from a position on; and how a binary one is written."""

    read: Callable[[Source, Reading, Position], Iterator[Located]]
    write: Callable[..., ContentWriter] | None = None


HANDLERS = {
    "lines": Handler(documents_of_lines),
    "text": Handler(documents_of_text),
    "table": Handler(documents_of_table),
    "parquet": Handler(documents_of_parquet, ParquetWriter),
    "nltk": Handler(documents_of_nltk),
    "json": Handler(documents_of_json),
    "html": Handler(documents_of_html),
    "xml": Handler(documents_of_xml),
    "warc": Handler(documents_of_warc),
    "arrow": Handler(documents_of_arrow),
    "mail": Handler(documents_of_mail),
    "subtitles": Handler(documents_of_subtitles),
}
