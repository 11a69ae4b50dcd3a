"""How a word is written, capitals and small letters; and the number of its tags."""

from __future__ import annotations

from zlib import crc32

LOWER, TITLE, UPPER, MIXED, LETTER = range(5)


def casing_of(form: str) -> int:
    """Return how a form is written, capitals and small letters.

    >>> [casing_of(form) for form in ("dogs", "Dogs", "IBM", "iPhone", "A")]
    [0, 1, 2, 3, 4]
    """
    low = form.lower()
    if form == low:
        return LOWER
    if len(form) == 1:
        return LETTER
    if form[1:] == low[1:]:
        return TITLE
    return UPPER if form == form.upper() else MIXED


def tags_number(tag: str | None, universal: str | None) -> int:
    """Return the number that stands for a word's tags.

    >>> tags_number("NNS", "NOUN") == tags_number("NNS", None)
    False
    """
    return crc32(f"{universal or ''} {tag or ''}".encode("utf-8", "surrogatepass"))
