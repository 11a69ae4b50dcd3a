"""A process that makes an index, a piece when it is told to, to be killed after some of them."""

from __future__ import annotations

import sys

import nlpmap
from nlpmap.explore.index import building, growing, pieces, ranges

add = growing.GrowingIndex.add


def told_to_add(self: growing.GrowingIndex, piece: pieces.IndexPiece) -> None:
    """Add a piece when a line comes."""
    print("ready", flush=True)
    sys.stdin.readline()
    add(self, piece)


if __name__ == "__main__":
    ranges.BYTES = 300
    building.SECONDS = -1.0  # a mark after each piece
    growing.GrowingIndex.add = told_to_add  # type: ignore[method-assign]
    building.build(nlpmap.open(sys.argv[1]).sections, sys.argv[2])
