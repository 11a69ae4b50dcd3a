"""Checking: are the bytes on the disk those that a ledger says were written?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ...files.durable import size_and_crc
from ...files.plain import open_plain
from .ledger import History
from .parts import Piece

Pieces = dict[int, list[Piece]]


def pieces_by_target(history: History) -> Pieces:
    """Return of each output that was begun the pieces that it has; a parquet file is one."""
    made: dict[int, tuple[int, int]] = {}
    pieces: Pieces = {target: [] for target in range(history.last.target)}
    for part in history.parts:
        made.update(part.files)
        for piece in part.pieces:
            pieces.setdefault(piece.target, []).append(piece)
    return pieces | {target: [Piece(target, 0, *entry)] for target, entry in made.items()}


def written_pieces(history: History, target: int) -> list[Piece]:
    """Return the pieces of a partial file, also where a parquet file is made of it."""
    return [piece for part in history.parts for piece in part.pieces if piece.target == target]


def stored_size(pieces: Sequence[Piece]) -> int:
    return sum(piece.stored for piece in pieces)


def is_other(path: Path, pieces: Sequence[Piece]) -> bool:
    """Return whether a file has other bytes than those that were written; some of them may be lost."""
    with open_plain(path) as file:
        for piece in pieces:
            size, crc = size_and_crc(file, piece.stored)
            if size < piece.stored:
                return False
            if crc != piece.crc:
                return True
    return False


def compared(path: Path, pieces: Sequence[Piece], is_complete: bool) -> Iterator[str]:
    """Yield how a file differs from the pieces that were written to it."""
    try:
        with path.open("rb") as file:
            at = 0
            for piece in pieces:
                if size_and_crc(file, piece.stored) != (piece.stored, piece.crc):
                    yield f"{path}: bytes {at:,} to {at + piece.stored:,} are not those that were written"
                    return
                at += piece.stored
            if is_complete and file.read(1):
                yield f"{path}: there are more than the {at:,} bytes that were written"
    except FileNotFoundError:
        yield f"{path}: it is gone"
    except OSError as error:
        yield f"{path}: {error.strerror or error}"
