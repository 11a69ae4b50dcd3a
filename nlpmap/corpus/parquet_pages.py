"""The pages of parquet files: how much each unpacks to, by its header, before any is unpacked; what is a bomb is not.

Where the pages are, the file's end says; it and the headers are structs of Thrift's compact protocol (parquet.thrift,
`FileMetaData` and `PageHeader`). Both may say anything. They are read here, as pyarrow ends the process at some of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from ..errors import InputError, Message, Option
from .inputs.source import MOST_FREE, MOST_RATIO

if TYPE_CHECKING:
    from typing import TypeGuard

AT_ONCE = 2**24  # bytes of a column that are unpacked together, about
CELLS = 2**20  # that are
POINTER = 8  # bytes that a value of a list has, though it be packed with a thousand others into one
HEADER = 2**12  # bytes that are read of a header at first; one with statistics may be longer,
MOST_HEADER = 2**24  # but not that long
DEEPEST = 16
GROUPS, COLUMNS, OF_COLUMN = 4, 1, 3  # fields of the file's end, of a group of rows, and of one of its columns
COUNT, SIZE, FIRST, FIRST_DICTIONARY = 5, 7, 9, 11  # and of what is said of a column
UNPACKED, PACKED, DATA, DICTIONARY, DATA_2 = 2, 3, 5, 7, 8  # fields of a header
VALUES = 1  # the field of how many there are, in each of the last three
TRUE, FALSE, BYTE, INTEGERS, DOUBLE, BINARY, LISTS, MAP, STRUCT = 1, 2, 3, (4, 5, 6), 7, 8, (9, 10), 11, 12


class DataPage(NamedTuple):
    """How many bytes a page has, packed and unpacked, and how many values; those of a dictionary are no data."""

    packed: int
    unpacked: int
    values: int
    is_data: bool


class Column(NamedTuple):
    """Where the pages of a column of a group of rows are, and how many values they have."""

    start: int
    end: int
    values: int


class BrokenHeader(ValueError):
    """Bytes that describe no pages."""


class Bounds(NamedTuple):
    """How many bytes a page may unpack to, whatever it was packed to, and however much that was."""

    where: str
    free: int = MOST_FREE
    most: int | None = None

    def check(self, what: str, packed: int, unpacked: int) -> None:
        """Raise `InputError` where something unpacks to more than all but bombs do."""
        allowed = max(self.free, MOST_RATIO * packed)
        if unpacked > (allowed if self.most is None else min(allowed, max(self.free, self.most))):
            bomb = f"{self.where}: {what} unpacks from {packed:,} to {unpacked:,} bytes. Raise "
            raise InputError(Message(bomb, Option("max_chars"), " to read it"))

    def check_file(self, unpacked: int) -> None:
        """Raise `InputError` where a file that has to be unpacked as a whole is more than all but bombs are."""
        if self.most is not None and unpacked > max(self.free, self.most):
            raise InputError(f"{self.where}: unpacks to more than {unpacked - 1:,} bytes; unpack it, to read it")


def rows_at_once(stream: IO[bytes], columns: list[Column], schema: Any, wanted: int, bounds: Bounds) -> int:
    """Return how many rows of a group to read together, so that they take no memory out of proportion.

    ``schema`` is pyarrow's. Raises `InputError` where one row alone might, `BrokenHeader` where there is no telling.
    """
    rows = min(wanted, max(1, CELLS // max(1, len(columns))))
    for number, column in enumerate(columns):
        described = schema.column(number)
        is_list = described.max_repetition_level > 0
        what, total_packed, total = f"the column {described.path!r}", 0, 0
        for page in pages_of(stream, column):
            size = max(page.unpacked, POINTER * page.values) if is_list else page.unpacked
            bounds.check(f"a page of {what}", page.packed, size)
            total_packed, total = total_packed + page.packed, total + size
            if page.is_data:
                rows = max(1, min(rows, AT_ONCE * page.values // max(1, size)))
        if is_list:  # all may be of one row
            bounds.check(what, total_packed, total)
    return rows


def groups_of(stream: IO[bytes], width: int) -> list[list[Column]]:
    """Return the columns of each group of rows, of which there are as many as pyarrow says; raises `BrokenHeader`."""
    stream.seek(-8, os.SEEK_END)
    place = stream.tell()
    size = int.from_bytes(stream.read(4), "little")
    stream.seek(max(0, place - size))
    return groups_in(stream.read(min(size, place)), width)


@lru_cache(maxsize=2)  # of a file that is read in parts, each opened anew
def groups_in(described: bytes, width: int) -> list[list[Column]]:
    """Return the columns of each group of rows that the end of a file describes."""
    try:
        groups = struct_in(described, 0)[0].get(GROUPS)
        found = [[column_described(chunk[OF_COLUMN]) for chunk in group[COLUMNS]] for group in groups or []]
    except (IndexError, KeyError, TypeError):
        raise BrokenHeader("its end describes no columns") from None
    if any(len(columns) != width for columns in found):
        raise BrokenHeader("its end describes other columns than it has")
    return found


def column_described(said: dict[int, Any]) -> Column:
    start, dictionary = int(said[FIRST]), int(said.get(FIRST_DICTIONARY) or 0)
    start = dictionary if 0 < dictionary < start else start
    return Column(start, start + int(said[SIZE]), int(said[COUNT]))


def pages_of(stream: IO[bytes], column: Column) -> Iterator[DataPage]:
    """Yield the pages of a column; raises `BrokenHeader` where it has none."""
    place, left = column.start, column.values
    if place < 0:
        raise BrokenHeader("a column that is nowhere")
    while place < column.end and left > 0:  # what comes after the last value is not read
        header, length = header_at(stream, place)
        page = page_of(header)
        yield page
        place += length + page.packed
        left -= page.values if page.is_data else 0


def page_of(header: dict[int, Any]) -> DataPage:
    kind = next((field for field in (DATA, DATA_2, DICTIONARY) if isinstance(header.get(field), dict)), None)
    counts = {} if kind is None else header[kind]
    packed, unpacked, values = header.get(PACKED), header.get(UNPACKED), counts.get(VALUES, 0)
    if is_number_of_bytes(packed) and is_number_of_bytes(unpacked) and is_number_of_bytes(values):
        return DataPage(packed, unpacked, values, kind in (DATA, DATA_2))
    raise BrokenHeader("a page without its size")


def is_number_of_bytes(number: object) -> TypeGuard[int]:
    return isinstance(number, int) and number >= 0


def header_at(stream: IO[bytes], place: int) -> tuple[dict[int, Any], int]:
    """Return the fields of the header at a place, and how many bytes it has."""
    size = HEADER
    while size <= MOST_HEADER:
        stream.seek(place)
        content = stream.read(size)
        try:
            return struct_in(content, 0)
        except IndexError:
            if len(content) < size:
                break
            size *= 8
    raise BrokenHeader("a page without a header")


def struct_in(content: bytes, at: int, depth: int = 0) -> tuple[dict[int, Any], int]:
    """Read a struct of Thrift's compact protocol: its integers and structs by their fields, and where it ends.

    >>> struct_in(bytes([0x15, 4, 0x15, 0x80, 1, 0x2C, 0x15, 2, 0, 0]), 0)
    ({1: 2, 2: 64, 4: {1: 1}}, 10)
    """
    fields: dict[int, Any] = {}
    field = 0
    while kind := content[at]:
        at += 1
        if kind >> 4:
            field += kind >> 4
        else:
            field, at = integer_in(content, at)
        fields[field], at = value_in(content, at, kind & 15, depth)
    return fields, at + 1


def value_in(content: bytes, at: int, kind: int, depth: int) -> tuple[Any, int]:
    """Read a value of a kind; ``None`` for one that is passed over."""
    if depth > DEEPEST:
        raise BrokenHeader("a header of too many levels")
    if kind in (TRUE, FALSE):
        return None, at
    if kind in INTEGERS:
        return integer_in(content, at)
    if kind == STRUCT:
        return struct_in(content, at, depth + 1)
    if kind in LISTS:
        return list_in(content, at, depth)
    if kind == BINARY:
        length, at = varint_in(content, at)
        return None, index_within(content, at + length)
    sizes = {BYTE: 1, DOUBLE: 8}
    if kind not in sizes:  # a header has no maps
        raise BrokenHeader(f"a header with a field of the kind {kind}")
    return None, index_within(content, at + sizes[kind])


def list_in(content: bytes, at: int, depth: int) -> tuple[list[Any] | None, int]:
    """Read a list of structs; others are passed over."""
    count, kind = content[at] >> 4, content[at] & 15
    at += 1
    if count == 15:
        count, at = varint_in(content, at)
    members: list[Any] = []
    for _ in range(count):
        member, at = (None, at + 1) if kind in (TRUE, FALSE) else value_in(content, at, kind, depth + 1)
        index_within(content, at)
        if kind == STRUCT:
            members.append(member)
    return (members if kind == STRUCT else None), at


def index_within(content: bytes, at: int) -> int:
    """Return a place; raises `IndexError` where the bytes end before it."""
    if at > len(content):
        raise IndexError
    return at


def integer_in(content: bytes, at: int) -> tuple[int, int]:
    number, at = varint_in(content, at)
    return (number >> 1) ^ -(number & 1), at


def varint_in(content: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = content[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, at
        shift += 7
        if shift > 63:
            raise BrokenHeader("a number of too many bytes")
