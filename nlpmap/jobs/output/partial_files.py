"""Files that grow part by part under a name of their own, and get theirs when they are whole."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event
from typing import IO, Any

from ...corpus.parquet import ParquetWriter
from ...errors import InputError
from ...files.compression import compression_of, compressor
from ...files.write_errors import NamedFailures
from ...remote.formats import FORMATS
from ..records.ledger import Part, Piece, sync_folder, write_all
from .layout import Layout

SUFFIX = ".partial"
BLOCK = 2**22


def partial_of(path: Path) -> Path:
    """Return under which name a file grows.

    >>> partial_of(Path("out.conllu")).name
    'out.conllu.partial'
    """
    return path.with_name(path.name + SUFFIX)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was put into a file."""

    documents: int = 0
    sentences: int = 0
    tokens: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.documents + other.documents, self.sentences + other.sentences, self.tokens + other.tokens)


Whole = dict[int, Counts]  # the files that have all that belongs to them, still under the name that they grew by


class Growing:
    """The files of a layout, which documents are added to in order; a part at a time, compressed by itself.

    What a part added is safe once `settle` has gone through with it.
    """

    def __init__(self, layout: Layout, last: Part) -> None:
        self.layout = layout
        self.target = last.target
        self.raw, self.stored = last.raw, last.stored
        self.counts = Counts(last.target_documents, last.target_sentences, last.target_tokens)
        self.waiting = bytearray()
        self.pieces: list[Piece] = []
        self.file: IO[bytes] | None = None
        self.pack: Callable[[bytes], bytes] = bytes
        self.whole: Whole = {}

    def go_to(self, target: int) -> None:
        """Go on with a later file; those on the way there are whole, though they may be empty."""
        while self.target < target:
            self._pack_waiting(is_last=True)
            self.whole[self.target] = self.counts
            self.close()  # there may be more files in a part than a process may have open
            self.target += 1
            self.raw = self.stored = 0
            self.counts = Counts()

    def write(self, rendered: bytes, sentences: int, tokens: int) -> None:
        """Add a document."""
        self.waiting += rendered
        self.counts += Counts(1, sentences, tokens)

    @property
    def place(self) -> tuple[int, int]:
        """How many bytes, as rendered, and how many tokens the file has by now."""
        return (self.raw or len(self._header)) + len(self.waiting), self.counts.tokens

    def end_part(self) -> tuple[tuple[Piece, ...], Whole]:
        """End a part: give its pieces, and the files that are whole."""
        self._pack_waiting()
        pieces, self.pieces = tuple(self.pieces), []
        whole, self.whole = self.whole, {}
        return pieces, whole

    def finish(self, count: int) -> tuple[tuple[Piece, ...], Whole]:
        """End the last part, and with it the first ``count`` files: give its pieces, and the files that are whole."""
        self.go_to(count)
        pieces, self.pieces = tuple(self.pieces), []
        whole, self.whole = self.whole, {}
        return pieces, whole

    def close(self) -> None:
        """Close the file that grows, as it is."""
        if self.file is not None:
            self.file.close()
            self.file = None

    def _pack_waiting(self, is_last: bool = False) -> None:
        file = self._opened()
        if self.raw == 0:
            self.waiting[:0] = self._header
        packed = self.pack(bytes(self.waiting)) if self.waiting or (is_last and not self.stored) else b""
        if packed:
            with NamedFailures(self.layout.paths[self.target]):
                write_all(file, packed)
            self.pieces.append(Piece(self.target, len(self.waiting), len(packed), zlib.crc32(packed)))
            self.raw += len(self.waiting)
            self.stored += len(packed)
            self.waiting = bytearray()

    @property
    def _header(self) -> bytes:
        return FORMATS[self.layout.format].header.encode()

    def _opened(self) -> IO[bytes]:
        if self.file is None:
            path = self.layout.paths[self.target]
            compression = None if FORMATS[self.layout.format].compresses_itself else compression_of(path)
            self.pack = compressor(compression)
            with NamedFailures(path):
                self.file = reopened(path, self.stored)
        return self.file


