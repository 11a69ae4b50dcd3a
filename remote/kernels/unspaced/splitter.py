"""Sentences of text that puts no spaces between words: they may end after a mark, or at white space.

What a sentence's end looks like is learned from the characters around it, white space left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .characters import (
    CASED,
    DIGIT,
    MARK,
    PUNCTUATION,
    SPACE,
    SYMBOL,
    TERMINAL,
    Classes,
    Codes,
    character_classes,
    codes_of,
)
from .gaps import parts_with_margins, shifted, windows
from .hashed_weights import Cells, Column, HashedWeights, hashed_columns

Span = tuple[int, int]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
NONE, WHITE, LINE, BLANK = range(4)
LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028"
PARAGRAPH = "\u2029"
NEAR = ((-2,), (-1,), (0,), (1,), (2,), (-1, 0), (0, 1), (1, 2), (-1, 0, 1), (0, 1, 2))
NEAR_CLASSES = ((0, 1), (-1, 0, 1), (0, 1, 2), (-1, 0, 1, 2), (-2, -1, 0, 1, 2, 3))


class UnspacedSplitter:
    """Finds the sentences of a text, by trained tables.

    >>> splitter = UnspacedSplitter({"ends": {"bits": 8, "weights": bytes(256), "bias": 1}})
    >>> splitter.spans("我来。你 去！\\n\\n走")
    [(0, 3), (3, 4), (5, 7), (9, 10)]
    """

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.weights = HashedWeights(tables["ends"])

    def spans(self, text: str) -> list[Span]:
        """List the start and end of each sentence, white space around it left out."""
        characters = Characters(codes_of(text))
        ends = characters.closed | (self.scores(characters) > 0)
        last = characters.places[ends] + 1
        first = characters.places[np.append(True, ends[:-1])[: len(ends)]]
        return [*zip(first.tolist(), last.tolist(), strict=True)]

    def spans_of_all(self, texts: Sequence[str]) -> list[list[Span]]:
        """List the sentences of each text."""
        return list(map(self.spans, texts))

    def scores(self, characters: Characters) -> Column:
        """Score the gap after each character; where no sentence may end, that is below zero."""
        found = np.full(len(characters.codes), -1, np.int32)
        for part, own in parts_with_margins(len(found)):
            scores = self.weights.scores(characters.cells(part, self.weights.bits))
            found[part][own] = np.where(characters.may_end[part], scores, -1)[own]
        return found


class Characters:
    """The characters of a text that are no white space, and what is in the gap after each."""

    def __init__(self, codes: Codes) -> None:
        self.places: Places = np.flatnonzero(character_classes(codes) != SPACE)
        self.codes: Codes = codes[self.places]
        self.classes: Classes = character_classes(self.codes)
        self.gaps = gap_kinds(codes, self.places)
        self.closed: Flags = (self.gaps == BLANK) | (np.arange(len(self.places)) == len(self.places) - 1)
        self.may_end: Flags = may_end(self.classes, self.gaps)

    def cells(self, part: slice, bits: int) -> Iterator[Cells]:
        """Yield the cells of each feature of the gaps in a part of the characters."""
        codes, classes, gaps = self.codes[part], self.classes[part], self.gaps[part]
        before, after = shifted(gaps, -1), shifted(gaps, 1)
        of_gaps = (
            [gaps], [gaps, codes], [gaps, shifted(codes, 1)], [gaps, classes, shifted(classes, 1)],
            [before, gaps, after], [gaps, codes, shifted(codes, 1)],
        )  # fmt: skip
        for number, some in enumerate([*windows(codes, NEAR), *windows(classes, NEAR_CLASSES), *of_gaps]):
            yield hashed_columns(number, some, bits)


def may_end(classes: Classes, gaps: Column) -> Flags:
    """Return after which characters a sentence may end: marks, and whatever has white space after it."""
    following = shifted(classes, 1)
    is_mark = (classes == TERMINAL) | (classes == PUNCTUATION) | (classes == SYMBOL) | (classes == MARK)
    in_word = (gaps == NONE) & ((following == CASED) | (following == DIGIT)) & (shifted(classes, -1) == following)
    found: Flags = ((gaps > NONE) | is_mark) & ~(in_word & (gaps == NONE)) & ((following != MARK) | (gaps > NONE))
    return found


def gap_kinds(codes: Codes, places: Places) -> Column:
    """Return what is between each character and the next: nothing, white space, a line's end, or a blank line.

    >>> codes = codes_of("中 中\\n中\\r\\n中\\n\\n中")
    >>> gap_kinds(codes, np.flatnonzero(character_classes(codes) != SPACE)).tolist()
    [1, 2, 2, 3, 0]
    """
    ends = np.isin(codes, codes_of(LINE_ENDS)) & ~((codes == ord("\r")) & (shifted(codes, 1) == ord("\n")))
    weights = ends + 2 * (codes == ord(PARAGRAPH))
    upto = np.append(0, np.cumsum(weights))
    lines = np.diff(upto[np.append(places, len(codes))])
    is_apart = np.diff(np.append(places, len(codes))) > 1
    found: Column = np.where(is_apart, np.minimum(WHITE + lines, BLANK), NONE).astype(np.uint8)
    return found
