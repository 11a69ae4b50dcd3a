"""Where a record is in its file, and what became of it: a document, or an error, which does not end the others."""

from __future__ import annotations

from typing import Literal, NamedTuple

from ...errors import InputError, Message, Option
from ...remote.document import Document

END = 2**63 - 1  # the offset after the last record of a file that can be read no further
Kind = Literal["undecodable", "malformed", "too long", "unreadable"]


class Position(NamedTuple):
    """A place between two records: how far into the unpacked file, and the numbers of the record and line to come.

    The offset counts bytes; in files that have no lines (parquet, NLTK's corpora), records. Files in an encoding whose
    lines can't be decoded one by one, such as UTF-16, are counted as if they were UTF-8.

    >>> Position()
    Position(offset=0, record=1, line=1)
    """

    offset: int = 0
    record: int = 1
    line: int = 1


START = Position()


class Flaw(NamedTuple):
    """What is wrong with a record: its kind, and the error with the message.

    ``bare`` is the document without its text of so many ``characters``, where nothing is wrong with it but its length.
    """

    kind: Kind
    error: InputError
    bare: Document | None = None
    characters: int = 0


class Bound(int):
    """A number of bytes that are allowed, and the option that allows more.

    >>> Bound(9, "max_bytes") == 9, Bound(9, "max_bytes").option
    (True, 'max_bytes')
    """

    option: str

    def __new__(cls, bytes: int, option: str) -> Bound:
        bound = super().__new__(cls, bytes)
        bound.option = option
        return bound


def too_long(where: str, what: str, most: int | None = None) -> Flaw:
    """Return what is wrong with what is longer than is allowed, and the option that allows more.

    >>> str(too_long("a.txt", "a file of more than 9 bytes", Bound(9, "max_bytes")).error)
    'a.txt: a file of more than 9 bytes. Raise max_bytes to read it'
    """
    option = most.option if isinstance(most, Bound) else "max_chars"
    return Flaw("too long", InputError(Message(f"{where}: {what}. Raise ", Option(option), " to read it")))


class Located(NamedTuple):
    """A record of a source: where it begins and ends, and its document, or what is wrong with it.

    ``end`` is where reading goes on after it. A broken record has its file's name and its number as id.
    """

    start: Position
    end: Position
    id: str
    document: Document | None = None
    flaw: Flaw | None = None
