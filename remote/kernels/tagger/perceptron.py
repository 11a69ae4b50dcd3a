"""Parts of speech by the project's own models: an averaged perceptron with many features, folded into word types.

All that a word's form, affixes, shape, clusters and lexicon entry say is summed once for each word type and each
position that it can stand at, so that a token costs five rows whatever the number of features. Pairs of neighbours and
of tags are looked up. Sums are whole numbers, cut to fixed bounds: they are the same on every machine and however
sentences are put together. What was in doubt is looked at again where a model has learned to: see `doubts.second_look`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import Any

import numpy as np
import numpy.typing as npt

from ...document import by_sentence
from ..sentence_case import USUAL, Typed, typed
from ..typography import as_penn, sided
from .doubts.second_look import Doubts, SecondLook, Seen
from .feature_rows import Vocabulary, hashed
from .lockstep import LockstepLayout, Rows, WordTypes, in_parts
from .numbering import PADS, WORD_PAIRS, FeatureNumbering, history_of
from .perceptron_features import OF_CASE, OFFSETS, Shown
from .sparse_matrix import MOST_CELLS, Matrix, SparseRows

TYPES = 30_000  # word types that are kept: with 85 classes, 26 MB
ROOM = TYPES + 10_000  # for which memory is set aside; it is taken only as types come
LONGEST = 1000  # tokens of a sentence that is tagged in one go
AT_ONCE = 128  # new word types, and
TOKENS = 8_000  # tokens that are worked on at once, to stay in the processor's cache
MOST_OF_TYPE, MOST_OF_TABLE = 4400, 2000  # five and five of these fit 16 bits
TagLists = list[list[str | None]]


class PerceptronTagger:
    """Tags sentences from left to right; each class of a model is a pair of a tag and a universal tag."""

    def __init__(self, model: Mapping[str, Any]) -> None:
        self.classes: list[tuple[str | None, str | None]] = [(tag, universal) for tag, universal in model["classes"]]
        self.names = [[pair[column] for pair in self.classes] for column in (0, 1)]
        self.vocabulary = Vocabulary(model)
        self.knows_cases = knows_cases(model)
        groups, words = len(self.vocabulary.groups) + PADS + 1, len(self.vocabulary.words) + 1
        self.history: Rows = np.array(history_of(self.classes), np.intp)
        self.numbering = FeatureNumbering(self.vocabulary.bounds[-1], groups, words, int(self.history[-2]))
        if model["weights"]["shape"][1] != len(self.classes):
            raise ValueError("weights of other classes than the model's")
        if (self.numbering.own_word - self.numbering.before) * len(self.classes) > MOST_CELLS:
            raise ValueError(f"{len(self.classes):,} classes are too many for tables of them")
        self.weights = SparseRows(model["weights"])
        self.index = self.weights.index
        self.table_rows = self.weights.rows.clip(-MOST_OF_TABLE, MOST_OF_TABLE)
        self.before = self._table(self.numbering.before, self.numbering.next_group)
        self.next_group = self._table(self.numbering.next_group, self.numbering.own_word)
        self.own_word = self.index[self.numbering.own_word :]
        table = model.get("second")
        tags = self.numbering.tags
        self.second_look = None if table is None else SecondLook(table, self.classes, self.history, tags)
        self.forget()

    def forget(self) -> None:
        """Begin with no known word types but the padding around a sentence."""
        self.types: WordTypes[Typed] = WordTypes()
        self.scores: Matrix = np.zeros((len(OFFSETS), ROOM, len(self.classes)), np.int16)
        self.groups: Rows = np.arange(ROOM)
        self.words: Rows = np.zeros(ROOM, np.intp)
        self._fold(self.vocabulary.padding(), 0, PADS)

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[str | None]]:
        """Return one tag for each form of each sentence."""
        return self.tag_both(sentences)[0] or [[None] * len(sentence) for sentence in sentences]

    def tag_both(self, sentences: Sequence[Sequence[str]]) -> tuple[TagLists | None, TagLists | None]:
        """Return one tag and one universal tag for each form of each sentence; None for those it has not learned."""
        lengths = list(map(len, sentences))
        tags, universal = self.tag_columns(list(chain.from_iterable(sentences)), lengths)
        return column_by_sentence(tags, lengths), column_by_sentence(universal, lengths)

    def tag_columns(
        self, forms: Sequence[str], lengths: Sequence[int]
    ) -> tuple[list[str | None] | None, list[str | None] | None]:
        """Return one tag and one universal tag for each form of sentences of so many; very long ones go in parts."""
        found = self._tagged(*self._laid_out(forms, lengths))
        tags, universal = (
            [*map(names.__getitem__, found)] if any(name is not None for name in names) else None
            for names in self.names
        )
        return tags, universal

    def first_look(self, forms: Sequence[str], lengths: Sequence[int], within: int) -> tuple[Rows, Doubts]:
        """Return the number of each form's class, and those forms that are to be looked at again at such a margin."""
        return self._first_look(*self._laid_out(forms, lengths), within)

    def _laid_out(self, forms: Sequence[str], lengths: Sequence[int]) -> tuple[LockstepLayout, Rows]:
        """Lay sentences out, those of very many forms in parts, and number the types of words and padding."""
        if len(self.types) > TYPES:
            self.forget()
        forms = sided(forms, lengths)
        words = list(typed(forms, lengths)) if self.knows_cases else forms
        layout = LockstepLayout(forms, in_parts(lengths, LONGEST))
        return layout, layout.padded(self.types.number(words, self._learn))

    def _tagged(self, layout: LockstepLayout, types: Rows) -> list[int]:
        """Find the class of each token, by its type."""
        look = self.second_look
        found, doubts = self._first_look(layout, types, 0 if look is None else look.within)
        if look is not None:
            own = types[layout.words]
            tags, is_verb = self.history[found], look.verbal[found]
            seen = Seen(tags, self.words[own], self.groups[own], is_verb, layout.lengths)
            found[doubts.places] = look.decided(seen, doubts)
        classes: list[int] = found.tolist()
        return classes

    def _first_look(self, layout: LockstepLayout, types: Rows, within: int) -> tuple[Rows, Doubts]:
        """Find the class of each token: all first ones at once, then all second ones, …; and which are in doubt.

        These are the tokens that another class came so near to.
        """
        groups, common = self.groups[types], self.words[types]
        pairs = hashed(common[:-1], common[1:])
        found = np.zeros(layout.size, np.intp)
        tags = self.numbering.tags
        last, second = (np.full(len(layout.lengths), tags - 2 + rank) for rank in (0, 1))
        doubts = [Doubts(*np.zeros((4, 0), np.intp))]
        for steps in blocks(layout.steps(), TOKENS):
            positions = np.concatenate(steps)
            scores = self._static(types, pairs, positions)
            after, word = groups[positions + 1] * tags, common[positions] * tags
            end = 0
            for step in steps:
                start, end = end, end + len(step)
                last, second = last[: len(step)], second[: len(step)]
                row = scores[start:end]
                row += self.before.take(last * tags + second, axis=0, mode="clip")
                row += self.next_group.take(after[start:end] + last, axis=0, mode="clip")
                row += self.table_rows.take(self.own_word.take(word[start:end] + last), axis=0, mode="clip")
                best = row.argmax(axis=1)
                last, second = self.history.take(best), last
                found[step] = best
            if within:
                doubts.append(doubts_among(positions, scores, found[positions], within))
        positions, *facts = map(np.concatenate, zip(*doubts, strict=True))
        return found[layout.words], Doubts(layout.words.searchsorted(positions), *facts)

    def _static(self, types: Rows, pairs: Rows, positions: Rows) -> Matrix:
        """Sum what does not depend on tags, for the tokens at some positions."""
        scores: Matrix = self.scores[0].take(types[positions], axis=0, mode="clip")
        for role, offset in enumerate(OFFSETS[1:], 1):
            scores += self.scores[role].take(types[positions + offset], axis=0, mode="clip")
        for start, (left, _) in zip(self.numbering.word_pairs, WORD_PAIRS, strict=True):
            rows = self.index.take(start + pairs[positions + left])
            known = np.flatnonzero(rows)
            scores[known] += self.table_rows.take(rows[known], axis=0, mode="clip")
        return scores

    def _learn(self, words: Sequence[Typed]) -> None:
        """Sum the weights of new word types, for every position that they can stand in."""
        for start in range(0, len(words), AT_ONCE):
            some = words[start : start + AT_ONCE]
            first = len(self.types) + start
            last = first + len(some)
            self._make_room(last)
            shown, groups, numbers = zip(*map(self._look, some), strict=True)
            self._fold(shown, first, last)
            self.groups[first:last], self.words[first:last] = groups, numbers

    def _look(self, word: Typed) -> tuple[Shown, int, int]:
        form, case = (word, USUAL) if isinstance(word, str) else word
        return self.vocabulary.look(as_penn(form), case)

    def _fold(self, features: Sequence[Shown], first: int, last: int) -> None:
        for role, (rows, owners) in enumerate(self.vocabulary.numbered(features)):
            sums = self.weights.sums(rows, owners, last - first)
            self.scores[role, first:last] = sums.clip(-MOST_OF_TYPE, MOST_OF_TYPE)

    def _make_room(self, count: int) -> None:
        more = max(count, 2 * len(self.groups)) - len(self.groups)
        if count > len(self.groups):
            new = np.zeros((len(OFFSETS), more, len(self.classes)), np.int16)
            self.scores = np.concatenate([self.scores, new], axis=1)
            self.groups = np.concatenate([self.groups, np.zeros(more, np.intp)])
            self.words = np.concatenate([self.words, np.zeros(more, np.intp)])

    def _table(self, start: int, end: int) -> npt.NDArray[np.int16]:
        return self.table_rows[self.index[start:end]]


