"""Tables of tokens in parquet scanned, column by column."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from typing import Any

from ...optional import library
from ...remote.document import Document
from ...remote.formats import tsv
from ..arrow_values import values_of
from ..inputs.opened import opened
from ..inputs.source import Source
from ..parquet_pages import BrokenHeader
from ..reading.options import Reading
from ..reading.parquet import batches_of, bounds_of, opened_table, seekable
from .columns import Irregular, Landmark, Scan, of_columns

ROWS = 2**16
SCANNED = ["sentence", "token", "form", "xpos", "upos", "lemma"]


def batches(source: Source, reading: Reading, names: list[str]) -> Iterator[Any]:
    """Yield batches of some columns of a table of tokens."""
    parquet = library("pyarrow.parquet", "parquet", "reading .parquet")
    pa = library("pyarrow", "parquet", "reading .parquet")
    with ExitStack() as closing:
        try:
            bounds = bounds_of(source, reading)
            content = seekable(closing.enter_context(opened(source)), closing, bounds)
            file = opened_table(parquet, content)
            if not set(tsv.COLUMNS) <= set(file.schema_arrow.names):  # an older one, too, is left to the reader
                raise Irregular
            yield from (batch for _, batch in batches_of(file, content, bounds, 0, ROWS, names))
        except (pa.ArrowException, OSError, BrokenHeader):
            raise Irregular from None


def scanned_rows(source: Source, reading: Reading) -> Iterator[Document]:
    """Yield the columns of each document: it begins with the first token of its first sentence."""
    waiting: list[list[Any]] = [[] for _ in SCANNED]
    for batch in batches(source, reading, SCANNED):
        before = len(waiting[0])
        for column, name in zip(waiting, SCANNED, strict=True):
            column += values_of(batch.column(name))
        firsts = [before + row for row in first_rows(batch)]
        starts = [row for row in firsts if row > 0]
        for begin, end in pairwise([0, *starts]):
            yield scanned_document([column[begin:end] for column in waiting])
        waiting = [column[starts[-1] if starts else 0 :] for column in waiting]
    if waiting[0]:
        yield scanned_document(waiting)


def first_rows(batch: Any) -> list[int]:
    """List the rows of a batch that begin a document."""
    sentences, ranks = (batch.column(name).to_numpy() for name in ("sentence", "token"))
    rows: list[int] = ((sentences == 1) & (ranks == 1)).nonzero()[0].tolist()
    return rows


def scanned_document(columns: list[list[Any]]) -> Document:
    sentences, _, forms, tags, universal, lemmas = columns
    breaks = [row for row, (one, other) in enumerate(pairwise(sentences), start=1) if one != other]
    return of_columns(forms, tags, universal, lemmas, [*breaks, len(forms)])


def row_landmarks(source: Source, reading: Reading) -> Iterator[Landmark]:
    """Yield the row that each document begins with, and its id."""
    at = 0
    for batch in batches(source, reading, ["sentence", "token", "doc"]):
        firsts = first_rows(batch)
        if at == 0 and batch.num_rows and firsts[:1] != [0]:
            raise Irregular
        ids = values_of(batch.column("doc")) if firsts else []
        for row in firsts:
            yield Landmark(at + row, at + row + 1, str(ids[row]))
        at += batch.num_rows


SCAN = Scan(scanned_rows, row_landmarks)
