"""How files become documents: the options of reading."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, NamedTuple, get_args

from ...errors import InputError
from ...option_names import check_options
from ...remote.formats import Format, slash
from ..formats import TEXT
from ..inputs.places import LocalFile
from ..inputs.selection import Selection
from ..inputs.source import MOST_FREE, Source
from .encodings import check_encoding
from .located import Bound

Split = Literal["file", "paragraph", "line"]
Quoting = Literal["minimal", "none"]
TEXT_HANDLER = "text"  # of formats whose lines are texts
FREE_ROW = MOST_FREE // 4  # bytes of a table's row: while it is cut up, four are held for each character
FREE_TOKENS = MOST_FREE * 2 // 3  # bytes of a document of token lines: their columns take the most of all
BYTES_OF_LINE = 64  # that a line takes in memory, though it be empty
BYTES_OF_PIECE = 32  # an element, token or value, which takes far more in memory: bombs are made of such pieces
CHARACTERS_OF_PIECE = 2  # of those that a text may have by the user's own word
BESIDE_THE_TEXT = 2**17  # pieces, by the user's own word
BEYOND_THE_TEXT = 2**16  # bytes that a record may have for its id and metadata


class Limits(NamedTuple):
    """How many characters and bytes a document may have; ``None`` for any number."""

    characters: int | None = None
    bytes: int | None = None


class Excess(NamedTuple):
    """What of a record is more than it may have, for messages, and how much of it is allowed."""

    what: str
    most: int


class Most(NamedTuple):
    """How many bytes, lines and pieces a record may have; ``None`` for any number."""

    bytes: int | None = None
    lines: int | None = None
    pieces: int | None = None

    def exceeded(self, bytes: int, lines: int, pieces: int = 0) -> Excess | None:
        """Return what of a record is more than it may have; ``None``, where nothing is.

        >>> Most(lines=1_000).exceeded(9_999, 2_000), Most(bytes=10_000).exceeded(9_999, 2_000)
        (Excess(what='1,000 lines', most=1000), None)
        """
        if self.pieces is not None and pieces > self.pieces:
            return Excess(f"{self.pieces:,} pieces", self.pieces)
        if self.bytes is not None and bytes > self.bytes:
            return Excess(f"{self.bytes:,} bytes", self.bytes)
        if self.lines is not None and lines > self.lines:
            return Excess(f"{self.lines:,} lines", self.lines)
        return None


@dataclass(frozen=True, slots=True)
class Reading:
    """How files become documents.

    ``format`` is told by suffix and content where it is ``None``; ``encoding="auto"`` finds out that of each file;
    ``split`` makes a document of each text file, paragraph or line; ``text_key`` and ``id_key`` are for JSON and
    tables, and may lead inwards, as ``user.description``; ``quoting="none"`` takes the quotation marks of a table as
    they are; a document of more than ``max_chars`` characters is an error, and so is one of more than ``max_bytes`` in
    its file, once that is unpacked; where both are ``None``, one that unpacks to very much more than its file has;
    ``include`` and ``exclude`` are globs of the files that are read. Raises `InputError` where an option is unknown.

    >>> Reading(split="line", encoding="latin-1").format is None
    True
    """

    format: str | None = None
    encoding: str = "utf-8"
    split: Split = "file"
    text_key: str = "text"
    id_key: str = "id"
    max_chars: int | None = None
    max_bytes: int | None = None
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
        for name, most in (("max_chars", self.max_chars), ("max_bytes", self.max_bytes)):
            if most is not None and most < 1:
                raise InputError(f"{name} is at least 1, not {most}")

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

    @property
    def is_limited(self) -> bool:
        """Whether it is said how long a document may be."""
        return self.max_chars is not None or self.max_bytes is not None

    @property
    def limits(self) -> Limits:
        """How long a document may be, by the user's own word."""
        return Limits(self.max_chars, self.max_bytes)

    def most_bytes(self, format: Format, source: Source) -> Bound | None:
        """Return how many bytes of a record of a file in a format are read, or ``None`` where there is no limit."""
        if self.max_bytes is not None:
            # of a shorter one all is known but its text
            return Bound(max(self.max_bytes, BEYOND_THE_TEXT), "max_bytes")
        if self.max_chars is not None:
            return Bound(format.bytes_per_character * self.max_chars + BEYOND_THE_TEXT, "max_chars")
        free = FREE_ROW if format.delimiter else MOST_FREE
        most = None if is_plain_file(source) else source.most_unpacked(free)
        return None if most is None else Bound(most, "max_bytes")

    def most_of_record(self, format: Format, source: Source) -> Most:
        """Return how much a record may have that is gathered of lines, each of a token or structure, or of a text."""
        most_bytes = self.most_bytes(format, source)
        pieces = self.most_pieces(most_bytes, source)
        if format.handler == TEXT_HANDLER:
            return Most(most_bytes, self.most_lines_of_text(most_bytes, source), pieces)
        tokens = self._most_tokens(most_bytes, source)
        return Most(most_bytes, tokens, tokens if format.name == slash.FORMAT.name else pieces)

    def _most_tokens(self, most_bytes: int | None, source: Source) -> int | None:
        """Return how many tokens a record of at most so many bytes may have, or ``None`` where there is no limit."""
        if most_bytes is not None and not self.is_limited:
            most_bytes = source.most_unpacked(FREE_TOKENS)
        return self._most(most_bytes, source, BYTES_OF_LINE, CHARACTERS_OF_PIECE)

    def most_lines_of_text(self, most_bytes: int | None, source: Source) -> int | None:
        """Return how many lines a text, or a row of a table, may have: a text has no more than it has characters.

        >>> from nlpmap.corpus.inputs.places import StandardInput
        >>> packed = Source(StandardInput(), "a.txt.gz", "txt", ".gz")
        >>> Reading().most_lines_of_text(2**24, packed), Reading(max_chars=10).most_lines_of_text(2**24, packed)
        (262144, 131082)
        """
        return self._most(most_bytes, source, BYTES_OF_LINE, 1)

    def most_pieces(self, most_bytes: int | None, source: Source) -> int | None:
        """Return how many pieces a record of at most so many bytes may have, or ``None`` where there is no limit.

        >>> from nlpmap.corpus.inputs.places import StandardInput
        >>> packed = Source(StandardInput(), "a.txt.gz", "txt", ".gz")
        >>> Reading().most_pieces(2**24, packed), Reading(max_chars=10).most_pieces(2**24, packed)
        (524288, 131077)
        """
        return self._most(most_bytes, source, BYTES_OF_PIECE, CHARACTERS_OF_PIECE)

    def _most(self, most_bytes: int | None, source: Source, bytes_of_each: int, characters: int) -> int | None:
        """Return how many there may be of what takes so many bytes in memory, or characters by the user's own word."""
        if self.max_chars is not None:
            return self.max_chars // characters + BESIDE_THE_TEXT
        if self.max_bytes is None:
            return None if most_bytes is None else most_bytes // bytes_of_each
        if is_plain_file(source):  # which is as long as it seems
            return self.max_bytes // characters + BESIDE_THE_TEXT
        return max(self.max_bytes // bytes_of_each, BESIDE_THE_TEXT)


def is_plain_file(source: Source) -> bool:
    """Return whether a source is a file that nothing has packed, and that ends.

    >>> is_plain_file(Source(LocalFile(__file__), "a.txt", "txt"))
    True
    """
    place = source.place
    return source.compression is None and isinstance(place, LocalFile) and os.path.isfile(place.name)  # noqa: PTH113


def globs_of(given: str | Sequence[str]) -> tuple[str, ...]:
    """Return globs as a tuple, also where there is only one.

    >>> globs_of("*.txt"), globs_of(["*.txt", "*.md"])
    (('*.txt',), ('*.txt', '*.md'))
    """
    return (given,) if isinstance(given, str) else tuple(given)
