"""A second look at what was in doubt: tokens whose second best class came near, when the tags on both sides are known.

What a tagger could not have known on its way from left to right tells between the two: the tags after the token, the
nearest verbs, how the sentence ends. Each combination of such facts has a weight for the one class and one for the
other, at a hashed number; the second class wins where its weights make up for the margin by which it lost. Classes of
one tag, as a preposition's and a subordinator's, have weights of their own, of other combinations, if a model has them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..lockstep import Rows
from .facts import AKIN_TEMPLATES, OFFSETS_OF_TAGS, TEMPLATES, Templates, verbal

GAIN = 4  # scores that a weight of one is worth
STEP, MURMUR, OF_CLASSES = 0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35  # by which numbers are mixed, on any machine alike
Numbers = npt.NDArray[np.uint32]
MOST_BITS = 28  # of the number of weights
STEP_OF_MARGINS = 80  # scores that count as one margin
FARTHEST = 12  # tokens to a verb
DISTANCES = (1, 2, 3, 5, 9)  # that count as others; none is 0


class Doubts(NamedTuple):
    """Tokens that are looked at again: where they stand, their two best classes, and the first one's lead."""

    places: Rows
    best: Rows
    second: Rows
    margins: Rows


class Seen(NamedTuple):
    """Sentences as a second look has them, a number a token: its tag, word and group, whether its class is a verb's."""

    tags: Rows
    words: Rows
    groups: Rows
    verbs: npt.NDArray[np.bool_]
    lengths: Rows


def facts_of_doubts(seen: Seen, doubts: Doubts, tags: int, classes: int) -> list[Numbers]:
    """Return the `FACTS` of tokens in doubt; ``tags`` and ``classes`` say how many there are.

    >>> seen = Seen(np.array([3, 4, 5]), np.array([7, 0, 8]), np.array([1, 1, 2]), np.array([True, False, False]), [3])
    >>> one = Doubts(np.array([1]), np.array([4]), np.array([2]), np.array([100]))
    >>> [int(fact[0]) for fact in facts_of_doubts(seen, one, 9, 6)]
    [9, 9, 3, 5, 9, 9, 0, 7, 8, 1, 1, 2, 26, 1, 3, 1, 7, 9, 0, 5, 9]
    """
    places, (ends, starts) = doubts.places, bounds_of(seen.lengths, doubts.places)

    def at(values: Rows, found: Rows, outside: int) -> Rows:
        is_there = (found >= starts) & (found < ends)
        return np.where(is_there, values[np.where(is_there, found, 0)], outside)

    def nearest_verb(step: int) -> tuple[Rows, Rows]:
        found, distances = np.full(len(places), -2), np.zeros(len(places), np.intp)
        for distance in range(FARTHEST, 0, -1):
            there = places + step * distance
            is_verb = at(seen.verbs.astype(np.intp), there, 0) > 0
            found, distances = np.where(is_verb, there, found), np.where(is_verb, distance, distances)
        return found, np.searchsorted(DISTANCES, distances, side="right")

    (left, left_far), (right, right_far) = nearest_verb(-1), nearest_verb(1)
    facts = [
        *(at(seen.tags, places + offset, tags) for offset in OFFSETS_OF_TAGS),
        *(at(seen.words, places + offset, 0) for offset in (0, -1, 1)),
        *(at(seen.groups, places + offset, 0) for offset in (0, -1, 1)),
        doubts.best * classes + doubts.second,
        doubts.margins // STEP_OF_MARGINS,
        at(seen.tags, left, tags), left_far, at(seen.words, left, 0),
        at(seen.tags, right, tags), right_far,
        at(seen.tags, ends - 1, tags),
        at(seen.tags, right - 1, tags),
    ]  # fmt: skip
    return [fact.astype(np.uint32) for fact in facts]


def bounds_of(lengths: Rows, places: Rows) -> tuple[Rows, Rows]:
    """Return where the sentences of tokens at some places end, and where they start."""
    ends = np.cumsum(lengths)
    sentences = np.searchsorted(ends, places, side="right")
    return ends[sentences], ends[sentences] - np.asarray(lengths)[sentences]


