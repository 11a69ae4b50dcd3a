"""Partial output files: appended part by part, renamed when complete."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from threading import Event
from typing import IO, Any

from ...corpus.sentence_ids import ids_in, marks_of, runs_of
from ...errors import InputError, Message, Option
from ...files.atomic import remove
from ...files.compression import compressor, open_compressed
from ...files.durable import create, opened_again, put_in_place, size_and_crc, sync, sync_folder, write_all
from ...files.names import MADE, PARTIAL, beside
from ...files.plain import discard, open_plain
from ...files.special import make_folder
from ...files.write_errors import write_errors_of
from ...remote.formats import FORMATS
from ..records.parts import Part, Piece
from .layout import Layout
from .parquet_files import to_parquet


def partial_of(path: Path) -> Path:
    """Return the name of a file while it is partial.

    >>> partial_of(Path("out.conllu")).name
    'out.conllu.partial'
    """
    return beside(path, PARTIAL)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was put into a file."""

    documents: int = 0
    sentences: int = 0
    tokens: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.documents + other.documents, self.sentences + other.sentences, self.tokens + other.tokens)


Complete = dict[int, Counts]  # the files that have all that belongs to them, still under the names of partial ones


class PartialFiles:
    """The files of a layout, which documents are added to in order; a part at a time, compressed by itself.

    What a part added is safe once `settle` has returned.
    """

    def __init__(self, layout: Layout, last: Part) -> None:
        self.layout = layout
        self.target = last.target
        self.raw, self.stored = last.raw, last.stored
        self.counts = Counts(last.target_documents, last.target_sentences, last.target_tokens)
        self.waiting = bytearray()
        self.marks = bytearray()  # of what is waiting
        self.pieces: list[Piece] = []
        self.file: IO[bytes] | None = None
        self.header = layout.header.encode()
        self.pack = compressor(layout.compression)
        self.complete: Complete = {}
        if last.unfilled:
            self._take_back(last)

    def go_to(self, target: int) -> None:
        """Turn to a later file; those on the way there are complete, though they may be empty."""
        while self.target < target:
            self._pack_waiting(is_last=True)
            self.complete[self.target] = self.counts
            self.close()  # there may be more files in a part than a process may have open
            self.target += 1
            self.raw = self.stored = 0
            self.counts = Counts()

    def write(self, rendered: bytes, counts: Counts, marks: bytes = b"") -> None:
        """Add documents; ``marks`` tell what became of the ids of their sentences."""
        self.waiting += rendered
        self.marks += marks
        self.counts += counts

    @property
    def place(self) -> tuple[int, int]:
        """How many bytes, as rendered, and how many rows, in a table, the file has by now."""
        rows = getattr(self.counts, FORMATS[self.layout.format].counts)
        return (self.raw or len(self.header)) + len(self.waiting), rows

    def end_part(self) -> tuple[tuple[Piece, ...], Complete]:
        """End a part: return its pieces, and the files that are complete."""
        self._pack_waiting()
        return self._taken()

    def finish(self, count: int) -> tuple[tuple[Piece, ...], Complete]:
        """End the last part, and with it the first ``count`` files: return its pieces, and the files it completed."""
        self.go_to(count)
        return self._taken()

    def close(self) -> None:
        """Close the current file, as it is."""
        if self.file is not None:
            self.file.close()
            self.file = None

    def _take_back(self, last: Part) -> None:
        """Take what an unfilled part added to its last file out of it again: once full, it is one member."""
        self.pieces = [piece for piece in last.pieces if piece.target != self.target]
        for piece in last.pieces[len(self.pieces) :]:
            self.raw -= piece.raw
            self.stored -= piece.stored
            content = content_of(self.layout, piece, self.stored)
            self.waiting[:] = content if self.raw else content[len(self.header) :]
            if FORMATS[self.layout.format].has_names:
                self.marks[:] = bytes(islice(marks_of(piece.renamed), ids_in(content)))

    def _taken(self) -> tuple[tuple[Piece, ...], Complete]:
        pieces, self.pieces = tuple(self.pieces), []
        complete, self.complete = self.complete, {}
        return pieces, complete

    def _pack_waiting(self, is_last: bool = False) -> None:
        if self.file is None:
            self.file = reopened(self.layout, self.target, self.stored)
        if self.raw == 0:
            self.waiting[:0] = self.header
        if self.waiting or (is_last and not self.stored):
            self._append(self.file, self.pack(bytes(self.waiting)))

    def _append(self, file: IO[bytes], packed: bytes) -> None:
        if packed:
            with write_errors_of(self.layout.paths[self.target]):
                write_all(file, packed)
            renamed = runs_of(bytes(self.marks))
            self.pieces.append(Piece(self.target, len(self.waiting), len(packed), zlib.crc32(packed), renamed))
            self.raw += len(self.waiting)
            self.stored += len(packed)
            self.waiting, self.marks = bytearray(), bytearray()


