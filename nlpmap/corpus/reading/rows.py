"""Rows: the lines of a table parted into fields; quotation marks are taken as quoting only where they are closed.

Between commas, a field may be quoted as RFC 4180 has it, and one that is not closed, or goes on after its closing
mark, is an error. Texts between tabs are commonly not quoted at all: there, such a mark is one like any character.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

from ...errors import InputError, Message, Option
from ...remote.formats.fields import fields_of
from .lines import Ahead, Line, TakenLines
from .located import Flaw, Position, too_long
from .options import Most

MOST_QUOTED = 2**26  # characters: of a quoted field that is longer, the closing mark is missing
OPEN = "a quotation mark that is never closed"
TRAILING = "a quoted field that goes on after its closing quotation mark"
MANY = "very many columns"
AS_THEY_ARE = Option("quoting", "none")


class Dialect(NamedTuple):
    """How the fields of a table are parted; ``width`` is their number, where it is known."""

    delimiter: str
    quoting: str = "minimal"
    width: int | None = None

    @property
    def is_lenient(self) -> bool:
        """Whether quotation marks that are not closed are characters like others."""
        return self.delimiter == "\t"


class Row(NamedTuple):
    """A row of a table, and where it is; ``end`` counts rows as records."""

    cells: list[str]
    start: Position
    end: Position
    flaw: Flaw | None = None


class Attempt(NamedTuple):
    """What the first of some lines are: the fields of a row, or what is wrong with it, and how many lines it takes."""

    cells: list[str]
    lines: int = 1
    wrong: str = ""
    skipped: int = 0  # lines before the last of these: more than are kept
    cut: int = 0  # where those that are kept end


def rows(
    lines: Ahead,
    dialect: Dialect,
    start: Position,
    where: str,
    limit: int | None = None,
    most_lines: int | None = None,
    most_pieces: int | None = None,
) -> Iterator[Row]:
    """Yield the rows of a table, those that can't be read marked, and those without cells left out.

    >>> from nlpmap.corpus.reading.located import START
    >>> lines = [("a,'b\\n", 5, None), ("\\n", 6, None)]
    >>> [row.cells for row in rows(Ahead(lines), Dialect(","), START, "here")]
    [['a', "'b"]]
    """
    csv.field_size_limit(sys.maxsize)
    most = Most(limit, most_lines, most_pieces)
    while (first := lines.line(0)) is not None:
        attempt = _row(first, lines, dialect, most, start)
        if attempt.skipped and attempt.wrong and lines.lines_from is not None:
            row = _left(attempt, start, where, most)
            yield row
            start = row.end
            lines.go_back(lines.lines_from(start))
            continue
        taken = lines.take(attempt.lines)
        flaw = taken.flaw or _flaw(attempt, taken, start, where, most)
        line = start.line + taken.lines + attempt.skipped
        is_row = bool(attempt.cells or flaw)
        after = Position(taken.end, start.record + is_row, line)
        if is_row:
            yield Row([] if flaw else attempt.cells, start, after, flaw)
        start = after


def _left(attempt: Attempt, start: Position, where: str, most: Most) -> Row:
    """Return a row with a quotation mark that is never closed, which is left where it has become too long."""
    what, bound = f"{most.bytes:,} bytes", most.bytes
    if most.lines is not None and attempt.lines >= most.lines:
        what, bound = f"{most.lines:,} lines", most.lines
    after = Position(attempt.cut, start.record + 1, start.line + attempt.lines)
    return Row([], start, after, too_long(f"{where}:{start.line}", f"a row of more than {what}", bound))


def _flaw(attempt: Attempt, taken: TakenLines, start: Position, where: str, most: Most) -> Flaw | None:
    if attempt.wrong == MANY:
        return too_long(f"{where}:{start.line}", f"a row of more than {most.pieces:,} columns")
    if attempt.skipped and attempt.wrong:
        read = f"{where}:{start.line}: {attempt.wrong}, so that {attempt.lines + attempt.skipped:,} lines are one row"
        return Flaw(
            "malformed", InputError(Message(f"{read}. Close it, or take such marks as they are with ", AS_THEY_ARE))
        )
    if most.bytes is not None and taken.end - start.offset > most.bytes:
        return too_long(f"{where}:{start.line}", f"a row of more than {most.bytes:,} bytes", most.bytes)
    if attempt.skipped:
        return too_long(f"{where}:{start.line}", f"a row of more than {attempt.lines:,} lines")
    if not attempt.wrong:
        return None
    line = start.line + attempt.lines - 1
    is_quoting = attempt.wrong in (OPEN, TRAILING)
    hint = (". Close it, or take such marks as they are with ", AS_THEY_ARE) if is_quoting else ()
    return Flaw("malformed", InputError(Message(f"{where}:{line}: {attempt.wrong}", *hint)))


def _row(first: Line, lines: Ahead, dialect: Dialect, most: Most, start: Position) -> Attempt:
    """Read a row from a line, and the further ones that it takes."""
    text, _, wrong = first
    plain = text.rstrip("\r\n")
    if not plain or wrong:
        return Attempt([])
    if most.pieces is not None and plain.count(dialect.delimiter) > most.pieces:
        return Attempt([], wrong=MANY)
    if dialect.quoting == "none" or ('"' not in plain and "\r" not in plain):
        return Attempt(plain.split(dialect.delimiter))
    quoted = _quoted(lines, dialect, most, start)
    if not dialect.is_lenient:
        return quoted
    if quoted.wrong in (OPEN, TRAILING) or _is_several_rows(quoted, lines, dialect):
        quoted = Attempt(_lenient(plain, dialect.delimiter))
    unquoted = plain.split(dialect.delimiter)
    fits = len(unquoted) == dialect.width != len(quoted.cells)
    return Attempt(unquoted) if fits and not quoted.wrong else quoted


def _quoted(lines: Ahead, dialect: Dialect, most: Most, start: Position) -> Attempt:
    """Read a row with quoted fields, which may take several lines."""
    count = skipped = cut = 0
    is_over = False

    def texts() -> Iterator[str]:
        nonlocal count, skipped, cut, is_over
        length = 0
        while (line := lines.line(count)) is not None:
            text, end, wrong = line
            is_long = most.bytes is not None and end - start.offset > most.bytes
            is_kept = not count or ((most.lines is None or count < most.lines) and (not is_long or dialect.is_lenient))
            length += len(text)
            if is_kept:
                count, cut = count + 1, end
            elif not dialect.is_lenient:
                skipped += 1
                lines.skip()
                text = text if '"' in text else ""  # what is within the field is not kept
            if wrong or (is_long and dialect.is_lenient):
                return
            if length > MOST_QUOTED or (not is_kept and dialect.is_lenient):
                break
            yield text
        is_over = True

    try:
        cells = next(fields_of(texts(), dialect.delimiter), [])
    except csv.Error as error:
        if skipped:
            return Attempt([], count, OPEN if is_over else "", skipped, cut)
        if is_over:
            return Attempt([], _opened(lines, count, dialect.delimiter), OPEN)
        if "expected after" in str(error):
            return Attempt([], _opened(lines, count, dialect.delimiter), TRAILING)
        return Attempt([], max(count, 1), "" if _is_cut(lines, count, most.bytes, start) else str(error))
    return Attempt(cells, max(count, 1), skipped=skipped)


def _is_cut(lines: Ahead, count: int, limit: int | None, start: Position) -> bool:
    """Return whether a row was given up for its last line: one that can't be read, or that makes it too long."""
    last = lines.line(count - 1)
    if last is None:
        return False
    _, end, wrong = last
    return wrong is not None or (limit is not None and end - start.offset > limit)


