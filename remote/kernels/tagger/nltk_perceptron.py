"""Part-of-speech tags by an averaged perceptron (Collins 2002), exactly as `nltk.pos_tag` gives them.

Every feature of NLTK's tagger but those on tags depends on one word alone: the word at -2 … +2, its suffix, its
first letter. So each word *type* has, once, a row of scores for each position that it can stand in, and a token's
static scores are five rows added. What depends on tags is one table over the last two, and sparse rows for a tag
before a word. All sentences advance together: step t tags the t-th token of each with a few numpy calls.

Weights have three decimals, so scores are exact integers in thousandths. NLTK adds floats, whose rounding
may decide where two of these are equal: there the token is scored once more in NLTK's own order.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import accumulate, chain, pairwise
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from ...document import by_sentence
from .lockstep import LockstepLayout, Rows, WordTypes
from .nltk_features import BEFORE_WORD, OWN_WORD, PADDING, START, Features, around, features_at, nltk_normalized
from .nltk_weights import Ints, WeightTable

ROLES = 5  # that a word's row of scores may be for: its own, the next one's, …
NOWHERE = (0, 0)
FEW = 3  # tokens that are not worth a lockstep
BLOCK = 32  # neighbours whose static scores are added up at once where few sentences are left
MOST_CELLS = 2**28  # of a table of tags
LOWEST = np.iinfo(np.int32).min
MOST_KNOWN = 40_000  # of their decisions that are remembered: 7 MB
TYPES = 40_000  # word types that are kept: with 50 classes, 40 MB
Number = TypeVar("Number", np.int32, np.intp)


class NltkPerceptronTagger:
    """Tags sentences from left to right, by a model's weights.

    >>> model = {"weights": {"bias": {"NN": 1.0}}, "tagdict": {"the": "DT"}, "classes": ["DT", "NN"]}
    >>> NltkPerceptronTagger(model).tag([["the", "dog"], [], ["dogs"]])
    [['DT', 'NN'], [], ['NN']]
    """

    def __init__(self, model: Mapping[str, Any]) -> None:
        # the last in alphabetical order wins a tie, and argmax gives the first
        self.classes: list[str] = sorted(model["classes"], reverse=True)
        others = set(model["tagdict"].values()) - set(self.classes)
        self.tag_names = [*self.classes, *sorted(others), *START]
        if len(self.tag_names) ** 2 * len(self.classes) > MOST_CELLS:
            raise ValueError(f"{len(self.tag_names):,} tags are too many for a table of each three")
        self.tag_ids = {tag: index for index, tag in enumerate(self.tag_names)}
        self.tagdict: Mapping[str, str] = model["tagdict"]
        weights = model["weights"]
        self.table = WeightTable(json.loads(weights) if isinstance(weights, bytes) else weights, self.classes)
        self._sort_before()
        self.tag_scores = self._tag_scores()
        self.forget()

    def forget(self) -> None:
        """Begin with no known word types but the padding around a sentence."""
        self.types: WordTypes[str] = WordTypes()
        self.scores: Ints = np.zeros((1024, ROLES, len(self.classes)), np.int32)
        self.forced: Rows = np.full(1024, -1, np.intp)
        self.pairs: Ints = np.zeros((1024, len(self.tag_names)), np.int32)
        self.pair_scores: Ints = np.zeros((1024, len(self.classes)), np.int32)
        self.pair_count = 1
        self.pair_starts = {NOWHERE: 0}  # where the scores of each stretch of `before` start
        self.count = 0
        self.known: dict[bytes, int] = {}  # the best class by the types around a token and the tags before it
        self._learn(PADDING, [around(word, word) for word in PADDING])

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """Return one tag for each form of each sentence."""
        lengths = list(map(len, sentences))
        tags, _ = self.tag_columns(list(chain.from_iterable(sentences)), lengths)
        return by_sentence(tags, accumulate(lengths))

    def tag_columns(self, forms: Sequence[str], lengths: Sequence[int]) -> tuple[list[str], None]:
        """Return one tag for each form of sentences of so many; NLTK's models know of no universal ones."""
        if len(self.types) > TYPES:
            self.forget()
        layout = LockstepLayout(forms, lengths)
        found = self._lockstep(layout)[layout.words].tolist()
        return [*map(self.tag_names.__getitem__, found)], None

    def _lockstep(self, layout: LockstepLayout) -> Rows:
        """Find the tag of each token, a step for each position, over all sentences that are long enough."""
        types = layout.padded(self.types.number(layout.forms, self._learn_words))
        found = self.forced[types]
        found[layout.firsts - 1], found[layout.firsts - 2] = self.tag_ids[START[0]], self.tag_ids[START[1]]
        is_open = found < 0
        blocks: dict[int, Ints] = {}
        for positions in layout.steps():
            positions = positions[is_open[positions]]
            if len(positions) > FEW:
                found[positions] = self._best(types, found, positions, layout)
            else:
                for position in positions.tolist():
                    found[position] = self._remembered(types, found, position, layout, blocks)
        return found

    def _remembered(
        self, types: Rows, found: Rows, position: int, layout: LockstepLayout, blocks: dict[int, Ints]
    ) -> int:
        """Return the best class for one token: very long sentences, which go alone at last, have it over and over."""
        key = types[position - 2 : position + 3].tobytes() + found[position - 2 : position].tobytes()
        if key not in self.known:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            static = self._static_nearby(types, position, blocks)
            self.known[key] = self._best_of_one(types[position], found, position, layout, static)
        return self.known[key]

    def _static_nearby(self, types: Rows, position: int, blocks: dict[int, Ints]) -> Ints:
        """Return the static scores of a token, which are added up along with its neighbours'."""
        number, index = divmod(position, BLOCK)
        if number not in blocks:
            if len(blocks) > FEW:
                blocks.clear()
            near = np.arange(number * BLOCK, (number + 1) * BLOCK).clip(2, len(types) - 3)
            blocks[number] = self._static(types, near)
        scores: Ints = blocks[number][index]
        return scores

    def _best_of_one(self, type: int, found: Rows, position: int, layout: LockstepLayout, static: Ints) -> int:
        """Return the best class for one token, whose left neighbours are tagged, as `_best` does for many."""
        before, second = found[position - 1], found[position - 2]
        scores = static + self.tag_scores[before, second]
        scores += self.pair_scores[self.pairs[type, before]]
        best = int(scores.argmax())
        highest = scores[best]
        scores[best] = LOWEST
        if self.table.is_exact and scores.max() != highest:
            return best
        return self.tag_ids[self._as_nltk(*layout.around(position), self.tag_names[before], self.tag_names[second])]

    def _best(self, types: Rows, found: Rows, positions: Rows, layout: LockstepLayout) -> Rows:
        """Return the best class for the tokens at some positions, whose left neighbours are tagged."""
        scores = self._static(types, positions)
        before, second = found[positions - 1], found[positions - 2]
        scores += self.tag_scores[before, second]
        scores += self.pair_scores[self.pairs[types[positions], before]]
        best: Rows = scores.argmax(axis=1)
        rows = np.arange(len(positions))
        highest = scores[rows, best]
        scores[rows, best] = LOWEST
        in_doubt = scores.max(axis=1) == highest if self.table.is_exact else np.full(len(positions), True)
        for row in np.flatnonzero(in_doubt):
            history = (self.tag_names[before[row]], self.tag_names[second[row]])
            best[row] = self.tag_ids[self._as_nltk(*layout.around(int(positions[row])), *history)]
        return best

    def _static(self, types: Rows, positions: Rows) -> Ints:
        scores: Ints = self.scores[types[positions], 0]
        for role, offset in enumerate((-1, -2, 1, 2), start=1):
            scores += self.scores[types[positions + offset], role]
        return scores

    def _learn_words(self, words: Sequence[str]) -> None:
        self._learn(words, [around(word, nltk_normalized(word)) for word in words])

    def _learn(self, words: Sequence[str], features: Sequence[Features]) -> None:
        """Sum the scores of new word types, for every position that they can stand in."""
        self._make_room(self.count + len(words))
        last = self.count + len(words)
        rows = [of_position for of_word in features for of_position in of_word]
        self.scores[self.count : last] = self.table.sums(rows).reshape(len(words), ROLES, -1)
        tags = map(self.tagdict.get, words)
        self.forced[self.count : last] = [self.tag_ids[tag] if tag else -1 for tag in tags]
        self._learn_pairs(features)
        self.count = last

    def _learn_pairs(self, features: Sequence[Features]) -> None:
        """Find the scores of a tag before a word, where the model has any."""
        start = len(OWN_WORD)
        found = [self.before.get(of_word[0][-1][start:], NOWHERE) for of_word in features]
        self._learn_stretches([stretch for stretch in dict.fromkeys(found) if stretch not in self.pair_starts])
        with_any = [(number, stretch) for number, stretch in enumerate(found) if stretch != NOWHERE]
        if with_any:
            entries = np.concatenate([np.arange(*stretch) for _, stretch in with_any])
            counts = [last - first for _, (first, last) in with_any]
            types = np.repeat([self.count + number for number, _ in with_any], counts)
            moves = np.repeat([self.pair_starts[stretch] - stretch[0] for _, stretch in with_any], counts)
            self.pairs[types, self.before_tags[entries]] = entries + moves

    def _learn_stretches(self, stretches: Sequence[tuple[int, int]]) -> None:
        """Find the scores of the tags before a word, once for all words that NLTK takes for the same."""
        if stretches:
            lengths = [last - first for first, last in stretches]
            starts = accumulate(lengths, initial=self.pair_count)
            self.pair_starts.update(zip(stretches, starts, strict=False))
            rows = np.concatenate([self.before_rows[first:last] for first, last in stretches])
            last = self.pair_count + len(rows)
            self.pair_scores = with_room(self.pair_scores, last)
            self.pair_scores[self.pair_count : last] = self.table.sums_of(rows, np.arange(len(rows)), len(rows))
            self.pair_count = last

    def _make_room(self, count: int) -> None:
        self.scores = with_room(self.scores, count)
        self.forced = with_room(self.forced, count)
        self.pairs = with_room(self.pairs, count)

    def _tag_scores(self) -> Ints:
        """Sum the scores of each pair of tags before a word."""
        pairs = [(before, second) for before in self.tag_names for second in self.tag_names]
        names = [(f"i-1 tag {one}", f"i-2 tag {two}", f"i tag+i-2 tag {one} {two}") for one, two in pairs]
        return self.table.sums(names).reshape(len(self.tag_names), len(self.tag_names), -1)

    def _sort_before(self) -> None:
        """Sort the features of a tag before a word by the word: the tags, the features' rows, and a stretch a word."""
        by_word: dict[str, list[tuple[int, int]]] = {}
        start = len(BEFORE_WORD)
        for name, row in self.table.ids.items():
            if name.startswith(BEFORE_WORD):
                tag, _, word = name[start:].partition(" ")
                if tag in self.tag_ids:
                    by_word.setdefault(word, []).append((self.tag_ids[tag], row))
        bounds = pairwise(accumulate(map(len, by_word.values()), initial=0))
        self.before = dict(zip(by_word, bounds, strict=True))
        pairs = np.array([*chain.from_iterable(by_word.values())], np.intp).reshape(-1, 2)
        self.before_tags, self.before_rows = pairs[:, 0], pairs[:, 1]

    def _as_nltk(self, sentence: Sequence[str], index: int, before: str, second: str) -> str:
        """Score a token in the order in which NLTK adds its features: on a tie the floats' rounding may decide."""
        scores = [0.0] * len(self.classes)
        for name in features_at(sentence, index, before, second):
            for column, weight in self.table.row(name):
                scores[column] += weight
        best = max(range(len(scores)), key=lambda column: (scores[column], -column))
        return self.classes[best]


def with_room(rows: npt.NDArray[Number], count: int) -> npt.NDArray[Number]:
    """Return an array with room for so many rows, at least twice as many as it had if it had not.

    >>> len(with_room(np.zeros((4, 2)), 3)), len(with_room(np.zeros((4, 2)), 5)), len(with_room(np.zeros(4), 11))
    (4, 8, 11)
    """
    if count <= len(rows):
        return rows
    more = max(count, 2 * len(rows)) - len(rows)
    return np.concatenate([rows, np.zeros((more, *rows.shape[1:]), rows.dtype)])
