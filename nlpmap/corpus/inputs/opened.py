"""A source opened: the stream of its unpacked bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from ...errors import InputError
from ...files.compression import open_compressed
from ..detection.signatures import signature_of
from ..formats import ALL
from .places import StandardInput
from .source import Source


@contextmanager
def opened(source: Source, guarded: bool = True) -> Iterator[IO[bytes]]:
    """Open a source as a stream of what is in it, unpacked; one of no text, where text is expected, is refused."""
    try:
        stream = source.place.open()
    except OSError as error:
        raise InputError(f"{source.where}: {error.strerror or error}") from None
    try:
        content = stream
        if source.compression is not None:
            content = open_compressed(stream, source.compression, source.where)
        if guarded and not ALL[source.format].is_binary:
            refuse_binary(source, content)
        yield content
    finally:
        if not isinstance(source.place, StandardInput):
            stream.close()


def refuse_binary(source: Source, stream: IO[bytes]) -> None:
    """Raise `InputError` where a stream that shows its first bytes is of a file that is no text."""
    peek = getattr(stream, "peek", None)
    try:
        signature = signature_of(bytes(peek(512)[:512])) if peek is not None else None
    except OSError as error:
        raise InputError(f"{source.where}: {error.strerror or error}") from None
    if signature is not None:
        raise InputError(f"{source.where}: {signature.said(source.where)}")
