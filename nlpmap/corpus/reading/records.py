"""Records: lines gathered into those of one document, and made one; what is wrong with one leaves the others be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ...errors import InputError
from ...remote.formats import Format, Parse, never
from .lines import Line, too_long
from .located import Flaw, Located, Position

BYTES_IN_TEXT = 4  # at most, of a character
BYTES_IN_FORMAT = 64  # as many in JSON or a token a line, where each token has its offsets, tags and chunk


@dataclass(frozen=True, slots=True)
class Shape:
    """How the lines of a file make records, and a record a document."""

    parse: Parse
    begins: Callable[[str], bool] = never
    ends: Callable[[str], bool] = never
    bytes_per_character: int = BYTES_IN_FORMAT

    @property
    def is_whole(self) -> bool:
        """Whether a file is one record, even where it is empty."""
        return self.begins is never and self.ends is never


class Record(NamedTuple):
    """The lines of a document, and where they stand."""

    lines: list[str]
    start: Position
    end: Position
    flaw: Flaw | None


def shape_of(format: Format) -> Shape:
    """Return the shape of a format's files."""
    assert format.parse is not None
    return Shape(format.parse, format.begins, format.ends)


def records(
    lines: Iterable[Line], shape: Shape, start: Position = Position(), limit: int | None = None, where: str = ""
) -> Iterator[Record]:
    """Gather lines into records; one of more than ``limit`` bytes is not kept.

    >>> by_line = Shape(None, ends=lambda line: True)
    >>> [(record.lines, record.end.offset) for record in records([("a\\n", 2, None), ("b", 3, None)], by_line)]
    [(['a\\n'], 2), (['b'], 3)]
    """
    begins, ends = shape.begins, shape.ends
    gathered: list[str] = []
    flaw: Flaw | None = None
    offset, number, line = start
    for text, end, wrong in lines:
        if gathered and begins(text):
            after = Position(offset, number + 1, line)
            yield Record(gathered, start, after, flaw)
            gathered, flaw, start, number = [], None, after, number + 1
        gathered.append(text)
        flaw = flaw or wrong
        if limit is not None and end - start.offset > limit:
            gathered = gathered[:1]
            flaw = flaw or too_long(f"{where}:{start.line}", f"a document of more than {limit:,} bytes")
        line += text != ""
        offset = end
        if ends(text):
            after = Position(offset, number + 1, line)
            yield Record(gathered, start, after, flaw)
            gathered, flaw, start, number = [], None, after, number + 1
    if gathered or (shape.is_whole and start.record == 1):
        yield Record(gathered, start, Position(offset, number + 1, line), flaw)


def located(
    gathered: Iterable[Record], shape: Shape, name: str, where: str, max_chars: int | None = None
) -> Iterator[Located]:
    """Make each record its document, or say what is wrong with it; records without a document are passed over."""
    passed = 0
    for lines, start, end, flaw in gathered:
        if passed:
            start, end = start._replace(record=start.record - passed), end._replace(record=end.record - passed)
        unnamed = name if shape.is_whole else f"{name}#{start.record}"
        if flaw is not None:
            yield Located(start, end, unnamed, flaw=flaw)
            continue
        try:
            documents = list(shape.parse(lines, name, line=start.line, record=start.record))
        except ValueError as error:
            yield Located(start, end, unnamed, flaw=Flaw("malformed", InputError(f"{where}:{error}")))
            continue
        passed += not documents
        for document in documents:
            yield within(Located(start, end, document.id, document), where, max_chars)


def within(found: Located, where: str, max_chars: int | None) -> Located:
    """Mark a document whose text is too long."""
    if max_chars is None or found.document is None or len(found.document.text) <= max_chars:
        return found
    what = f"a document of {len(found.document.text):,} characters, where {max_chars:,} are allowed"
    return found._replace(document=None, flaw=too_long(f"{where}:{found.start.line}", what))
