"""Files that grow part by part under a name of their own, and get theirs when they are whole."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

from ..corpus.compression import compression_of, compressor
from ..corpus.parquet import ParquetWriter
from ..corpus.writing import NamedFailures
from ..remote.formats import FORMATS
from .layout import Layout
from .ledger import Part, Piece, sync_folder

SUFFIX = ".partial"
BLOCK = 2**22


def partial_of(path: Path) -> Path:
    """Tell under which name a file grows.

    >>> partial_of(Path("out.conllu")).name
    'out.conllu.partial'
    """
    return path.with_name(path.name + SUFFIX)


class Growing:
    """The files of a layout, which documents are added to in order; a part at a time, compressed by itself.

    What a part added is safe once `settle` has gone through with it.
    """

    def __init__(self, layout: Layout, last: Part) -> None:
        self.layout = layout
        self.target = last.target
        self.raw, self.stored, self.tokens = last.raw, last.stored, last.target_tokens
        self.waiting = bytearray()
        self.pieces: list[Piece] = []
        self.file: IO[bytes] | None = None
        self.pack: Callable[[bytes], bytes] = bytes
        self.left: list[tuple[int, IO[bytes]]] = []  # whole files, still under the name that they grew by

    def go_to(self, target: int) -> None:
        """Go on with a later file; those on the way there are whole, though they may be empty."""
        while self.target < target:
            self._pack_waiting(is_last=True)
            self.left.append((self.target, self._opened()))
            self.file = None
            self.target += 1
            self.raw = self.stored = self.tokens = 0

    def write(self, rendered: bytes, tokens: int) -> None:
        """Add a document."""
        self.waiting += rendered
        self.tokens += tokens

    @property
    def place(self) -> tuple[int, int]:
        """How many bytes, as rendered, and how many tokens the file has by now."""
        return (self.raw or len(self._header)) + len(self.waiting), self.tokens

    def end_part(self) -> tuple[tuple[Piece, ...], list[tuple[int, IO[bytes]]], IO[bytes]]:
        """End a part: give its pieces, the files that are whole, and the one that goes on."""
        self._pack_waiting()
        pieces, self.pieces = tuple(self.pieces), []
        left, self.left = self.left, []
        return pieces, left, self._opened()

    def finish(self, count: int) -> tuple[tuple[Piece, ...], list[tuple[int, IO[bytes]]]]:
        """End the last part, and with it the first ``count`` files: give its pieces, and the files that are whole."""
        self.go_to(count)
        pieces, self.pieces = tuple(self.pieces), []
        left, self.left = self.left, []
        return pieces, left

    def close(self) -> None:
        """Close what is open, as it is."""
        for _, file in self.left:
            file.close()
        if self.file is not None:
            self.file.close()

    def _pack_waiting(self, is_last: bool = False) -> None:
        file = self._opened()
        if self.raw == 0:
            self.waiting[:0] = self._header
        packed = self.pack(bytes(self.waiting)) if self.waiting or (is_last and not self.stored) else b""
        if packed:
            with NamedFailures(self.layout.paths[self.target]):
                file.write(packed)
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
            compression = None if self.layout.format == "parquet" else compression_of(path)
            self.pack = compressor(compression)
            with NamedFailures(path):
                self.file = reopened(path, self.stored)
        return self.file


def reopened(path: Path, size: int) -> IO[bytes]:
    """Open a file to go on growing after its first ``size`` bytes."""
    partial = partial_of(path)
    partial.parent.mkdir(parents=True, exist_ok=True)
    if size and not partial.exists() and path.exists():
        path.replace(partial)  # it had its name already when the part that made it whole was lost
    file = partial.open("r+b" if partial.exists() else "w+b")
    if file.seek(0, os.SEEK_END) < size:
        file.close()
        raise OSError(f"{partial} has lost bytes that were safe")
    file.seek(size)
    file.truncate()
    return file


def settle(
    layout: Layout, whole: Sequence[tuple[int, IO[bytes]]], growing: IO[bytes] | None
) -> dict[int, tuple[int, int]]:
    """Wait until what was written is on the disk, and give whole files their names; tell the size and CRC-32 of each.

    Only of files that are made anew from what was written (parquet) are these told: those of others are their pieces'.
    """
    made = {}
    for target, file in whole:
        path = layout.paths[target]
        with NamedFailures(path), file:
            file.flush()
            if layout.format == "parquet":
                made[target] = to_parquet(partial_of(path), path)
            else:
                os.fsync(file.fileno())
                partial_of(path).replace(path)
                sync_folder(path.parent)
    if growing is not None:
        with NamedFailures(growing.name):
            growing.flush()
            os.fsync(growing.fileno())
    return made


def to_parquet(rows: Path, path: Path) -> tuple[int, int]:
    """Make a parquet file of the rows that workers rendered; give its size and CRC-32."""
    made = path.with_name(path.name + ".made")
    with rows.open("rb") as file, made.open("w+b") as whole:
        with ParquetWriter(whole) as writer:
            for block in blocks_of_rows(file):
                writer.write(block)
        whole.flush()
        os.fsync(whole.fileno())
        whole.seek(0)
        size = crc = 0
        while block := whole.read(BLOCK):
            size, crc = size + len(block), zlib.crc32(block, crc)
    made.replace(path)
    sync_folder(path.parent)
    rows.unlink()
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
