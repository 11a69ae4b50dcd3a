"""Tagging many sentences at once: step t tags the t-th token of each, so that one numpy call serves them all.

Each sentence stands between two words of padding on either side: the words at -2 … +2 of a token are there for every
token.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import count, repeat
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from .numbering import PADS

Rows = npt.NDArray[np.intp]
Type = TypeVar("Type", bound=Hashable)


def in_parts(lengths: Sequence[int], most: int) -> Sequence[int]:
    """Part sentences of more than so many tokens: a step for each token of one sentence alone takes long.

    >>> in_parts([3, 7], 3), in_parts([3, 2], 3)
    ([3, 3, 3, 1], [3, 2])
    """
    if max(lengths, default=0) <= most:
        return lengths
    return [min(most, length - first) for length in lengths for first in range(0, max(length, 1), most)]


class LockstepLayout:
    """Where the tokens of sentences stand among the padding, and in what order they are tagged.

    >>> layout = LockstepLayout(["a", "b", "c", "d"], [1, 3])
    >>> layout.words.tolist(), [positions.tolist() for positions in layout.steps()]
    ([2, 7, 8, 9], [[7, 2], [8], [9]])
    """

    def __init__(self, forms: Sequence[str], lengths: Sequence[int]) -> None:
        self.forms = forms
        self.lengths: Rows = np.array(lengths, np.intp)
        self.firsts: Rows = np.cumsum(self.lengths + PADS) - self.lengths - 2
        self.words: Rows = np.arange(len(forms)) + np.repeat(PADS * np.arange(len(lengths)) + 2, self.lengths)

    @property
    def size(self) -> int:
        """The number of tokens, padding included."""
        return len(self.forms) + PADS * len(self.lengths)

    def padded(self, values: Rows) -> Rows:
        """Put the tokens' values among the padding, whose values are 0, 1, 2 and 3.

        >>> LockstepLayout(["a", "b", "c"], [1, 2]).padded(np.array([7, 8, 9])).tolist()
        [0, 1, 7, 2, 3, 0, 1, 8, 9, 2, 3]
        """
        padded = np.empty(self.size, np.intp)
        padded[self.words] = values
        ends = self.firsts + self.lengths
        for value, positions in enumerate((self.firsts - 2, self.firsts - 1, ends, ends + 1)):
            padded[positions] = value
        return padded

    def steps(self) -> Iterator[Rows]:
        """Yield the positions of the sentences' first tokens, of their second ones, …: longest sentences first."""
        order = np.argsort(-self.lengths, kind="stable")
        lengths, firsts = self.lengths[order], self.firsts[order]
        steps = np.arange(lengths[0] if len(lengths) else 0)
        for step, active in zip(steps, np.searchsorted(-lengths, -steps, side="left"), strict=True):
            yield firsts[:active] + step

    def around(self, position: int) -> tuple[Sequence[str], int]:
        """Return the token at a position among those of its sentence that are at most three away, and its number there.

        >>> LockstepLayout("abcdefgh", [8]).around(6)
        ('bcdefgh', 3)
        """
        rank = int(np.searchsorted(self.firsts, position, side="right")) - 1
        index = position - int(self.firsts[rank])
        start = int(self.words.searchsorted(self.firsts[rank]))
        first = max(index - 3, 0)  # at -3 or before it there is no start of a sentence in sight
        return self.forms[start + first : start + min(int(self.lengths[rank]), index + 4)], index - first


class WordTypes(Generic[Type]):
    """Numbers for word types, in the order in which they were first seen; the first four are for padding.

    >>> WordTypes().number(["a", "b", "a"], learn=print).tolist()
    ['a', 'b']
    [4, 5, 4]
    """

    def __init__(self) -> None:
        self.ids: dict[Type, int] = {}

    def __len__(self) -> int:
        return len(self.ids) + PADS

    def number(self, types: Sequence[Type], learn: Callable[[Sequence[Type]], None]) -> Rows:
        """Return the number of each type; those that are new are given to ``learn`` first, each once."""
        ids = np.fromiter(map(self.ids.get, types, repeat(-1)), np.intp, len(types))
        unknown = np.flatnonzero(ids < 0)
        if len(unknown):
            new = list(dict.fromkeys(types[index] for index in unknown.tolist()))
            learn(new)
            self.ids.update(zip(new, count(len(self))))
            ids[unknown] = [self.ids[types[index]] for index in unknown.tolist()]
        return ids
