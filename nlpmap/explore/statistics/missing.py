"""What is left out of counts, and said: tokens that have no value in a column."""

from __future__ import annotations


def note_of_missing(count: int, what: str, column: str) -> str:
    """Say how many are left out.

    >>> note_of_missing(1200, "tokens", "lemma"), note_of_missing(0, "tokens", "lemma")
    ('1,200 tokens without lemma left out', '')
    """
    return f"{count:,} {what} without {column} left out" if count else ""
