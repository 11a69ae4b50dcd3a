"""Pieces of an index made of a table of tokens in parquet, column by column, without documents between."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack
from itertools import takewhile
from typing import Any

import numpy as np

from ...corpus.arrow_values import known_and_places, values_of
from ...corpus.inputs.opened import opened
from ...corpus.inputs.source import Source
from ...corpus.reading.options import Reading
from ...corpus.reading.parquet import batches_of, bounds_of, errors_of, opened_table, seekable
from ...corpus.scanning import Irregular, Landmark
from ...corpus.scanning.parquet import batches
from ...optional import library
from ...remote.document.tagset import universal
from ...remote.formats import tsv
from ...remote.formats.metadata import metadata_of
from . import COLUMNS, NONE, SPACE_AFTER
from .container import Array
from .pieces import IndexPiece, ValueNumbering

ROWS = 2**17
IOB = re.compile(r"(B-|I-)(\S+)|O")
TEXT = ("string", "large_string", "string_view")  # what Arrow calls it
NUMBERS = ("sentence", "token", "start", "end")


def piece_between(source: Source, reading: Reading, first: int, last: int | None) -> IndexPiece | None:
    """Return the piece of a table's rows from one to before another; None where it is no regular table of tokens."""
    try:
        return _piece_between(source, reading, first, last)
    except Irregular:
        return None


def _piece_between(source: Source, reading: Reading, first: int, last: int | None) -> IndexPiece:
    parquet = library("pyarrow.parquet", "parquet", "reading .parquet")
    with ExitStack() as closing, errors_of(source.where, "parquet"):
        bounds = bounds_of(source, reading)
        content = seekable(closing.enter_context(opened(source)), closing, bounds)
        file = opened_table(parquet, content)
        names = list(file.schema_arrow.names)
        if not set(tsv.REQUIRED) <= set(names):
            raise Irregular
        found = batches_of(file, content, bounds, first, ROWS, names)
        rows = takewhile(lambda part: last is None or part[0] < last, found)
        return piece_of_batches((cut_at(batch, row, last) for row, batch in rows), names)


def row_landmarks(source: Source, reading: Reading) -> Iterator[Landmark]:
    """Yield the row that each document of a table of tokens begins with; raises `Irregular` for another table."""
    at = 0
    for batch in batches(source, reading, ["sentence", "token"]):
        sentences, ranks = (integers_of(batch.column(name)) for name in ("sentence", "token"))
        firsts = np.flatnonzero((sentences == 1) & (ranks == 1))
        if at == 0 and batch.num_rows and firsts[:1].tolist() != [0]:
            raise Irregular
        yield from (Landmark(at + row, at + row + 1, "") for row in firsts.tolist())
        at += batch.num_rows


def cut_at(batch: Any, row: int, last: int | None) -> Any:
    """Return the rows of a batch that are before a row of the file; ``row`` is the number of its first."""
    return batch if last is None else batch.slice(0, last - row)


def piece_of_batches(parts: Iterator[Any], names: list[str]) -> IndexPiece:
    """Make a piece of batches of rows, the first of which begins a document; raises `Irregular` for odd ones."""
    columns: dict[str, list[Array]] = {name: [] for name in NUMBERS}
    own = token_columns_of(names)
    texts: dict[str, list[Any]] = {name: [] for name in COLUMNS if name in own}
    others = [name for name in names if name not in own]
    ids: list[str] = []
    metadata: list[dict[str, Any]] = []
    for batch in parts:
        for name in NUMBERS:
            columns[name].append(integers_of(batch.column(name)))
        for name, parts_of_column in texts.items():
            parts_of_column.append(batch.column(name))
        firsts = np.flatnonzero((columns["sentence"][-1] == 1) & (columns["token"][-1] == 1))
        if len(firsts):
            rows = batch.take(library("pyarrow", "parquet", "reading .parquet").array(firsts))
            ids += map(str, values_of(rows.column("doc")))
            cells = [map(plain_cell, values_of(rows.column(name))) for name in others]
            metadata += [metadata_of(others, list(row)) for row in zip(*cells, strict=True)] or [{} for _ in firsts]
    whole = {name: np.concatenate([np.zeros(0, np.int64), *parts]) for name, parts in columns.items()}
    values: dict[str, list[str]] = {name: [NONE] for name in COLUMNS}
    for name in COLUMNS:
        whole[name] = np.zeros(len(whole["start"]), np.uint32)
        if texts.get(name):
            values[name], whole[name] = numbered_column(texts[name])
    check_tokens(whole)
    begins = (whole["sentence"] == 1) & (whole["token"] == 1)
    begins_sentence = begins | (np.diff(whole["sentence"], prepend=0) != 0)
    check_chunks(whole["iob"], begins, begins_sentence, values["iob"])
    upos_as_read(whole, begins, values)
    flags = np.zeros(len(begins), np.uint8)
    flags[:-1] = (whole["start"][1:] > whole["end"][:-1]) * SPACE_AFTER
    flags[ends_by(begins).astype(np.int64) - 1] = 0
    ends = ends_by(begins)
    return IndexPiece(
        values,
        {name: whole[name] for name in COLUMNS},
        flags,
        ends_by(begins_sentence),
        ends,
        ends,
        ids,
        metadata,
    )


