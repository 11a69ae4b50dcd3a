"""Sizes: how much of a job's input comes before a place in it, in bytes as they are on the disk."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import accumulate
from typing import Any

from ...corpus.formats import ALL
from ...corpus.inputs.source import Source
from ...corpus.reading.located import END, Position
from ...errors import NlpmapError
from ...files.compression import compression_of, open_compressed
from ...remote.formats import FORMATS
from ..records.parts import Part

SAMPLED = 2**20  # unpacked bytes, by which the rest of a compressed file is judged
JUDGED = 2**18  # bytes that a compressed file has at least to be judged: one read in no time moves no bar


class InputSizes:
    """The sizes of a job's inputs, as its ledger has them; ``total`` is 0 where one is unknown.

    >>> sizes = InputSizes([{"name": "a.txt", "size": 10}, {"name": "b.txt", "size": 20}])
    >>> sizes.total, sizes.before(1, Position(offset=5)), sizes.before(2, Position())
    (30, 15, 30)
    """

    def __init__(self, inputs: Sequence[Mapping[str, Any]], sources: Sequence[Source] = ()) -> None:
        sizes = [entry.get("size") for entry in inputs]
        known = [size for size in sizes if isinstance(size, int)]
        self.sums = array("Q", accumulate(known if len(known) == len(sizes) else [0] * len(sizes), initial=0))
        self.total = self.sums[-1]
        self.is_counted_otherwise = [
            ALL[source.format].is_binary or source.compression is not None for source in sources
        ] or [is_counted_otherwise(entry) for entry in inputs]
        self.sources = sources
        self.judged: dict[int, float] = {}

    def before(self, source: int, end: Position) -> int:
        """Return how many bytes come before a place; in a file whose unpacked bytes or rows are counted, about."""
        if source >= len(self.is_counted_otherwise):
            return self.total
        begin, after = self.sums[source], self.sums[source + 1]
        if end.offset == END:
            return after
        share = self._bytes_each(source) if self.is_counted_otherwise[source] else 1.0
        return min(begin + round(end.offset * share), after)

    def read_by(self, part: Part) -> int:
        """Return how many bytes come before the end of a part."""
        return self.total if part.finished else self.before(part.source, part.end)

    def _bytes_each(self, source: int) -> float:
        """Return how many bytes on the disk a counted one stands for; 0 where that can't be judged."""
        if source not in self.judged:
            size = self.sums[source + 1] - self.sums[source]
            is_large = source < len(self.sources) and size >= JUDGED
            self.judged[source] = bytes_each(self.sources[source], size) if is_large else 0.0
        return self.judged[source]


def is_counted_otherwise(entry: Mapping[str, Any]) -> bool:
    """Return whether positions in an input count something other than its bytes on the disk."""
    format = FORMATS.get(entry.get("format", ""))
    return compression_of(entry["name"]) is not None or (format is not None and format.is_binary)


def bytes_each(source: Source, size: int) -> float:
    """Judge by its beginning how many bytes on the disk an unpacked byte stands for, or a row."""
    with suppress(NlpmapError, OSError):
        if ALL[source.format].is_binary:
            return size / max(1, rows_of(source))
        stream = source.place.open()
        with stream, open_compressed(stream, source.compression) as unpacked:
            content = len(unpacked.read(SAMPLED))
            return stream.tell() / content if content else 0.0
    return 0.0


def rows_of(source: Source) -> int:
    """Return how many rows a table has, as its footer or the headers of its batches say."""
    if source.format == "arrow":
        from ...corpus.extraction.arrow import rows_of_arrow

        return rows_of_arrow(source)
    from ...corpus.reading.parquet import errors_of
    from ...optional import library

    parquet = library("pyarrow.parquet", "parquet", "reading .parquet")
    with source.place.open() as stream, errors_of(source.where, "parquet"):
        return int(parquet.ParquetFile(stream).metadata.num_rows) if stream.seekable() else 0
