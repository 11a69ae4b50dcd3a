"""Features by what words had in a treebank: most have one candidate, and a linear model over the context chooses else.

What a word type may have costs a look-up; contexts are computed together, of those words alone that have several
candidates. All sums are of whole numbers: the features are the same on every machine, in whatever batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from threading import Lock
from typing import Any

import numpy as np

from .contexts import SET, Contexts, Numbers, Places, facts_of, rows_of_contexts, text_number
from .table import read_feature_table

Column = Sequence[str | None]
Type = tuple[str, str | None, str | None]
MOST_TYPES = 2**17  # that are kept
AT_ONCE = 2**11  # words that are decided together


class FeatureChooser:
    """Finds the features of tagged words, by a model's table.

    >>> table = {"values": ["", "Number=Plur"], "sets": [[0], [1]], "tags": [["NNS", "NOUN", 1], ["DT", "DET", 0]]}
    >>> table |= {"endings": [], "forms": [], "bits": 1, "weights": bytes(2)}
    >>> FeatureChooser(table).feats(["The", "dogs"], ["DT", "NNS"], None, [2])
    [None, 'Number=Plur']
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.table = read_feature_table(table)
        self.weights = np.frombuffer(self.table.weights, np.int8)
        values = [value or None for value in self.table.values]
        sets = [*self.table.sets, ()]  # the last for words of unknown tags
        self.candidates = [[values[number] for number in candidates] or [None] for candidates in sets]
        self.sizes = np.array([len(candidates) for candidates in sets], np.intp)
        numbers = np.array([text_number(value) for value in self.table.values] or [0], np.uint32)
        self.numbers = np.zeros((len(sets), max(1, *self.sizes)), np.uint32)
        for row, candidates in enumerate(sets):
            self.numbers[row, : len(candidates)] = numbers[list(candidates)]
        self.known = KnownTypes()
        self.lock = Lock()

    def feats(
        self, forms: Sequence[str], tags: Column | None, universal: Column | None, sentence_ends: Sequence[int]
    ) -> list[str | None]:
        """Return the features of each word as FEATS has them; None for none."""
        types = list(zip(forms, tags or repeat(None), universal or repeat(None)))  # noqa: B905 - endless ones
        if not types:
            return []
        with self.lock:
            facts = self.known.facts(types, self.facts_of)
        sets = facts[:, SET].astype(np.intp)
        found = [self.candidates[number][0] for number in sets.tolist()]
        places = np.flatnonzero(self.sizes[sets] > 1)
        contexts = Contexts(facts, sentence_ends)
        for first in range(0, len(places), AT_ONCE):
            some = places[first : first + AT_ONCE]
            chosen = self.best(contexts.of(some), sets[some])
            for place, number, rank in zip(some.tolist(), sets[some].tolist(), chosen, strict=True):
                found[place] = self.candidates[number][rank]
        return found

    def facts_of(self, one: Type) -> tuple[int, ...]:
        """Return what is known of a word type; its candidates are looked up."""
        number = self.table.set_of(*one)
        tags = self.table.tags_of(*one[1:])
        return facts_of(one[0], *tags, len(self.table.sets) if number is None else number)

    def best(self, contexts: Numbers, sets: Places) -> list[int]:
        """Return which of its candidates each word has; of several as good, the commonest."""
        sizes = self.sizes[sets]
        sums = np.full((int(sizes.max()), len(sets)), np.iinfo(np.int32).min, np.int32)
        for rank in range(len(sums)):
            having = np.flatnonzero(sizes > rank)
            rows = rows_of_contexts(contexts[:, having], self.numbers[sets[having], rank], self.table.bits)
            sums[rank, having] = self.weights[rows].sum(axis=0, dtype=np.int32)
        chosen: list[int] = sums.argmax(axis=0).tolist()
        return chosen


class KnownTypes:
    """The facts of word types that were met, each type a row."""

    def __init__(self) -> None:
        self.rows: dict[Type, int] = {}
        self.array: Numbers = np.zeros((2**10, SET + 1), np.uint32)

    def facts(self, types: Sequence[Type], make: Any) -> Numbers:
        """Return the facts of words by their types, a row a word; ``make`` returns those of one that is new."""
        if len(self.rows) > MOST_TYPES:
            self.rows = {}
        found = list(map(self.rows.get, types))
        if None in found:
            self.add(dict.fromkeys(one for one, row in zip(types, found, strict=True) if row is None), make)
            found = list(map(self.rows.__getitem__, types))
        facts: Numbers = self.array[np.array(found, np.intp)]
        return facts

    def add(self, types: Iterable[Type], make: Any) -> None:
        """Keep the facts of new types."""
        made = [make(one) for one in types]
        first = len(self.rows)
        if first + len(made) > len(self.array):
            room = np.zeros((max(first + len(made), 2 * len(self.array)), SET + 1), np.uint32)
            room[:first] = self.array[:first]
            self.array = room
        self.array[first : first + len(made)] = made
        self.rows.update(zip(types, range(first, first + len(made)), strict=True))
