"""The encoding of a source, found out by reading it: for ``--encoding auto``, and as advice where another fails."""

from __future__ import annotations

import codecs
import logging
from collections.abc import Iterator
from functools import lru_cache

from ...errors import InputError
from ..detection.encodings import SAMPLE, detected, encoding_by_mark, non_ascii_parts
from .heads import can_be_reread, head_of
from .opened import opened
from .source import Source

AUTO = "auto"
log = logging.getLogger("nlpmap.corpus")


def encoding_of(source: Source, given: str) -> str:
    """Return the encoding to read a source in: its own where that is known, the one given, or, for auto, what fits."""
    if source.encoding or given != AUTO:
        return source.encoding or given
    found = found_encoding(source) or "utf-8"  # whose broken lines are then told one by one
    if not found.startswith("utf-8"):
        _note(source.where, found)
    return found


@lru_cache(maxsize=2**12)
def _note(where: str, encoding: str) -> None:
    log.warning("%s: read as %s", where, encoding)


def found_encoding(source: Source) -> str | None:
    """Return the encoding that all of a source is text in, as far as that can be known; ``None`` where none fits."""
    try:
        if not can_be_reread(source):
            return detected(head_of(source))
        return _found(source, tuple(sorted((key, str(value)) for key, value in source.fingerprint().items())))
    except InputError:
        return None  # it can't be unpacked; that is told when it is read


@lru_cache(maxsize=2**8)
def _found(source: Source, version: tuple[tuple[str, str], ...]) -> str | None:
    head = next(_blocks(source), b"")
    marked = encoding_by_mark(head, AUTO)
    if marked == AUTO and decodes(source, "utf-8") and b"\0" not in head:
        return "utf-8"
    found = marked if marked != AUTO else detected(_sample(source))
    return found if found is not None and decodes(source, found) else None


def _sample(source: Source) -> bytes:
    """Return what is not ASCII, with what is beside it, up to a size; of UTF-16, the beginning."""
    sample = b""
    for block in _blocks(source):
        if b"\0" in block:
            return block
        sample += non_ascii_parts(block)
        if len(sample) > SAMPLE:
            break
    return sample


def decodes(source: Source, encoding: str) -> bool:
    """Return whether all of a source can be decoded."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for block in _blocks(source):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _blocks(source: Source) -> Iterator[bytes]:
    with opened(source, guarded=False) as stream:
        while block := stream.read(2**18):
            yield block
