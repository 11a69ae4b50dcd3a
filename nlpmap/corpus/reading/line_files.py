"""Files whose lines make their records, as most formats have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, tee

from ...remote.formats import Format
from ..formats import ALL
from ..inputs.opened import opened
from ..inputs.source import Source
from .lines import Line, lines_of
from .located import START, Located, Position
from .options import Reading
from .records import located, records

BYTES_IN_HEAD = 2**16


def documents_of_lines(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the records of a file in its format."""
    return documents_in(ALL[source.format].with_keys(reading.text_key, reading.id_key), source, reading, start_at)


def documents_in(format: Format, source: Source, reading: Reading, start_at: Position) -> Iterator[Located]:
    """Yield the records of a file in a given format."""
    limit = reading.most_bytes(format)
    encoding = source.encoding or reading.encoding
    with opened(source) as stream:
        lines = lines_of(stream, source.where, encoding, start_at, limit)
        if format.parse_after is not None:
            lines, again = tee(lines) if start_at == START else (lines, head_of(source, encoding))
            format = replace(format, parse=format.parse_after(next(again, ("", 0, None))[0]))
            del again
        gathered = records(lines, format, start_at, limit, source.where)
        yield from located(gathered, format, source.document_name, source.where, reading.max_chars)


def head_of(source: Source, encoding: str) -> Iterator[Line]:
    """Yield the first line of a file that is read from a later one on."""
    with opened(source) as stream:
        yield from islice(lines_of(stream, source.where, encoding, limit=BYTES_IN_HEAD), 1)
