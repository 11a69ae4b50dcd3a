"""Verifying: is the output on the disk what the ledger says was written?"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ..errors import InputError
from .output.partial_files import BLOCK, partial_of
from .progress import counted
from .records import ledger as ledgers
from .records.ledger import Found, Piece


@dataclass(frozen=True, slots=True)
class Verified:
    """What was compared: files, parts and bytes, and every difference found."""

    out: str
    files: int
    parts: int
    bytes: int
    differences: tuple[str, ...] = ()

    def __str__(self) -> str:
        compared = f"{counted(self.files, 'file')}, {counted(self.parts, 'part')}, {counted(self.bytes, 'byte')}"
        return f"{self.out}: {compared}: " + ("as written" if not self.differences else "; ".join(self.differences))


def verify(out: str | os.PathLike[str]) -> Verified:
    """Compare an output with its ledger, by checksums; raises `InputError` where there is no ledger.

    >>> import tempfile
    >>> from nlpmap import corpora
    >>> from nlpmap.jobs import Options, annotate_files
    >>> path = tempfile.mkdtemp() + "/sample.conllu"
    >>> summary = annotate_files("tokenize", corpora.path("sample"), path, Options(limit=2, workers=0))
    >>> verify(path).differences
    ()
    """
    found = ledger_of(out)
    paths = [Path(found.order["folder"], path) for path in found.order["outputs"]]
    made: dict[int, tuple[int, int]] = {}
    pieces: dict[int, list[Piece]] = {target: [] for target in range(found.last.target)}
    for part in ledgers.parts(ledgers.path_of(out)):
        made.update(part.files)
        for piece in part.pieces:
            pieces.setdefault(piece.target, []).append(piece)
    whole = {target: [Piece(target, 0, *entry)] for target, entry in made.items()}
    differences: list[str] = []
    for target, mine in sorted((pieces | whole).items()):
        grown = paths[target] if found.last.finished or target < found.last.target else partial_of(paths[target])
        differences += compared(grown, mine, is_whole=grown == paths[target])
    size = sum(piece.stored for mine in (pieces | whole).values() for piece in mine)
    return Verified(os.fspath(out), len(pieces | whole), found.last.number, size, tuple(differences))


def ledger_of(out: str | os.PathLike[str]) -> Found:
    """Read an output's ledger; raises `InputError` where there is none."""
    path = ledgers.path_of(out)
    found = ledgers.read(path)
    if found is None:
        raise InputError(f"{os.fspath(out)}: no job has written it (there is no {path.name} beside it)")
    return found


def compared(path: Path, pieces: list[Piece], is_whole: bool) -> Iterator[str]:
    """Yield how a file differs from the pieces that were written to it."""
    try:
        with path.open("rb") as file:
            at = 0
            for piece in pieces:
                if crc_of(file, piece.stored) != (piece.stored, piece.crc):
                    yield f"{path}: bytes {at:,} to {at + piece.stored:,} are not those that were written"
                    return
                at += piece.stored
            if is_whole and file.read(1):
                yield f"{path}: there are more than the {at:,} bytes that were written"
    except FileNotFoundError:
        yield f"{path}: it is gone"
    except OSError as error:
        yield f"{path}: {error.strerror or error}"


def crc_of(file: IO[bytes], size: int) -> tuple[int, int]:
    """Return how many of the next bytes of a file are there, and their CRC-32."""
    crc = done = 0
    while done < size and (block := file.read(min(BLOCK, size - done))):
        crc, done = zlib.crc32(block, crc), done + len(block)
    return done, crc