def reopened(path: Path, size: int) -> IO[bytes]:
    """Open a file to go on growing after its first ``size`` bytes."""
    partial = partial_of(path)
    partial.parent.mkdir(parents=True, exist_ok=True)
    # unbuffered: else what could not be written fails once more when it is closed
    if size and not partial.exists() and path.exists():
        path.replace(partial)  # it had its name already when the part that made it whole was lost
    file = partial.open("r+b" if partial.exists() else "w+b", buffering=0)
    if file.seek(0, os.SEEK_END) < size:
        file.close()
        raise InputError(
            f"{partial} has lost bytes that were safe, so it can't be gone on with. Begin anew with --force"
        )
    file.seek(size)
    file.truncate()
    return file


def settle(
    layout: Layout,
    whole: Whole,
    growing: int | None,
    manifest: Mapping[str, Any],
    named: list[Path],
    stopping: Event,
) -> dict[int, tuple[int, int]]:
    """Wait until what was written is on the disk, and give whole files their names; tell the size and CRC-32 of each.

    Only of files that are made anew from what was written (parquet) are these told: those of others are their pieces'.
    ``named`` is told of each file that got its name. Raises `Stopped` where ``stopping`` is set meanwhile.
    """
    made = {}
    for target, counts in whole.items():
        path = layout.paths[target]
        partial = partial_of(path)
        with NamedFailures(path):
            if FORMATS[layout.format].is_binary:
                made[target] = to_parquet(partial, made_of(path), {**manifest, **asdict(counts)}, stopping)
                made_of(path).replace(path)
            else:
                sync(partial)
                partial.replace(path)
        named.append(path)
    for folder in dict.fromkeys(layout.paths[target].parent for target in whole):
        sync_folder(folder)
    if growing is not None and growing not in whole:
        with NamedFailures(layout.paths[growing]):
            sync(partial_of(layout.paths[growing]))
    return made


def made_of(path: Path) -> Path:
    """Return under which name a file is made of another."""
    return path.with_name(path.name + ".made")


def sync(path: Path) -> None:
    """Wait until a file is on the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def clear_rows(layout: Layout, targets: Iterable[int]) -> None:
    """Remove the rows that parquet files were made of, which are safe now."""
    if FORMATS[layout.format].is_binary:
        for target in targets:
            partial_of(layout.paths[target]).unlink(missing_ok=True)


class Stopped(Exception):
    """A commit was given up, because the job is to end now."""


def to_parquet(rows: Path, path: Path, manifest: dict[str, Any], stopping: Event) -> tuple[int, int]:
    """Make a parquet file of the rows that workers rendered; give its size and CRC-32."""
    with rows.open("rb") as file, path.open("w+b") as whole:
        with ParquetWriter(whole, manifest) as writer:
            for block in blocks_of_rows(file):
                if stopping.is_set():  # it may take minutes, and a signal ends a job within seconds
                    raise Stopped
                writer.write(block)
        whole.flush()
        os.fsync(whole.fileno())
        whole.seek(0)
        size = crc = 0
        while block := whole.read(BLOCK):
            size, crc = size + len(block), zlib.crc32(block, crc)
    return size, crc


def blocks_of_rows(file: IO[bytes], size: int = BLOCK) -> Iterator[bytes]:
    """Yield a file of rows in blocks of whole ones; an end of line between quotation marks is within a row.

    >>> import io
    >>> list(blocks_of_rows(io.BytesIO(b'a\\n"b\\n"\\nc\\n'), 4))
    [b'a\\n', b'"b\\n"\\n', b'c\\n']
    """
    rest = b""
    while block := file.read(size):
        rest += block
        end = rest.rfind(b"\n") + 1
        odd = rest.count(b'"', 0, end) % 2
        while end and odd:
            last, end = end, rest.rfind(b"\n", 0, end - 1) + 1
            odd ^= rest.count(b'"', end, last) % 2
        if end:
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest
