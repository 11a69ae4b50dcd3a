"""Tables between commas or tabs: a row a document, with its text in a column; or a row a token, as ``tsv`` is written.

Fields may be quoted, and then hold ends of line (RFC 4180).
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from typing import NamedTuple

from ...errors import InputError, Message, Option
from ...remote.document import Document
from ...remote.formats import tsv
from ...remote.formats.fields import fields_of
from ..formats import ALL
from ..inputs.opened import opened
from ..inputs.source import Source
from .lines import Line, lines_of, too_long
from .located import START, Flaw, Located, Position
from .options import Reading
from .records import within


class Row(NamedTuple):
    """A row of a table, and where it is; ``end`` counts rows as records."""

    cells: list[str]
    start: Position
    end: Position
    flaw: Flaw | None = None


class Names(NamedTuple):
    """What a table's documents are named by, and limited to."""

    name: str
    where: str
    text_key: str = "text"
    id_key: str = "id"
    max_chars: int | None = None


def names_of(source: Source, reading: Reading) -> Names:
    """Return the names and the limit of a table's documents."""
    return Names(source.document_name, source.where, reading.text_key, reading.id_key, reading.max_chars)


def documents_of_table(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the documents of a table between commas or tabs: a row each, or, in a table of tokens, many."""
    format = ALL[source.format]
    names = names_of(source, reading)
    limit = reading.most_bytes(format)
    encoding = source.encoding or reading.encoding
    with ExitStack() as closing:
        stream = closing.enter_context(opened(source))
        lines = lines_of(stream, names.where, encoding, START, limit)
        header = next(rows(lines, format.delimiter, START, names.where), None)
        if header is None:
            return
        if header.flaw is not None:
            raise header.flaw.error
        start = max(start_at, header.end._replace(record=1))
        if start_at != START:
            lines = lines_of(closing.enter_context(opened(source)), names.where, encoding, start, limit)
        found = rows(lines, format.delimiter, start, names.where, limit)
        if tsv.is_header(header.cells):
            yield from tokens_of(found, names, start.record, header.cells[len(tsv.COLUMNS) :])
        else:
            yield from texts_of(found, header.cells, names)


def rows(lines: Iterable[Line], delimiter: str, start: Position, where: str, limit: int | None = None) -> Iterator[Row]:
    """Yield the rows of a table, those that can't be read marked, and those without cells left out.

    >>> [row.cells for row in rows([("a,'b\\n", 5, None), ("\\n", 6, None)], ",", START, "here")]
    [['a', "'b"]]
    """
    csv.field_size_limit(sys.maxsize)
    offset, number, line = start
    flaw: Flaw | None = None

    def texts() -> Iterator[str]:
        nonlocal offset, line, flaw
        for text, end, wrong in waiting:
            offset, line, flaw = end, line + (text != ""), flaw or wrong
            if limit is not None and end - start.offset > limit:
                flaw = flaw or too_long(f"{where}:{start.line}", f"a row of more than {limit:,} bytes")
                raise csv.Error
            yield text

    waiting = iter(lines)
    reader = fields_of(texts(), delimiter)
    while True:
        cells: list[str] | None = []
        try:
            cells = next(reader, None)
        except csv.Error as error:
            flaw = flaw or Flaw("malformed", InputError(f"{where}:{start.line}: {error}"))
            reader = fields_of(texts(), delimiter)
        if cells is None:
            return
        number += bool(cells or flaw)
        after = Position(offset, number, line)
        if cells or flaw:
            yield Row(cells, start, after, flaw)
        start, flaw = after, None


def texts_of(found: Iterable[Row], header: Sequence[str], names: Names) -> Iterator[Located]:
    """Make each row a document: its text and id from their columns, metadata from the others."""
    if names.text_key not in header:
        known = ", ".join(map(repr, header))
        missing = f"{names.where}: no column {names.text_key!r}; its columns: {known}. Try "
        raise InputError(Message(missing, Option("text_key")))
    for row in found:
        unnamed = f"{names.name}#{row.start.record}"
        flaw = row.flaw
        if flaw is None and len(row.cells) != len(header):
            what = f"a row has {len(header)} columns, not {len(row.cells)}"
            flaw = Flaw("malformed", InputError(f"{names.where}:{row.start.line}: {what}"))
        if flaw is not None:
            yield Located(row.start, row.end, unnamed, flaw=flaw)
            continue
        metadata = dict(zip(header, row.cells, strict=True))
        text = metadata.pop(names.text_key)
        document = Document(metadata.pop(names.id_key, "") or unnamed, text, metadata)
        yield within(Located(row.start, row.end, document.id, document), names.where, names.max_chars)


def tokens_of(found: Iterable[Row], names: Names, number: int = 1, columns: Sequence[str] = ()) -> Iterator[Located]:
    """Make of the rows of tokens their documents, of which the first is ``number``; ``columns`` are of metadata."""
    gathered: list[Row] = []
    for row in chain(found, [None]):
        if gathered and (row is None or tsv.begins(row.cells)):
            start, end = gathered[0].start._replace(record=number), gathered[-1].end._replace(record=number + 1)
            yield _document_of(gathered, start, end, names, columns)
            gathered = []
            number += 1
        if row is not None:
            gathered.append(row)


def _document_of(gathered: list[Row], start: Position, end: Position, names: Names, columns: Sequence[str]) -> Located:
    unnamed = gathered[0].cells[0] if gathered[0].cells else f"{names.name}#{start.record}"
    flaw = next((row.flaw for row in gathered if row.flaw), None)
    if flaw is not None:
        return Located(start, end, unnamed, flaw=flaw)
    try:
        document = tsv.document_of((row.cells for row in gathered), columns)
    except ValueError as error:
        wrong = Flaw("malformed", InputError(f"{names.where}:{start.line}: {error}"))
        return Located(start, end, unnamed, flaw=wrong)
    return within(Located(start, end, document.id, document), names.where, names.max_chars)
