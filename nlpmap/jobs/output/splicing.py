"""Splicing: documents put into finished output files, stored, compressed or parquet, at the places they belong."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from itertools import chain, pairwise, zip_longest
from pathlib import Path
from typing import IO, Any

from ...corpus.parquet import insert_rows, parquet_manifest
from ...files.compression import compressor, open_compressed
from ...files.durable import size_and_crc
from ..records.parts import Part, Piece
from .insertions import Insertion
from .partial_files import Counts


def spliced_rows(
    parts: Sequence[Part],
    target: int,
    inserted: Sequence[Insertion],
    old: Path,
    new: IO[bytes],
    recipe: Mapping[str, Any],
) -> list[Part]:
    """Copy a parquet file row group by row group, with documents put into it; return the parts as they are then."""
    rows = ((one.failure.rows, one.rendered) for one in inserted)
    insert_rows(old, new, rows, manifest_with(old, inserted, recipe))
    new.seek(0)
    made = size_and_crc(new)
    return [replace(part, files={**part.files, target: made}) if target in part.files else part for part in parts]


def manifest_with(path: Path, inserted: Sequence[Insertion], recipe: Mapping[str, Any]) -> dict[str, Any]:
    """Return a parquet file's manifest with what is put into the file counted in."""
    manifest = parquet_manifest(path)
    counts = Counts(*(manifest[key] for key in ("documents", "sentences", "tokens")))
    for one in inserted:
        counts += Counts(1, one.outcome.sentences, one.outcome.tokens)
    return manifest | asdict(counts) | {"recipe": dict(recipe)}


def spliced(
    parts: Sequence[Part],
    target: int,
    inserted: Sequence[Insertion],
    old: IO[bytes],
    new: IO[bytes],
    compression: str | None,
) -> list[Part]:
    """Copy a file piece by piece, with documents put into those of the parts in which they failed; return the parts."""
    pack = compressor(compression)
    done = []
    start = 0
    by_part: dict[int, list[Insertion]] = {}
    for one in inserted:
        by_part.setdefault(one.failure.part, []).append(one)
    for part in parts:
        mine = by_part.get(part.number, [])
        piece = next((piece for piece in part.pieces if piece.target == target), None)
        stored = old.read(piece.stored) if piece else b""
        pieces = [other for other in part.pieces if other.target != target]
        if mine:
            content = open_compressed(io.BytesIO(stored), compression).read()
            documents = [(one.failure.raw - start, one.rendered) for one in mine]
            content = with_inserted(content, documents)
            stored = pack(content)
            pieces.append(Piece(target, len(content), len(stored), zlib.crc32(stored)))
        elif piece and piece.raw:
            pieces.append(piece)
        else:
            stored = b""  # a member without content, such as an empty file has, which this one no longer is
        new.write(stored)
        start += piece.raw if piece else 0
        done.append(replace(part, pieces=tuple(sorted(pieces, key=lambda one: one.target))))
    return done


def with_inserted(content: bytes, documents: Sequence[tuple[int, bytes]]) -> bytes:
    """Put documents into a content, each at its place.

    >>> with_inserted(b"ac", [(1, b"b"), (1, b"B")])
    b'abBc'
    """
    bounds = [0, *(place for place, _ in documents), len(content)]
    between = (content[start:end] for start, end in pairwise(bounds))
    return b"".join(chain.from_iterable(zip_longest(between, (document for _, document in documents), fillvalue=b"")))
