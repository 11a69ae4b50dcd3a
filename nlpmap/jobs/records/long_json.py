"""JSON of an object with long lists, some entries at a time: that of a job's inputs is many megabytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

ENTRIES = 1000  # of a list, at a time
PIECE = 2**16  # characters, about
READABLE = (", ", ": ")  # between entries, and after keys


def json_pieces(
    entries: Mapping[str, Any], separators: tuple[str, str] = READABLE, sort_keys: bool = False, end: str = ""
) -> Iterator[bytes]:
    """Yield what `json.dumps` makes of an object, and what is to end it, in pieces.

    >>> list(json_pieces({"n": [1, 2], "of": {"a": None}}, end="!"))
    [b'{"n": [1, 2], "of": {"a": null}}!']
    """
    gathered: list[str] = []
    size = 0
    for part in _parts(entries, separators, sort_keys):
        gathered.append(part)
        size += len(part)
        if size >= PIECE:
            yield "".join(gathered).encode()
            gathered, size = [], 0
    yield "".join([*gathered, end]).encode()


def _parts(entries: Mapping[str, Any], separators: tuple[str, str], sort_keys: bool) -> Iterator[str]:
    dumps = partial(json.dumps, separators=separators, sort_keys=sort_keys)
    comma, colon = separators
    for number, key in enumerate(sorted(entries) if sort_keys else entries):
        yield f"{comma if number else '{'}{dumps(key)}{colon}"
        value = entries[key]
        if not isinstance(value, list) or len(value) <= ENTRIES:
            yield dumps(value)
            continue
        for first in range(0, len(value), ENTRIES):
            yield f"{comma if first else '['}{dumps(value[first : first + ENTRIES])[1:-1]}"
        yield "]"
    yield "}" if entries else "{}"
