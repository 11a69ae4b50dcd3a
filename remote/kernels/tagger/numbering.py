"""The numbers of a model's features: one row of weights each, words first, then pairs and what depends on tags.

Pairs are of neighbouring words. What depends on tags is the last two of them, and the last one with the token's word
or with the group of the word after it.
"""

from __future__ import annotations

from collections.abc import Sequence

PADS = 4  # words of padding a sentence: two before, two after, numbered so
HASH = 1 << 16  # rows for pairs of words; those that fall on one row share it
WORD_PAIRS = ((0, 1), (-1, 0))  # by where the two stand


class FeatureNumbering:
    """Where the rows of each table begin: those of words' features, then these, one after the other.

    >>> numbering = FeatureNumbering(vocabulary_rows=100, groups=5, words=10, tags=3)
    >>> numbering.word_pairs, numbering.before, numbering.size
    ([100, 65636], 131172, 131272)
    """

    def __init__(self, vocabulary_rows: int, groups: int, words: int, tags: int) -> None:
        self.groups, self.words, self.tags = groups, words, tags + 2  # with two before the sentence
        self.word_pairs = [vocabulary_rows + index * HASH for index in range(len(WORD_PAIRS))]
        self.before = vocabulary_rows + len(WORD_PAIRS) * HASH
        self.next_group = self.before + self.tags**2
        self.own_word = self.next_group + groups * self.tags
        self.size = self.own_word + words * self.tags


def history_of(classes: Sequence[Sequence[str | None]]) -> list[int]:
    """Number what later tokens see of each class: its tag, or its universal tag where it has no other; then the start.

    >>> history_of([("VBZ", "AUX"), ("NN", "NOUN"), ("VBZ", "VERB")])
    [0, 1, 0, 2, 3]
    """
    numbers: dict[str | None, int] = {}
    seen = [numbers.setdefault(tag or universal, len(numbers)) for tag, universal in classes]
    return [*seen, len(numbers), len(numbers) + 1]
