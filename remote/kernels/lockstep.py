"""Tagging many sentences at once: step t tags the t-th token of each, so that one numpy call serves them all.

The longest sentence comes first, so those that are long enough for a step are always the first ones. Each stands
between two words of padding on either side: the words at -2 … +2 of a token are there for every token.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, chain, count, pairwise, repeat
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.intp]
Learn = Callable[[Sequence[str]], None]
T = TypeVar("T")
PADS = 4  # words of padding a sentence: two before, two after, numbered so


class Layout:
    """Where the tokens of sentences stand among the padding, and in what order they are tagged.

    >>> layout = Layout([["a"], ["b", "c", "d"]])
    >>> layout.words.tolist(), [places.tolist() for places in layout.steps()]
    ([2, 3, 4, 9], [[2, 9], [3], [4]])
    """

    def __init__(self, sentences: Sequence[Sequence[str]]) -> None:
        self.order = sorted(range(len(sentences)), key=lambda rank: -len(sentences[rank]))
        self.sentences = [sentences[rank] for rank in self.order]
        self.lengths: Rows = np.array([len(sentence) for sentence in self.sentences], np.intp)
        self.firsts: Rows = np.cumsum(self.lengths + PADS) - self.lengths - 2
        self.forms = list(chain.from_iterable(self.sentences))
        offsets = np.repeat(PADS * np.arange(len(self.lengths)) + 2, self.lengths)
        self.words: Rows = np.arange(len(self.forms)) + offsets

    @property
    def size(self) -> int:
        """The number of tokens, padding included."""
        return len(self.forms) + PADS * len(self.lengths)

    def padded(self, values: Rows) -> Rows:
        """Put the tokens' values among the padding, whose values are 0, 1, 2 and 3.

        >>> Layout([["a"], ["b", "c"]]).padded(np.array([8, 9, 7])).tolist()
        [0, 1, 8, 9, 2, 3, 0, 1, 7, 2, 3]
        """
        padded = np.empty(self.size, np.intp)
        padded[self.words] = values
        ends = self.firsts + self.lengths
        for value, places in enumerate((self.firsts - 2, self.firsts - 1, ends, ends + 1)):
            padded[places] = value
        return padded

    def steps(self) -> Iterator[Rows]:
        """Yield the places of the sentences' first tokens, of their second ones, …"""
        steps = np.arange(self.lengths[0] if len(self.lengths) else 0)
        for step, active in zip(steps, np.searchsorted(-self.lengths, -steps, side="left"), strict=True):
            yield self.firsts[:active] + step

    def in_order(self, values: Sequence[T]) -> list[list[T]]:
        """Give the tokens' values by sentence, in the order in which the sentences came."""
        by_sentence: list[list[T]] = [[] for _ in self.order]
        bounds = pairwise(accumulate(self.lengths.tolist(), initial=0))
        for rank, (start, end) in zip(self.order, bounds, strict=True):
            by_sentence[rank] = list(values[start:end])
        return by_sentence


class WordTypes:
    """Numbers for word types, in the order in which they were first seen; the first four are for padding.

    >>> WordTypes().number(["a", "b", "a"], learn=print).tolist()
    ['a', 'b']
    [4, 5, 4]
    """

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.ids) + PADS

    def number(self, forms: Sequence[str], learn: Learn) -> Rows:
        """Give the number of each form; those that are new are given to ``learn`` first, each once."""
        ids = np.fromiter(map(self.ids.get, forms, repeat(-1)), np.intp, len(forms))
        unknown = np.flatnonzero(ids < 0)
        if len(unknown):
            new = list(dict.fromkeys(forms[index] for index in unknown.tolist()))
            learn(new)
            self.ids.update(zip(new, count(len(self))))
            ids[unknown] = [self.ids[forms[index]] for index in unknown.tolist()]
        return ids
