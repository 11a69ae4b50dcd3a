"""A query cut into its signs, names and texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ...errors import InputError

SIGNS = re.compile(
    r"""(?P<space>\s+)
    |(?P<text>"(?:[^"\\]|\\.|"")*"|'(?:[^'\\]|\\.|'')*')
    |(?P<strategy>\(\?[a-z]*\))
    |(?P<flags>%[a-z]+)
    |(?P<number>\d+)
    |(?P<name>[^\W\d](?:[\w-]*\w)?)
    |(?P<sign>!=|::|</|[][(){}<>|&!=?*+,.:@/])""",
    re.VERBOSE | re.DOTALL,
)


class QueryError(InputError):
    """A query that is not understood, with the column where that begins."""

    def __init__(self, query: str, column: int, reason: str) -> None:
        self.query = query
        self.column = column
        super().__init__(f"column {column} of the query: {reason}\n  {one_line(query)}\n  {' ' * (column - 1)}^")


class Sign(NamedTuple):
    """A sign, a name, a number or a text of a query; its kind; and its column, from 1."""

    kind: str
    text: str
    column: int


def signs_of(query: str) -> Iterator[Sign]:
    """Yield what a query is made of, and an end; raises `QueryError` where it is made of something else.

    >>> [sign.text for sign in signs_of('[xpos="NN.*"]+')]
    ['[', 'xpos', '=', '"NN.*"', ']', '+', '']
    """
    place = 0
    while place < len(query):
        found = SIGNS.match(query, place)
        if found is None:
            raise QueryError(query, place + 1, unreadable(query[place]))
        if found.lastgroup != "space":
            yield Sign(str(found.lastgroup), found[0], place + 1)
        place = found.end()
    yield Sign("end", "", len(query) + 1)


def unreadable(character: str) -> str:
    if character in "\"'":
        return f"a text that begins with {character} and does not end"
    return f"{character!r} is no sign of the language"


def one_line(query: str) -> str:
    """Return a query with each of its control characters as a space."""
    return "".join(" " if character < " " else character for character in query)
