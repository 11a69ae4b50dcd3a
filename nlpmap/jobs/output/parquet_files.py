"""Parquet files, made of the rows that a job's partial files have, once all are there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import IO, Any

from ...corpus.parquet import ParquetWriter
from ...files.durable import BLOCK, create, size_and_crc
from ...remote.formats import tsv


class Stopped(Exception):
    """A commit was given up, because the job is to end now."""


def to_parquet(
    rows: Path,
    path: Path,
    manifest: dict[str, Any],
    stopping: Event,
    like: Path | None = None,
    names: Sequence[str] = (),
) -> tuple[int, int]:
    """Make a parquet file of the rows that workers rendered; return its size and CRC-32."""
    with rows.open("rb") as file, create(path, like=like or path) as made:
        with ParquetWriter(made, manifest, names or tsv.columns(())) as writer:
            for block in blocks_of_rows(file, in_quotes=writer.rows.in_quotes):
                if stopping.is_set():  # it may take minutes, and a signal ends a job within seconds
                    raise Stopped
                writer.write(block)
        made.seek(0)
        return size_and_crc(made)


def blocks_of_rows(file: IO[bytes], size: int = BLOCK, in_quotes: bool = True) -> Iterator[bytes]:
    """Yield a file of rows in blocks of whole ones; an end of line between quotation marks may be within a row.

    >>> import io
    >>> list(blocks_of_rows(io.BytesIO(b'a\\n"b\\n"\\nc\\n'), 4))
    [b'a\\n', b'"b\\n"\\n', b'c\\n']
    """
    rest = b""
    while block := file.read(size):
        rest += block
        end = rest.rfind(b"\n") + 1
        odd = rest.count(b'"', 0, end) % 2 if in_quotes else 0
        while end and odd:
            last, end = end, rest.rfind(b"\n", 0, end - 1) + 1
            odd ^= rest.count(b'"', end, last) % 2
        if end:
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest
