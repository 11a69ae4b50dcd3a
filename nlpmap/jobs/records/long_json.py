"""JSON of an object with long lists, some entries at a time: that of a job's inputs is many megabytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

ENTRIES = 1000  # of a list, at a time
READABLE = (", ", ": ")  # between entries, and after keys


def json_pieces(
    entries: Mapping[str, Any], separators: tuple[str, str] = READABLE, sort_keys: bool = False
) -> Iterator[bytes]:
    """Yield what `json.dumps` makes of an object, in pieces.

    >>> b"".join(json_pieces({"n": [1, 2], "of": {"a": None}}))
    b'{"n": [1, 2], "of": {"a": null}}'
    """
    dumps = partial(json.dumps, separators=separators, sort_keys=sort_keys)
    comma, colon = separators
    for number, key in enumerate(sorted(entries) if sort_keys else entries):
        yield f"{comma if number else '{'}{dumps(key)}{colon}".encode()
        value = entries[key]
        if not isinstance(value, list) or len(value) <= ENTRIES:
            yield dumps(value).encode()
            continue
        for first in range(0, len(value), ENTRIES):
            yield f"{comma if first else '['}{dumps(value[first : first + ENTRIES])[1:-1]}".encode()
        yield b"]"
    yield b"}" if entries else b"{}"
