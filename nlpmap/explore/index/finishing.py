"""The end of making an index: its columns made narrow and counted, where each value is, and all of it in one file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from ...files.write_errors import write_errors_of
from ...remote.native import compiled
from . import REGIONS, VERSION
from .container import BLOCK, Array, Writer
from .growing import GrowingColumn, GrowingIndex
from .lexicon import write_lexicon

FEW = 2**12  # values: the tokens of a column with no more are looked through
SORTED = 2**22  # tokens that are sorted at a time


def finish(growing: GrowingIndex, writer: Writer, header: dict[str, Any]) -> None:
    """Write a whole index of what has grown, column by column, whose values are then forgotten: the most come last."""
    growing.flush()
    write_column(writer, "id", growing.ids, with_positions=False)
    for number, column in enumerate(growing.metadata.values()):
        write_column(writer, f"metadata.{number}", column, with_positions=False)
    for name, column in reversed(growing.columns.items()):
        if len(column.numbers) > 1 or not growing.tokens:
            write_column(writer, name, column, with_positions=len(column.numbers) > FEW)
        else:  # there is nothing in it
            writer.add(f"{name}.counts", [np.array([growing.tokens], "<u4")])
    writer.add("flags", number_blocks(growing.flags.path, np.uint8))
    for name in REGIONS:
        writer.add(f"{name}.ends", narrow_ends(growing.regions[name].path, growing.tokens))
    counts = {"tokens": growing.tokens, "documents": growing.documents}
    writer.finish({"version": VERSION, "metadata": growing.keys, **counts, **header})


def write_column(writer: Writer, name: str, column: GrowingColumn, with_positions: bool) -> None:
    """Write the numbers of a column, as narrow as they may be, its lexicon, its counts, and where each value is."""
    size = len(column.numbers)
    kind = "u1" if size <= 2**8 else "<u2" if size <= 2**16 else "<u4"
    counts = np.zeros(size, np.int64)

    def narrowed() -> Iterator[Array]:
        for block in number_blocks(column.ids.path, "<u4"):
            np.add(counts, np.bincount(block, minlength=size), out=counts)
            yield block.astype(kind)

    writer.add(f"{name}.ids", narrowed())
    write_lexicon(writer, f"{name}.lexicon", column.numbers)
    writer.add(f"{name}.counts", [counts.astype("<u4")])
    if with_positions:
        writer.add(f"{name}.positions", positions(column.ids.path, counts))
    column.numbers.clear()


def positions(ids: Path, counts: Array) -> Iterator[Array]:
    """Yield where each value is, in the order of their numbers, in blocks."""
    total = int(counts.sum())
    found = mapped(ids.with_suffix(".positions"), total)
    free = np.cumsum(counts) - counts  # where the next of each value goes
    place = (compiled("counts") or SimpleNamespace(placed=placed)).placed
    base = 0
    for block in number_blocks(ids, "<u4", 4 * SORTED):
        place(block, base, free, found)
        base += len(block)
    for begin in range(0, total, BLOCK // 4):
        yield found[begin : begin + BLOCK // 4]


def mapped(path: Path, count: int) -> Array:
    """Make a file of so many numbers, and map it into memory.

    It has all its room at once: a page of a file with holes that the disk has no room for ends the process.
    """
    with write_errors_of(path), path.open("wb") as file:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, 4 * count)
        else:
            file.truncate(4 * count)
    return np.memmap(path, "<u4", mode="r+", shape=(count,))


def placed(ids: Array, first: int, free: Array, positions: Array) -> None:
    """Put each token, the first of which has a number, where the next of its value goes.

    >>> positions = np.zeros(3, np.uint32)
    >>> placed(np.array([1, 0, 1], np.uint32), 7, np.array([0, 1]), positions)
    >>> positions.tolist()
    [8, 7, 9]
    """
    keys = (ids.astype(np.uint64) << np.uint64(32)) | np.arange(first, first + len(ids), dtype=np.uint64)
    keys.sort()
    values = (keys >> np.uint64(32)).astype(np.int64)
    firsts = np.flatnonzero(np.diff(values, prepend=-1))
    runs = np.diff(firsts, append=len(values))
    shift = free[values[firsts]] - firsts
    positions[np.repeat(shift, runs) + np.arange(len(values))] = keys.astype(np.uint32)
    free[values[firsts]] += runs


def narrow_ends(path: Path, tokens: int) -> Iterator[Array]:
    """Yield where regions end, as numbers of four bytes."""
    return (block.astype("<u4") for block in number_blocks(path, "<u8"))


def number_blocks(path: Path, kind: Any, size: int = BLOCK) -> Iterator[Array]:
    """Yield the numbers of a file in blocks of so many bytes; one empty block where there are none."""
    count = size // np.dtype(kind).itemsize
    with path.open("rb") as file:
        block = np.fromfile(file, kind, count)
        yield block
        while len(block) == count:
            block = np.fromfile(file, kind, count)
            yield block
