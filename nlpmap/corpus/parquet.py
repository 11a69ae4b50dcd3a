"""Parquet: tables of tokens, typed and packed, with a manifest in the file; and the texts of other tables.

A worker renders rows as ``tsv`` does, and needs no library for it; here they become Arrow's columns. The bytes of the
file depend on the rows alone, not on the pieces that they came in.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from ..optional import library
from ..remote.formats import tsv

ROWS_IN_GROUP = 2**18
BYTES_AT_ONCE = 2**22  # to make columns of, which costs as much for a row as for thousands
MANIFEST = b"nlpmap"
TEXTS = ("doc", "form", "xpos", "upos", "iob")
REPEATED = ("doc", "xpos", "upos", "iob")  # the same few again and again: dictionary-encoded


def arrow(purpose: str) -> Any:
    """Import pyarrow; raises `InputError` with its purpose and how to install it."""
    return library("pyarrow", "parquet", purpose)


def schema(manifest: Mapping[str, Any] | None = None) -> Any:
    """Return the columns of a file of tokens, and their types.

    >>> [str(field.type) for field in schema()][:3]
    ['dictionary<values=string, indices=int32, ordered=0>', 'int32', 'int32']
    """
    pa = arrow("the format parquet")
    types = {name: pa.dictionary(pa.int32(), pa.string()) for name in REPEATED} | {"form": pa.string()}
    fields = [
        pa.field(name, types.get(name, pa.int32()), nullable=name in ("xpos", "upos", "iob")) for name in tsv.COLUMNS
    ]
    return pa.schema(fields, metadata=None if manifest is None else {MANIFEST: json.dumps(manifest).encode()})


def to_table(rendered: bytes) -> Any:
    """Make an Arrow table, with plain strings, of rows that a worker rendered.

    >>> to_table(b"d1\\t1\\t1\\tYes\\t0\\t3\\tUH\\tINTJ\\t\\n").to_pylist()[0]["form"]
    'Yes'
    """
    pa, csv = arrow("writing .parquet"), library("pyarrow.csv", "parquet", "writing .parquet")
    types = {name: pa.string() if name in TEXTS else pa.int32() for name in tsv.COLUMNS}
    if not rendered:
        return pa.schema(types.items()).empty_table()
    return csv.read_csv(
        io.BytesIO(rendered),
        csv.ReadOptions(column_names=tsv.COLUMNS, use_threads=False, block_size=len(rendered) + 1),
        csv.ParseOptions(delimiter="\t", newlines_in_values=True, ignore_empty_lines=False),
        csv.ConvertOptions(
            column_types=types, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
        ),
    )


class ParquetWriter:
    """Writes rows that workers rendered to a file of tokens; a context manager.

    ``manifest``, as it is on exit, goes into the file as JSON, under the key ``nlpmap`` of its metadata. After an error
    the file is incomplete and can't be read.
    """

    def __init__(self, file: IO[bytes], manifest: dict[str, Any] | None = None) -> None:
        self.manifest = {} if manifest is None else manifest
        parquet = library("pyarrow.parquet", "parquet", "writing .parquet")
        self.writer = parquet.ParquetWriter(file, schema(), compression="zstd", use_dictionary=list(REPEATED))
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
        table = to_table(bytes(self.rendered))
        self.rendered.clear()
        self.waiting.append(table)
        self.count += table.num_rows

    def _write_group(self, count: int) -> None:
        pa = arrow("writing .parquet")
        table = pa.concat_tables(self.waiting)
        group = table.slice(0, count).combine_chunks()
        columns = [column.dictionary_encode() if name in REPEATED else column for name, column in _columns(group)]
        self.writer.write_table(pa.table(columns, schema=schema()), row_group_size=count)
        self.waiting = [table.slice(count)]
        self.count -= count


def _columns(table: Any) -> Iterator[tuple[str, Any]]:
    return zip(table.column_names, table.columns, strict=True)


def manifest_of(file: Any) -> dict[str, Any]:
    """Read the manifest that `ParquetWriter` put into a file; empty for files made otherwise."""
    parquet = library("pyarrow.parquet", "parquet", "reading .parquet")
    found = (parquet.read_metadata(file).metadata or {}).get(MANIFEST)
    return dict(json.loads(found)) if found else {}


def insert_rows(
    path: Path, file: IO[bytes], inserted: Sequence[tuple[int, bytes]], manifest: dict[str, Any] | None = None
) -> None:
    """Rewrite a file of tokens with rendered documents inserted, each after the given number of rows, in order.

    Its manifest is kept where no other is given.
    """
    parquet = library("pyarrow.parquet", "parquet", "reading .parquet")
    waiting = list(inserted)
    with parquet.ParquetFile(path) as old, ParquetWriter(file, manifest or manifest_of(path)) as writer:
        first = 0
        for number in range(old.num_row_groups):
            group = plain(old.read_row_group(number))
            at = 0
            while waiting and waiting[0][0] < first + group.num_rows:
                row, rendered = waiting.pop(0)
                writer.add(group.slice(at, row - first - at))
                writer.write(rendered)
                at = row - first
            writer.add(group.slice(at))
            first += group.num_rows
        for _, rendered in waiting:
            writer.write(rendered)


def plain(table: Any) -> Any:
    """Return a table with plain strings instead of dictionary codes."""
    return table.cast(to_table(b"").schema)
