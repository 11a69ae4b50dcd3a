"""Pieces of an index made of a table of tokens in parquet, column by column, without documents between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import numpy as np

from ...corpus.arrow_values import values_of
from ...corpus.inputs.opened import opened
from ...corpus.inputs.source import Source
from ...corpus.reading.options import Reading
from ...corpus.reading.parquet import batches_of, bounds_of, errors_of, opened_table, seekable
from ...optional import library
from ...remote.formats import tsv
from ...remote.formats.metadata import metadata_of
from .container import Array
from .pieces import COLUMNS, SPACE_AFTER, IndexPiece, ValueNumbering

ROWS = 2**16


def piece_between(source: Source, reading: Reading, first: int, last: int | None) -> IndexPiece | None:
    """Return the piece of a table's rows from one to before another; None where it is no table of tokens."""
    parquet = library("pyarrow.parquet", "parquet", "reading .parquet")
    with ExitStack() as closing, errors_of(source.where, "parquet"):
        bounds = bounds_of(source, reading)
        content = seekable(closing.enter_context(opened(source)), closing, bounds)
        file = opened_table(parquet, content)
        names = list(file.schema_arrow.names)
        if not set(tsv.COLUMNS) <= set(names):
            return None
        batches = batches_of(file, content, bounds, first, ROWS, names)
        return piece_of_batches((cut for row, batch in batches if len(cut := cut_at(batch, row, last))), names)


def cut_at(batch: Any, row: int, last: int | None) -> Any:
    """Return the rows of a batch that are before a row of the file; ``row`` is the number of its first."""
    return batch if last is None or row + batch.num_rows <= last else batch.slice(0, max(last - row, 0))


def piece_of_batches(batches: Iterator[Any], names: list[str]) -> IndexPiece:
    """Make a piece of batches of rows, the first of which begins a document."""
    numberings = {name: ValueNumbering() for name in COLUMNS}
    columns: dict[str, list[Array]] = {name: [] for name in (*COLUMNS, "sentence", "token", "start", "end")}
    others = [name for name in names if name not in (*tsv.COLUMNS, "lemma")]
    ids: list[str] = []
    metadata: list[dict[str, Any]] = []
    for batch in batches:
        for name in ("sentence", "token", "start", "end"):
            columns[name].append(batch.column(name).to_numpy())
        for name, numbering in numberings.items():
            columns[name].append(numbers_of(batch, name, numbering))
        firsts = np.flatnonzero((columns["sentence"][-1] == 1) & (columns["token"][-1] == 1))
        if len(firsts):
            rows = batch.take(library("pyarrow", "parquet", "reading .parquet").array(firsts))
            ids += map(str, values_of(rows.column("doc")))
            cells = [values_of(rows.column(name)) for name in others]
            metadata += [metadata_of(others, list(row)) for row in zip(*cells, strict=True)] or [{} for _ in firsts]
    whole = {name: np.concatenate([np.zeros(0, np.int64), *parts]) for name, parts in columns.items()}
    begins = whole["token"] == 1
    document_begins = begins & (whole["sentence"] == 1)
    flags = np.zeros(len(begins), np.uint8)
    flags[:-1] = (whole["start"][1:] > whole["end"][:-1]) * SPACE_AFTER
    ends = ends_by(document_begins)
    return IndexPiece(
        {name: numbering.values for name, numbering in numberings.items()},
        {name: whole[name].astype(np.uint32) for name in COLUMNS},
        flags,
        ends_by(begins),
        ends,
        ends,
        ids,
        metadata,
    )


def ends_by(begins: Array) -> Array:
    """Return where regions end that begin at some tokens, the first of all among them.

    >>> ends_by(np.array([True, False, True])).tolist()
    [2, 3]
    """
    firsts = np.flatnonzero(begins)
    return np.append(firsts[1:], len(begins)).astype(np.uint64) if len(firsts) else firsts.astype(np.uint64)


def numbers_of(batch: Any, name: str, numbering: ValueNumbering) -> Array:
    """Return the numbers of a column's values; of none where the table has no such column."""
    if name not in batch.schema.names:
        return np.zeros(batch.num_rows, np.uint32)
    column = batch.column(name)
    if not hasattr(column, "dictionary"):
        column = column.dictionary_encode()
    table = np.append(numbering.ids(column.dictionary.to_pylist()), np.uint32(0))
    indices = column.indices.fill_null(len(table) - 1) if column.null_count else column.indices
    numbers: Array = table[indices.to_numpy()]
    return numbers
