"""Amending: what may change between a job and its continuation, since nothing that it concerns has been done yet.

The file at which a job stopped may have been repaired, or be read in another encoding than the files before it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from ..corpus.reading.encodings import is_decoded_by_line
from ..corpus.reading.located import END, Position
from .records.parts import Part

Entries = Sequence[Mapping[str, Any]]
log = logging.getLogger("nlpmap.jobs")


def amended(before: Mapping[str, Any], now: Mapping[str, Any], last: Part) -> dict[str, Any]:
    """Return the order of a job that was begun, with the changes that concern only what comes after its last part.

    >>> entries = [{"file": name, "format": "txt", "size": 9} for name in ("a.txt", "b.txt")]
    >>> before = {"inputs": entries, "reading": {"encoding": "utf-8"}}
    >>> now = {"inputs": [entries[0], {**entries[1], "size": 8}], "reading": {"encoding": "cp1252"}}
    >>> amended(before, now, Part(1, source=0, end=Position(9, 2, 2))) == now
    True
    """
    if last.finished:
        return dict(before)
    inputs, reading = before["inputs"], dict(before["reading"])
    if len(inputs) == len(now["inputs"]):
        inputs = [
            new if is_to_come(number, old, new, last) else old
            for number, (old, new) in enumerate(zip(inputs, now["inputs"], strict=True))
        ]
    encoding = now["reading"].get("encoding")
    if encoding and "encoding" in reading and fits_position(reading["encoding"], encoding, last.end):
        reading["encoding"] = encoding
    return {**before, "inputs": inputs, "reading": reading}


def is_to_come(number: int, old: Mapping[str, Any], new: Mapping[str, Any], last: Part) -> bool:
    """Return whether of an input, which is the same file as before, something is to be read after a part."""
    same = (old["file"], old["format"]) == (new["file"], new["format"])
    is_read = number < last.source or (number == last.source and last.end.offset == END)
    return same and not is_read and new.get("size", END) >= (last.end.offset if number == last.source else 0)


def fits_position(before: str, now: str, at: Position) -> bool:
    """Return whether a position found in one encoding is one in another, too.

    >>> fits_position("utf-8", "cp1252", Position(100, 2, 2)), fits_position("utf-8", "utf-16", Position(100, 2, 2))
    (True, False)
    """
    if before == now or at.offset in (0, END):
        return True
    return "auto" not in (before, now) and is_decoded_by_line(before) and is_decoded_by_line(now)


def tell(before: Mapping[str, Any], now: Mapping[str, Any], last: Part) -> None:
    """Note which input has changed behind the place where it is read on."""
    if last.source < len(before["inputs"]) and last.end.offset not in (0, END):
        old, new = before["inputs"][last.source], now["inputs"][last.source]
        if old != new:
            log.warning("%s has changed: what is before line %d is taken to be as it was", new["name"], last.end.line)
