"""Files whose lines make their records, as most formats have it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import IO

from ...remote.formats import Format
from ..formats import ALL
from ..inputs.opened import opened
from ..inputs.source import Source
from ..inputs.source_encoding import encoding_of
from .encodings import adviser
from .lines import lines_of
from .located import START, Located, Position
from .options import Reading
from .records import is_whole, located, records

BYTES_IN_HEAD = 2**16
LINES_IN_HEAD = 100  # that tell which of its variants a format is


def documents_of_lines(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the records of a file in its format."""
    return documents_in(ALL[source.format].with_keys(reading.text_key, reading.id_key), source, reading, start_at)


def documents_in(format: Format, source: Source, reading: Reading, start_at: Position) -> Iterator[Located]:
    """Yield the records of a file in a given format."""
    with opened(source) as stream:
        yield from documents_of_stream(stream, format, source, reading, start_at)


def documents_of_stream(
    stream: IO[bytes], format: Format, source: Source, reading: Reading, start_at: Position
) -> Iterator[Located]:
    """Yield the records of an open file, which is at its start."""
    most = reading.most_of_record(format, source)
    at_once = is_whole(format) and format.parse_after is None and source.compression is None
    advise, encoding = adviser(source), encoding_of(source, reading.encoding)
    lines = lines_of(stream, source.where, encoding, start_at, most.bytes, advise=advise, at_once=at_once)
    if format.parse_after is not None or format.variant is not None:
        count = LINES_IN_HEAD if format.variant else 1
        head = [] if start_at == START else head_of(source, encoding, count)
        if start_at == START:
            first = list(islice(lines, count))
            head, lines = [text for text, _, _ in first], chain(first, lines)
        format = known_by(format, head)
    where = source.where
    gathered = records(lines, format, start_at, most, where)
    yield from located(gathered, format, source.document_name, where, reading.limits, most)


def known_by(format: Format, head: Sequence[str]) -> Format:
    """Return a format as the first lines of a file tell it."""
    if format.variant is not None:
        return format.variant(list(map(begun, head)))
    return format if format.parse_after is None else replace(format, parse=format.parse_after("".join(head[:1])))


def begun(line: str) -> str:
    """Return as much of a line as tells its variant, in whole words: one may have millions of them.

    >>> begun("The_DT dog_NN"), len(begun("The_DT " * 100_000)) < BYTES_IN_HEAD
    ('The_DT dog_NN', True)
    """
    return line if len(line) <= BYTES_IN_HEAD else line[:BYTES_IN_HEAD].rpartition(" ")[0]


def head_of(source: Source, encoding: str, count: int) -> list[str]:
    """Return the first lines of a file that is read from a later one on."""
    with opened(source) as stream:
        return [text for text, _, _ in islice(lines_of(stream, source.where, encoding, limit=BYTES_IN_HEAD), count)]
