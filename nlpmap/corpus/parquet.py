"""Parquet: tables of tokens, sentences or documents, typed and packed, with a manifest in the file.

A worker renders rows, and needs no library for it; here they become Arrow's columns. The bytes of the file depend on
the rows alone, not on the pieces that they came in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from ..optional import library
from ..remote.formats import tsv
from .parquet_rows import WRITING, rows_with

ROWS_IN_GROUP = 2**18
BYTES_AT_ONCE = 2**22  # to make columns of, which costs as much for a row as for thousands
MANIFEST = b"nlpmap"


def arrow(purpose: str) -> Any:
    """Import pyarrow; raises `InputError` with its purpose and how to install it."""
    return library("pyarrow", "parquet", purpose)


class ParquetWriter:
    """Writes rows that workers rendered to a file whose columns have some names; a context manager.

    ``manifest``, as it is on exit, goes into the file as JSON, under the key ``nlpmap`` of its metadata. After an error
    the file is incomplete and can't be read.
    """

    def __init__(
        self, file: IO[bytes], manifest: dict[str, Any] | None = None, names: Sequence[str] = tsv.columns(())
    ) -> None:
        self.manifest = {} if manifest is None else manifest
        self.rows = rows_with(names)
        self.schema = packed(self.rows.schema, self.rows.repeated)
        parquet = library("pyarrow.parquet", "parquet", WRITING)
        repeated = list(self.rows.repeated) or False
        self.writer = parquet.ParquetWriter(file, self.schema, compression="zstd", use_dictionary=repeated)
        self.rendered = bytearray()
        self.waiting: list[Any] = []
        self.count = 0

    def write(self, rendered: bytes) -> None:
        """Add the rows of one or more documents; they are buffered until they fill a row group."""
        self.rendered += rendered
        if len(self.rendered) >= BYTES_AT_ONCE:
            self._convert()
            while self.count >= ROWS_IN_GROUP:
                self._write_group(ROWS_IN_GROUP)

    def add(self, table: Any) -> None:
        """Add rows that are a table already, of plain strings."""
        self._convert()
        self.waiting.append(table)
        self.count += table.num_rows
        while self.count >= ROWS_IN_GROUP:
            self._write_group(ROWS_IN_GROUP)

    def __enter__(self) -> ParquetWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._convert()
            while self.count:
                self._write_group(min(self.count, ROWS_IN_GROUP))
        if kind is None and self.manifest:
            self.writer.add_key_value_metadata({MANIFEST.decode(): json.dumps(self.manifest)})
        self.writer.close()

    def _convert(self) -> None:
        table = self.rows.to_table(bytes(self.rendered))
        self.rendered.clear()
        self.waiting.append(table)
        self.count += table.num_rows

    def _write_group(self, count: int) -> None:
        pa = arrow(WRITING)
        table = pa.concat_tables(self.waiting)
        group = table.slice(0, count).combine_chunks()
        columns = [
            column.dictionary_encode() if name in self.rows.repeated else column
            for name, column in zip(group.column_names, group.columns, strict=True)
        ]
        self.writer.write_table(pa.table(columns, schema=self.schema), row_group_size=count)
        self.waiting = [table.slice(count)]
        self.count -= count


def packed(schema: Any, repeated: Sequence[str]) -> Any:
    """Return a schema with dictionary codes for repeated strings.

    >>> str(packed(rows_with(tsv.columns(())).schema, ["doc"]).field("doc").type)
    'dictionary<values=string, indices=int32, ordered=0>'
    """
    pa = arrow(WRITING)
    codes = pa.dictionary(pa.int32(), pa.string())
    return pa.schema([field.with_type(codes) if field.name in repeated else field for field in schema])


def parquet_manifest(file: Any) -> dict[str, Any]:
    """Read the manifest that `ParquetWriter` put into a file; empty for files made otherwise."""
    parquet = library("pyarrow.parquet", "parquet", "reading .parquet")
    found = (parquet.read_metadata(file).metadata or {}).get(MANIFEST)
    return dict(json.loads(found)) if found else {}


def insert_rows(
    path: Path, file: IO[bytes], inserted: Iterable[tuple[int, bytes]], manifest: dict[str, Any] | None = None
) -> None:
    """Rewrite a file with rendered documents inserted, each after the given number of rows, in order.

    Its manifest is kept where no other is given.
    """
    parquet = library("pyarrow.parquet", "parquet", "reading .parquet")
    waiting = iter(inserted)
    following = next(waiting, None)
    with parquet.ParquetFile(path) as old:
        with ParquetWriter(file, manifest or parquet_manifest(path), old.schema_arrow.names) as writer:
            first = 0
            for group in groups_of(old, writer.rows.schema):
                at = 0
                while following is not None and following[0] < first + group.num_rows:
                    row, rendered = following
                    following = next(waiting, None)
                    writer.add(group.slice(at, row - first - at))
                    writer.write(rendered)
                    at = row - first
                writer.add(group.slice(at))
                first += group.num_rows
            for _, rendered in chain([] if following is None else [following], waiting):
                writer.write(rendered)


def groups_of(file: Any, schema: Any) -> Iterator[Any]:
    """Yield the row groups of a file as tables with plain strings instead of dictionary codes."""
    for number in range(file.num_row_groups):
        yield file.read_row_group(number).cast(schema)
