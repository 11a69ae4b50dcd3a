"""Tables: what counts and measures come to, as columns; shown in terminals and notebooks, and handed on to others."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from ..errors import InputError, meant
from ..files.atomic import PartialFile
from ..optional import library

ROWS = 20  # that are shown
CELL = 60  # characters of one
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would compute


class Table(Sequence[dict[str, Any]]):
    """Columns of values under names; a row is a dict.

    >>> table = Table({"word": ["dog", "cat"], "frequency": [1200, 7]})
    >>> table
    word  frequency
    dog       1,200
    cat           7
    >>> table[1], table["word"], table.head(1).to_dicts()
    ({'word': 'cat', 'frequency': 7}, ['dog', 'cat'], [{'word': 'dog', 'frequency': 1200}])
    """

    def __init__(self, columns: Mapping[str, Any], note: str = "") -> None:
        self.columns = {name: as_list(values) for name, values in columns.items()}
        self.note = note

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def __getitem__(self, index: Any) -> Any:
        """Return a row by its number, a column by its name, or a table of a slice of rows."""
        if isinstance(index, str):
            if index not in self.columns:
                raise InputError(f"no column {index!r}; {meant(index, list(self.columns))}")
            return self.columns[index]
        if isinstance(index, slice):
            return Table({name: values[index] for name, values in self.columns.items()}, self.note)
        return {name: values[index] for name, values in self.columns.items()}

    def __iter__(self) -> Iterator[dict[str, Any]]:
        names = list(self.columns)
        return (dict(zip(names, row, strict=True)) for row in zip(*self.columns.values(), strict=True))

    def head(self, rows: int = 5) -> Table:
        """Return a table of the first rows."""
        found: Table = self[:rows]
        return found

    def to_dicts(self) -> list[dict[str, Any]]:
        """List the rows as dicts."""
        return list(self)

    def to_pandas(self) -> Any:
        """Return a `pandas.DataFrame`."""
        return library("pandas", "pandas", "to_pandas()").DataFrame(self.columns)

    def to_polars(self) -> Any:
        """Return a `polars.DataFrame`."""
        return library("polars", "polars", "to_polars()").DataFrame(self.columns, strict=False)

    def to_arrow(self) -> Any:
        """Return a `pyarrow.Table`."""
        return library("pyarrow", "parquet", "to_arrow()").table(self.columns)

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write the table for spreadsheets: a cell that one would take for a formula gets an apostrophe before it."""
        with PartialFile(Path(path)) as file:
            for row in [list(self.columns), *zip(*self.columns.values(), strict=True)]:
                file.write(csv_line(row).encode("utf-8", "backslashreplace"))

    def __repr__(self) -> str:
        return "\n".join(table_lines(self, ROWS))

    def _repr_html_(self) -> str:
        return table_html(self, ROWS)


def as_list(values: Sequence[Any]) -> list[Any]:
    """Return values as a list of Python's own."""
    found: list[Any] = values.tolist() if hasattr(values, "tolist") else list(values)
    return found


def csv_line(row: Sequence[Any]) -> str:
    """Write a line of csv.

    >>> print(csv_line(["=1+1", 'a "b" c', 2.5, None]).strip())
    '=1+1,"a ""b"" c",2.5,
    """
    lines: list[str] = []

    class Lines:
        write = lines.append

    csv.writer(Lines()).writerow([harmless(cell) for cell in row])
    return lines[0]


def harmless(cell: Any) -> Any:
    """Return a cell that no spreadsheet computes."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def table_lines(table: Table, rows: int) -> list[str]:
    """Lay a table out as lines of text: numbers to the right, texts to the left."""
    shown = table.head(rows)
    columns = []
    for name, values in shown.columns.items():
        cells = [shown_cell(value) for value in values]
        width = max(map(len, [name, *cells]))
        is_number = any(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)
        columns.append([cell.rjust(width) if is_number else cell.ljust(width) for cell in [name, *cells]])
    lines = ["  ".join(row).rstrip() for row in zip(*columns, strict=True)]
    return [*lines, *notes(table, rows)]


def notes(table: Table, rows: int) -> list[str]:
    """Say what is not shown, and what there is to know."""
    left = len(table) - rows
    return [*([f"... and {left:,} more rows"] if left > 0 else []), *([table.note] if table.note else [])]


def shown_cell(value: Any) -> str:
    """Write a cell for people.

    >>> shown_cell(1200), shown_cell(0.123456), shown_cell(None), shown_cell(12345.678), shown_cell("a\\nb")
    ('1,200', '0.1235', '', '12,345.7', 'a b')
    """
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        text = " ".join(str(value).split())
        return text if len(text) <= CELL else text[: CELL - 1] + "…"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.1f}" if abs(value) >= 1000 else f"{value:.4g}"


def table_html(table: Table, rows: int) -> str:
    """Draw a table for a notebook."""
    shown = table.head(rows)
    head = "".join(f"<th style='text-align:left'>{escape(name)}</th>" for name in shown.columns)
    body = "".join(f"<tr>{''.join(map(cell_of, row))}</tr>" for row in zip(*shown.columns.values(), strict=True))
    under = "".join(f"<div style='font-size:12px;opacity:.75'>{escape(note)}</div>" for note in notes(table, rows))
    opening = "<div class='nlpmap-table tex2jax_ignore mathjax_ignore' dir='auto'>"
    return f"{opening}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{under}</div>"


def cell_of(value: Any) -> str:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return f"<td style='text-align:{'right' if is_number else 'left'}'>{escape(shown_cell(value))}</td>"
