"""A treebank as a tagger's training examples: the features of its tokens, numbered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from ...remote.kernels.tagger.feature_rows import Vocabulary, hashed
from ...remote.kernels.tagger.lockstep import Rows
from ...remote.kernels.tagger.numbering import PADS, WORD_PAIRS, FeatureNumbering, history_of
from ...remote.kernels.tagger.perceptron_features import OFFSETS, group, name_part, normalized
from .averaged_perceptron import Ids, TaggerExamples

Forms = Sequence[Sequence[str]]
Lexicons = Sequence[Mapping[str, Any]]
GROUPS = 123  # the commonest, that have rows of their own in the tables of pairs
PAIR_WORDS = 4  # occurrences that a word needs to have rows of its own before or after another, or after a tag


@dataclass(frozen=True)
class Text:
    """Sentences with the number of the lexicon that each is seen through, and its case."""

    sentences: Forms
    lexicons: Sequence[int]
    cases: Sequence[int]

    def types(self) -> Iterator[list[tuple[str, int, int]]]:
        """Yield the words of each sentence, each with the lexicon and the case."""
        for sentence, which, case in zip(self.sentences, self.lexicons, self.cases, strict=True):
            yield [(form, which, case) for form in sentence]


def vocabulary_of(text: Text, lexicons: Lexicons, minimum: int) -> dict[str, Any]:
    """Name the features and groups that are common enough in a text, for a model's table."""
    seen = [Vocabulary({"features": ((), (), ()), "groups": (), "words": (), "lexicon": table}) for table in lexicons]
    uses = Counter(chain.from_iterable(text.types()))
    names: tuple[Counter[str], ...] = (Counter(), Counter(), Counter())
    groups: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for (form, which, case), number in uses.items():
        low = normalized(form)
        classes = seen[which].lexicon.classes(low)
        for counter, features in zip(names, name_part(form, low, classes, case), strict=True):
            counter.update(dict.fromkeys(features, number))
        groups[group(form, classes)] += number
        words[low] += number
    padding = [name for features in seen[0].padding() for name in features.everywhere if name]
    everywhere, near, own = (ranked(counter, minimum) for counter in names)
    return {
        "features": [["", *padding, *(name for name in everywhere if name)], near, own],
        "groups": ranked(groups, minimum)[:GROUPS],
        "words": ranked(words, PAIR_WORDS),
    }


def ranked(counter: Counter[str], minimum: int) -> list[str]:
    """List what was counted often enough, the commonest first.

    >>> ranked(Counter("abracadabra"), 2)
    ['a', 'b', 'r']
    """
    common = [(-number, name) for name, number in counter.items() if number >= minimum]
    return [name for _, name in sorted(common)]


class Encoder:
    """Numbers the features of tokens: what `remote.kernels.rich_tagger` folds and looks up, token by token."""

    def __init__(
        self, vocabulary: Mapping[str, Any], lexicons: Lexicons, classes: Sequence[Sequence[str | None]]
    ) -> None:
        self.names = list(classes)
        self.vocabularies = [Vocabulary({**vocabulary, "lexicon": table}) for table in lexicons]
        first = self.vocabularies[0]
        self.history: Rows = np.array(history_of(classes), np.intp)
        self.numbering = FeatureNumbering(
            first.bounds[-1], len(first.groups) + PADS + 1, len(first.words) + 1, int(self.history[-2])
        )

    def examples(self, text: Text, gold: Rows) -> TaggerExamples:
        """Number the features that do not depend on tags; the others are those of `contexts`."""
        types: dict[tuple[str, int, int], int] = {}
        numbers = [[types.setdefault(word, len(types) + PADS) for word in words] for words in text.types()]
        rows, groups, words = self._types(list(types))
        padded = np.array([number for sentence in numbers for number in (0, 1, *sentence, 2, 3)], np.intp)
        lengths = np.array([len(sentence) for sentence in numbers], np.intp)
        places = np.arange(lengths.sum()) + np.repeat(PADS * np.arange(len(lengths)) + 2, lengths)
        columns = [rows[role][padded[places + offset]] for role, offset in enumerate(OFFSETS)]
        columns += self._pairs(words[padded], places)
        self.next_groups = groups[padded[places + 1]]
        self.own_words = words[padded[places]]
        self.own_groups = groups[padded[places]]
        return TaggerExamples(np.concatenate(columns, axis=1).astype(np.int32), gold, lengths)

    def contexts(self, tokens: Rows, last: Rows, second: Rows) -> Rows:
        """Number the features of some tokens that depend on the last two tags."""
        numbering, tags = self.numbering, self.numbering.tags
        last, second = self.history[last], self.history[second]
        return np.stack(
            [
                numbering.before + last * tags + second,
                numbering.next_group + self.next_groups[tokens] * tags + last,
                np.where(self.own_words[tokens], numbering.own_word + self.own_words[tokens] * tags + last, 0),
            ],
            axis=1,
        )

    def _pairs(self, words: Rows, places: Rows) -> list[Rows]:
        return [
            (start + hashed(words[places + left], words[places + right]))[:, None]
            for start, (left, right) in zip(self.numbering.word_pairs, WORD_PAIRS, strict=True)
        ]

    def _types(self, types: Sequence[tuple[str, int, int]]) -> tuple[list[Ids], Rows, Rows]:
        """Number the features of word types, those of padding first: rows padded with 0, groups, and words."""
        looks = [self.vocabularies[which].look(form, case) for form, which, case in types]
        shown = [*self.vocabularies[0].padding(), *(features for features, _, _ in looks)]
        numbered = self.vocabularies[0].numbered(shown)
        groups = [*range(PADS), *(number for _, number, _ in looks)]
        words = [*[0] * PADS, *(number for _, _, number in looks)]
        tables = [ragged(rows, owners, len(shown)) for rows, owners in numbered]
        return tables, np.array(groups, np.intp), np.array(words, np.intp)


def ragged(values: Rows, owners: Rows, count: int) -> Ids:
    """Lay values out in rows, one an owner, padded with 0.

    >>> ragged(np.array([7, 8, 9]), np.array([1, 0, 1]), 2).tolist()
    [[8, 0], [7, 9]]
    """
    order = np.argsort(owners, kind="stable")
    lengths = np.bincount(owners, minlength=count)
    table = np.zeros((count, int(lengths.max())), np.int32)
    columns = np.arange(len(owners)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    table[owners[order], columns] = values[order]
    return table
