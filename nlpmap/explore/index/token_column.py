"""A column of tokens: a lexicon, the number of each token's value, and where each value is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .container import Array, Container
from .lexicon import ValueLexicon, read_lexicon

Mask = npt.NDArray[np.bool_]


class TokenColumn:
    """What tokens have under one name, such as their form or their tag; the value of number 0 is of those without one.

    ``positions`` lists the tokens that have each value, one value after another in the order of their numbers; columns
    of few values, which are looked through faster, have none.
    """

    def __init__(self, name: str, ids: Array, lexicon: ValueLexicon, counts: Array, positions: Array | None) -> None:
        self.name = name
        self.ids = ids
        self.lexicon = lexicon
        self.counts = counts
        self.positions = positions
        self._ends: npt.NDArray[np.int64] | None = None

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
        return self.lexicon.some(self.ids[positions].tolist())


def read_column(container: Container, name: str) -> TokenColumn:
    """Return the column that was written under a name."""
    ids, counts = container[f"{name}.ids"], container[f"{name}.counts"]
    lexicon = read_lexicon(container, f"{name}.lexicon")
    places = f"{name}.positions"
    return TokenColumn(name, ids, lexicon, counts, container[places] if places in container.places else None)