def _opened(lines: Ahead, count: int, delimiter: str) -> int:
    """Return the number of lines up to the one in which the field at fault began."""
    text = "".join(lines.next_texts(count))
    between = re.escape(delimiter)
    unquoted = re.compile(rf'[^"{between}\n][^{between}\n]*|{between}|\n')
    after = re.compile(rf"{between}|\r?\n")
    place = 0
    while True:
        if found := unquoted.match(text, place):
            place = found.end()
        elif (end := _closing(text, place)) and after.match(text, end):
            place = end
        else:
            return text.count("\n", 0, place) + 1


def _closing(text: str, place: int) -> int:
    """Return where a quoted field ends that may begin at a place; 0 where none does, or it does not end.

    >>> _closing('"a ""b",c', 0), _closing('"a""', 0), _closing("a", 0)
    (7, 0, 0)
    """
    place = place + 1 if text.startswith('"', place) else len(text)
    while (place := text.find('"', place)) >= 0:  # not by an expression, which takes a hundred bytes for each mark
        if not text.startswith('"', place + 1):
            return place + 1
        place += 2
    return 0


def _lenient(line: str, delimiter: str) -> list[str]:
    """Part a line into fields of which those are quoted whose closing mark is right before a delimiter or the end.

    >>> _lenient('"a" b\\t"c\\td"\\te "f"', "\\t")
    ['"a" b', 'c\\td', 'e "f"']
    """
    found = re.findall(rf'(?:^|(?<={delimiter}))(?:"((?:[^"]|"")*)"(?={delimiter}|$)|([^{delimiter}]*))', line)
    return [quoted.replace('""', '"') if quoted else plain for quoted, plain in found]


def _is_several_rows(attempt: Attempt, lines: Ahead, dialect: Dialect) -> bool:
    """Return whether a row of several lines is rather a row each, by the number of their columns."""
    if attempt.lines == 1 or dialect.width is None:
        return False
    texts = (text.rstrip("\r\n") for text in lines.next_texts(attempt.lines))
    each = all(text.count(dialect.delimiter) + 1 == dialect.width for text in texts if text)
    return len(attempt.cells) != dialect.width or (each and dialect.width > 1)
