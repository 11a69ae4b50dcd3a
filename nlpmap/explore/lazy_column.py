"""Columns of tables whose values are made when they are looked at: of millions of rows few are."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

ROWS_AT_ONCE = 2**16  # made at a time


class LazyColumn(Sequence[str]):
    """Texts that are made in slices.

    >>> class Numbers(LazyColumn):
    ...     def __len__(self):
    ...         return 3
    ...
    ...     def some(self, places):
    ...         return list(map(str, range(3)[places]))
    >>> list(Numbers()), Numbers()[-1], Numbers()[:2]
    (['0', '1', '2'], '2', ['0', '1'])
    """

    @abstractmethod
    def some(self, places: slice) -> list[str]:
        """List the texts of a slice."""

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return self.some(index)
        place = range(len(self))[index]
        return self.some(slice(place, place + 1))[0]

    def __iter__(self) -> Iterator[str]:
        for first in range(0, len(self), ROWS_AT_ONCE):
            yield from self.some(slice(first, first + ROWS_AT_ONCE))
