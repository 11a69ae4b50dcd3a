"""The types of the units that a text is made of, numbered, with what the search for sentence ends asks of each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count, repeat

import numpy as np
import numpy.typing as npt

from .network_features import inner_cuts, is_terminal_mark
from .network_units import PADDING

Rows = npt.NDArray[np.intp]


class UnitTypes:
    """Numbers the kinds of units, and knows of each whether it is a word, begins in lower case, or ends a sentence.

    >>> types = UnitTypes()
    >>> types.number(["a", "b.", "a"]).tolist(), types.terminal[:4].tolist()
    ([2, 3, 2], [False, False, False, True])
    """

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.word, self.lower, self.terminal, self.divisible = (np.zeros(1024, np.bool_) for _ in range(4))
        self.number(PADDING)

    def number(self, units: Sequence[str]) -> Rows:
        """Return each unit's number; one not seen before gets the next."""
        found = np.fromiter(map(self.ids.get, units, repeat(-1)), np.intp, len(units))
        unknown = np.flatnonzero(found < 0).tolist()
        if unknown:
            new = list(dict.fromkeys(units[index] for index in unknown))
            first = len(self.ids)
            self.ids.update(zip(new, count(first)))
            self._learn(new, first)
            found[unknown] = [self.ids[units[index]] for index in unknown]
        return found

    def _learn(self, new: list[str], first: int) -> None:
        last = first + len(new)
        if last > len(self.word):
            room = np.zeros(max(last, 2 * len(self.word)) - len(self.word), np.bool_)
            self.word, self.lower = np.append(self.word, room), np.append(self.lower, room)
            self.terminal, self.divisible = np.append(self.terminal, room), np.append(self.divisible, room)
        self.word[first:last] = [unit.isalpha() for unit in new]
        self.lower[first:last] = [unit[0].islower() for unit in new]
        self.terminal[first:last] = [is_terminal_mark(unit) for unit in new]
        self.divisible[first:last] = [bool(inner_cuts(unit)) for unit in new]
