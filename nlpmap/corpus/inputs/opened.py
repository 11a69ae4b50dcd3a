"""A source opened: the stream of its unpacked bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from ...errors import InputError
from ...files.compression import open_compressed
from .places import StandardInput
from .source import Source


@contextmanager
def opened(source: Source) -> Iterator[IO[bytes]]:
    """Open a source as a stream of what is in it, unpacked."""
    try:
        stream = source.place.open()
    except OSError as error:
        raise InputError(f"{source.where}: {error.strerror or error}") from None
    try:
        yield open_compressed(stream, source.compression, source.where)
    finally:
        if not isinstance(source.place, StandardInput):
            stream.close()
