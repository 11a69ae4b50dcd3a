"""Tables between commas or tabs: a row a document, with its text in a column; or a row a token, as ``tsv`` is written.

Fields may be quoted, and then hold ends of line (RFC 4180).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from typing import NamedTuple

from ...errors import InputError, Message, Option
from ...remote.document import Document
from ...remote.formats import tsv
from ..formats import ALL
from ..inputs.opened import opened
from ..inputs.source import Source
from ..inputs.source_encoding import encoding_of
from .encodings import adviser
from .lines import Ahead, Line, lines_of
from .located import START, Flaw, Located, Position
from .options import Limits, Reading
from .records import within
from .rows import Dialect, Row, rows

DELIMITERS = ",;\t|"
MOST_NAMED = 50  # columns in a message
SAID = re.compile(r'"?sep=(.)"?\r?\n')


class Names(NamedTuple):
    """What a table's documents are named by, and limited to."""

    name: str
    where: str
    text_key: str = "text"
    id_key: str = "id"
    limits: Limits = Limits()


def names_of(source: Source, reading: Reading) -> Names:
    """Return the names and the limit of a table's documents."""
    return Names(source.document_name, source.where, reading.text_key, reading.id_key, reading.limits)


def documents_of_table(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the documents of a table between commas or tabs: a row each, or, in a table of tokens, many."""
    format = ALL[source.format]
    names = names_of(source, reading)
    limit = reading.most_bytes(format, source)
    most_pieces = reading.most_pieces(limit, source)
    encoding, advise = encoding_of(source, reading.encoding), adviser(source)
    with ExitStack() as closing:

        def lines_from(start: Position) -> Iterator[Line]:
            stream = closing.enter_context(opened(source))
            return lines_of(stream, names.where, encoding, start, limit, advise=advise)

        again = lines_from if source.place.is_lasting else None
        lines = Ahead(lines_from(START), again)
        found = header_of(lines, Dialect(format.delimiter, reading.quoting), names, limit, most_pieces)
        if found is None:
            return
        header, dialect = found
        if header.flaw is not None:
            raise header.flaw.error
        start = max(start_at, header.end._replace(record=1))
        if start_at != START:
            lines = Ahead(lines_from(start), again)
        lines.keeps = False
        most_lines = reading.most_lines_of_text(limit, source)
        rest = rows(lines, dialect, start, names.where, limit, most_lines, most_pieces)
        if tsv.is_header(header.cells):
            yield from tokens_of(rest, names, start.record, header.cells)
        else:
            yield from texts_of(rest, header.cells, names)


def header_of(
    lines: Ahead, dialect: Dialect, names: Names, limit: int | None = None, most_pieces: int | None = None
) -> tuple[Row, Dialect] | None:
    """Read the header of a table, and find out by it what parts the columns, where the suffix is wrong about that."""
    line = lines.line(0)
    said = SAID.fullmatch(line[0]) if line is not None else None
    start = START
    if said is not None:  # as spreadsheets write it
        start = Position(lines.take(1).end, 1, 2)
        dialect = dialect._replace(delimiter=said[1])
    first = next(rows(lines, dialect, start, names.where, limit, most_pieces=most_pieces), None)
    if first is None or first.flaw is not None:
        return None if first is None else (first, dialect)
    read = [(first, dialect)]
    for other in (dialect._replace(delimiter=delimiter) for delimiter in DELIMITERS if delimiter != dialect.delimiter):
        read += [(row, other) for row in _reread(lines.taken, other, start, names.where, most_pieces)]
    fitting = (found for found in read if _fits(found[0].cells, names.text_key))
    widest = max(read, key=lambda found: len(found[0].cells))
    row, chosen = next(fitting, widest if len(first.cells) == 1 else (first, dialect))
    return row._replace(cells=unique(row.cells)), chosen._replace(width=len(row.cells))


def _reread(taken: Sequence[Line], dialect: Dialect, start: Position, where: str, most: int | None) -> list[Row]:
    """Read the lines of a header in another way; none, where they are not one row then."""
    read = rows(Ahead(taken), dialect, start, where, most_pieces=most)
    found = [row for row in read if row.flaw is None]
    return found if len(found) == 1 else []


def _fits(cells: Sequence[str], text_key: str) -> bool:
    return text_key in cells or tsv.is_header(cells)


def unique(names: Sequence[str]) -> list[str]:
    """Number the names of columns that come again, as pandas does, so that none is lost.

    >>> unique(["id", "note", "note"])
    ['id', 'note', 'note.1']
    """
    seen: dict[str, int] = {}
    found = []
    for name in names:
        count = seen[name] = seen.get(name, -1) + 1
        found.append(f"{name}.{count}" if count else name)
    return found


def texts_of(found: Iterable[Row], header: Sequence[str], names: Names) -> Iterator[Located]:
    """Make each row a document: its text and id from their columns, metadata from the others."""
    if names.text_key not in header:
        known = ", ".join(map(repr, header[:MOST_NAMED])) + (", ..." if len(header) > MOST_NAMED else "")
        missing = f"{names.where}: no column {names.text_key!r}; its columns: {known}. Try "
        raise InputError(Message(missing, Option("text_key"), ", or put a row of names first where there is none"))
    for row in found:
        unnamed = f"{names.name}#{row.start.record}"
        flaw = row.flaw
        if flaw is None and len(row.cells) != len(header):
            what = f"a row has {len(header)} columns, not {len(row.cells)}"
            what += "; a field that holds what parts the columns is quoted" if len(row.cells) > len(header) else ""
            flaw = Flaw("malformed", InputError(f"{names.where}:{row.start.line}: {what}"))
        if flaw is not None:
            yield Located(row.start, row.end, unnamed, flaw=flaw)
            continue
        metadata = dict(zip(header, row.cells, strict=True))
        text = metadata.pop(names.text_key)
        document = Document(metadata.pop(names.id_key, "") or unnamed, text, metadata)
        yield within(Located(row.start, row.end, document.id, document), names.where, names.limits)


def tokens_of(
    found: Iterable[Row], names: Names, number: int = 1, header: Sequence[str] = tsv.COLUMNS
) -> Iterator[Located]:
    """Make of the rows of tokens their documents, of which the first is ``number``."""
    gathered: list[Row] = []
    for row in chain(found, [None]):
        if gathered and (row is None or tsv.begins(row.cells)):
            start, end = gathered[0].start._replace(record=number), gathered[-1].end._replace(record=number + 1)
            yield _document_of(gathered, start, end, names, header)
            gathered = []
            number += 1
        if row is not None:
            gathered.append(row)


def _document_of(gathered: list[Row], start: Position, end: Position, names: Names, header: Sequence[str]) -> Located:
    unnamed = gathered[0].cells[0] if gathered[0].cells else f"{names.name}#{start.record}"
    flaw = next((row.flaw for row in gathered if row.flaw), None)
    if flaw is not None:
        return Located(start, end, unnamed, flaw=flaw)
    try:
        document = tsv.document_of((row.cells for row in gathered), header)
    except ValueError as error:
        wrong = Flaw("malformed", InputError(f"{names.where}:{start.line}: {error}"))
        return Located(start, end, unnamed, flaw=wrong)
    return within(Located(start, end, document.id, document), names.where, names.limits)
