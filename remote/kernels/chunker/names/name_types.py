"""What the names' model makes of tokens whatever their labels: learned once for each (word, tag) type and pair."""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import count, repeat
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .maxent_weights import Floats, MaxentWeights
from .name_features import SHAPES, left_features, own_features, right_features, simplified, word_shape

Rows = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.int32]

TYPES = 40_000  # (word, tag) types that are kept: with 13 labels, 12 MB
PAIRS = 200_000  # of a word and the tag after it
TYPE_BYTES = 4 << 20  # of their words
PADDING = 0  # the type before and after a sentence


class NameColumns(NamedTuple):
    """Of each token: its score for each label, the shape before it, its tag; and of each tag its rows by last label."""

    scores: Floats
    shapes: Numbers
    tags: Numbers
    tag_rows: Numbers


class NameTypes:
    """Types of tokens: what each brings to its own scores, to those of the token after it and of the one before it."""

    def __init__(self, weights: MaxentWeights, words: Container[str], before: Sequence[str | None]) -> None:
        self.weights = weights
        self.words = words
        self.before = before
        self.forget()

    def forget(self) -> None:
        """Begin with no known types but the padding."""
        labels = len(self.weights.labels)
        self.types: dict[tuple[str, str], int] = {}
        self.lowered: dict[str, int] = {}
        self.next_tags: dict[str | None, int] = {None: 0}
        self.simple_tags: dict[str, int] = {}
        self.pairs: dict[int, int] = {}
        self.bytes = 0
        self.scores: Floats = np.zeros((3, 1, labels))  # by itself, of the token after it, of the token before it
        self.scores[1, 0] = self._sum([left_features(None, None)])
        self.scores[2, 0] = self._sum([right_features(None, None)])
        self.numbers: Numbers = np.zeros((1, 4), np.int32)  # of its lowered word, the tag as a next one, shape, tag
        self.tag_rows: Numbers = np.zeros((0, len(self.before)), np.int32)

    def _sum(self, features: Sequence[Any]) -> Floats:
        rows = np.array([self.weights.rows(of_type) for of_type in features], np.intp)
        total: Floats = self.weights.matrix[rows].sum(axis=1)
        return total

    def columns(self, forms: Sequence[str], tags: Sequence[str], starts: Rows, lengths: Rows) -> NameColumns:
        """Return the columns of sentences that stand one after the other."""
        if len(self.types) > TYPES or len(self.pairs) > PAIRS or self.bytes > TYPE_BYTES:
            self.forget()
        types = self._numbered(list(zip(forms, tags, strict=True)))
        before, after = np.roll(types, 1), np.roll(types, -1)
        before[starts] = PADDING
        after[starts + lengths - 1] = PADDING
        lowered, _, _, tag_numbers = self.numbers[types].T
        scores: Floats = self.scores[0][types] + self.scores[1][before] + self.scores[2][after]
        scores += self.weights.matrix[self._pair_rows(forms, tags, lowered, self.numbers[after, 1])]
        shapes = self.numbers[before, 2]
        shapes[starts[lengths > 1] + 1] = 0  # which NLTK looks at from the third token on
        return NameColumns(scores, shapes, tag_numbers, self.tag_rows)

    def _numbered(self, tokens: Sequence[tuple[str, str]]) -> Rows:
        """Return the type of each token."""
        types = np.fromiter(map(self.types.get, tokens, repeat(-1)), np.intp, len(tokens))
        unknown = np.flatnonzero(types < 0).tolist()
        if unknown:
            new = list(dict.fromkeys(tokens[index] for index in unknown))
            self.types.update(zip(new, count(len(self.types) + 1)))
            self._learn(new)
            types[unknown] = [self.types[tokens[index]] for index in unknown]
        return types

    def _learn(self, new: Sequence[tuple[str, str]]) -> None:
        size, known = len(self.types) + 1, len(self.types) + 1 - len(new)
        self.bytes += sum(len(word) for word, _ in new)
        self.scores = with_room(self.scores, size, 1)
        self.scores[0, known:size] = self._sum([own_features(word, tag, self.words) for word, tag in new])
        self.scores[0, known:size] += self.weights.always_on
        self.scores[1, known:size] = self._sum([left_features(word, tag) for word, tag in new])
        self.scores[2, known:size] = self._sum([right_features(word, tag) for word, tag in new])
        self.numbers = with_room(self.numbers, size, 0)
        self.numbers[known:size] = [self._numbers_of(word, tag) for word, tag in new]
        simple = list(self.simple_tags)[len(self.tag_rows) :]
        if simple:
            rows = [[self.weights.row("pos+prevtag", f"{tag}+{label}") for label in self.before] for tag in simple]
            self.tag_rows = np.concatenate([self.tag_rows, np.array(rows, np.int32)])

    def _numbers_of(self, word: str, tag: str) -> tuple[int, int, int, int]:
        lowered, next_tag, simple = word.lower(), tag.lower(), simplified(tag)
        return (
            self.lowered.setdefault(lowered, len(self.lowered)),
            self.next_tags.setdefault(next_tag, len(self.next_tags)),
            SHAPES.index(word_shape(lowered)),
            self.simple_tags.setdefault(simple, len(self.simple_tags)),
        )

    def _pair_rows(self, forms: Sequence[str], tags: Sequence[str], lowered: Numbers, next_tags: Numbers) -> Rows:
        """Return the row of each token's word with the tag after it."""
        codes = ((lowered.astype(np.int64) << 32) | next_tags).tolist()
        rows = np.fromiter(map(self.pairs.get, codes, repeat(-1)), np.intp, len(codes))
        unknown = np.flatnonzero(rows < 0).tolist()
        if unknown:
            for code, index in {codes[index]: index for index in unknown}.items():
                next_tag = tags[index + 1].lower() if next_tags[index] else None
                self.pairs[code] = self.weights.row("word+nextpos", f"{forms[index].lower()}+{next_tag}")
            rows[unknown] = [self.pairs[codes[index]] for index in unknown]
        return rows


def with_room(array: npt.NDArray[Any], size: int, axis: int) -> npt.NDArray[Any]:
    """Return an array that is at least so long on an axis: where it has to grow, twice as long as before.

    >>> with_room(np.ones((1, 1)), 3, 0).tolist()
    [[1.0], [0.0], [0.0]]
    """
    shape = list(array.shape)
    if size <= shape[axis]:
        return array
    more = [*shape]
    more[axis] = max(size, 2 * shape[axis]) - shape[axis]
    return np.concatenate([array, np.zeros(more, array.dtype)], axis=axis)