def doubts_among(positions: Rows, scores: Matrix, best: Rows, within: int) -> Doubts:
    """Return those of some tokens whose second best class is so near to the best one; the scores change.

    >>> doubts_among(np.array([7, 8]), np.array([[5, 9, 8], [1, 9, 2]], np.int16), np.array([1, 1]), 3)
    Doubts(places=array([7]), best=array([1]), second=array([2]), margins=array([1]))
    """
    numbers = np.arange(len(best))
    highest = scores[numbers, best].astype(np.intp)
    scores[numbers, best] = np.iinfo(np.int16).min
    second = scores.argmax(axis=1)
    margins = highest - scores[numbers, second]
    near = np.flatnonzero((margins < within) & (second != best))
    return Doubts(positions[near], best[near], second[near], margins[near])


def knows_cases(model: Mapping[str, Any]) -> bool:
    """Return whether a model has learned how words are tagged in sentences that are not written as usual."""
    return any(name.startswith(OF_CASE) for name in model["features"][-1])


def column_by_sentence(values: list[str | None] | None, lengths: Sequence[int]) -> TagLists | None:
    return None if values is None else by_sentence(values, accumulate(lengths))


def blocks(steps: Iterable[Rows], size: int) -> Iterator[list[Rows]]:
    """Gather steps to blocks of some ``size`` tokens.

    >>> [len(block) for block in blocks(map(np.arange, [2, 2, 1]), 3)]
    [2, 1]
    """
    block: list[Rows] = []
    count = 0
    for step in steps:
        block.append(step)
        count += len(step)
        if count >= size:
            yield block
            block, count = [], 0
    if block:
        yield block
