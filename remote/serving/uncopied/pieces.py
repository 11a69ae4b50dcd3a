"""Several pieces that are written as one."""

from __future__ import annotations


def left_of(pieces: list[memoryview], written: int) -> list[memoryview]:
    """Return what is left of pieces after so many bytes of them.

    >>> list(map(bytes, left_of([memoryview(b"abc"), memoryview(b""), memoryview(b"def")], 4)))
    [b'ef']
    """
    for rank, piece in enumerate(pieces):
        if written < len(piece):
            return [piece[written:], *pieces[rank + 1 :]]
        written -= len(piece)
    return []
