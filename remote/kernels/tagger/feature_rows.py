"""The rows of weights of words' features, by their names, and of pairs of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, repeat
from typing import Any

import numpy as np

from ..sentence_case import USUAL
from .lexicon import Lexicon
from .lockstep import Rows
from .numbering import PADS
from .perceptron_features import OFFSETS, REACH, Shown, group, name_part, normalized, padding
from .perceptron_features import PADDING as PADDING_NAMES

MULTIPLIER = 0x9E3779B1  # of Fibonacci hashing (Knuth, TAOCP 3, 6.4)


class Vocabulary:
    """A model's features and groups by name, each feature with the number of its first row; row 0 is for none.

    >>> table = {"features": [["", "wdog"], ["z2og"], []], "groups": [], "words": ["dog"]}
    >>> vocabulary = Vocabulary(table | {"lexicon": {"words": [], "columns": 0, "classes": b""}})
    >>> vocabulary.rows(["dog"])[1].tolist()  # at -1: the bias, the word and its suffix
    [2, 7, 12]
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.lexicon = Lexicon(table["lexicon"])
        self.starts: dict[str, int] = {}
        self.bounds = [1]  # the first row of each reach, and the one after the last
        for names, reach in zip(table["features"], REACH, strict=True):
            first = self.bounds[-1]
            self.starts.update(zip(names, range(first, first + reach * len(names), reach), strict=True))
            self.bounds.append(first + reach * len(names))
        self.groups = {name: index for index, name in enumerate(table["groups"], PADS + 1)}
        self.words = {word: index for index, word in enumerate(table["words"], 1)}
        if len(self.groups) < len(table["groups"]) or len(self.words) < len(table["words"]):
            raise ValueError("a group or a word that is there twice")

    def look(self, word: str, case: int = USUAL) -> tuple[Shown, int, int]:
        """Return a word's features, the number of its group, and its own where it is common enough for pairs, else 0.

        ``case`` is that of its sentence. The groups of padding come first, and then that of words in no group.
        """
        low = normalized(word)
        classes = self.lexicon.classes(low)
        number = self.groups.get(group(word, classes), PADS)
        return name_part(word, low, classes, case), number, self.words.get(low, 0)

    def rows(self, words: Sequence[str]) -> list[Rows]:
        """Return the rows of words' features, for each of the `OFFSETS` that they may stand at."""
        return [rows for rows, _ in self.numbered([self.look(word)[0] for word in words])]

    def numbered(self, features: Sequence[Shown]) -> list[tuple[Rows, Rows]]:
        """Return, for each of the `OFFSETS`, the rows of words' features, and which word each is of."""
        known = [self._starts(list(names)) for names in zip(*features, strict=True)]
        found = []
        for role in range(len(OFFSETS)):
            far = [pair for pair, reach in zip(known, REACH, strict=True) if reach > role]
            starts, owners = (np.concatenate(parts) for parts in zip(*far, strict=True))
            found.append((starts + role, owners))
        return found

    def _starts(self, names: Sequence[Sequence[str]]) -> tuple[Rows, Rows]:
        """Return the first rows of the features that are known, and which word each is of."""
        lengths = np.fromiter(map(len, names), np.intp, len(names))
        starts = np.fromiter(map(self.starts.get, chain.from_iterable(names), repeat(0)), np.intp, int(lengths.sum()))
        known = starts > 0
        return starts[known], np.repeat(np.arange(len(names)), lengths)[known]

    def padding(self) -> list[Shown]:
        return [padding(name) for name in PADDING_NAMES]


def hashed(first: Rows, second: Rows) -> Rows:
    """Return a row for each pair of words; 0 stands for a rare word, whose pairs share rows.

    >>> hashed(np.array([1]), np.array([2])).tolist()
    [20297]
    """
    mixed: Rows = (first * 60_013 + second) * MULTIPLIER
    return (mixed & 0xFFFFFFFF) >> 16
