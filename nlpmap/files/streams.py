"""Streams: bytes that are produced as they are read."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator
from typing import IO


class Pieces(io.RawIOBase):
    """A stream over pieces of bytes, which closes what they are made from when it is closed."""

    def __init__(self, pieces: Iterator[bytes], origin: IO[bytes] | None = None) -> None:
        self.pieces = pieces
        self.origin = origin
        self.rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self.rest:
            piece = next(self.pieces, None)
            if piece is None:
                return 0
            self.rest = memoryview(piece)
        count = min(len(buffer), len(self.rest))
        buffer[:count] = self.rest[:count]
        self.rest = self.rest[count:]
        return count

    def close(self) -> None:
        if isinstance(self.pieces, Generator):
            self.pieces.close()
        if self.origin is not None:
            self.origin.close()
        super().close()


def stream_of(pieces: Iterator[bytes], origin: IO[bytes] | None = None) -> io.BufferedReader:
    """Return pieces of bytes as one stream, with fast lines.

    >>> stream_of(iter([b"a", b"", b"b\\nc"])).readlines()
    [b'ab\\n', b'c']
    """
    return io.BufferedReader(Pieces(pieces, origin), 2**16)


def skip(stream: IO[bytes], count: int) -> None:
    """Skip so many bytes, or as many as there are.

    >>> stream = io.BytesIO(b"abc")
    >>> skip(stream, 2)
    >>> stream.read()
    b'c'
    """
    while count > 0 and (block := stream.read(min(count, 2**16))):
        count -= len(block)
