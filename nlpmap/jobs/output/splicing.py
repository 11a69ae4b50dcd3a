"""Splicing: documents put into finished output files, stored, compressed or parquet, at the places they belong."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import groupby, repeat
from pathlib import Path
from typing import IO, Any

from ...corpus.parquet import insert_rows, parquet_manifest
from ...corpus.sentence_ids import SentenceIds, marks_of, runs_of
from ...files.compression import compressor, open_compressed
from ...files.durable import size_and_crc
from ..records.parts import Part, Piece
from ..records.quarantine import Failure
from .partial_files import Counts
from .retried import Placed

Left = Callable[[Failure], None]


def spliced_rows(
    parts: Sequence[Part],
    target: int,
    placed: Iterable[Placed],
    old: Path,
    new: IO[bytes],
    manifest: Mapping[str, Any],
    left: Left,
) -> list[Part]:
    """Copy a parquet file row group by row group, with documents put into it; return the parts as they are then."""
    insert_rows(old, new, rows_of(placed, left), dict(manifest))
    new.seek(0)
    made = size_and_crc(new)
    return [replace(part, files={**part.files, target: made}) if target in part.files else part for part in parts]


def rows_of(placed: Iterable[Placed], left: Left) -> Iterator[tuple[int, bytes]]:
    """Yield what is put into a table, and after how many of its rows."""
    added = 0
    for one in placed:
        if one.rendered is None:
            left(replace(one.failure, raw=one.failure.raw + added))
        else:
            added += len(one.rendered)
            yield one.failure.rows, one.rendered


def manifest_with(path: Path, inserted: Counts, recipe: Mapping[str, Any]) -> dict[str, Any]:
    """Return a parquet file's manifest with what is put into the file counted in."""
    manifest = parquet_manifest(path)
    counts = Counts(*(manifest[key] for key in ("documents", "sentences", "tokens"))) + inserted
    return manifest | asdict(counts) | {"recipe": dict(recipe)}


def spliced(
    parts: Sequence[Part],
    target: int,
    placed: Iterable[Placed],
    old: IO[bytes],
    new: IO[bytes],
    compression: str | None,
    names: SentenceIds | None,
    left: Left,
) -> list[Part]:
    """Copy a file piece by piece, with documents put into those of the parts in which they failed; return the parts.

    Where sentences have names, those after a document are told apart anew, as they would be had it not failed.
    """
    pack = compressor(compression)
    by_part = groupby(placed, lambda one: one.failure.part)
    number, mine = next(by_part, NO_MORE)
    done: list[Part] = []
    start = written = 0
    emptied = None  # the part with a member without content, such as an empty file has
    for part in parts:
        piece = next((piece for piece in part.pieces if piece.target == target), None)
        stored = old.read(piece.stored) if piece else b""
        if piece and not piece.raw:
            emptied, piece, stored = len(done), None, b""
        raw = piece.raw if piece else 0
        if number == part.number or names is not None:
            before = unpacked(stored, compression)
            content = Content(names, marks_of(piece.renamed) if piece and names else iter(()))
            content.fill(before, mine if number == part.number else (), start, written, left)
            if number == part.number:
                number, mine = next(by_part, NO_MORE)
            if content.raw != before:
                stored = pack(bytes(content.raw))
                piece = content.piece(target, stored)
        start += raw
        new.write(stored)
        written += piece.raw if piece else 0
        done.append(with_piece(part, target, piece))
    assert not number, "a failure of no part"
    if emptied is not None and not written and (stored := pack(b"")):
        new.write(stored)
        done[emptied] = with_piece(done[emptied], target, Piece(target, 0, len(stored), zlib.crc32(stored)))
    return done


@dataclass(slots=True)
class Content:
    """What a part adds to a file, as it is now: what it added, and what is put in between."""

    names: SentenceIds | None
    before: Iterator[int]  # what became of the ids in what it added
    raw: bytearray = field(default_factory=bytearray)
    marks: bytearray = field(default_factory=bytearray)

    def fill(self, content: bytes, placed: Iterable[Placed], start: int, written: int, left: Left) -> None:
        """Put documents into a content that began at ``start`` in the old file, and does at ``written`` in the new."""
        at = 0
        for one in placed:
            place = one.failure.raw - start
            self.copy(content[at:place])
            at = place
            if one.rendered is None:
                left(replace(one.failure, raw=written + len(self.raw)))
                self.keep(one.ids, one.mark)
            else:
                self.put(one.rendered, repeat(one.mark))
        self.copy(content[at:])

    def copy(self, content: bytes) -> None:
        """Put in what was there, with other ids than it had, where these are told apart from others now."""
        self.put(content, self.before)

    def put(self, rendered: bytes, before: Iterator[int]) -> None:
        if self.names is not None:
            rendered, marks = self.names.told_apart_anew(rendered, before)
            self.marks += marks
        self.raw += rendered

    def keep(self, ids: bytes, mark: int) -> None:
        """Keep ids for a document that has no place yet."""
        if self.names is not None:
            self.names.told_apart(ids, mark)

    def piece(self, target: int, stored: bytes) -> Piece:
        """Return it as a piece that is stored so."""
        return Piece(
            target, len(self.raw), len(stored), zlib.crc32(stored), runs_of(bytes(self.marks)) if self.marks else ()
        )


NO_MORE: tuple[int, Iterable[Placed]] = (0, ())


def unpacked(stored: bytes, compression: str | None) -> bytes:
    return stored if compression is None else open_compressed(io.BytesIO(stored), compression).read()


def with_piece(part: Part, target: int, piece: Piece | None) -> Part:
    """Return a part with what it adds to a file, in the place of what it added."""
    others = [other for other in part.pieces if other.target != target]
    return replace(part, pieces=tuple(sorted([*others, *([piece] if piece else [])], key=lambda one: one.target)))
