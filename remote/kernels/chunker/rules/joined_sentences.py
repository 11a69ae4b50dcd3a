"""Chunk rules applied to many sentences at once, which stand one after the other in one text.

A rule that only makes chunks, without anchors, finds in a sentence what it finds there among others: no element matches
what parts them. So the work of a rule is one search for all, not one for each.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

Spans = tuple[Sequence[str], Sequence[int], Sequence[int]]  # labels, starts and ends
SEPARATOR = "\n"  # between sentences, and
CHUNKED = "\1"  # in the place of each letter in a chunk: no element matches these


class ChunkRule(NamedTuple):
    """A regular expression over letters, and the number of its group that is the chunk, 0 for all of it."""

    regex: re.Pattern[str]
    group: int = 0


class ChunkStage(NamedTuple):
    """A stage of chunk rules: its label, that as a letter, and its rules."""

    label: str
    letter: str
    rules: Sequence[ChunkRule]


def spans_of_joined(stages: Sequence[ChunkStage], sentences: Sequence[str]) -> Iterator[Spans]:
    """Yield the chunks of each encoded sentence, from outer to inner.

    >>> noun, preposition = ChunkRule(re.compile("d?a")), ChunkRule(re.compile("in"))
    >>> stages = [ChunkStage("NP", "n", [noun]), ChunkStage("PP", "p", [preposition])]
    >>> list(spans_of_joined(stages, ["ida", "aa"]))
    [(('PP', 'NP'), [0, 1], [3, 3]), (('NP', 'NP'), [0, 1], [1, 2])]
    """
    text = SEPARATOR.join(sentences)
    places: Sequence[int] = range(len(text) + 1)  # where each letter stood at first
    found: list[tuple[int, int, str]] = []  # starts, ends and labels, those of a later stage first
    for label, letter, rules in stages:
        spans = matches_of(rules, text)
        found[:0] = [(places[first], places[last], label) for first, last in spans]
        text, places = without_insides(text, places, spans, letter)
    found.sort(key=itemgetter(0))
    yield from spans_by_sentence(found, sentences)


def matches_of(rules: Sequence[ChunkRule], text: str) -> list[tuple[int, int]]:
    """List where rules, one after the other, find chunks that are in no other.

    >>> matches_of([ChunkRule(re.compile("ab")), ChunkRule(re.compile("[ab]"))], "baba")
    [(0, 1), (1, 3), (3, 4)]
    """
    found: list[tuple[int, int]] = []
    for regex, group in rules:
        spans = [span for match in regex.finditer(text) if (span := match.span(group)) and span[0] < span[1]]
        found += spans
        if len(rules) > 1:
            text = chunked(text, spans)
    return sorted(found) if len(rules) > 1 else found


def chunked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return a text without what is in chunks.

    >>> chunked("abcd", [(1, 3)])
    'a\\x01\\x01d'
    """
    parts: list[str] = []
    end = 0
    for first, last in spans:
        parts += (text[end:first], CHUNKED * (last - first))
        end = last
    return "".join([*parts, text[end:]])


def without_insides(
    text: str, places: Sequence[int], spans: Sequence[tuple[int, int]], letter: str
) -> tuple[str, list[int]]:
    """Put one letter for each chunk.

    >>> without_insides("abc", range(4), [(0, 2)], "N")
    ('Nc', [0, 2, 3])
    """
    letters: list[str] = []
    kept: list[int] = []
    end = 0
    for first, last in spans:
        letters += (text[end:first], letter)
        kept += places[end : first + 1]
        end = last
    return "".join([*letters, text[end:]]), [*kept, *places[end:]]


def spans_by_sentence(found: Sequence[tuple[int, int, str]], sentences: Sequence[str]) -> Iterator[Spans]:
    """Yield for each sentence its labels, starts and ends, counted from its first letter."""
    starts = [start for start, _, _ in found]
    origins = accumulate((len(sentence) + 1 for sentence in sentences), initial=0)
    first = 0
    for origin, sentence in zip(origins, sentences, strict=False):
        last = bisect_left(starts, origin + len(sentence) + 1, first)
        mine = found[first:last]
        yield (
            tuple(label for _, _, label in mine),
            [at - origin for at, _, _ in mine],
            [to - origin for _, to, _ in mine],
        )
        first = last
