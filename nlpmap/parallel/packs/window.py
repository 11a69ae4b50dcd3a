"""How much may be under way to a worker: so that over a slow link no queue is so long that a ping waits in it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress

PIECE = 2**16  # bytes, which a link of 1 Mbit/s carries in half a second
PIECES = 16  # that may be under way: 5 MB/s at a round trip of 200 ms


class Window:
    """Counts the pieces that are under way."""

    def __init__(self, pieces: int = PIECES) -> None:
        self.free = threading.BoundedSemaphore(pieces)
        self.closed = False

    def take(self) -> bool:
        """Wait until another piece may be sent; return whether anybody is there to get it."""
        while not self.free.acquire(timeout=0.5):
            if self.closed:
                return False
        return not self.closed

    def give(self) -> None:
        """Note that a piece has arrived."""
        with suppress(ValueError):  # a host may say so more often than it got any
            self.free.release()

    def close(self) -> None:
        self.closed = True


def in_pieces(content: bytes) -> Iterator[bytes]:
    """Cut bytes into pieces.

    >>> [len(piece) for piece in in_pieces(bytes(PIECE + 1))]
    [65536, 1]
    """
    return (content[start : start + PIECE] for start in range(0, len(content), PIECE))
