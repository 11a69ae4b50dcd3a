"""A process that makes an index, slowly enough to be killed after some of its pieces."""

from __future__ import annotations

import sys

import nlpmap
from nlpmap.explore.index import building, growing, pieces, ranges

ranges.BYTES = 300
building.SECONDS = -1.0  # a mark after each piece
add = growing.GrowingIndex.add


def waiting(self: growing.GrowingIndex, piece: pieces.IndexPiece) -> None:
    """Add a piece when the test says so."""
    print("ready", flush=True)
    sys.stdin.readline()
    add(self, piece)


growing.GrowingIndex.add = waiting  # type: ignore[method-assign]
building.build(nlpmap.open(sys.argv[1]).sections, sys.argv[2])
