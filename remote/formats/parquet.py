"""Parquet: workers render the rows of ``tsv``, without a library; the side that has the file makes columns of them."""

from __future__ import annotations

from . import tsv
from .format import Format

FORMAT = Format(
    "parquet",
    (".parquet",),
    tsv.render,
    columns=tsv.columns,
    handler="parquet",
    holds=("LEMMA",),
    is_binary=True,
    compresses_itself=True,
    library="pyarrow",
    extra="parquet",
)
