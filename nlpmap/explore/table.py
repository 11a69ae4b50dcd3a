"""Tables: what counts and measures come to, as columns; shown in terminals and notebooks, and handed on to others."""

from __future__ import annotations

import csv
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import InputError, meant
from ..files.atomic import PartialFile
from ..optional import library
from .lazy_column import LazyColumn
from .picture import Picture, bar_chart
from .table_display import table_html, table_lines

ROWS = 20  # that are shown
BARS = 30  # of a picture
MOST_INTEGER = 2**63
FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # how a formula begins


class Table(Sequence[dict[str, Any]]):
    """Columns of values under names; a row is a dict. ``labels`` are columns whose numbers count nothing, as years.

    >>> table = Table({"word": ["dog", "cat"], "frequency": [1200, 7]})
    >>> table
    word  frequency
    dog       1,200
    cat           7
    >>> table[1], table["word"], table.head(1).to_dicts()
    ({'word': 'cat', 'frequency': 7}, ['dog', 'cat'], [{'word': 'dog', 'frequency': 1200}])
    """

    def __init__(self, columns: Mapping[str, Any], note: str = "", labels: Collection[str] = ()) -> None:
        self.columns: dict[str, Sequence[Any]] = {
            name: values if isinstance(values, LazyColumn) else as_list(values) for name, values in columns.items()
        }
        self.note = note
        self.labels = frozenset(labels)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def __getitem__(self, index: Any) -> Any:
        """Return a row by its number, a column by its name, or a table of a slice of rows."""
        if isinstance(index, str):
            if index not in self.columns:
                raise InputError(f"no column {index!r}; {meant(index, list(self.columns))}")
            return list(self.columns[index])
        if isinstance(index, slice):
            return Table({name: values[index] for name, values in self.columns.items()}, self.note, self.labels)
        return {name: values[index] for name, values in self.columns.items()}

    def __iter__(self) -> Iterator[dict[str, Any]]:
        names = list(self.columns)
        return (dict(zip(names, row, strict=True)) for row in self.rows())

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows as tuples."""
        return zip(*self.columns.values(), strict=True)

    def head(self, rows: int = 5) -> Table:
        """Return a table of the first rows."""
        found: Table = self[:rows]
        return found

    def to_dicts(self) -> list[dict[str, Any]]:
        """List the rows as dicts."""
        return list(self)

    def to_pandas(self) -> Any:
        """Return a `pandas.DataFrame`."""
        return library("pandas", "pandas", "to_pandas()").DataFrame(
            {encodable_text(name): list(map(encodable_text, values)) for name, values in self.columns.items()}
        )

    def to_polars(self) -> Any:
        """Return a `polars.DataFrame`; a column of values of several types is text."""
        return library("polars", "polars", "to_polars()").DataFrame(self.typed_columns())

    def to_arrow(self) -> Any:
        """Return a `pyarrow.Table`; a column of values of several types is text."""
        return library("pyarrow", "parquet", "to_arrow()").table(self.typed_columns())

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write the table for spreadsheets: a cell that one would take for a formula gets an apostrophe before it."""
        with PartialFile(Path(path)) as file:
            for row in [tuple(self.columns), *self.rows()]:
                file.write(csv_line(row).encode("utf-8", "backslashreplace"))

    def plot(self, column: str | None = None, rows: int = BARS) -> Picture:
        """Return a picture of the first rows as bars: of a column, or of the first that has numbers."""
        numbers = [name for name in self.columns if name not in self.labels and is_numeric(self.columns[name])]
        if column is None and not numbers:
            if not len(self):
                return bar_chart([], [], "nothing")
            raise InputError("this table has no numbers to draw")
        column = column or numbers[0]
        if column not in numbers:
            raise InputError(f"no column of numbers {column!r}; {meant(column, numbers)}")
        names = [name for name in self.columns if name not in numbers]
        texts = list(zip(*(self.columns[name][:rows] for name in names), strict=True)) or [()] * len(self.head(rows))
        return bar_chart([" ".join(map(str, text)) for text in texts], self.columns[column][:rows], column)

    def typed_columns(self) -> dict[str, list[Any]]:
        """Return the columns, each of values of one type, as libraries want them."""
        return {encodable_text(name): list(map(encodable_text, of_one_type(v))) for name, v in self.columns.items()}

    def __repr__(self) -> str:
        return "\n".join(table_lines(self, ROWS))

    def _repr_html_(self) -> str:
        return table_html(self, ROWS)


def as_list(values: Sequence[Any]) -> list[Any]:
    """Return values as a list of Python's own."""
    found: list[Any] = values.tolist() if hasattr(values, "tolist") else list(values)
    return found


def is_numeric(values: Sequence[Any]) -> bool:
    """Return whether values are numbers, all of them."""
    return bool(values) and all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values)


def of_one_type(values: Sequence[Any]) -> list[Any]:
    """Return values as they are, all as floating numbers, or all as text, which libraries want.

    >>> of_one_type([1, 2.5, None]), of_one_type([5, "five"]), of_one_type([2**70])
    ([1.0, 2.5, None], ['5', 'five'], ['1180591620717411303424'])
    """
    if any(isinstance(value, int) and not -MOST_INTEGER <= value < MOST_INTEGER for value in values):
        return [None if value is None else str(value) for value in values]
    if {type(value) for value in values if value is not None} == {int, float}:
        return [None if value is None else float(value) for value in values]
    from ..frames import alike  # with all that knows formats

    return alike(list(values))


def encodable_text(value: Any) -> Any:
    """Return a value that UTF-8 can hold: half characters of a text are written as escapes."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def column_name(key: str, taken: Collection[str]) -> str:
    """Return under what name a key of metadata is a column, beside those of the table itself.

    >>> column_name("stars", ["form", "frequency"]), column_name("form", ["form", "frequency"])
    ('stars', 'metadata.form')
    """
    return f"metadata.{key}" if key in taken else key


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
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA) else cell
