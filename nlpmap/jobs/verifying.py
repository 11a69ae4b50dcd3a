"""Verifying: is the output on the disk what the ledger says was written?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..files.durable import size_and_crc
from ..files.names import beside_output
from .output.partial_files import partial_of
from .progress.summary import counted
from .records import ledger as ledgers
from .records.parts import Piece


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
    name, path = os.fspath(out), beside_output(out).ledger
    history = ledgers.read_all(path)
    if history is None:
        raise ledgers.never_written(name, path)
    paths, last = ledgers.paths_of(history.order), history.last
    made: dict[int, tuple[int, int]] = {}
    pieces: dict[int, list[Piece]] = {target: [] for target in range(last.target)}
    for part in history.parts:
        made.update(part.files)
        for piece in part.pieces:
            pieces.setdefault(piece.target, []).append(piece)
    whole = {target: [Piece(target, 0, *entry)] for target, entry in made.items()}
    differences: list[str] = []
    for target, mine in sorted((pieces | whole).items()):
        is_complete = last.finished or target < last.target
        path = paths[target] if is_complete else partial_of(paths[target])
        differences += compared(path, mine, is_complete)
    size = sum(piece.stored for mine in (pieces | whole).values() for piece in mine)
    return Verified(name, len(pieces | whole), last.number, size, tuple(differences))


def compared(path: Path, pieces: list[Piece], is_complete: bool) -> Iterator[str]:
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
