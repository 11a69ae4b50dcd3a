"""One sentence while its lines are read: its tokens' texts, the white space after them, and its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from .misc import unescape
from .numbering import Numbering

Span = tuple[int, int]
NOTHING: Mapping[str, str] = {}


class Word(NamedTuple):
    """A word: the number of its token, its FORM, and what it is annotated with."""

    token: int
    written: str
    form: str
    tag: str | None
    universal: str | None
    chunk: str | None


@dataclass
class Sentence:
    """The tokens of a sentence; the gap after one is ``None`` where its line doesn't say it."""

    text: str | None = None
    surfaces: list[str] = field(default_factory=list)
    gaps: list[str | None] = field(default_factory=list)
    before: dict[int, str] = field(default_factory=dict)
    words: list[Word] = field(default_factory=list)
    numbering: Numbering = field(default_factory=Numbering)

    def add(self, number: str, form: str, upos: str, xpos: str, misc: str, line: int) -> None:
        """Read the columns of a line; raises `ValueError` that begins with its number."""
        numbering = self.numbering
        within = numbering.word < numbering.end
        is_range = numbering.take(number, line) is not None
        if "." in number:  # an empty node stands for no text
            return
        marks = NOTHING if misc == "_" else marks_of(misc)
        if not within:
            self._add_token(form, marks)
        if not is_range:
            tag, universal = None if xpos == "_" else xpos, None if upos == "_" else upos
            mine = marks.get("NltkForm", marks.get("Form", form))
            self.words.append(Word(len(self.surfaces) - 1, form, mine, tag, universal, marks.get("Chunk")))

    def _add_token(self, form: str, marks: Mapping[str, str]) -> None:
        written = marks.get("Form", form)  # as nlpmap 0.1 wrote it
        surface = marks.get("SpacesInToken")
        self.surfaces.append(marks.get("Surface", written) if surface is None else surface)
        self.gaps.append("" if marks.get("SpaceAfter") == "No" else marks.get("SpacesAfter"))
        if before := marks.get("SpacesBefore"):
            self.before[len(self.surfaces) - 1] = before

    def close(self) -> None:
        """Check that all words are there, and take white space from the text where the marks don't spell it."""
        self.numbering.close()
        if self.text is not None:
            self.gaps = respaced(self.text, self.surfaces, self.gaps)

    def spans(self, starts: Sequence[int]) -> Iterator[Span]:
        """Yield where each word stands, given where the tokens do."""
        words = self.words
        place = 0
        while place < len(words):
            token = words[place].token
            end = place + 1
            while end < len(words) and words[end].token == token:
                end += 1
            yield from word_spans([word.written for word in words[place:end]], self.surfaces[token], starts[token])
            place = end


def marks_of(misc: str) -> Mapping[str, str]:
    """Return the keys and values of a MISC column."""
    entries = (entry.partition("=") for entry in misc.split("|"))
    return {key: unescape(value) for key, equals, value in entries if equals}


def word_spans(words: Sequence[str], surface: str, start: int) -> Iterator[Span]:
    """Yield where the words of a token stand: by their letters where they follow on, else over the whole.

    >>> list(word_spans(["do", "n't"], "don't", 0)), list(word_spans(["vamos", "nos"], "vámonos", 0))
    ([(0, 2), (2, 5)], [(0, 7), (0, 7)])
    """
    if len(words) == 1:
        yield start, start + len(surface)
        return
    rest, spelt = surface, True
    for word in words:
        spelt = spelt and rest.startswith(word)
        end = start + len(word if spelt else rest)
        yield start, end
        if spelt:
            start, rest = end, rest[len(word) :]


def respaced(text: str, surfaces: Sequence[str], gaps: Sequence[str | None]) -> list[str | None]:
    """Return the gaps after tokens as a sentence's text has them, where the gaps that are marked do not spell it.

    >>> respaced("Dogs bark, too.", ["Dogs", "bark", ",", "too", "."], [None] * 5)
    [' ', '', ' ', '', None]
    """
    spelt = "".join(f"{surface}{' ' if gap is None else gap}" for surface, gap in zip(surfaces, gaps, strict=True))
    if spelt.rstrip() == text or spelt.split() == text.split():
        return list(gaps)
    spans = list(_found(text, surfaces))
    if len(spans) < len(surfaces) or text[spans[-1][1] :].strip():
        return list(gaps)
    between = (text[end:start] for (_, end), (start, _) in pairwise(spans))
    return [_agreed(gap, seen) for gap, seen in zip(gaps, between, strict=False)] + [gaps[-1]]


def _agreed(marked: str | None, seen: str) -> str:
    return marked if marked and seen else seen


def _found(text: str, surfaces: Sequence[str]) -> Iterator[Span]:
    """Yield where each surface stands in a text with nothing but white space between; ends at one that is not there."""
    place = 0
    for surface in surfaces:
        while text[place : place + 1].isspace() and not text.startswith(surface, place):
            place += 1
        if not text.startswith(surface, place):
            return
        yield place, place + len(surface)
        place += len(surface)
