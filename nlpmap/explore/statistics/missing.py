"""What is left out of counts, and said: tokens that have no value in a column."""

from __future__ import annotations


def left_out(count: int, what: str, column: str) -> str:
    """Say how many are left out.

    >>> left_out(1200, "tokens", "lemma"), left_out(0, "tokens", "lemma")
    ('1,200 tokens without lemma left out', '')
    """
    return f"{count:,} {what} without {column} left out" if count else ""
