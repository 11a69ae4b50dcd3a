"""Blocks: runs of whole lines of a file, read as they are, for workers to parse.

A block ends with the first line that reaches a multiple of `SIZE` bytes in the file: so where blocks end depends on the
file alone, wherever reading begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ...remote.blocks import LinesOfFile
from ..detection.text_formats import is_array
from ..formats import TEXT
from ..inputs.heads import peeked
from ..inputs.opened import opened
from ..inputs.places import LocalFile
from ..inputs.source import Source
from .lines import go_to
from .located import Position
from .options import Reading

FORMAT = "jsonl"  # of files that may be read by blocks, beside texts of which each line is one
SIZE = 2**15  # bytes, some 400 short sentences: workers get through tens of them in a second
FEWEST = 4  # blocks in a file; a smaller one is read by documents
LONGEST = 2**20  # bytes of a line; from a longer one on, a file is read by documents
# a line of text that begins with no white space of any kind, nor with a byte order mark, all in UTF-8
BEGINS = re.compile(
    rb"^(?![\x00-\x20\x7f]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80|\xef\xbb\xbf).",
    re.MULTILINE,
)


class Block(NamedTuple):
    """Lines of a source, from one place between two records to another, as they are sent to a worker."""

    start: Position
    end: Position
    parcel: LinesOfFile


def comes_in_blocks(source: Source, size: object, reading: Reading) -> bool:
    """Return whether a source of so many bytes may be read by blocks: lines of JSON or text, neither packed nor small.

    >>> from pathlib import Path
    >>> small = Source(LocalFile(Path("a.jsonl")), "a.jsonl", "jsonl")
    >>> comes_in_blocks(small, 100, Reading()), comes_in_blocks(small, 10**6, Reading())
    (False, True)
    """
    return (
        (source.format == FORMAT or is_text_by_line(source, reading))
        and source.compression is None
        and source.encoding is None
        and isinstance(source.place, LocalFile)
        and isinstance(size, int)
        and size >= FEWEST * SIZE
        and reading.encoding.lower() in ("utf-8", "utf8")
        and not reading.is_limited
    )


def is_text_by_line(source: Source, reading: Reading) -> bool:
    return source.format == TEXT and reading.split == "line"


def blocks_of(source: Source, reading: Reading, start: Position) -> Iterator[Block]:
    """Yield the blocks of a source from a position on, as far as each of their lines is a record."""
    is_text = is_text_by_line(source, reading)
    are_records = are_lines_of_text if is_text else are_objects
    file, keys = (source.document_name, source.number, source.shares_name), (reading.text_key, reading.id_key)
    with opened(source) as stream:
        if not is_text and is_array(peeked(stream).decode("utf-8", "ignore")):
            return
        go_to(stream, start.offset)
        while lines := stream.read(SIZE - start.offset % SIZE):
            if not lines.endswith(b"\n"):
                lines += stream.readline(LONGEST)
            count = lines.count(b"\n") + (not lines.endswith(b"\n"))
            if not are_records(lines, count) or len(lines) > LONGEST:
                return
            end = Position(start.offset + len(lines), start.record + count, start.line + count)
            yield Block(start, end, LinesOfFile(lines, *file, start.line, start.record, *keys, is_text))
            start = end


def are_objects(lines: bytes, count: int) -> bool:
    """Return whether each of so many lines begins as an object does: then each is a record.

    >>> are_objects(b'{"text": "a"}\\n{"text": "b"}', 2), are_objects(b'{"text": "a"}\\n\\n', 2)
    (True, False)
    """
    return lines.startswith(b"{") and lines.count(b"\n{") == count - 1


def are_lines_of_text(lines: bytes, count: int) -> bool:
    """Return whether each of so many lines begins with what is no white space: then each is a record.

    >>> are_lines_of_text("A dog.\\n“Yes.”\\n".encode(), 2), are_lines_of_text(b"A dog.\\n\\nYes.", 3)
    (True, False)
    """
    return len(BEGINS.findall(lines)) == count


def ends_block(start: Position, end: Position) -> bool:
    """Return whether a block that begins at a place ends at another, or a record is the last of its block.

    >>> ends_block(Position(SIZE - 9), Position(SIZE)), ends_block(Position(SIZE), Position(SIZE + 9))
    (True, False)
    """
    return end.offset // SIZE > start.offset // SIZE
