"""The file of a model: an index in JSON, then the parts, compressed one by one so that each can be read alone.

The file is a line ``nlpmap model 2``, a line with the SHA-256 of all that follows, a line of JSON, and the parts.
The JSON has the model's name and metadata and, for each part, the name of its table, its size, and the SHA-256 of what
it unpacks to; the parts are as `remote.model_tables` packs them. Nothing in it can run code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ..remote.model_tables import Tables, encoded_table, packed_table

FAMILY, VERSION = b"nlpmap model ", b"2"


class NewerFormat(ValueError):
    """A file of a format that came after this program."""

    def __init__(self, version: object) -> None:
        super().__init__(f"model format {version!s} is newer than this nlpmap knows; upgrade nlpmap")


def write_container(name: str, metadata: Mapping[str, Any], tables: Mapping[str, Any]) -> bytes:
    """Write a model's file; the same model gives the same bytes.

    >>> read_container(write_container("tiny", {}, {"tagger": {"rows": b"\\x01"}}))[2]["tagger"]
    {'rows': b'\\x01'}
    """
    parts = {key: packed_table(table) for key, table in sorted(tables.items())}
    sums = hashes(tables)
    index = {
        "name": name,
        "metadata": dict(metadata),
        "parts": [[key, len(part), sums[key]] for key, part in parts.items()],
    }
    body = b"".join([json.dumps(index, separators=(",", ":")).encode(), b"\n", *parts.values()])
    return b"".join([FAMILY, VERSION, b"\n", hashlib.sha256(body).hexdigest().encode(), b"\n", body])


def read_container(content: bytes) -> tuple[str, dict[str, Any], Tables, str]:
    """Read a model's file: its name, metadata, tables and the hash of its tables.

    Raises `ValueError` where it is damaged.
    """
    if not content.startswith(FAMILY):
        raise ValueError(f"it does not begin with {FAMILY.decode()!r}")
    first, _, rest = content.partition(b"\n")
    version = first.removeprefix(FAMILY)
    if version != VERSION:
        raise NewerFormat(version.decode("ascii", "replace"))
    said, _, body = rest.partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != said:
        raise ValueError("its content is not what its hash says: the file is damaged")
    line, _, rest = body.partition(b"\n")
    index = json.loads(line)
    parts: dict[str, bytes] = {}
    for key, size, _ in index["parts"]:
        parts[key], rest = rest[:size], rest[size:]
    return index["name"], index["metadata"], Tables(parts), digest({key: sum_ for key, _, sum_ in index["parts"]})


def hashes(tables: Mapping[str, Any]) -> dict[str, str]:
    """Return the SHA-256 of each table."""
    return {key: hashlib.sha256(encoded_table(table)).hexdigest() for key, table in tables.items()}


def digest(sums: Mapping[str, str]) -> str:
    """Join the hashes of tables to one, whatever their order."""
    return hashlib.sha256("".join(f"{key} {sums[key]}\n" for key in sorted(sums)).encode()).hexdigest()
