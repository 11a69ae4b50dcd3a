"""A model's tables, packed: each is compressed bytes, of JSON and then of the raw bytes that it marks.

So they travel from a model's file to a worker as they are, and only what a task needs is ever decoded.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

MARK = "$bytes"  # an object of this one key stands for so many of the raw bytes
LEVEL = 9
FREE = 2**20  # bytes of a table, whatever it is packed to
TIGHTEST = 32  # times that a longer one may shrink


class Tables(Mapping[str, Any]):
    """A model's tables, each decoded when it is first looked at; those that never were packed are as they are."""

    def __init__(self, parts: Mapping[str, Any]) -> None:
        self.parts = parts
        self.decoded: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self.decoded:
            part = self.parts[key]  # the container has seen to its size
            self.decoded[key] = decoded(zlib.decompress(part)) if isinstance(part, bytes) else part
        return self.decoded[key]

    def __contains__(self, key: object) -> bool:
        return key in self.parts

    def __iter__(self) -> Iterator[str]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)


def tables_from(tables: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return tables that can be looked at, of such or of their packed parts."""
    return Tables(tables) if any(isinstance(table, bytes) for table in tables.values()) else tables


def packed_table(encoded: bytes) -> bytes:
    """Compress an encoded table, unless that would make it so small as only a bomb is.

    >>> tables_from({"tagger": packed_table(encoded_table({"rows": b"\\x01"}))})["tagger"]
    {'rows': b'\\x01'}
    """
    packed = zlib.compress(encoded, LEVEL)
    return packed if len(encoded) <= FREE + TIGHTEST * len(packed) else zlib.compress(encoded, 0)


def encoded_table(table: Any) -> bytes:
    """Write a table of builtins: JSON on a line, then the bytes that it holds, in the order of their marks.

    >>> encoded_table({"a": [b"xy"], "b": 1})
    b'{"a":[{"$bytes":2}],"b":1}\\nxy'
    """
    raw: list[bytes] = []
    text = json.dumps(table, default=lambda value: marked(value, raw), separators=(",", ":"), sort_keys=True)
    return b"".join([text.encode(), b"\n", *raw])


def marked(value: object, raw: list[bytes]) -> dict[str, int]:
    if not isinstance(value, bytes):
        raise TypeError(f"a model's tables are builtins, not {type(value).__name__}")
    raw.append(value)
    return {MARK: len(value)}


def decoded(content: bytes) -> Any:
    """Read what `encoded_table` wrote.

    >>> decoded(encoded_table({"a": [b"xy", 1.5]}))
    {'a': [b'xy', 1.5]}
    """
    line, _, raw = content.partition(b"\n")
    start = 0

    def unmarked(entry: dict[str, Any]) -> Any:
        nonlocal start
        if entry.keys() != {MARK}:
            return entry
        start += entry[MARK]
        return raw[start - entry[MARK] : start]

    return json.loads(line, object_hook=unmarked)
