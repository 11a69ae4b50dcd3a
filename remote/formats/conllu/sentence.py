"""One sentence while its lines are read: its tokens' texts, the white space after them, and its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ...document.word_spans import Span, word_spans
from .misc import unescape
from .numbering import Numbering

NOTHING: Mapping[str, str] = {}
ABSENT = ("_", "")  # a column is to have something, and those who leave it empty mean nothing


@dataclass
class Sentence:
    """The tokens of a sentence and, in columns, its words; the gap after a token is ``None`` where no mark says it."""

    text: str | None = None
    surfaces: list[str] = field(default_factory=list)
    gaps: list[str | None] = field(default_factory=list)
    before: dict[int, str] = field(default_factory=dict)
    token_ends: list[int] = field(default_factory=list)  # the words up to the end of each token
    written: list[str] = field(default_factory=list)  # the words' FORM
    forms: list[str] = field(default_factory=list)
    tags: list[str | None] = field(default_factory=list)
    universal: list[str | None] = field(default_factory=list)
    lemmas: list[str | None] = field(default_factory=list)
    feats: list[str | None] = field(default_factory=list)
    iob: list[str | None] = field(default_factory=list)
    numbering: Numbering = field(default_factory=Numbering)

    def add(self, number: str, form: str, lemma: str, upos: str, xpos: str, feats: str, misc: str, line: int) -> None:
        """Read the columns of a line; raises `ValueError` that begins with its number."""
        numbering = self.numbering
        is_within = numbering.word < numbering.end
        is_range = numbering.take(number, line) is not None
        if "." in number:  # an empty node has no text
            return
        marks = NOTHING if misc == "_" else marks_of(misc)
        if not is_within:
            self._add_token(form, marks)
        if not is_range:
            self.written.append(form)
            self.forms.append(marks.get("NltkForm", marks.get("Form", form)) if marks else form)
            self.tags.append(None if xpos in ABSENT else xpos)
            self.universal.append(None if upos in ABSENT else upos)
            self.lemmas.append(None if lemma in ABSENT else lemma)
            self.feats.append(None if feats in ABSENT else feats)
            self.iob.append(marks.get("Chunk"))
            self.token_ends[-1] = len(self.forms)

    def _add_token(self, form: str, marks: Mapping[str, str]) -> None:
        self.token_ends.append(0)
        if not marks:
            self.surfaces.append(form)
            self.gaps.append(None)
            return
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

    def spans(self, starts: Sequence[int]) -> tuple[list[int], list[int]]:
        """Return where each word starts and ends, given where the tokens start."""
        if len(self.forms) == len(starts):
            return [*starts], [start + len(surface) for start, surface in zip(starts, self.surfaces, strict=True)]
        spans: list[Span] = []
        first = 0
        for start, surface, last in zip(starts, self.surfaces, self.token_ends, strict=True):
            spans += word_spans(self.written[first:last], surface, start)
            first = last
        return [start for start, _ in spans], [end for _, end in spans]


def marks_of(misc: str) -> Mapping[str, str]:
    """Return the keys and values of a MISC column."""
    entries = (entry.partition("=") for entry in misc.split("|"))
    return {key: unescape(value) for key, equals, value in entries if equals}


def respaced(text: str, surfaces: Sequence[str], gaps: Sequence[str | None]) -> list[str | None]:
    """Return the gaps after tokens as a sentence's text has them, where the gaps that are marked do not spell it.

    >>> respaced("Dogs bark, too.", ["Dogs", "bark", ",", "too", "."], [None] * 5)
    [' ', '', ' ', '', None]
    >>> respaced("Dogs  bark", ["Dogs", "bark"], [None, None])
    ['  ', None]
    """
    spelt = "".join(f"{surface}{' ' if gap is None else gap}" for surface, gap in zip(surfaces, gaps, strict=True))
    if spelt.rstrip() == text or (_has_outer_space(surfaces) and spelt.split() == text.split()):
        return list(gaps)
    spans = list(_found(text, surfaces))
    if len(spans) < len(surfaces) or text[spans[-1][1] :].strip():
        return list(gaps)
    between = (text[end:start] for (_, end), (start, _) in pairwise(spans))
    return [_agreed(gap, seen) for gap, seen in zip(gaps, between, strict=False)] + [gaps[-1]]


def _has_outer_space(surfaces: Sequence[str]) -> bool:
    """Return whether a token begins or ends with white space: a text that has one space for many can't tell whose."""
    return any(surface != surface.strip() for surface in surfaces)


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
