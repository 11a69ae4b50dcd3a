"""Batches as engines hand them out, of every kind, and what is to come of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest

import nlpmap

TEXTS = ["The old dog slept.", "", "It's here. Good!", "Dr. Ode saw “it”."]
MIXED = ["Dogs bark.", None, "BAD", "Cats sleep."]
SAID = [None, "InputError: the text is missing", "ValueError: bad", None]
KINDS: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "pandas": pandas.DataFrame,
    "polars": lambda columns: polars.DataFrame(columns, strict=False),
    "table": pyarrow.table,
    "batch": pyarrow.RecordBatch.from_pydict,
    "dict": dict,
    "numpy": lambda columns: {name: numpy.array(cells, dtype=object) for name, cells in columns.items()},
}
kinds = pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
untyped: Any = nlpmap


class Wavering:
    """A tokenizer that some texts are too much for."""

    def tokenize(self, text: str) -> list[str]:
        if "BAD" in text:
            raise ValueError("bad")
        if "EXIT" in text:
            raise SystemExit(3)
        return text.split()


class Interrupted:
    def tokenize(self, text: str) -> list[str]:
        raise KeyboardInterrupt


def rows(batch: Any) -> list[dict[str, Any]]:
    """A batch's rows, what is missing as None."""
    if isinstance(batch, dict):
        batch = {name: list(cells) for name, cells in batch.items()}
        return [dict(zip(batch, row, strict=True)) for row in zip(*batch.values(), strict=True)]
    if isinstance(batch, pandas.DataFrame):
        batch = pyarrow.Table.from_pandas(batch, preserve_index=False)
    found: list[dict[str, Any]] = batch.to_dicts() if isinstance(batch, polars.DataFrame) else batch.to_pylist()
    return found
