"""Sizes: how much of a job's input, in bytes, comes before a place in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from ..corpus.reading.located import Position
from ..files.compression import compression_of


class Sizes:
    """The sizes of a job's inputs, as its ledger has them; ``total`` is 0 where one is unknown.

    >>> sizes = Sizes([{"name": "a.txt", "size": 10}, {"name": "b.txt", "size": 20}])
    >>> sizes.total, sizes.before(1, Position(offset=5)), sizes.before(2, Position())
    (30, 15, 30)
    """

    def __init__(self, inputs: Sequence[Mapping[str, Any]]) -> None:
        sizes = [entry.get("size") for entry in inputs]
        known = [size for size in sizes if isinstance(size, int)]
        self.sums = list(accumulate(known if len(known) == len(sizes) else [0] * len(sizes), initial=0))
        self.total = self.sums[-1]
        self.packed = [compression_of(entry["name"]) is not None for entry in inputs]

    def before(self, source: int, end: Position) -> int:
        """Return how many bytes come before a place; of a compressed file, whose unpacked bytes are counted, none."""
        if source >= len(self.packed):
            return self.total
        if self.packed[source]:
            return self.sums[source]
        return min(self.sums[source] + end.offset, self.sums[source + 1])
