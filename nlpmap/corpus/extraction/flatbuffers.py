"""FlatBuffers: tables of fields in some bytes, found by the places that the bytes say, which may be wrong."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

PLACE, BACK, SHORT = struct.Struct("<I"), struct.Struct("<i"), struct.Struct("<H")


class Table:
    """A table at a place; its fields are known by their numbers in the schema.

    What leads out of the bytes raises `ValueError`, as bytes do that are no table.

    >>> content = struct.pack("<IHHHHiq", 12, 8, 12, 0, 4, 8, 7)
    >>> Table.root(content).number(1, struct.Struct("<q")), Table.root(content).number(0, SHORT)
    (7, 0)
    """

    def __init__(self, content: bytes, place: int) -> None:
        self.content = content
        self.place = place
        self.fields = place - self._read(BACK, place)
        self.size = self._read(SHORT, self.fields)

    @classmethod
    def root(cls, content: bytes) -> Table:
        """Return the table that some bytes are of."""
        return cls(content, _read(PLACE, content, 0))

    def number(self, field: int, format: struct.Struct) -> int:
        """Return a number; 0 where it is left out."""
        place = self._place_of(field)
        return self._read(format, place) if place else 0

    def table(self, field: int) -> Table:
        """Return an inner table."""
        found = self._target_of(field)
        if not found:
            raise ValueError("a table without what it has to have")
        return Table(self.content, found)

    def has(self, field: int) -> bool:
        """Return whether a field is there."""
        return self._place_of(field) > 0

    def structs(self, field: int, format: struct.Struct) -> Iterator[tuple[Any, ...]]:
        """Yield the members of a vector of structs; none where it is left out."""
        found = self._target_of(field)
        if found:
            first = found + PLACE.size
            end = first + format.size * self._read(PLACE, found)
            if end > len(self.content):
                raise ValueError("a vector that does not end")
            yield from format.iter_unpack(memoryview(self.content)[first:end])

    def _place_of(self, field: int) -> int:
        at = 4 + 2 * field
        offset = self._read(SHORT, self.fields + at) if at + SHORT.size <= self.size else 0
        return self.place + offset if offset else 0

    def _target_of(self, field: int) -> int:
        place = self._place_of(field)
        return place + self._read(PLACE, place) if place else 0

    def _read(self, format: struct.Struct, place: int) -> int:
        return _read(format, self.content, place)


def _read(format: struct.Struct, content: bytes, place: int) -> int:
    if not 0 <= place <= len(content) - format.size:
        raise ValueError("a place outside of its bytes")
    number: int = format.unpack_from(content, place)[0]
    return number
