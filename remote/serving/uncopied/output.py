"""A worker's end of the pipe to its coordinator, which takes a message in several pieces."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

from .pieces import left_of


class Output:
    """Writes messages as a whole, one after the other, from any thread; ``descriptor`` is the pipe's.

    What a signal's handler sends while its thread is in the midst of a message follows that.

    >>> reading, writing = os.pipe()
    >>> Output(writing).write(b"Items", b"", b"...")
    >>> os.read(reading, 9)
    b'Items...'
    """

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.turn = threading.RLock()
        self.left: list[memoryview] = []
        self.is_writing = False

    def write(self, *pieces: bytes) -> None:
        """Write all pieces; raises `OSError` where nobody reads."""
        with self.turn:
            self.left += map(memoryview, pieces)
            if not self.is_writing:
                self.is_writing = True
                try:
                    self._write_all()
                finally:
                    self.left, self.is_writing = [], False

    def _write_all(self) -> None:
        while self.left:
            written = os.writev(self.descriptor, self.left)
            self.left = left_of(self.left, written)


def writer_of(channel: Any) -> Callable[..., None] | None:
    """Return what writes to a channel's pipe, and have execnet use it; None where the system can't write pieces."""
    if not hasattr(os, "writev"):
        return None
    io = channel.gateway._io
    io.write = Output(io.outfile.fileno()).write
    return io.write  # type: ignore[no-any-return]
