"""What decides between the features that a word may have: the words and tags around it, hashed to numbers.

All is whole numbers of 32 bits, so that every machine has the same ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from ...document.tagset import universal as penn_to_universal
from ..lemmatizer.casing import casing_of, tags_number

Numbers = npt.NDArray[np.uint32]
Places = npt.NDArray[np.intp]
REACH = 3  # words to each side
ENDING = 3  # letters
MARKS = ".-'/"
STEP = 0x9E3779B1  # of Fibonacci hashing (Knuth, TAOCP 3, 6.4)
OTHER, NOMINAL, VERB = range(3)
KINDS = {"NOUN": NOMINAL, "PROPN": NOMINAL, "PRON": NOMINAL, "VERB": VERB, "AUX": VERB}
WORD, FORM, END, SHAPE, TAGS, KIND, SET = range(7)  # the facts of a word type, in this order


def text_number(text: str) -> int:
    """Return the number that stands for a text.

    >>> text_number("dogs") == text_number("dogs"), text_number("dogs") == text_number("dog")
    (True, False)
    """
    return crc32(text.encode("utf-8", "surrogatepass"), 1) or 1  # of the empty text, too, not 0


def shape_number(form: str) -> int:
    """Return the number of a form's shape: how it is written, how long it is, and which marks are in it.

    >>> shape_number("U.S.") == shape_number("D.C."), shape_number("U.S.") == shape_number("USA")
    (True, False)
    """
    marks = [any(map(str.isdigit, form)), *(mark in form for mark in MARKS)]
    return int("".join(map(str, map(int, marks))), 2) * 64 + casing_of(form) * 8 + min(len(form), 5)


def facts_of(form: str, tag: str | None, universal: str | None, candidates: int) -> tuple[int, ...]:
    """Return what contexts are made of, of a word type, as whole numbers; the last is that of its candidates.

    >>> facts_of("He", "PRP", "PRON", 7)[KIND:]
    (1, 7)
    """
    low = form.lower()
    kind = KINDS.get(universal or penn_to_universal(tag) or "", OTHER)
    of_form = text_number(low), text_number(form), text_number(low[-ENDING:]), shape_number(form)
    return *of_form, tags_number(tag, universal), kind, candidates


@dataclass(frozen=True)
class Around:
    """Where the words around some words are; the number of all words stands for one that is not there."""

    at: dict[int, Places]
    nominal: Places  # the nearest to the left
    verb: Places


class Contexts:
    """The words of a text by their facts, a row a word; what is around each is known at once, however long it is.

    >>> facts = np.zeros((4, 7), np.uint32)
    >>> facts[:, KIND] = NOMINAL, VERB, OTHER, NOMINAL
    >>> found = Contexts(facts, [3, 4]).around(np.array([2, 3]))
    >>> found.at[-1].tolist(), found.at[1].tolist(), found.nominal.tolist(), found.verb.tolist()
    ([1, 4], [4, 4], [0, 4], [1, 4])
    """

    def __init__(self, facts: Numbers, sentence_ends: Sequence[int]) -> None:
        self.count = len(facts)
        self.padded: Numbers = np.concatenate((facts, np.zeros((1, facts.shape[1]), np.uint32)))
        self.ends = np.array(sentence_ends, np.intp)
        self.firsts = np.concatenate(([0], self.ends))
        self.nominals, self.verbs = (self.latest(facts[:, KIND] == kind) for kind in (NOMINAL, VERB))

    def latest(self, chosen: npt.NDArray[np.bool_]) -> Places:
        """Return for each place the last chosen word before it, in whatever sentence; -1 where there is none."""
        found: Places = np.maximum.accumulate(np.where(chosen, np.arange(self.count), -1))
        return np.concatenate((np.array([-1], np.intp), found))

    def around(self, places: Places) -> Around:
        """Find the words around those in some places, within their sentences."""
        sentence = np.searchsorted(self.ends, places, side="right")
        first, last = self.firsts[sentence], self.ends[sentence]

        def beside(offset: int) -> Places:
            found = places + offset
            return np.where((found >= first) & (found < last), found, self.count)

        def nearest(latest: Places) -> Places:
            return np.where(latest[places] >= first, latest[places], self.count)

        offsets = [offset for offset in range(-REACH, REACH + 1) if offset]
        return Around({offset: beside(offset) for offset in offsets}, nearest(self.nominals), nearest(self.verbs))

    def of(self, places: Places) -> Numbers:
        """Return the numbers of the contexts of words in some places: a row for each template, a column a word."""
        own = [self.padded[places, fact] for fact in (WORD, FORM, END, SHAPE, TAGS, SET)]
        return numbers_of_contexts(self.around(places), self.padded[:, WORD], self.padded[:, TAGS], own)


def numbers_of_contexts(near: Around, word: Numbers, tags: Numbers, facts: Sequence[Numbers]) -> Numbers:
    """Return the numbers of all templates, by the words and tags of a text, and the facts of the words in question."""
    own, form, ending, shape, mine, candidates = facts
    words = {offset: word[place] for offset, place in near.at.items()}
    tag = {offset: tags[place] for offset, place in near.at.items()}
    noun, verb, noun_tags, verb_tags = word[near.nominal], word[near.verb], tags[near.nominal], tags[near.verb]
    parts: list[tuple[Any, ...]] = [
        (candidates,),
        (own,),
        (form,),
        (ending,),
        (shape,),
        (shape, ending),
        (shape, tag[-1]),
        (shape, tag[1]),
        *((words[offset],) for offset in words),
        *((tag[offset],) for offset in tag),
        *((words[offset], candidates) for offset in (-1, 1)),
        *((tag[offset], own) for offset in (-2, -1, 1, 2)),
        *((tag[offset], ending) for offset in (-1, 1)),
        (tag[-1], tag[1]),
        (tag[-2], tag[-1]),
        (tag[1], tag[2]),
        (tag[-3], tag[-2], tag[-1]),
        (tag[1], tag[2], tag[3]),
        (tag[-1], tag[1], own),
        (tag[-2], tag[-1], own),
        (tag[-2], tag[-1], tag[1], tag[2]),
        (words[-1], own),
        (own, words[1]),
        (words[-1], words[1]),
        (words[-2], words[-1]),
        (words[-1], tag[1]),
        (tag[-1], words[1]),
        (noun,),
        (noun_tags,),
        (verb,),
        (verb_tags,),
        (noun_tags, verb_tags),
        (noun, tag[-1]),
        (verb, tag[-1]),
        (verb, own),
        (noun, verb_tags),
    ]
    return np.stack([mixed_numbers((np.full_like(mine, number), mine, *part)) for number, part in enumerate(parts)])


def mixed_numbers(parts: Sequence[Numbers]) -> Numbers:
    """Return one number for several, by the last steps of MurmurHash3."""
    mixed = parts[0]
    for part in parts[1:]:
        mixed = (mixed * np.uint32(STEP)) ^ part
        mixed = (mixed ^ (mixed >> np.uint32(15))) * np.uint32(0x85EBCA6B)
    number: Numbers = mixed ^ (mixed >> np.uint32(13))
    return number


def rows_of_contexts(contexts: Numbers, value: Numbers, bits: int) -> Places:
    """Return the rows of the weights of contexts with a value, each column's own.

    >>> rows_of_contexts(np.zeros((2, 1), np.uint32), np.array([5], np.uint32), 8).shape
    (2, 1)
    """
    mixed = (contexts ^ value) * np.uint32(0xC2B2AE35)
    mixed = (mixed ^ (mixed >> np.uint32(16))) * np.uint32(STEP)
    rows: Places = (mixed >> np.uint32(32 - bits)).astype(np.intp)
    return rows
