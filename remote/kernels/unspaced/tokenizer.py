"""Words of text that puts no spaces between them: each gap between two characters is an end of a word, or is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import compress
from typing import Any

import numpy as np
import numpy.typing as npt

from .characters import NOTHING, PAD, SPACE, Codes, character_classes, codes_of
from .gaps import never_cut, parts_with_margins, shifted, word_gap_cells
from .hashed_weights import HashedWeights
from .word_list import WordList

Span = tuple[int, int]
Columns = tuple[list[str], list[int], list[int], list[int]]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
PADDING = 4  # characters between two sentences, which so do not see each other


class UnspacedTokenizer:
    """Cuts sentences into words by trained tables.

    >>> tokenizer = UnspacedTokenizer({"words": "", "gaps": {"bits": 8, "weights": bytes(256), "bias": 1}})
    >>> tokenizer.columns("我们 20岁。", [(0, 7)])
    (['我', '们', '20', '岁', '。'], [0, 1, 3, 5, 6], [1, 2, 5, 6, 7], [5])
    """

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.words = WordList(tables["words"].split())
        self.weights = HashedWeights(tables["gaps"])

    def columns(self, text: str, spans: Sequence[Span]) -> Columns:
        """Return the forms, starts and ends of all words, and the count of words up to each sentence's end."""
        codes, places = laid_out(codes_of(text), spans)
        starts, ends = self.bounds(codes)
        first, last = places[starts], places[ends] + 1
        forms = [text[start:end] for start, end in zip(first.tolist(), last.tolist(), strict=True)]
        counts = np.searchsorted(first, [end for _, end in spans])
        filled = np.diff(counts, prepend=0) > 0
        return forms, first.tolist(), last.tolist(), [*compress(counts.tolist(), filled.tolist())]

    def bounds(self, codes: Codes) -> tuple[Places, Places]:
        """Return the first and the last character of each word."""
        cut = np.zeros(len(codes), np.bool_)
        for part, own in parts_with_margins(len(codes)):
            cut[part][own] = self._is_cut(codes[part])[own]
        classes = character_classes(codes)
        inside = (classes != PAD) & (classes != SPACE)
        ends = inside & (cut | ~shifted(inside, 1))
        starts = inside & (shifted(cut, -1) | ~shifted(inside, -1))
        return np.flatnonzero(starts), np.flatnonzero(ends)

    def _is_cut(self, codes: Codes) -> Flags:
        classes = character_classes(codes)
        scores = self.weights.scores(word_gap_cells(codes, classes, self.words, self.weights.bits))
        return (scores > 0) & ~never_cut(classes)


def laid_out(codes: Codes, spans: Sequence[Span]) -> tuple[Codes, Places]:
    """Lay the characters of sentences side by side, with padding between them; say where in the text each stands.

    >>> codes, places = laid_out(codes_of("ab c"), [(0, 2), (3, 4)])
    >>> "".join("-" if code == NOTHING else chr(code) for code in codes.tolist()), places[4:6].tolist()
    ('----ab----c----', [0, 1])
    """
    lengths = np.array([end - start for start, end in spans], np.int64)
    width = lengths + PADDING
    ends = np.cumsum(width)
    inside = np.arange(int(width.sum())) - np.repeat(ends - lengths, width)  # below zero before a sentence
    places = np.repeat(np.array([start for start, _ in spans], np.int64), width) + inside
    laid = np.full(len(places) + PADDING, NOTHING, np.uint32)
    laid[:-PADDING][inside >= 0] = codes[places[inside >= 0]]
    return laid, places
