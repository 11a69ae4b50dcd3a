"""Arrow's own files, as Feather and Hugging Face's data sets are: each row a document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

from ...optional import library
from ..inputs.opened import opened
from ..inputs.source import Source
from ..parquet_pages import Bounds
from ..reading.located import START, Located, Position
from ..reading.options import Reading
from ..reading.parquet import bounds_of, documents_of_batches, errors_of, seekable
from ..reading.tables import names_of
from .arrow_messages import MAGIC, Messages
from .arrow_rows import rows_at_once

Found = Iterator[tuple[int, int, Any]]  # the number of a batch's first row, its bytes in the file, and the batch


def documents_of_arrow(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the documents of a table in an Arrow file or stream; positions count its rows."""
    names = names_of(source, reading)
    ipc = library("pyarrow.ipc", "parquet", "reading .arrow")
    bounds = bounds_of(source, reading)
    with opened(source) as stream, ExitStack() as closing, errors_of(names.where, "Arrow"):
        content = seekable(stream, closing, bounds)
        is_file = content.read(len(MAGIC)) == MAGIC
        messages = Messages(content, bounds)
        table = ipc.open_file(content) if is_file else ipc.open_stream(content)
        found = partial(_of_file if is_file else _of_stream, table, messages)
        yield from documents_of_batches(partial(_from, found, bounds), table.schema.names, start_at, names)


def rows_of_arrow(source: Source) -> int:
    """Return how many rows a table in an Arrow file or stream has, as the headers of its batches say."""
    bounds = bounds_of(source, Reading())
    with source.place.open() as stream, errors_of(source.where, "Arrow"):
        if not stream.seekable():
            return 0
        is_file = stream.read(len(MAGIC)) == MAGIC
        messages = Messages(stream, bounds)
        batches = (messages.at(*place) for place in messages.of_file()[1]) if is_file else messages.of_stream()
        return sum(batch.rows for batch in batches)


def _of_file(table: Any, messages: Messages, first: int) -> Found:
    dictionaries, batches = messages.of_file()
    for place, length in dictionaries:
        messages.at(place, length)
    passed = 0
    for number, (place, length) in enumerate(batches):
        batch = messages.at(place, length)
        if passed + batch.rows > first:
            yield passed, batch.packed, table.get_batch(number)
        passed += batch.rows


def _of_stream(table: Any, messages: Messages, first: int) -> Found:
    passed = 0
    for batch in messages.of_stream():
        yield passed, batch.packed, table.read_next_batch()
        passed += batch.rows


def _from(
    found: Callable[[int], Found], bounds: Bounds, first: int, size: int, columns: list[str] | None = None
) -> Iterator[tuple[int, Any]]:
    """Yield rows from one on, at most so many at a time, each time with the number of the first."""
    for number, packed, batch in found(first):
        batch.validate(full=True)  # Arrow takes a file's word for lengths and places, and ends the process at some
        some = batch if columns is None else batch.select(columns)
        for row, rows in rows_at_once(some, max(first - number, 0), size, packed, bounds):
            yield number + row, rows
