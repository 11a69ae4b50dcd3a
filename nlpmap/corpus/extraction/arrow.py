"""Arrow's own files, as Feather and Hugging Face's data sets are: each row a document."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

from ...optional import library
from ..inputs.opened import opened
from ..inputs.source import Source
from ..reading.located import START, Located, Position
from ..reading.options import Reading
from ..reading.parquet import bounds_of, documents_of_batches, errors_of, seekable
from ..reading.tables import names_of

MAGIC = b"ARROW1"


def documents_of_arrow(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the documents of a table in an Arrow file or stream; positions count its rows."""
    names = names_of(source, reading)
    ipc = library("pyarrow.ipc", "parquet", "reading .arrow")
    with opened(source) as stream, ExitStack() as closing, errors_of(names.where, "Arrow"):
        content = seekable(stream, closing, bounds_of(source, reading))
        is_file = content.read(len(MAGIC)) == MAGIC
        content.seek(0)
        table = ipc.open_file(content) if is_file else ipc.open_stream(content)
        found = _of_file(table) if is_file else iter(table)
        yield from documents_of_batches(partial(_from, found), table.schema.names, start_at, names)


def _of_file(table: Any) -> Iterator[Any]:
    return (table.get_batch(number) for number in range(table.num_record_batches))


def _from(found: Iterator[Any], first: int, size: int, columns: list[str] | None = None) -> Iterator[tuple[int, Any]]:
    """Yield batches of at most a size from a row on, each with the number of its first row."""
    number = 0
    for batch in found:
        batch.validate(full=True)  # Arrow takes a file's word for lengths and places, and ends the process at some
        some = batch if columns is None else batch.select(columns)
        for start in range(max(first - number, 0), some.num_rows, size):
            yield number + start, some.slice(start, size)
        number += some.num_rows
