"""Conditions compiled for an index: tables of values, asked about many tokens at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..index.container import Array, distinct
from ..index.token_column import Mask, TokenColumn
from .values import Table


class TokenTest(Protocol):
    """A condition on one token."""

    def at(self, positions: Array) -> Mask:
        """Return whether it holds of each of some tokens."""

    def between(self, first: int, last: int) -> Mask:
        """Return whether it holds of each token from one to before another."""

    def most(self) -> int:
        """Return how many tokens it holds of, at most."""

    def positions(self) -> Array | None:
        """Return the tokens that it holds of and perhaps others, in order; None where that is not known sooner."""


@dataclass(frozen=True)
class Always:
    """Holds of every token."""

    tokens: int

    def at(self, positions: Array) -> Mask:
        return np.ones(len(positions), bool)

    def between(self, first: int, last: int) -> Mask:
        return np.ones(last - first, bool)

    def most(self) -> int:
        return self.tokens

    def positions(self) -> Array | None:
        return None


@dataclass(frozen=True)
class ValueIn:
    """Holds of tokens whose value in a column is one of a table."""

    column: TokenColumn
    table: Table

    def at(self, positions: Array) -> Mask:
        return self.table[self.column.all_ids[positions]]

    def between(self, first: int, last: int) -> Mask:
        ids = self.column.all_ids[first:last]
        if ids.itemsize == 1:
            table = np.zeros(256, np.uint8)
            table[: len(self.table)] = self.table[: len(table)]
            return np.frombuffer(ids.tobytes().translate(table.tobytes()), bool)
        wanted = np.flatnonzero(self.table)
        if len(wanted) == 1:
            return np.asarray(ids == wanted.astype(ids.dtype)[0])
        return self.table[ids]

    def most(self) -> int:
        return int(self.column.counts[self.table].sum())

    def positions(self) -> Array | None:
        return None if self.column.positions is None else self.column.positions_of(np.flatnonzero(self.table))


@dataclass(frozen=True)
class Differs:
    """Holds of tokens whose value in one column is, or is not, the same as in another."""

    left: TokenColumn
    right: TokenColumn
    numbers: Array  # of the right column's values, in the left one; the length of the left lexicon where there is none
    is_equal: bool

    def at(self, positions: Array) -> Mask:
        found = self.numbers[self.right.ids[positions]] == self.left.ids[positions]
        return np.asarray(found == self.is_equal)

    def between(self, first: int, last: int) -> Mask:
        return self.at(np.arange(first, last))

    def most(self) -> int:
        return len(self.left.ids)

    def positions(self) -> Array | None:
        return None


@dataclass(frozen=True)
class Both:
    """Holds where several do."""

    parts: tuple[TokenTest, ...]

    def at(self, positions: Array) -> Mask:
        return np.asarray(np.logical_and.reduce([part.at(positions) for part in self.parts]))

    def between(self, first: int, last: int) -> Mask:
        return np.asarray(np.logical_and.reduce([part.between(first, last) for part in self.parts]))

    def most(self) -> int:
        return min(part.most() for part in self.parts)

    def positions(self) -> Array | None:
        for part in sorted(self.parts, key=lambda part: part.most()):
            if (found := part.positions()) is not None:
                return found
        return None


@dataclass(frozen=True)
class Either:
    """Holds where one of several does."""

    parts: tuple[TokenTest, ...]

    def at(self, positions: Array) -> Mask:
        return np.asarray(np.logical_or.reduce([part.at(positions) for part in self.parts]))

    def between(self, first: int, last: int) -> Mask:
        return np.asarray(np.logical_or.reduce([part.between(first, last) for part in self.parts]))

    def most(self) -> int:
        return sum(part.most() for part in self.parts)

    def positions(self) -> Array | None:
        found = [part.positions() for part in self.parts]
        known = [positions for positions in found if positions is not None]
        return distinct(np.concatenate(known)) if len(known) == len(found) else None


@dataclass(frozen=True)
class Inverse:
    """Holds where another does not."""

    part: TokenTest
    tokens: int

    def at(self, positions: Array) -> Mask:
        return ~self.part.at(positions)

    def between(self, first: int, last: int) -> Mask:
        return ~self.part.between(first, last)

    def most(self) -> int:
        return self.tokens

    def positions(self) -> Array | None:
        return None
