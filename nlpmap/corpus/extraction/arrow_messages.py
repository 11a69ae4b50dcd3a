"""The batches of Arrow files: how much each unpacks to, by its header, before it is unpacked; what is a bomb is not.

A header is a table of FlatBuffers (Message.fbs and File.fbs of Arrow's format), and may say anything. A packed buffer
begins with how many bytes it unpacks to.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import IO, NamedTuple

from ..parquet_pages import Bounds
from .flatbuffers import Table

MAGIC = b"ARROW1"
CONTINUED = b"\xff" * 4  # before the size of a header, from 2019 on
KIND, HEADER, LENGTH_OF_BODY = 1, 2, 3  # fields of a message
A_DICTIONARY, SOME_ROWS = 2, 3  # kinds of message
VALUES = 1  # the field of a dictionary, a batch
ROWS, BUFFERS, PACKING = 0, 2, 3  # fields of a batch
OLD_PACKING = b"ARROW:experimental_compression"  # in 2020, instead of the field
DICTIONARIES, BATCHES = 2, 3  # fields of the end of a file
KIND_IS, SIZE, NUMBER = struct.Struct("<B"), struct.Struct("<i"), struct.Struct("<q")
BUFFER, BLOCK = struct.Struct("<qq"), struct.Struct("<qi4xq")


class Batch(NamedTuple):
    """A batch of rows, or of a dictionary's values: its bytes in the file, and unpacked, and how many there are."""

    packed: int
    unpacked: int
    rows: int
    is_dictionary: bool


class Message(NamedTuple):
    """What a message says, and where its body is; an end before its beginning is left to Arrow to find."""

    header: bytes
    start: int
    end: int


class Messages:
    """The messages of a file, each looked at before Arrow reads it; dictionaries, which stay, are bounded together.

    Errors: `Bounds.check`'s, and `ValueError` where the bytes describe none.
    """

    def __init__(self, stream: IO[bytes], bounds: Bounds) -> None:
        self.stream = stream
        self.bounds = bounds
        self.size = stream.seek(0, os.SEEK_END)
        self.packed = self.unpacked = 0  # of the dictionaries so far
        stream.seek(0)

    def of_stream(self) -> Iterator[Batch]:
        """Yield the batches of rows of a stream; between them, it stays where Arrow has read up to."""
        place = 0
        while True:
            here = self.stream.tell()
            message = self._next(place)
            batch = None if message is None else self._checked(message)
            self.stream.seek(here)
            if message is None:
                return
            place = message.end
            if batch is not None and not batch.is_dictionary:
                yield batch

    def of_file(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Return where the headers of a file's dictionaries and batches of rows are, and how long."""
        tail = SIZE.size + len(MAGIC)
        [size] = SIZE.unpack(self._read(self.size - tail, SIZE.size))
        end = Table.root(self._read(self.size - tail - size, size))
        dictionaries, batches = (
            [(place, length) for place, length, _ in end.structs(field, BLOCK)] for field in (DICTIONARIES, BATCHES)
        )
        return dictionaries, batches

    def at(self, place: int, length: int) -> Batch:
        """Return the batch whose header is at a place."""
        whole = self._read(place, length)
        start = 2 * SIZE.size if whole.startswith(CONTINUED) else SIZE.size
        batch = self._checked(self._with_body(whole[start:], place + length))
        if batch is None:
            raise ValueError("a message of another kind than is said of it")
        return batch

    def _next(self, place: int) -> Message | None:
        """Return the message of a stream at a place; ``None`` where it ends."""
        self.stream.seek(place)
        begun = self.stream.read(SIZE.size)
        if begun == CONTINUED:
            begun, place = self.stream.read(SIZE.size), place + SIZE.size
        size = SIZE.unpack(begun)[0] if len(begun) == SIZE.size else 0
        if size == 0:
            return None
        place += SIZE.size
        message = self._with_body(self._read(place, size), place + size)
        if message.end < message.start:
            raise ValueError("a message that ends before it begins")
        return message

    def _with_body(self, header: bytes, start: int) -> Message:
        return Message(header, start, start + Table.root(header).number(LENGTH_OF_BODY, NUMBER))

    def _checked(self, message: Message) -> Batch | None:
        """Return the batch that a message is, if it is one, and within bounds."""
        table = Table.root(message.header)
        kind = table.number(KIND, KIND_IS)
        if kind not in (A_DICTIONARY, SOME_ROWS):
            return None
        told = table.table(HEADER).table(VALUES) if kind == A_DICTIONARY else table.table(HEADER)
        is_packed = told.has(PACKING) or OLD_PACKING in message.header
        unpacked = sum(self._unpacked(message, told)) if is_packed else 0
        packed = max(0, min(message.end, self.size) - message.start)
        batch = Batch(packed, unpacked, told.number(ROWS, NUMBER), kind == A_DICTIONARY)
        if batch.rows < 0:
            raise ValueError("a batch of fewer rows than none")
        self._check(batch)
        return batch

    def _check(self, batch: Batch) -> None:
        if batch.is_dictionary:
            self.packed, self.unpacked = self.packed + batch.packed, self.unpacked + batch.unpacked
            self.bounds.check("what its dictionaries have", self.packed, self.unpacked)
        else:  # a row may have no bytes at all
            self.bounds.check("a batch of rows", batch.packed, max(batch.unpacked, batch.rows))

    def _unpacked(self, message: Message, batch: Table) -> Iterator[int]:
        """Yield how many bytes each buffer unpacks to; one that is not packed says a number below none."""
        for place, length in batch.structs(BUFFERS, BUFFER):
            if length >= NUMBER.size:
                [size] = NUMBER.unpack(self._read(message.start + place, NUMBER.size))
                yield size if size >= 0 else length

    def _read(self, place: int, count: int) -> bytes:
        if not 0 <= place <= place + count <= self.size:
            raise ValueError("bytes that are not there")
        self.stream.seek(place)
        return self.stream.read(count)
