"""Arrays that are put together block by block: a large one goes to a file without a name, not to memory."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterable, Iterator
from io import FileIO
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..files.write_errors import write_errors_of
from .index.container import Array

MOST_BYTES = 2**26  # of an array in memory


class SpillingArray:
    """Numbers of one type that are added to, and then looked at as one array, whose pages the system may take back.

    >>> numbers = SpillingArray(np.int64)
    >>> numbers.add(np.array([1, 2]))
    >>> numbers.add(np.array([3]))
    >>> numbers.whole().tolist()
    [1, 2, 3]
    """

    def __init__(self, kind: npt.DTypeLike) -> None:
        self.kind = np.dtype(kind)
        self.blocks: list[Array] = []
        self.size = 0  # bytes
        self.file: FileIO | None = None

    def add(self, block: Array) -> None:
        """Add numbers."""
        block = np.ascontiguousarray(block, self.kind)
        self.size += block.nbytes
        self.blocks.append(block)
        if self.file is not None or self.size > MOST_BYTES:
            with write_errors_of(Path(tempfile.gettempdir())):
                self._spill()

    def _spill(self) -> None:
        """Write what is in memory to the file, at once, so that a full disk is told here."""
        if self.file is None:
            self.file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - as long as the array
            weakref.finalize(self, self.file.close)
        for block in self.blocks:
            written = 0
            while written < block.nbytes:
                written += self.file.write(block.view(np.uint8).data[written:])
        self.blocks.clear()

    def whole(self) -> Array:
        """Return all numbers; nothing is added after that."""
        if self.file is None:
            return np.concatenate([np.zeros(0, self.kind), *self.blocks])
        with self.file:
            return np.asarray(np.memmap(self.file, self.kind, mode="r+"))


def gathered_arrays(
    blocks: Iterable[tuple[Array, ...]], count: int, kind: npt.DTypeLike = np.int64
) -> tuple[Array, ...]:
    """Return so many arrays of the blocks of each.

    >>> pairs = [(np.array([1]), np.array([2])), (np.array([3]), np.array([4]))]
    >>> [array.tolist() for array in gathered_arrays(pairs, 2)]
    [[1, 3], [2, 4]]
    """
    arrays = [SpillingArray(kind) for _ in range(count)]
    for block in blocks:
        for array, part in zip(arrays, block, strict=True):
            array.add(part)
    return tuple(array.whole() for array in arrays)


def in_blocks(arrays: tuple[Array, ...], size: int) -> Iterator[tuple[Array, ...]]:
    """Yield arrays of one length in blocks of so many numbers.

    >>> [block[0].tolist() for block in in_blocks((np.arange(3),), 2)]
    [[0, 1], [2]]
    """
    for first in range(0, len(arrays[0]), size):
        yield tuple(array[first : first + size] for array in arrays)
