"""A list of words, and where in a text's characters they stand."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from .characters import Codes, codes_of

Numbers = npt.NDArray[np.uint64]
Lengths = npt.NDArray[np.int16]
LONGEST = 10  # characters of a word that is looked for
BASE = np.uint64(0x100000001B3)


class WordList:
    """Words of two characters and more, found by hashes of their characters.

    >>> ending, starting, across = WordList(["ab", "bcd"]).matches(codes_of("xabcd"))
    >>> ending.tolist(), starting.tolist(), (across // 16).tolist()
    ([0, 0, 2, 0, 3], [2, 3, 0, 0, 0], [0, 2, 3, 3, 0])
    """

    def __init__(self, words: Iterable[str]) -> None:
        known = sorted({word for word in words if 2 <= len(word) <= LONGEST}, key=len)
        self.hashes: dict[int, Numbers] = {
            length: np.unique(hashes_of(np.stack([codes_of(word) for word in group]).T))
            for length, group in groupby(known, key=len)
        }

    def matches(self, codes: Codes) -> tuple[Lengths, Lengths, Lengths]:
        """Return of each character, and so of the gap after it, the longest words around it.

        The lengths of that which ends at the character, of that which begins after it, and, 16-fold and with the
        characters before the gap, of that across the gap; 0 for none.
        """
        count = len(codes)
        ending, starting, across = (np.zeros(count, np.int16) for _ in range(3))
        for length, known in self.hashes.items():
            windows = count - length + 1
            if windows <= 0:
                break
            found = hashes_of([codes[place : place + windows] for place in range(length)])
            places = np.searchsorted(known, found)
            starts = np.flatnonzero(known[np.minimum(places, len(known) - 1)] == found)
            ending[starts + length - 1] = length
            starting[starts[starts > 0] - 1] = length
            for before in range(1, length):
                across[starts + before - 1] = 16 * length + before
        return ending, starting, across


def hashes_of(columns: Iterable[Codes]) -> Numbers:
    """Return the hash of each row of characters."""
    mixed: Any = np.uint64(0)
    for column in columns:
        mixed = mixed * BASE + column.astype(np.uint64)
    return np.asarray(mixed, np.uint64)
