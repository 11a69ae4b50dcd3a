"""Parts: what a job has done up to the end of each, as a line of its ledger."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import IO, Any

from ...corpus.reading.located import Position
from .shape import has_shape

LONGEST = 2**26  # bytes of a line, which may speak of ten thousand files
TAIL = 2**20  # bytes in which the last line is looked for first
START = Position()


@dataclass(frozen=True, slots=True)
class Piece:
    """What one part added to one output file: bytes as rendered, bytes as they are on the disk, and their CRC-32.

    ``renamed`` tells what became of the ids of its sentences, as `runs_of` does.
    """

    target: int
    raw: int
    stored: int
    crc: int
    renamed: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is done: where reading continues after it, and what has been done up to its end.

    ``target`` is the output file that it ended in, ``raw``, ``stored`` and ``target_...`` how much that file has.
    """

    number: int = 0
    source: int = 0
    end: Position = START
    documents: int = 0
    sentences: int = 0
    tokens: int = 0
    failed: int = 0
    error_bytes: int = 0
    seconds: float = 0.0
    target: int = 0
    raw: int = 0
    stored: int = 0
    target_documents: int = 0
    target_sentences: int = 0
    target_tokens: int = 0
    pieces: tuple[Piece, ...] = ()
    files: Mapping[int, tuple[int, int]] = field(default_factory=dict)  # of whole files: size, CRC-32
    finished: bool = False
    empty: int = 0  # of the documents: those that the format has no place for
    error_crc: int = 0  # of the failures that are written down
    unfilled: tuple[int, int] | None = None  # of a part that is to be filled: its characters and documents by now
    heads: tuple[tuple[int, str], ...] = ()  # what the next failure has before it, as `Failure.heads`

    @property
    def records(self) -> int:
        """The documents that went in."""
        return self.documents + self.failed


UNFILLED = "unfilled"
OPTIONAL = {UNFILLED, "empty", "error_crc", "heads"}  # are written only where there is something to say
NAMES = {entry.name for entry in fields(Part)} - OPTIONAL
SHAPE = {
    "number": int, "source": int, "end": [int], "documents": int, "sentences": int, "tokens": int, "failed": int,
    "error_bytes": int, "seconds": float, "target": int, "raw": int, "stored": int, "target_documents": int,
    "target_sentences": int, "target_tokens": int, "pieces": [{"target": int, "raw": int, "stored": int, "crc": int}],
    "files": {str: [int]}, "finished": bool, "empty?": int, "error_crc?": int, "unfilled?": ([int], None),
}  # fmt: skip


def to_line(part: Part) -> bytes:
    """Write a part as a line.

    >>> from_line(to_line(Part(3, 1, Position(10, 2, 5)))) == Part(3, 1, Position(10, 2, 5))
    True
    """
    entries = {name: entry for name, entry in asdict(part).items() if name not in OPTIONAL or entry}
    entries["pieces"] = [as_entry(piece) for piece in part.pieces]
    return json.dumps(entries, separators=(",", ":")).encode() + b"\n"


def as_entry(piece: Piece) -> dict[str, Any]:
    entry = asdict(piece)
    if not entry["renamed"]:
        del entry["renamed"]
    return entry


def from_line(line: bytes) -> Part:
    """Read a part; raises `ValueError` where the line is none."""
    read = json.loads(line)
    if not has_shape(read, SHAPE) or set(read) - OPTIONAL != NAMES:
        raise ValueError("a line of the ledger has other fields than a part")
    read["end"] = Position(*read["end"])
    read["heads"] = tuple((int(part), str(head)) for part, head in read.get("heads", ()))
    if UNFILLED in read:
        characters, documents = read[UNFILLED]
        read[UNFILLED] = characters, documents
    read["pieces"] = tuple(
        Piece(**{**piece, "renamed": tuple((int(mark), int(count)) for mark, count in piece.get("renamed", ()))})
        for piece in read["pieces"]
    )
    read["files"] = {int(target): tuple(entry) for target, entry in read["files"].items()}
    return Part(**read)


def parts_in(file: IO[bytes]) -> Iterator[Part]:
    """Yield the parts of the lines to come, up to one that a crash tore."""
    for line in lines_in(file):
        try:
            yield from_line(line)
        except (ValueError, TypeError):
            return


def lines_in(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines to come; of one that is too long to be of a part, its beginning, which is of none."""
    return iter(lambda: file.readline(LONGEST), b"")


def last_part(file: IO[bytes], start: int) -> tuple[Part, int, int]:
    """Find the last whole line, and where it begins and ends: near the end of a long ledger, else from its start."""
    size = file.seek(0, os.SEEK_END)
    for first in (max(start, size - TAIL), start):
        file.seek(first)
        if first > start:
            file.readline(LONGEST)  # the rest of a line
        last, begin, end = None, 0, file.tell()
        for line in lines_in(file):
            try:
                last = from_line(line)
            except (ValueError, TypeError):
                break
            begin, end = end, end + len(line)
        if last is not None:
            return last, begin, end
    return Part(), start, start
