"""Dividing: where the parts of a job begin, found in one pass over its inputs, of which only long files are read.

A part is a run of whole files, or of records of a file that is read on from any of them in no time. It begins where a
record does, with the number of that, as ids such as ``name#12`` need it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ...corpus.detection.text_formats import is_array
from ...corpus.formats import ALL, TEXT
from ...corpus.inputs.heads import peeked
from ...corpus.inputs.opened import opened
from ...corpus.inputs.places import LocalFile
from ...corpus.inputs.source import Source
from ...corpus.inputs.source_encoding import encoding_of
from ...corpus.reading.encodings import is_decoded_by_line, marked_encoding
from ...corpus.reading.located import END, START, Position
from ...corpus.reading.reading import Reading, documents_with_positions
from ...corpus.reading.records import is_whole
from ...errors import InputError, Message, Option
from ..progress.sizes import rows_of

UNKNOWN = 2**20  # bytes that a file is taken to have where nobody knows
SIZE = re.compile(r"(\d{1,15}(?:\.\d*)?) *([KMGT]?)(I?)B?", re.ASCII)


class Begin(NamedTuple):
    """Where a part begins: the number of its first source, and the place in it."""

    source: int
    at: Position = START


class Stretch(NamedTuple):
    """What a part is of the input: all from one place up to another."""

    begin: Begin
    end: Begin


def size_in_bytes(size: int | str) -> int:
    """Return a size in bytes; raises `InputError` where it is none.

    >>> size_in_bytes("64MB"), size_in_bytes("1.5 GiB"), size_in_bytes(1000)
    (64000000, 1610612736, 1000)
    """
    found = SIZE.fullmatch(str(size).strip().upper())
    number = 0
    if found is not None:
        number = round(float(found[1]) * (1024 if found[3] else 1000) ** " KMGT".index(found[2] or " "))
    if number < 1:
        raise InputError(Message(Option("parts"), f" is a size of parts such as 64MB or 1GB, not {size!r}"))
    return number


def begins_of(sources: Sequence[Source], sizes: Sequence[object], reading: Reading, size: int) -> list[Begin]:
    """Return where each part begins that has about so many bytes of the input, by the sizes of the sources."""
    begins = [Begin(0)]
    room = size
    for number, (source, known) in enumerate(zip(sources, sizes, strict=True)):
        bytes_in = known if isinstance(known, int) else UNKNOWN
        divisible = bytes_in > room and is_divisible(source, reading)
        if bytes_in and (room <= 0 or (room < min(bytes_in, size) and not divisible)):
            begins.append(Begin(number))
            room = size
        if bytes_in <= room or not divisible:
            room -= bytes_in
            continue
        places, room = places_within(source, reading, bytes_in, room, size)
        begins += [Begin(number, place) for place in places]
    return begins


def is_divisible(source: Source, reading: Reading) -> bool:
    """Return whether a file can be read on from within as fast as from its start, and has records there.

    >>> from pathlib import Path
    >>> files = [Source(LocalFile(Path(f"a.{name}")), f"a.{name}", name) for name in ("conllu", "txt", "csv")]
    >>> [is_divisible(file, Reading()) for file in files]
    [True, False, True]
    """
    if source.compression is not None or not isinstance(source.place, LocalFile):
        return False
    format = ALL[source.format]
    if format.handler == "text":
        return reading.split != "file"
    if format.handler == "json":
        return not is_one_array(source, reading)
    return format.handler in ("table", "parquet") or (format.handler == "lines" and not is_whole(format))


def is_one_array(source: Source, reading: Reading) -> bool:
    """Return whether a file of JSON is no value a line, so that it is read from its start only."""
    try:
        with opened(source) as stream:
            encoding = marked_encoding(stream, encoding_of(source, reading.encoding))
            return is_array(peeked(stream).decode(encoding, "ignore"))
    except InputError:
        return True  # reading it says what is wrong with it


def places_within(source: Source, reading: Reading, bytes_in: int, room: int, size: int) -> tuple[list[Position], int]:
    """Return the places within a file at which parts begin, and the room that the last part has left."""
    each = bytes_in / max(1, rows_of(source)) if ALL[source.format].is_binary else 1.0  # positions may count rows
    places: list[Position] = []
    full, last = room / each, START
    for end in ends_of_records(source, reading):
        if last.offset >= full:
            places.append(last)
            full = last.offset + size / each
        last = end
    return places, 0 if last.offset == END else max(0, round((full - last.offset) * each))


def ends_of_records(source: Source, reading: Reading) -> Iterator[Position]:
    """Yield where each record of a file ends; where lines are records, none is parsed for it."""
    by_line = ALL[source.format].handler == "json" or (source.format == TEXT and reading.split == "line")
    if by_line:
        with opened(source) as stream:
            encoding = marked_encoding(stream, encoding_of(source, reading.encoding))
            if is_decoded_by_line(encoding):
                yield from ends_of_lines(stream, encoding)
                return
    yield from (found.end for found in documents_with_positions(source, reading))


def ends_of_lines(stream: Iterable[bytes], encoding: str) -> Iterator[Position]:
    """Yield where each line ends that is not blank.

    >>> list(ends_of_lines([b"a\\n", b" \\n", b"b"], "utf-8"))
    [Position(offset=2, record=2, line=2), Position(offset=5, record=3, line=4)]
    """
    offset, record = 0, 1
    for number, line in enumerate(stream, start=1):
        offset += len(line)
        if not is_blank_line(line, encoding):
            record += 1
            yield Position(offset, record, number + 1)


def is_blank_line(line: bytes, encoding: str) -> bool:
    """Return whether a line is white space, in any of its kinds; one that can't be decoded is not."""
    begin = line.lstrip()[:1]
    if not begin or b" " < begin < b"\x7f":
        return not begin
    try:
        return not line.decode(encoding).removeprefix("\ufeff").strip()
    except UnicodeDecodeError:
        return False
