"""Ranges: parts of a corpus's files that workers of this machine read by themselves, each from a place to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any, NamedTuple

from ...corpus.inputs.places import LocalFile
from ...corpus.inputs.source import Source
from ...corpus.reading.located import Position
from ...corpus.reading.options import Reading
from ...corpus.reading.reading import documents_with_positions
from ...corpus.scanning import Irregular, Landmark
from ...corpus.section import Section
from ...errors import InputError
from ...remote.document import Document
from . import arrow_pieces
from .conllu_pieces import conllu_piece
from .pieces import IndexPiece, index_piece

BYTES = 2**22  # of a file that are one range
ROWS = 2**19  # of a table of tokens that are
BLOCK = 2**20
UTF8 = ("utf-8", "utf8", "ascii", "us-ascii")
BLANK_LINES = (b"\n\n", b"\n\r\n")


class Range(NamedTuple):
    """Some documents of a file: where they begin, and how many they are; to the end where that is None."""

    source: dict[str, Any]
    reading: dict[str, Any]
    start: tuple[int, int, int] = Position()
    documents: int | None = None
    end: int | None = None  # the offset after them, where that is known


def ranges_of(section: Section) -> Iterator[Range]:
    """Yield the ranges of a file: several of a large one whose documents can be found without reading them."""
    source, reading = section.source, section.reading
    packed = source_parcel(source), asdict(reading)
    if not is_of_this_machine(source):
        yield Range(*packed)
        return
    try:
        for start, count, end in cuts(section):
            yield Range(*packed, start, count, end)
    except Irregular:
        yield Range(*packed)


def is_of_this_machine(source: Source) -> bool:
    """Return whether workers of this machine can open a file by its name."""
    return isinstance(source.place, LocalFile)


def cuts(section: Section) -> Iterator[tuple[Position, int | None, int | None]]:
    """Yield where each range of a file begins, how many documents it has, and where it ends."""
    source = section.source
    if section.scan is not None and source.format == "parquet":
        yield from gathered(arrow_pieces.row_landmarks(source, section.reading), ROWS)
    elif section.scan is not None:
        yield from gathered(section.scan.landmarks(source, section.reading), BYTES)
    elif source.format == "jsonl" and source.compression is None and section.reading.encoding.lower() in UTF8:
        yield from cuts_of_lines(source)
    else:
        yield Position(), None, None


def gathered(landmarks: Iterable[Landmark], size: int) -> Iterator[tuple[Position, int | None, int | None]]:
    """Gather documents into ranges of some size.

    >>> [*gathered([Landmark(0, 1, "a"), Landmark(5, 4, "b"), Landmark(9, 6, "c")], 6)]
    [(Position(offset=0, record=1, line=1), 2, 9), (Position(offset=9, record=3, line=6), 1, None)]
    """
    begun: Position | None = None
    number = 0
    for number, place in enumerate(landmarks, start=1):
        here = Position(place.offset, number, place.line)
        if begun is None:
            begun = here
        elif place.offset - begun.offset >= size:
            yield begun, number - begun.record, place.offset
            begun = here
    if begun is not None:
        yield begun, number + 1 - begun.record, None


def cuts_of_lines(source: Source) -> Iterator[tuple[Position, int | None, int | None]]:
    """Yield ranges of a file of a document a line; one with blank lines, or with a mark at its start, is irregular."""
    offset, line, rest = 0, 1, b""
    with source.place.open() as stream:
        while block := stream.read(BYTES):
            if offset == 0 and not block.startswith(b"{"):
                raise Irregular
            block = rest + block
            end = block.rfind(b"\n") + 1
            block, rest = block[:end], block[end:]
            if any(blank in block for blank in BLANK_LINES):
                raise Irregular
            if count := block.count(b"\n"):
                yield Position(offset, line, line), count, offset + end
                offset, line = offset + end, line + count
    if rest:
        yield Position(offset, line, line), 1, None


def source_parcel(source: Source) -> dict[str, Any]:
    """Return what a source is made of, as it travels."""
    names = ("name", "format", "compression", "number", "shares_name", "is_alone")
    return {"where": source.where, **{name: getattr(source, name) for name in names}}


def encoded_range(parcel: tuple[Any, ...]) -> tuple[Any, ...] | str:
    """Return the piece of an index that a range is, packed, or what is wrong with it: the work of a worker."""
    try:
        return piece_of_range(Range(*parcel)).packed()
    except (InputError, ValueError) as error:
        return str(error)


def piece_of_range(part: Range) -> IndexPiece:
    """Make the piece of an index that a range is; raises `InputError` where it can't be read."""
    place = LocalFile(part.source["where"])
    source = Source(place, **{name: value for name, value in part.source.items() if name != "where"})
    reading = Reading(**part.reading)
    if source.format == "parquet":
        piece = arrow_pieces.piece_between(source, reading, part.start[0], part.end)
        if piece is not None:
            return piece
    if source.format == "conllu":
        piece = conllu_piece(source, reading, Position(*part.start), part.end)
        if piece is not None:
            return piece
    return index_piece(documents_of_range(source, reading, Position(*part.start), part.documents))


def documents_of_range(source: Source, reading: Reading, start: Position, count: int | None) -> Iterator[Document]:
    """Yield so many documents of a file from a place on; raises `InputError` where one can't be read."""
    for found in islice(documents_with_positions(source, reading, start), count):
        if found.flaw is not None:
            raise found.flaw.error
        if found.document is not None:
            yield found.document
