"""A worker's end of the pipe to its coordinator, which takes a message in several pieces."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import IO, Any

from .pieces import left_of


class Output:
    """Writes messages to a pipe as a whole, one after the other, from any thread.

    What a signal's handler sends while its thread is in the midst of a message follows that.

    >>> reading, writing = os.pipe()
    >>> output = Output(os.fdopen(writing, "wb"))
    >>> output.write(b"Items", b"", b"...")
    >>> os.read(reading, 9)
    b'Items...'
    >>> output.close(), os.close(reading)
    (None, None)
    """

    def __init__(self, pipe: IO[bytes]) -> None:
        self.pipe = pipe
        self.turn = threading.RLock()
        self.left: list[memoryview] = []
        self.is_writing = False

    def write(self, *pieces: bytes) -> None:
        """Write all pieces; raises `OSError` where nobody reads, or the pipe is closed."""
        with self.turn:
            if self.pipe.closed:  # then its number may be another file's
                raise OSError("the pipe is closed")
            self.left += map(memoryview, pieces)
            if not self.is_writing:
                self.is_writing = True
                try:
                    self._write_all()
                finally:
                    self.left, self.is_writing = [], False

    def close(self) -> None:
        """Close the pipe, when what is being written is."""
        with self.turn:
            self.pipe.close()

    def _write_all(self) -> None:
        while self.left:
            written = os.writev(self.pipe.fileno(), self.left)
            self.left = left_of(self.left, written)


def writer_of(channel: Any) -> Callable[..., None] | None:
    """Return what writes to a channel's pipe, and have execnet use it; None where the system can't write pieces."""
    if not hasattr(os, "writev"):
        return None
    io = channel.gateway._io
    output = Output(io.outfile)
    io.write, io.close_write = output.write, output.close
    return output.write
