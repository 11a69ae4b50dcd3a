"""The file of a model: an index in JSON, then the parts, compressed one by one so that each can be read alone.

The file is a line ``nlpmap model 3``, a line with the SHA-256 of all that follows, a line of JSON, and the parts.
The JSON has the model's name and metadata and, for each part, the name of its table, its size, the SHA-256 of what
it unpacks to and the size of that (files of version 2 do not say it); the parts are as `remote.model_tables` packs
them. Nothing in it can run code, and it unpacks to no more than `MOST_FREE` and `MOST_RATIO` times its size.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..remote.model_tables import Tables, encoded_table, packed_table

FAMILY, VERSION = b"nlpmap model ", b"3"
READ = (b"2", VERSION)
MOST_FREE = 2**25  # bytes that any file may unpack to
MOST_RATIO = 32  # more for each byte that it has: `packed_table` packs none tighter
BLOCK = 2**20


class NewerFormat(ValueError):
    """A file of a format that came after this program."""

    def __init__(self, version: object) -> None:
        super().__init__(f"model format {version!s} is newer than this nlpmap knows; upgrade nlpmap")


class PackedPart(NamedTuple):
    """A table as the file has it: its name, and what the index says of it."""

    key: str
    content: bytes
    sha256: str
    unpacked: int | None


def write_container(name: str, metadata: Mapping[str, Any], tables: Mapping[str, Any]) -> bytes:
    """Write a model's file; the same model gives the same bytes.

    >>> read_container(write_container("tiny", {}, {"tagger": {"rows": b"\\x01"}}))[2]["tagger"]
    {'rows': b'\\x01'}
    """
    encoded = {key: encoded_table(table) for key, table in sorted(tables.items())}
    parts = {key: packed_table(content) for key, content in encoded.items()}
    index = {
        "name": name,
        "metadata": dict(metadata),
        "parts": [[key, len(part), sha256(encoded[key]), len(encoded[key])] for key, part in parts.items()],
    }
    body = b"".join([json.dumps(index, separators=(",", ":")).encode(), b"\n", *parts.values()])
    return b"".join([FAMILY, VERSION, b"\n", sha256(body).encode(), b"\n", body])


def read_container(content: bytes, trusted: bool = False) -> tuple[str, dict[str, Any], Tables, str]:
    """Read a model's file: its name, metadata, tables and the hash of its tables.

    Raises `ValueError` where it is damaged, or where its tables are not what it says of them: for that each is
    unpacked, a block at a time, unless the file is ``trusted``.
    """
    if not content.startswith(FAMILY):
        raise ValueError(f"it does not begin with {FAMILY.decode()!r}")
    first, _, rest = content.partition(b"\n")
    version = first.removeprefix(FAMILY)
    if version not in READ:
        raise NewerFormat(version.decode("ascii", "replace"))
    said, _, body = rest.partition(b"\n")
    if sha256(body).encode() != said:
        raise ValueError("its content is not what its hash says: the file is damaged")
    line, _, rest = body.partition(b"\n")
    index = index_of(line)
    parts = list(parts_of(index["parts"], rest))
    if not trusted:
        check_parts(parts)
    tables = Tables({part.key: part.content for part in parts})
    return index["name"], index["metadata"], tables, digest({part.key: part.sha256 for part in parts})


def index_of(line: bytes) -> dict[str, Any]:
    """Read the index of a file; raises `ValueError` where it is none."""
    try:
        index: Any = json.loads(line)
    except RecursionError:
        raise ValueError("its index has too many levels") from None
    if not (isinstance(index, dict) and {"name", "metadata", "parts"} <= index.keys()):
        raise ValueError("its index has not a name, metadata and parts")
    if not (isinstance(index["parts"], list) and all(isinstance(entry, list) for entry in index["parts"])):
        raise ValueError("its index is not of names, sizes and hashes")
    return index


def parts_of(entries: list[Any], rest: bytes) -> Iterator[PackedPart]:
    """Yield the parts that an index tells of; raises `ValueError` where they are not what follows it."""
    for key, size, sum_, *unpacked in entries:
        if not (isinstance(key, str) and isinstance(sum_, str) and is_size(size) and all(map(is_size, unpacked))):
            raise ValueError("its index is not of names, sizes and hashes")
        if size > len(rest):
            raise ValueError(f"the table {key!r} is said to be longer than the file")
        yield PackedPart(key, rest[:size], sum_, unpacked[0] if unpacked else None)
        rest = rest[size:]
    if rest:
        raise ValueError(f"{len(rest):,} bytes follow its last table")


def is_size(number: object) -> bool:
    return type(number) is int and number >= 0


def check_parts(parts: list[PackedPart]) -> None:
    """Raise `ValueError` where tables unpack to too much, or to what they are not said to be.

    >>> check_parts([PackedPart("tagger", zlib.compress(bytes(2**27)), "", 2**27)])
    Traceback (most recent call last):
    ...
    ValueError: its tables unpack to more than 37,729,344 bytes, which no model of its size does
    """
    most = MOST_FREE + MOST_RATIO * sum(len(part.content) for part in parts)
    left = most
    if len({part.key for part in parts}) < len(parts):
        raise ValueError("it has two tables of one name")
    for part in parts:
        if (part.unpacked or 0) > left:
            raise too_much(most)
        left -= check_part(part, left, most)


def check_part(part: PackedPart, left: int, most: int) -> int:
    """Unpack a part, to no more than is ``left``, and return its size; nothing of it is kept."""
    found, size, decoder = hashlib.sha256(), 0, zlib.decompressobj()
    waiting = part.content
    while waiting and not decoder.eof:
        try:
            block = decoder.decompress(waiting, BLOCK)
        except zlib.error:
            raise ValueError(f"the table {part.key!r} can't be unpacked") from None
        waiting = decoder.unconsumed_tail
        found.update(block)
        size += len(block)
        if size > left:
            raise too_much(most)
        if part.unpacked is not None and size > part.unpacked:
            break
    whole = decoder.eof and not decoder.unused_data
    if not whole or part.unpacked not in (None, size) or found.hexdigest() != part.sha256:
        raise ValueError(f"the table {part.key!r} is not what its size and hash say")
    return size


def too_much(most: int) -> ValueError:
    return ValueError(f"its tables unpack to more than {most:,} bytes, which no model of its size does")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def hashes(tables: Mapping[str, Any]) -> dict[str, str]:
    """Return the SHA-256 of each table."""
    return {key: sha256(encoded_table(table)) for key, table in tables.items()}


def digest(sums: Mapping[str, str]) -> str:
    """Join the hashes of tables to one, whatever their order."""
    return sha256("".join(f"{key} {sums[key]}\n" for key in sorted(sums)).encode())
