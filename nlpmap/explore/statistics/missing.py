"""What is left out of counts, and said: tokens that have no value in a column."""

from __future__ import annotations


def note_of_missing(count: int, what: str, column: str) -> str:
    """Say how many are left out.

    >>> note_of_missing(1200, "tokens", "lemma"), note_of_missing(0, "tokens", "lemma")
    ('tokens without lemma, left out: 1,200', '')
    """
    return f"{what} without {column}, left out: {count:,}" if count else ""
