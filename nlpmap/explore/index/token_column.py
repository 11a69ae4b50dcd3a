"""A column of tokens: a lexicon, the number of each token's value, and where each value is."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from .container import Array, Container, damage_told
from .lexicon import ValueLexicon, read_lexicon

Mask = npt.NDArray[np.bool_]


class TokenColumn:
    """What tokens have under one name, such as their form or their tag; the value of number 0 is of those without one.

    ``positions`` lists the tokens that have each value, one value after another in the order of their numbers; columns
    of few values, which are looked through faster, have none.
    """

    def __init__(self, name: str, ids: Array, lexicon: ValueLexicon, counts: Array, positions: Array | None) -> None:
        self.name = name
        self.all_ids = ids
        self.lexicon = lexicon
        self.counts = counts
        self.positions = positions
        self._ends: npt.NDArray[np.int64] | None = None

    @cached_property
    def ids(self) -> Array:
        """The number of each token's value; raises `InputError` where one is of no value."""
        size = len(self.lexicon)
        with damage_told():
            if size < 2 ** (8 * self.all_ids.itemsize) and self.all_ids.max(initial=0) >= size > 0:
                raise IndexError(f"a value of {self.name!r} that is not in its lexicon")
        return self.all_ids

    @property
    def position_ends(self) -> npt.NDArray[np.int64]:
        """Where the positions of each value end."""
        if self._ends is None:
            self._ends = np.cumsum(self.counts, dtype=np.int64)
        return self._ends

    def positions_of(self, numbers: Array) -> npt.NDArray[np.int64]:
        """Return the tokens, in order, that have one of some values."""
        assert self.positions is not None
        ends = self.position_ends
        runs = [self.positions[int(ends[n]) - int(self.counts[n]) : int(ends[n])] for n in numbers.tolist()]
        found = np.concatenate(runs).astype(np.int64) if runs else np.zeros(0, np.int64)
        return found if len(runs) < 2 else np.sort(found)

    def values_at(self, positions: Array) -> list[str]:
        """Return the value of each of some tokens."""
        return self.lexicon.some(self.all_ids[positions].tolist())


def read_column(container: Container, name: str, length: int) -> TokenColumn:
    """Return the column that was written under a name; raises `InputError` where its parts do not fit together."""
    ids, counts = container[f"{name}.ids"], container[f"{name}.counts"]
    lexicon = read_lexicon(container, f"{name}.lexicon")
    places = f"{name}.positions"
    positions = container[places] if places in container.places else None
    lengths = {length, len(ids), int(counts.sum(dtype=np.uint64)), length if positions is None else len(positions)}
    if len(lengths) > 1 or len(counts) != len(lexicon):
        raise container.damaged(f"parts of {name!r} are missing")
    return TokenColumn(name, ids, lexicon, counts, positions)