def numbers_of_doubts(facts: Sequence[Numbers], templates: Templates) -> Numbers:
    """Return the numbers of combinations of facts: a row each, and a column a token.

    >>> numbers_of_doubts([np.array([1], np.uint32)] * 21, TEMPLATES)[:2, 0].tolist()
    [4068878901, 1931785935]
    """
    return np.stack([mixed_facts(number, [facts[fact] for fact in names]) for number, names in enumerate(templates, 1)])


def mixed_facts(number: int, facts: Sequence[Numbers]) -> Numbers:
    """Return one number for several facts."""
    mixed = np.full_like(facts[0], number)
    for fact in facts:
        mixed = (mixed ^ fact) * np.uint32(STEP)
        mixed ^= mixed >> np.uint32(15)
    numbers: Numbers = mixed * np.uint32(MURMUR)
    return numbers


def rows_of_doubts(numbers: Numbers, classes: Rows, bits: int) -> Rows:
    """Return the rows of the weights that combinations of facts have for a class, each token's own.

    >>> rows_of_doubts(np.array([[0, 1 << 31]], np.uint32), np.array([0, 0]), 8).tolist()
    [[0, 128]]
    """
    mixed = numbers + classes.astype(np.uint32) * np.uint32(OF_CLASSES)
    rows: Rows = (mixed >> np.uint32(32 - bits)).astype(np.intp)
    return rows


def are_akin(doubts: Doubts, history: Rows) -> npt.NDArray[np.bool_]:
    """Return of which tokens both classes have the same tag, by the numbers of the classes' tags.

    >>> two = Doubts(np.array([0, 1]), np.array([0, 0]), np.array([1, 2]), np.array([5, 5]))
    >>> are_akin(two, np.array([3, 3, 4])).tolist()
    [True, False]
    """
    akin: npt.NDArray[np.bool_] = history[doubts.best] == history[doubts.second]
    return akin


def some_of(doubts: Doubts, which: Rows | npt.NDArray[np.bool_]) -> Doubts:
    return Doubts(*(column[which] for column in doubts))


class Weighing:
    """The weights of combinations of facts, and the margin up to which they count; raises `ValueError` for none.

    >>> Weighing({"within": 600, "weights": bytes(256)}, TEMPLATES).bits
    8
    """

    def __init__(self, table: Mapping[str, Any], templates: Templates) -> None:
        self.within: int = table["within"]
        self.templates = templates
        self.weights = np.frombuffer(table["weights"], np.int8)
        count, self.bits = len(self.weights), len(self.weights).bit_length() - 1
        if not 1 <= self.bits <= MOST_BITS or count != 1 << self.bits or not 0 < self.within < 1 << 15:
            raise ValueError("a second look with another number of weights than a power of two, or at no margin")

    def decided(self, facts: Sequence[Numbers], doubts: Doubts) -> Rows:
        """Return the class of each token."""
        numbers = numbers_of_doubts(facts, self.templates)
        first, other = (
            self.weights[rows_of_doubts(numbers, rank, self.bits)].sum(axis=0, dtype=np.intp)
            for rank in (doubts.best, doubts.second)
        )
        return np.where(GAIN * (other - first) > doubts.margins, doubts.second, doubts.best)


class SecondLook:
    """Decides between two classes, by a model's table; raises `ValueError` for one that is none.

    >>> SecondLook({"within": 600, "weights": bytes(256)}, [("NN", "NOUN")], np.array([0, 1, 2]), 1).within
    600
    """

    def __init__(
        self, table: Mapping[str, Any], classes: Sequence[Sequence[str | None]], history: Rows, tags: int
    ) -> None:
        akin = table.get("akin")
        self.usual = Weighing(table, TEMPLATES)
        self.akin = self.usual if akin is None else Weighing(akin, AKIN_TEMPLATES)
        self.within = max(self.usual.within, self.akin.within)
        self.verbal = np.array(verbal(classes), np.bool_)
        self.history, self.tags, self.classes = history, tags, len(classes)

    def decided(self, seen: Seen, doubts: Doubts) -> Rows:
        """Return the classes of the tokens that are looked at again."""
        found: Rows = doubts.best.copy()
        akin = are_akin(doubts, self.history)
        for weighing, own in ((self.usual, ~akin), (self.akin, akin)):
            which = np.flatnonzero(own & (doubts.margins < weighing.within))
            if len(which):
                some = some_of(doubts, which)
                found[which] = weighing.decided(facts_of_doubts(seen, some, self.tags, self.classes), some)
        return found
