"""How files become documents: the options of reading."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, NamedTuple, get_args

from ...errors import InputError
from ...option_names import check_options
from ...remote.formats import Format
from ..formats import TEXT
from ..inputs.places import LocalFile
from ..inputs.selection import Selection
from ..inputs.source import Source
from .encodings import check_encoding

Split = Literal["file", "paragraph", "line"]
Quoting = Literal["minimal", "none"]
TEXT_HANDLER = "text"  # of formats whose lines are texts
BYTES_OF_LINE = 64  # that a line takes in memory, though it be empty
BYTES_OF_PIECE = 32  # an element, token or value, which takes far more in memory: bombs are made of such pieces
CHARACTERS_OF_PIECE = 2  # of those that a text may have by the user's own word
BESIDE_THE_TEXT = 2**17  # pieces, by the user's own word
BEYOND_THE_TEXT = 2**16  # bytes that a record may have for its id and metadata


class Most(NamedTuple):
    """How many bytes, lines and pieces a record may have; ``None`` for any number."""

    bytes: int | None = None
    lines: int | None = None
    pieces: int | None = None

    def exceeded(self, bytes: int, lines: int, pieces: int = 0) -> str:
        """Return what of a record is more than it may have, for messages; nothing, where none is.

        >>> Most(lines=1_000).exceeded(9_999, 2_000), Most(bytes=10_000).exceeded(9_999, 2_000)
        ('1,000 lines', '')
        """
        if self.pieces is not None and pieces > self.pieces:
            return f"{self.pieces:,} pieces"
        if self.bytes is not None and bytes > self.bytes:
            return f"{self.bytes:,} bytes"
        return f"{self.lines:,} lines" if self.lines is not None and lines > self.lines else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How files become documents.

    ``format`` is told by suffix and content where it is ``None``; ``encoding="auto"`` finds out that of each file;
    ``split`` makes a document of each text file, paragraph or line; ``text_key`` and ``id_key`` are for JSON and
    tables, and may lead inwards, as ``user.description``; ``quoting="none"`` takes the quotation marks of a table as
    they are; a document of more than ``max_chars`` characters is an error, and where it is ``None`` one that
    unpacks to very much more than its file has; ``include`` and ``exclude`` are globs of
    the files that are read. Raises `InputError` where an option is unknown.

    >>> Reading(split="line", encoding="latin-1").format is None
    True
    """

    format: str | None = None
    encoding: str = "utf-8"
    split: Split = "file"
    text_key: str = "text"
    id_key: str = "id"
    max_chars: int | None = None
    quoting: Quoting = "minimal"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def __new__(cls, *given: Any, **options: Any) -> Reading:
        if not options.keys() <= cls.__dataclass_fields__.keys():
            check_options(options, cls.__dataclass_fields__, "nlpmap.Reading")
        return object.__new__(cls)

    def __post_init__(self) -> None:
        object.__setattr__(self, "include", globs_of(self.include))
        object.__setattr__(self, "exclude", globs_of(self.exclude))
        check_encoding(self.encoding)
        if self.quoting not in get_args(Quoting):
            raise InputError(f"unknown quoting {self.quoting!r}; known: {', '.join(get_args(Quoting))}")
        if self.split not in get_args(Split):
            raise InputError(f"unknown split {self.split!r}; known: {', '.join(get_args(Split))}")
        if self.max_chars is not None and self.max_chars < 1:
            raise InputError(f"max_chars is at least 1, not {self.max_chars}")

    def selection(self, outputs: bool = False, unreadable: bool = False) -> Selection:
        """Return which files are read, and as what; see `Selection`."""
        default = TEXT if self.split != "file" else None
        return Selection(self.format, default, self.encoding, self.include, self.exclude, outputs, unreadable)

    @classmethod
    def of(cls, reading: Reading | None, options: Mapping[str, Any], call: str) -> Reading:
        """Return the options of a call, given as a `Reading`, by name, or both.

        >>> Reading.of(Reading(split="line"), {"encoding": "latin-1"}, "nlpmap.read").split
        'line'
        """
        if reading is not None and not isinstance(reading, Reading):
            raise InputError(f"reading is nlpmap.Reading(format=..., encoding=...), not {reading!r}")
        check_options(options, [field.name for field in fields(cls)], call)
        return replace(reading or cls(), **options)

    def most_bytes(self, format: Format, source: Source) -> int | None:
        """Return how many bytes of a record of a file in a format are read, or ``None`` where there is no limit."""
        if self.max_chars is None:
            place = source.place
            is_file = (
                source.compression is None and isinstance(place, LocalFile) and os.path.isfile(place.name)  # noqa: PTH113
            )
            return None if is_file else source.most_unpacked
        return format.bytes_per_character * self.max_chars + BEYOND_THE_TEXT

    def most_of_record(self, format: Format, source: Source) -> Most:
        """Return how much a record may have that is gathered of lines, each of a token or structure, or of a text."""
        most_bytes = self.most_bytes(format, source)
        is_text = format.handler == TEXT_HANDLER
        lines = self.most_lines_of_text(most_bytes) if is_text else self.most_lines(most_bytes)
        return Most(most_bytes, lines, self.most_pieces(most_bytes))

    def most_lines(self, most_bytes: int | None) -> int | None:
        """Return how many lines a record of at most so many bytes may have, or ``None`` where there is no limit."""
        if self.max_chars is not None:
            return self.max_chars // CHARACTERS_OF_PIECE + BESIDE_THE_TEXT
        return None if most_bytes is None else most_bytes // BYTES_OF_LINE

    def most_lines_of_text(self, most_bytes: int | None) -> int | None:
        """Return how many lines a text, or a row of a table, may have: a text has no more than it has characters.

        >>> Reading().most_lines_of_text(2**24), Reading(max_chars=10).most_lines_of_text(2**24)
        (262144, 131082)
        """
        return self.most_lines(most_bytes) if self.max_chars is None else self.max_chars + BESIDE_THE_TEXT

    def most_pieces(self, most_bytes: int | None) -> int | None:
        """Return how many pieces a record of at most so many bytes may have, or ``None`` where there is no limit.

        >>> Reading().most_pieces(2**24), Reading(max_chars=10).most_pieces(2**24), Reading().most_pieces(None)
        (524288, 131077, None)
        """
        if self.max_chars is not None:
            return self.max_chars // CHARACTERS_OF_PIECE + BESIDE_THE_TEXT
        return None if most_bytes is None else most_bytes // BYTES_OF_PIECE


def globs_of(given: str | Sequence[str]) -> tuple[str, ...]:
    """Return globs as a tuple, also where there is only one.

    >>> globs_of("*.txt"), globs_of(["*.txt", "*.md"])
    (('*.txt',), ('*.txt', '*.md'))
    """
    return (given,) if isinstance(given, str) else tuple(given)
