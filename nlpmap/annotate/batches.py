"""Batches as engines hand them out, tables of each library or dicts of columns: what is in them, and more columns.

No library is imported for it: whoever brings a batch of one has done so.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import chain
from typing import Any, NamedTuple

from ..errors import InputError
from ..remote.formats.token_columns import Columns
from .annotated_rows import ERROR
from .arrow_columns import TypedColumn, arrow_array, arrow_type, imported_type

NUMBERS = ("sentence", "start", "end")
Names = Mapping[str, str]  # of columns that are added, each with what nlpmap calls it
MISTAKEN = {  # what is no batch: by the library and name of its type, what to write instead
    ("dask", "DataFrame"): "frame.map_partitions(annotate, meta=annotate.meta(frame))",
    ("dask", "Bag"): "bag.to_dataframe().map_partitions(annotate)",
    ("datasets", "Dataset"): "dataset.map(annotate, batched=True)",
    ("datasets", "DatasetDict"): "dataset.map(annotate, batched=True)",
    ("datasets", "IterableDataset"): "dataset.map(annotate, batched=True)",
    ("datasets", "IterableDatasetDict"): "dataset.map(annotate, batched=True)",
    ("ray", "Dataset"): "dataset.map_batches(annotate)",
    ("ray", "MaterializedDataset"): "dataset.map_batches(annotate)",
    ("pyspark", "DataFrame"): "frame.mapInPandas(annotate.in_pandas, schema)",
    ("polars", "LazyFrame"): "annotate(frame.collect())",
    ("polars", "Series"): "annotate(series.to_frame({column!r}))",
    ("pandas", "Series"): "annotate(series.to_frame({column!r}))",
}


class BatchKind(NamedTuple):
    """A kind of batch: the names of its columns, one of them, its cells from here to there, and a batch with more."""

    names: Callable[[Any], Sequence[object]]
    column: Callable[[Any, str], Any]
    cells: Callable[[Any, int, int], Sequence[object]]
    add: Callable[[Any, Iterator[Columns], Names], Any]


def kind_of_batch(batch: object, column: str) -> BatchKind:
    """Return what kind of batch this is; raises `InputError` with what to write for what is none.

    >>> kind_of_batch(["Dogs bark."], "text")
    Traceback (most recent call last):
    nlpmap.errors.InputError: a batch is a table or a dict of columns, not a list: {'text': [...]}
    """
    for (module, name), kind in KINDS.items():
        if isinstance(batch, imported_type(module, name)):
            return kind
    if isinstance(batch, Mapping):
        return DICT
    home, name = type(batch).__module__.partition(".")[0], type(batch).__name__
    if advice := MISTAKEN.get(("dask" if home == "dask_expr" else home, name)):
        raise InputError(f"a {home} {name} is no batch; write {advice.format(column=column)}")
    raise InputError(f"a batch is a table or a dict of columns, not a {name}: {{{column!r}: [...]}}")


def check_names(names: Sequence[object], column: str, added: Names) -> None:
    """Raise `InputError` where a batch has not the column of texts, or has one of those that are to be added.

    >>> check_names(["id", "body"], "text", {})
    Traceback (most recent call last):
    nlpmap.errors.InputError: the batch has no column 'text'; its columns: 'id', 'body'. Say which: column=
    """
    there = list(names)
    if there.count(column) != 1:
        how_many = "no column" if column not in there else f"{there.count(column)} columns"
        raise InputError(f"the batch has {how_many} {column!r}; its columns: {in_a_line(there)}. Say which: column=")
    if taken := [name for name in added if name in there]:
        hint = "rename or drop it, or put something before the new names: prefix='nlpmap_'"
        raise InputError(f"the batch has a column {taken[0]!r} already; {hint}")


def in_a_line(names: Sequence[object]) -> str:
    """Return names in a line, not a long one.

    >>> in_a_line([*"abc"]), in_a_line(range(500))[-12:]
    ("'a', 'b', 'c'", '(500 in all)')
    """
    said = ", ".join(map(repr, names[:20])) or "none"
    return said if len(names) <= 20 else f"{said} ... ({len(names)} in all)"


def pieces_joined(pieces: Iterator[Columns], names: Names) -> Columns:
    """Return the pieces of columns as one."""
    gathered = list(pieces)
    return {name: list(chain.from_iterable(piece[name] for piece in gathered)) for name in names}


def _with_pandas(frame: Any, pieces: Iterator[Columns], names: Names) -> Any:
    pandas = sys.modules["pandas"]
    text = pandas.Series([""]).dtype  # how this pandas has text
    columns = pieces_joined(pieces, names)
    return frame.assign(
        **{
            name: pandas.Series(columns[name], index=frame.index, dtype=text if names[name] == ERROR else object)
            for name in names
        }
    )


def _with_polars(frame: Any, pieces: Iterator[Columns], names: Names) -> Any:
    polars = sys.modules["polars"]
    series: list[list[Any]] = [[] for _ in names]
    for piece in pieces:
        for column, name in zip(series, names, strict=True):
            column.append(polars_series(name, piece[name], names[name]))
    empty = [polars.Series(name, [], dtype=polars_type(names[name])) for name in names]
    return frame.with_columns([polars.concat([none, *column]) for none, column in zip(empty, series, strict=True)])


def polars_series(name: str, cells: list[Any], known: str) -> Any:
    """Return cells as polars has them, by way of Arrow where that is there: it takes lists faster."""
    polars = sys.modules["polars"]
    if find_spec("pyarrow") is None:
        return polars.Series(name, cells, dtype=polars_type(known))
    return polars.Series(name, arrow_array(cells, known))


def polars_type(name: str) -> Any:
    """Return the type that polars has for a column."""
    polars = sys.modules["polars"]
    if name == ERROR:
        return polars.String
    chunk = polars.Struct({"label": polars.String, "start": polars.Int32, "end": polars.Int32})
    return polars.List(chunk if name == "chunks" else polars.Int32 if name in NUMBERS else polars.String)


def _with_arrow(table: Any, pieces: Iterator[Columns], names: Names) -> Any:
    pyarrow = sys.modules["pyarrow"]
    parts: dict[str, list[Any]] = {name: [] for name in names}
    for piece in pieces:
        for name, known in names.items():
            parts[name].append(arrow_array(piece[name], known))
    for name, known in names.items():
        column = pyarrow.chunked_array(parts[name], arrow_type(known))
        if isinstance(table, pyarrow.RecordBatch):
            column = column.combine_chunks()
        table = table.append_column(pyarrow.field(name, arrow_type(known)), column)
    return table


def _with_lists(batch: Any, pieces: Iterator[Columns], names: Names) -> Any:
    columns = pieces_joined(pieces, names)
    is_lazy = isinstance(batch, imported_type("datasets.formatting.formatting", "LazyDict"))
    if not is_lazy and any(type(values).__module__ == "numpy" for values in batch.values()):  # as Ray Data has them
        return {**batch, **{name: _array(columns[name]) for name in names}}
    added = {name: TypedColumn(columns[name], names[name]) for name in names}
    return batch | added if is_lazy else {**batch, **added}  # which would decode all columns of a lazy one


def _array(cells: list[Any]) -> Any:
    return sys.modules["numpy"].fromiter(cells, dtype=object, count=len(cells))


def _list_of(batch: Any, column: str) -> Any:
    values = batch[column]
    if isinstance(values, (str, bytes)) or not hasattr(values, "__len__"):
        hint = "in datasets, map(annotate, batched=True); in Ray Data, map_batches(annotate)"
        raise InputError(f"a batch has a list under {column!r}, not a {type(values).__name__}: {hint}")
    return values


def _cells_of_list(values: Any, start: int, end: int) -> Sequence[object]:
    part = getattr(values, "iloc", values)[start:end]  # of pandas, by place and not by label
    for name in ("tolist", "to_pylist", "to_list"):  # of numpy, Arrow, polars
        if callable(listed := getattr(part, name, None)):
            found: Sequence[object] = listed()
            return found
    return list(part)


ARROW = BatchKind(
    lambda table: table.schema.names,
    lambda table, column: table.column(column),
    lambda column, start, end: column.slice(start, end - start).to_pylist(),
    _with_arrow,
)
DICT = BatchKind(list, _list_of, _cells_of_list, _with_lists)
KINDS: Mapping[tuple[str, str], BatchKind] = {
    ("pandas", "DataFrame"): BatchKind(
        lambda frame: list(frame.columns),
        lambda frame, column: frame[column],
        lambda column, start, end: column.iloc[start:end].tolist(),
        _with_pandas,
    ),
    ("polars", "DataFrame"): BatchKind(
        lambda frame: frame.columns,
        lambda frame, column: frame.get_column(column),
        lambda column, start, end: column.slice(start, end - start).to_list(),
        _with_polars,
    ),
    ("pyarrow", "Table"): ARROW,
    ("pyarrow", "RecordBatch"): ARROW,
}