def token_columns_of(names: Collection[str]) -> Sequence[str]:
    """Return the columns of tokens that a table has: one of features is of tokens beside one of lemmas alone.

    >>> token_columns_of(tsv.ALL_COLUMNS)[-1], token_columns_of([*tsv.REQUIRED, "feats"])[-1]
    ('feats', 'iob')
    """
    known = tsv.ALL_COLUMNS if set(tsv.ALL_COLUMNS) <= set(names) else tsv.COLUMNS
    return [name for name in known if name in names]


def check_tokens(columns: dict[str, Array]) -> None:
    """Raise `Irregular` for tokens in odd places, of which documents are made otherwise."""
    first = columns["sentence"][:1], columns["token"][:1]
    starts, ends = columns["start"], columns["end"]
    if any(number.tolist() not in ([], [1]) for number in first):
        raise Irregular
    if not columns["form"].all() or (starts < 0).any() or (ends < starts).any():
        raise Irregular


def check_chunks(iob: Array, begins: Array, begins_sentence: Array, values: list[str]) -> None:
    """Raise `Irregular` for chunks that are not in IOB as nlpmap writes it, for all tokens of a document or none."""
    if not iob.any():
        return
    found = [IOB.fullmatch(value) for value in values]
    if not all(found[number] for number in np.unique(iob).tolist() if number):
        raise Irregular
    labels = {label: number for number, label in enumerate(dict.fromkeys(one and one[2] for one in found))}
    label = np.array([labels[one and one[2]] for one in found])[iob]
    goes_on = np.array([one is not None and one[1] == "I-" for one in found])[iob]
    document = np.cumsum(begins) - 1
    known = np.bincount(document, weights=iob > 0)
    wrong = goes_on & (begins_sentence | (label != np.roll(label, 1)))
    if wrong.any() or ((known > 0) & (known < np.bincount(document))).any():
        raise Irregular


def upos_as_read(columns: dict[str, Array], begins: Array, values: dict[str, list[str]]) -> None:
    """Put in the universal tags that Penn tags stand for, in documents that have no others."""
    if not len(begins) or columns["upos"].all() or not columns["xpos"].any():
        return
    document = np.cumsum(begins) - 1
    without = np.bincount(document, weights=columns["upos"] > 0) == 0
    mask = without[document]
    numbering = ValueNumbering()
    numbering.ids(values["upos"])
    of_tags = numbering.ids([universal(tag or None) for tag in values["xpos"]])
    columns["upos"][mask] = of_tags[columns["xpos"]][mask]
    values["upos"] = numbering.values


def ends_by(begins: Array) -> Array:
    """Return where regions end that begin at some tokens, the first of all among them.

    >>> ends_by(np.array([True, False, True])).tolist()
    [2, 3]
    """
    firsts = np.flatnonzero(begins)
    return np.append(firsts[1:], len(begins)).astype(np.uint64) if len(firsts) else firsts.astype(np.uint64)


def numbered_column(parts: Sequence[Any]) -> tuple[list[str], Array]:
    """Return the values of a column's parts, after nothing, which has the number 0, and the number of each row's.

    Raises `Irregular` for a column that is not of texts.

    >>> import pyarrow
    >>> values, numbers = numbered_column([pyarrow.array(["b", None, "a"]), pyarrow.array(["a", "", "c"])])
    >>> values, numbers.tolist()
    (['', 'b', 'a', 'c'], [1, 0, 2, 2, 0, 3])
    """
    encoded = [part if hasattr(part, "dictionary") else part.dictionary_encode() for part in parts]
    known, places = zip(*map(known_and_places, encoded), strict=True)
    if any(one.null_count or str(one.type) not in TEXT for one in known):
        raise Irregular
    pa = library("pyarrow", "parquet", "reading .parquet")
    together = pa.concat_arrays([one.cast("large_string") for one in known]).dictionary_encode()
    values = together.dictionary.to_pylist()
    is_value = np.fromiter(map(bool, values), bool, len(values))
    tables = np.split(
        (np.cumsum(is_value) * is_value).astype(np.uint32)[integers_of(together.indices)],
        np.cumsum(list(map(len, known)))[:-1],
    )
    numbers = [
        np.append(table, np.uint32(0))[integers_of(of_part.fill_null(len(table)))]
        for table, of_part in zip(tables, places, strict=True)
    ]
    return [NONE, *filter(None, values)], np.concatenate(numbers)


def integers_of(column: Any) -> Array:
    """Return a column of whole numbers; raises `Irregular` for another. (Arrow's ``to_numpy`` would load pandas.)"""
    if column.null_count or "int" not in str(column.type):
        raise Irregular
    whole = column.cast("int64")
    _, content = whole.buffers()
    count = len(whole)
    numbers: Array = np.frombuffer(content, np.int64, count, 8 * whole.offset) if count else np.zeros(0, np.int64)
    return numbers


def plain_cell(value: Any) -> Any:
    """Return what JSON can hold of a cell; raises `Irregular` for one that the reader makes a text of."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise Irregular
