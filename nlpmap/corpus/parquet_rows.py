"""Rows that workers render for parquet, made columns of: a row a token, as in ``tsv``, a sentence or a document."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol

from ..optional import library
from ..remote.formats import tsv
from ..remote.formats.metadata import FEATS, REST, WITH_FEATS, aligned
from ..remote.formats.parquet_rows import DOCUMENT, SENTENCE

WRITING = "writing .parquet"
TEXTS = ("doc", "form", "xpos", "upos", "iob", "lemma", FEATS)
REPEATED = ("doc", "xpos", "upos", "iob")  # the same few again and again: dictionary-encoded


class Rows(Protocol):
    """How rendered rows become an Arrow table, of plain strings, whose columns have these names."""

    names: Sequence[str]
    repeated: Sequence[str]
    in_quotes: bool  # whether an end of line between quotation marks is within a row

    @property
    def schema(self) -> Any: ...

    def to_table(self, rendered: bytes) -> Any: ...


def rows_with(names: Sequence[str]) -> Rows:
    """Return how rows are read whose columns have these names.

    >>> type(rows_with(tsv.columns(["stars"]))).__name__
    'TokenRows'
    """
    return TokenRows(names) if tsv.is_header(names) else JsonRows(names)


class TokenRows:
    """Rows of tokens between tabs.

    >>> TokenRows(tsv.columns([])).to_table(b"d1\\t1\\t1\\tYes\\t0\\t3\\tUH\\tINTJ\\t\\t\\t\\n").to_pylist()[0]["form"]
    'Yes'
    """

    in_quotes = True

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.repeated: Sequence[str] = (*REPEATED, *names[len(tsv.own_columns(names)) :])

    @cached_property
    def schema(self) -> Any:
        pa = library("pyarrow", "parquet", WRITING)
        texts = {*TEXTS, *self.names[len(tsv.own_columns(self.names)) :]}
        required = {*tsv.COLUMNS} - {"xpos", "upos", "iob", "lemma"}
        types = ((name, pa.string() if name in texts else pa.int32()) for name in self.names)
        return pa.schema([pa.field(name, type, nullable=name not in required) for name, type in types])

    def to_table(self, rendered: bytes) -> Any:
        csv = library("pyarrow.csv", "parquet", WRITING)
        if not rendered:
            return self.schema.empty_table()
        table = csv.read_csv(
            io.BytesIO(rendered),
            csv.ReadOptions(column_names=self.names, use_threads=False, block_size=len(rendered) + 1),
            csv.ParseOptions(delimiter="\t", newlines_in_values=True, ignore_empty_lines=False),
            csv.ConvertOptions(
                column_types=dict(zip(self.schema.names, self.schema.types, strict=True)),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
        return table.cast(self.schema)


class JsonRows:
    """Rows that are JSON, a line each, with lists in columns of tokens.

    >>> rows = JsonRows(["id", "text", "tokens", "metadata"])
    >>> rows.to_table(b'{"id": "a", "text": "Yes", "tokens": ["Yes"]}\\n').to_pylist()
    [{'id': 'a', 'text': 'Yes', 'tokens': ['Yes'], 'metadata': None}]
    """

    in_quotes = False
    repeated: Sequence[str] = ()

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names

    @cached_property
    def schema(self) -> Any:
        pa = library("pyarrow", "parquet", WRITING)
        own = SENTENCE if tuple(self.names[: len(SENTENCE)]) == SENTENCE else DOCUMENT
        chunk = pa.struct([("label", pa.string()), ("start", pa.int32()), ("end", pa.int32())])
        types = {name: pa.list_(pa.string()) for name in ("tokens", "xpos", "upos", "iob", "lemma", FEATS)}
        types |= {name: pa.list_(pa.int32()) for name in ("start", "end")} | {"chunks": pa.list_(chunk)}
        types["sentence"] = pa.int32() if own is SENTENCE else pa.list_(pa.int32())
        count = len(own) + (FEATS in self.names[len(own) :])
        own_types = [(name, types.get(name, pa.string())) for name in self.names[:count]]
        return pa.schema(own_types + [(name, pa.string()) for name in self.names[count:]])

    def to_table(self, rendered: bytes) -> Any:
        pa = library("pyarrow", "parquet", WRITING)
        return pa.Table.from_pylist([self.row(line) for line in rendered.split(b"\n") if line], self.schema)

    def row(self, line: bytes) -> dict[str, Any]:
        """Return a row with metadata in the last columns."""
        row: dict[str, Any] = json.loads(line)
        metadata = row.pop("metadata", {})
        metadata.pop(WITH_FEATS, None)
        cells = list((metadata if REST in metadata else aligned(metadata, ())).values())
        return row | dict(zip(self.names[-len(cells) :], cells, strict=True))
