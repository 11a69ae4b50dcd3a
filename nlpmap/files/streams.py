"""Streams: bytes that are produced as they are read."""

from __future__ import annotations

import io
from collections.abc import Callable, Generator, Iterator
from typing import IO

from ..errors import InputError


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


class Reopened(io.RawIOBase):
    """A stream that can only be read on, made one that can go anywhere: it goes back by being opened anew.

    >>> stream = Reopened(lambda: io.BytesIO(b"Dogs bark."))
    >>> stream.seek(5), stream.read(4), stream.seek(0), stream.read(4)
    (5, b'bark', 0, b'Dogs')
    """

    def __init__(self, open: Callable[[], IO[bytes]]) -> None:
        self.open = open
        self.stream = open()
        self.place = 0

    def read(self, count: int = -1) -> bytes:
        content = self.stream.read(count)
        self.place += len(content)
        return content

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.place

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        if place < self.place:
            self.stream.close()
            self.stream, self.place = self.open(), 0
        self.place += skip(self.stream, place - self.place)
        return self.place

    def close(self) -> None:
        self.stream.close()
        super().close()


class Metered(io.RawIOBase):
    """A stream of which no more is read than is allowed, until more is: headers, say, that go on without end.

    >>> metered = Metered(io.BytesIO(b"abcdef"), 4, "a header of more than 4 bytes")
    >>> metered.read(4), metered.allow(1), metered.read(1)
    (b'abcd', None, b'e')
    >>> metered.read(1)
    Traceback (most recent call last):
    ...
    nlpmap.errors.InputError: a header of more than 4 bytes
    """

    def __init__(self, stream: IO[bytes], most: int, message: str) -> None:
        self.stream = stream
        self.left: int | None = most
        self.message = message

    def allow(self, most: int | None) -> None:
        """Allow so many bytes to be read from here on, or any number."""
        self.left = most

    def read(self, count: int = -1) -> bytes:
        if self.left is not None:
            if count < 0 or count > self.left:
                raise InputError(self.message)
            self.left -= count
        return self.stream.read(count)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self.stream.seekable()

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        return self.stream.seek(place, whence)

    def tell(self) -> int:
        return self.stream.tell()

    def close(self) -> None:
        self.stream.close()
        super().close()


def skip(stream: IO[bytes], count: int) -> int:
    """Skip so many bytes, or as many as there are; and return how many these were.

    >>> stream = io.BytesIO(b"abc")
    >>> skip(stream, 2), stream.read()
    (2, b'c')
    """
    left = count
    while left > 0 and (block := stream.read(min(left, 2**16))):
        left -= len(block)
    return count - left
