"""A query cut into its signs, names and texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, NoReturn

from ...errors import InputError

MOST_DEPTH = 50  # of brackets in brackets
SIGNS = re.compile(
    r"""(?P<space>\s+|\#[^\n]*)
    |(?P<text>"(?:[^"\\]|\\.|"")*"|'(?:[^'\\]|\\.|'')*')
    |(?P<strategy>\(\?[a-z]*\))
    |(?P<flags>%[a-z]+)
    |(?P<number>\d+)
    |(?P<name>[^\W\d](?:[\w-]*\w)?)
    |(?P<sign>!=|::|->|<=|>=|</|[][(){}<>|&!=?*+,.:;@/])""",
    re.VERBOSE | re.DOTALL,
)


class QueryError(InputError):
    """A query that is not understood, with the column where that begins."""

    def __init__(self, query: str, column: int, reason: str) -> None:
        self.query = query
        self.column = column
        super().__init__(f"column {column} of the query {on_one_line(query)}: {reason}")


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
            raise QueryError(query, place + 1, unknown_sign(query[place]))
        if found.lastgroup != "space":
            yield Sign(str(found.lastgroup), found[0], place + 1)
        place = found.end()
    yield Sign("end", "", len(query) + 1)


def unknown_sign(character: str) -> str:
    if character in "\"'":
        return f"a text that begins with {character} and does not end"
    return f"{character!r} is no sign of the language"


def on_one_line(query: str) -> str:
    """Return a query with each of its control characters as a space."""
    return "".join(" " if character < " " else character for character in query)


class SignReader:
    """Goes through the signs of a query from the first to the last."""

    def __init__(self, query: str) -> None:
        self.text = query
        self.signs = list(signs_of(query))
        self.place = 0
        self.depth = 0

    @property
    def next(self) -> Sign:
        return self.signs[self.place]

    def fail(self, reason: str, sign: Sign | None = None) -> NoReturn:
        raise QueryError(self.text, (sign or self.next).column, reason)

    def take(self, text: str) -> bool:
        """Go past a sign if it is the next."""
        found = self.next.kind in ("sign", "name") and self.next.text == text
        self.place += found
        return found

    def need(self, text: str) -> None:
        if not self.take(text):
            self.fail(f"{text!r} is missing here" if self.next.kind == "end" else f"{text!r} is to be here")

    def taken(self, kind: str, what: str) -> Sign:
        """Go past the next of a kind, and return it."""
        if self.next.kind != kind:
            self.fail(f"{what} is to be here")
        self.place += 1
        return self.signs[self.place - 1]

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            self.fail(f"brackets are more than {MOST_DEPTH} deep")
