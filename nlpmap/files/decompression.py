"""Decompression in steps: however much some bytes unpack to, each step returns no more than it is asked for."""

from __future__ import annotations

import lzma
import zlib
from typing import Any, Protocol

from ..optional import library

MOST_MEMORY = 72 * 2**20  # that a decompressor may want: as much as `xz -9` needs
WINDOW = 2**26  # bytes of content that a Zstandard frame may refer back to
SKIPPABLE = b"\x2a\x4d\x18"  # after a byte of 0x50 to 0x5f, what a frame begins with that has no content
HEADER_KNOWN = 8  # bytes by which the length of a frame's header is known; the shortest frame has 9
HEADER = 18  # bytes at most
FRAME, BLOCK, CHECKSUM, END = range(4)
RUN = 1  # the type of a block that is one byte again and again


class Decompressor(Protocol):
    """A decompressor of one member, which finds where it ends; the interface is that of `bz2.BZ2Decompressor`."""

    @property
    def eof(self) -> bool:
        """Whether the member has ended."""

    @property
    def needs_input(self) -> bool:
        """Whether the next step needs more bytes than were given."""

    @property
    def unused_data(self) -> bytes:
        """What was given after the end of the member."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return at most so many bytes of content."""


class Inflate:
    """The decompressor of a member of gzip.

    >>> inflate = Inflate()
    >>> inflate.decompress(zlib.compress(b"Dogs bark.", wbits=31), 4), inflate.needs_input
    (b'Dogs', False)
    >>> inflate.decompress(b"", 100), inflate.eof
    (b' bark.', True)
    """

    def __init__(self, wbits: int = 31) -> None:
        self.inner = zlib.decompressobj(wbits)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self.inner.eof

    @property
    def unused_data(self) -> bytes:
        return self.inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        content = self.inner.decompress(self.inner.unconsumed_tail + data, max_length)
        self.needs_input = len(content) < max_length and not self.eof
        return content


class Zstandard:
    """The decompressor of a frame of Zstandard, which the library is given block by block (RFC 8878, 3.1.1).

    For the library returns all that some bytes unpack to, of which a block of 4 is up to 128 KiB.
    """

    def __init__(self) -> None:
        self.inner = zstandard().ZstdDecompressor(max_window_size=WINDOW).decompressobj()
        self.given = b""
        self.place = 0  # of what was not passed on yet
        self.left = 0  # bytes of the block that is being passed on
        self.next = FRAME
        self.has_checksum = self.is_skipped = self.eof = False
        self.needs_input = True

    @property
    def unused_data(self) -> bytes:
        return self.given[self.place :] if self.eof else b""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return the content of at most one block, however little was asked for."""
        if data:
            self.given, self.place = self.given[self.place :] + data, 0
        content = b""
        while not content and not self.eof and self._has_piece():
            piece = self.given[self.place : self.place + self.left]
            self.place += len(piece)
            self.left -= len(piece)
            content = b"" if self.is_skipped else self.inner.decompress(piece)
            self.eof = self.next == END and not self.left
        self.needs_input = not content and not self.eof
        return content

    def _has_piece(self) -> bool:
        """Return whether there is something to pass on, of a part whose length is known."""
        if not self.left:
            self.left = self._length(self.given[self.place : self.place + HEADER])
        return self.left > 0 and self.place < len(self.given)

    def _length(self, head: bytes) -> int:
        """Return how long the next part of the frame is, by its first bytes; 0 where these are too few."""
        if self.next == FRAME:
            return self._length_of_header(head) if len(head) >= HEADER_KNOWN else 0
        if self.next == CHECKSUM:
            self.next = END
            return 4
        if len(head) < 3:
            return 0
        header = int.from_bytes(head[:3], "little")
        if header & 1:
            self.next = CHECKSUM if self.has_checksum else END
        return 3 + (1 if header >> 1 & 3 == RUN else header >> 3)

    def _length_of_header(self, head: bytes) -> int:
        if 0x50 <= head[0] <= 0x5F and head[1:4] == SKIPPABLE:
            self.is_skipped, self.next = True, END
            return 8 + int.from_bytes(head[4:8], "little")
        flags = head[4]
        is_single = bool(flags & 0x20)
        self.has_checksum, self.next = bool(flags & 4), BLOCK
        return 5 + (not is_single) + (0, 1, 2, 4)[flags & 3] + (int(is_single), 2, 4, 8)[flags >> 6]


def zstandard() -> Any:
    return library("zstandard", "zstd", "the suffix .zst")


def xz() -> Decompressor:
    """Return a decompressor of a stream of xz, which wants no more memory than is allowed."""
    return lzma.LZMADecompressor(memlimit=MOST_MEMORY)


def wants_memory(error: Exception) -> bool:
    """Return whether something can't be unpacked for the memory that it says it needs."""
    return "memory" in str(error).lower()