def reopened(layout: Layout, target: int, size: int) -> IO[bytes]:
    """Open a partial file to append after its first ``size`` bytes."""
    path = layout.written(target)
    partial = partial_of(path)
    with write_errors_of(layout.paths[target]):
        make_folder(partial.parent)
        if size and not os.path.lexists(partial) and os.path.lexists(path):
            put_in_place([(path, partial)])  # it had its name already when the part that completed it was lost
        is_begun = os.path.lexists(partial)
        file = opened_again(partial) if is_begun else create(partial, like=layout.paths[target])
        try:
            if file.seek(0, os.SEEK_END) < size:
                raise lost(path)
            file.seek(size)
            file.truncate()
        except BaseException:
            file.close()
            raise
    return file


def content_of(layout: Layout, piece: Piece, start: int) -> bytes:
    """Return what a piece of a partial file unpacks to; raises `InputError` where it is not as it was written."""
    path = layout.written(piece.target)
    with reopened(layout, piece.target, start + piece.stored) as file:
        file.seek(start)
        stored = file.read(piece.stored)
    if zlib.crc32(stored) != piece.crc:
        raise lost(path)
    return open_compressed(io.BytesIO(stored), layout.compression, str(path)).read()


def lost(path: Path) -> InputError:
    anew = Option("force", True)
    return InputError(
        Message(f"can't resume {partial_of(path)}: it has lost bytes that were safe. Begin anew with ", anew)
    )


def settle(
    layout: Layout,
    complete: Complete,
    current: int | None,
    manifest: Mapping[str, Any],
    named: list[Path],
    stopping: Event,
) -> dict[int, tuple[int, int]]:
    """Wait until what was written is on the disk, and rename complete files; return the size and CRC-32 of new ones.

    Sizes and checksums are returned for parquet files only; other files are covered by their pieces. ``named``
    collects each file that got its name. Raises `Stopped` where ``stopping`` is set meanwhile.
    """
    made: dict[int, tuple[int, int]] = {}
    columns = FORMATS[layout.format].columns

    def renames() -> Iterator[tuple[Path, Path]]:
        for target, counts in complete.items():
            path = layout.written(target)
            complete_one = partial_of(path)
            if FORMATS[layout.format].is_binary:
                with write_errors_of(layout.paths[target]):
                    described = {**manifest, **asdict(counts)}
                    names = columns(layout.keys or ()) if columns else ()
                    rows, complete_one = complete_one, beside(path, MADE)
                    discard(complete_one)
                    made[target] = to_parquet(rows, complete_one, described, stopping, layout.paths[target], names)
            if not layout.replaces:
                refuse_other(path, complete_one)
            yield complete_one, path

    put_in_place(renames(), named)
    if current is not None and current not in complete:
        with write_errors_of(layout.paths[current]):
            sync(partial_of(layout.written(current)))
            sync_folder(layout.paths[current].parent)
    return made


def refuse_other(path: Path, complete: Path) -> None:
    """Raise `InputError` where a name is taken, but by the same bytes: those of a part that a crash has lost."""
    if os.path.lexists(path):
        with open_plain(path) as file, open_plain(complete) as other:
            if size_and_crc(file) != size_and_crc(other):
                what_next = "move it away, and go on with "
                raise InputError(Message(f"{path} has appeared meanwhile; {what_next}", Option("resume", True)))


def clear(paths: Iterable[Path]) -> None:
    """Remove partial files, and tables that are made of them, in whatever state they are."""
    remove([kept for path in paths for kept in (partial_of(path), beside(path, MADE))])


def clear_rows(layout: Layout, targets: Iterable[int]) -> None:
    """Remove the rows that parquet files were made of, which are safe now."""
    if FORMATS[layout.format].is_binary:
        clear(layout.written(target) for target in targets)
