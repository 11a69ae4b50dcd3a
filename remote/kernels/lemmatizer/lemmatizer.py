"""Lemmas by a linear model over what a word and its tags show, which chooses among some hundred edits.

A word type (form, tag, universal tag) has one lemma, wherever it stands, so that one that is known costs a look-up; new
ones are computed together. All sums are of whole numbers: the lemmas are the same on every machine, in whatever batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

import numpy as np

from ...bounded_cache import BoundedCache, bytes_of_key
from .casing import tags_number
from .features import rows_of_words
from .table import Type, read_table

Column = Sequence[str | None]
MOST_BYTES = 2**25  # of the types that are kept
AT_ONCE = 2**11  # types that are computed together


class Lemmatizer:
    """Finds the lemmas of tagged words, by a model's table.

    >>> table = {"edits": [[1, "", "lower"]], "bits": 1, "counts": bytes(2), "numbers": b"", "weights": b""}
    >>> table |= {"tags": [["NNS", "NOUN"]], "exceptions": [["mice", "NNS", "NOUN", "mouse"]]}
    >>> Lemmatizer(table).lemmas(["Dogs", "mice"], ["NNS", "NNS"], None)
    ['dog', 'mouse']
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.table = read_table(table)
        counts = np.frombuffer(self.table.counts, np.uint8).astype(np.intp)
        self.counts = counts
        self.firsts = np.cumsum(counts) - counts
        self.numbers = np.frombuffer(self.table.numbers, np.uint8).astype(np.intp)
        self.weights = np.frombuffer(self.table.weights, np.int8).astype(np.float64)  # whole numbers, which these hold
        self.known: BoundedCache[Type, str] = BoundedCache(most=MOST_BYTES, size=bytes_of_type)

    def lemmas(self, forms: Sequence[str], tags: Column | None, universal: Column | None) -> list[str | None]:
        """Return the lemma of each form."""
        types = list(zip(forms, tags or repeat(None), universal or repeat(None)))  # noqa: B905 - endless ones
        found: list[str | None] = list(map(self.known.get, types))
        new = list(dict.fromkeys(one for one, lemma in zip(types, found, strict=True) if lemma is None))
        made = dict(zip(new, self.lemmas_of(new), strict=True))
        for one, lemma in made.items():
            self.known.keep(one, lemma)
        return [made[one] if lemma is None else lemma for one, lemma in zip(types, found, strict=True)]

    def lemmas_of(self, types: Sequence[Type]) -> Iterator[str]:
        """Yield the lemmas of word types."""
        for first in range(0, len(types), AT_ONCE):
            yield from self._together([self.table.type_of(*one) for one in types[first : first + AT_ONCE]])

    def _together(self, types: Sequence[Type]) -> list[str]:
        edits = self.table.edits
        chosen = self.best([form for form, _, _ in types], [tags_number(tag, pos) for _, tag, pos in types])
        return [
            self.table.exception(one) or edits[number].of(one[0]) or one[0]
            for one, number in zip(types, chosen, strict=True)
        ]

    def best(self, forms: Sequence[str], tags: Sequence[int]) -> list[int]:
        """Return the number of the best edit of each form; of several as good, the first."""
        rows = rows_of_words(forms, tags, self.table.bits)
        counts = self.counts[rows].ravel()
        ends = np.cumsum(counts)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(self.firsts[rows].ravel() - ends + counts, counts)
        width = len(self.table.edits)
        cells = np.repeat(np.tile(np.arange(len(forms)), len(rows)) * width, counts) + self.numbers[places]
        sums = np.bincount(cells, self.weights[places], len(forms) * width).reshape(len(forms), width)
        found: list[int] = sums.argmax(axis=1).tolist()
        return found


def bytes_of_type(key: Type, lemma: str) -> int:
    """Estimate the memory of a type and its lemma."""
    return 100 + bytes_of_key(key[0], lemma) + bytes_of_key(lemma, None)
