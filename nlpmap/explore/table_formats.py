"""Tables as text for other programs: tsv, csv, lines of JSON; and parquet."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..optional import library
from .table import Table, csv_line

SPACES = str.maketrans({"\t": " ", "\n": " ", "\r": " "})


def tsv_lines(table: Table) -> Iterator[bytes]:
    r"""Yield the lines of a table as tab-separated values; a tab or an end of line in a cell is a space.

    >>> list(tsv_lines(Table({"word": ["a\tb"], "frequency": [2]})))
    [b'word\tfrequency\n', b'a b\t2\n']
    """
    for row in [tuple(table.columns), *table.rows()]:
        cells = ["" if cell is None else str(cell).translate(SPACES) for cell in row]
        yield ("\t".join(cells) + "\n").encode("utf-8", "backslashreplace")


def csv_lines(table: Table) -> Iterator[bytes]:
    """Yield the lines of a table as csv for spreadsheets, which compute none of its cells."""
    for row in [tuple(table.columns), *table.rows()]:
        yield csv_line(row).encode("utf-8", "backslashreplace")


def json_rows(table: Table) -> Iterator[bytes]:
    """Yield each row as a line of JSON.

    >>> list(json_rows(Table({"word": ["a"], "frequency": [2]})))
    [b'{"word": "a", "frequency": 2}\\n']
    """
    for row in table:
        yield (json.dumps(row, ensure_ascii=False, default=str) + "\n").encode("utf-8", "backslashreplace")


def parquet_bytes(table: Table) -> Iterator[bytes]:
    """Yield a parquet file."""
    file = io.BytesIO()
    library("pyarrow.parquet", "parquet", "writing .parquet").write_table(table.to_arrow(), file)
    yield file.getvalue()


TABLE_FORMATS: Mapping[str, Callable[[Table], Any]] = {
    "tsv": tsv_lines,
    "csv": csv_lines,
    "jsonl": json_rows,
    "parquet": parquet_bytes,
}
