"""Files whose lines make their records, as most formats have it."""

from __future__ import annotations

from collections.abc import Iterator

from ...remote.formats import Format
from ..formats import ALL
from ..inputs.opened import opened
from ..inputs.source import Source
from .lines import lines_of
from .located import START, Located, Position
from .options import Reading
from .records import located, records


def documents_of_lines(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the records of a file in its format."""
    return documents_in(ALL[source.format].with_keys(reading.text_key, reading.id_key), source, reading, start_at)


def documents_in(format: Format, source: Source, reading: Reading, start_at: Position) -> Iterator[Located]:
    """Yield the records of a file in a given format."""
    limit = reading.most_bytes(format)
    with opened(source) as stream:
        lines = lines_of(stream, source.where, source.encoding or reading.encoding, start_at, limit)
        gathered = records(lines, format, start_at, limit, source.where)
        yield from located(gathered, format, source.document_name, source.where, reading.max_chars)
