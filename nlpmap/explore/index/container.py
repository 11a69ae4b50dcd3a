"""A file of named arrays, which is mapped into memory: little-endian numbers, one array after another, then a header.

The file begins with ``MAGIC``; each array begins at a multiple of 64 bytes; the header is JSON, and the last 16 bytes
of the file are its offset and its length.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from json import JSONDecodeError
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from ...errors import InputError
from ...files.special import is_special

MAGIC = b"nlpmap index\x01\n\x00\x00"
ALIGNED = 64  # bytes
TYPES = ("u1", "<u2", "<u4", "<u8")  # of numbers
TAIL = np.dtype([("offset", "<u8"), ("length", "<u8")])
MOST_HEADER = 2**26  # bytes
BLOCK = 2**24  # bytes copied at a time
Array = npt.NDArray[Any]


@contextmanager
def damage_told() -> Iterator[None]:
    """Raise `InputError` for numbers of an index that lead nowhere, and for bytes that are no text."""
    try:
        yield
    except (IndexError, UnicodeDecodeError, JSONDecodeError) as error:
        reason = " ".join(str(error).split())
        raise InputError(f"a damaged index ({reason}); make it again: nlpmap index --force") from None


def distinct(numbers: Array) -> Array:
    """Return the different numbers, sorted; numpy's ``unique`` takes tens of times as long for many.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    found = np.sort(numbers)
    return found[np.append(True, found[1:] != found[:-1])] if len(found) else found


class ArrayPlace(NamedTuple):
    """Where an array is in a file: the type of its numbers, its offset in bytes, and how many numbers there are."""

    type: str
    offset: int
    length: int  # in numbers


class Sink(Protocol):
    """What is written to: a file that appears when it is complete."""

    def write(self, content: bytes) -> None: ...


class Writer:
    """Writes arrays to a file one after another, and the header that says where they are.

    >>> import io
    >>> file = io.BytesIO()
    >>> writer = Writer(file)
    >>> writer.add("numbers", [np.array([1, 2, 3], "u1")])
    >>> writer.finish({"version": 1})
    >>> file.getvalue()[:12], file.getvalue()[64:67]
    (b'nlpmap index', b'\\x01\\x02\\x03')
    """

    def __init__(self, file: Sink | IO[bytes]) -> None:
        self.file = file
        self.places: dict[str, ArrayPlace] = {}
        self.end = 0
        self._write(MAGIC)

    def add(self, name: str, blocks: Any) -> None:
        """Add an array that comes in blocks of numbers of one type."""
        self._write(bytes(-self.end % ALIGNED))
        offset, count, kind = self.end, 0, TYPES[0]
        for block in blocks:
            kind = block.dtype.newbyteorder("<").str.lstrip("|")
            self._write(np.ascontiguousarray(block, kind).tobytes())
            count += len(block)
        self.places[name] = ArrayPlace(kind, offset, count)

    def finish(self, header: Mapping[str, Any]) -> None:
        """Write the header, with which the file is complete."""
        text = json.dumps({**header, "arrays": self.places}, ensure_ascii=False).encode()
        offset = self.end
        self._write(text)
        self._write(np.array([(offset, len(text))], TAIL).tobytes())

    def _write(self, content: bytes) -> None:
        self.file.write(content)
        self.end += len(content)


class Container:
    """A file of named arrays, opened: the numbers are read from the disk when they are looked at.

    Raises `InputError` where the file is not one, or not complete.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if is_special(path):  # a pipe would be waited for
            raise InputError(f"{path}: can't be opened as an index: it is no file")
        try:
            self.bytes: Array = np.memmap(path, np.uint8, mode="r")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it is empty"
            raise InputError(f"{path}: can't be opened as an index: {reason}") from None
        if self.bytes[: len(MAGIC)].tobytes() != MAGIC:
            raise InputError(f"{path}: not an index of nlpmap; nlpmap index makes one")
        self.header = self._header()
        self.places = self._places()

    def __contains__(self, name: str) -> bool:
        return name in self.places

    def __getitem__(self, name: str) -> Array:
        """Return an array; raises `InputError` where there is none of that name."""
        if name not in self.places:
            raise self.damaged(f"it has no {name}")
        kind, offset, count = self.places[name]
        return np.frombuffer(self.bytes, kind, count, offset)

    def damaged(self, how: str) -> InputError:
        """Return the error of a file that is not as it was written."""
        return InputError(f"{self.path}: not a complete index ({how}); make it again: nlpmap index --force")

    def _header(self) -> dict[str, Any]:
        size = len(self.bytes)
        if size < len(MAGIC) + TAIL.itemsize:
            raise self.damaged("it ends too soon")
        [(offset, length)] = np.frombuffer(self.bytes[-TAIL.itemsize :].tobytes(), TAIL).tolist()
        if length > MOST_HEADER or offset + length + TAIL.itemsize != size:
            raise self.damaged("it has no header")
        try:
            header = json.loads(self.bytes[offset : offset + length].tobytes())
        except (ValueError, RecursionError):
            raise self.damaged("its header is none") from None
        if not isinstance(header, dict) or not isinstance(header.get("arrays"), dict):
            raise self.damaged("its header is none")
        return header

    def _places(self) -> dict[str, ArrayPlace]:
        places = {}
        for name, place in self.header["arrays"].items():
            try:
                kind, offset, count = ArrayPlace(*place)
                fits = kind in TYPES and type(offset) is type(count) is int and min(offset, count) >= 0
                fits = fits and offset + count * np.dtype(kind).itemsize <= len(self.bytes)
            except TypeError:
                fits = False
            if not fits:
                raise self.damaged(f"{name!r} is not in it")
            places[name] = ArrayPlace(*place)
        return places
