"""Counts, and the figures made of them: accuracy, precision, recall, F1, and what was taken for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

Pair = tuple[str, str]  # gold label, found label
Confusions = Mapping[Pair, int]
Span = TypeVar("Span", bound=Hashable)
NONE = "none"  # the label of a phrase that the other side has not


@dataclass(frozen=True, slots=True)
class Score:
    """How many there are, how many were found, and how many of these were right.

    >>> score = Score(gold=4, found=5, right=3)
    >>> score.precision, score.recall, round(score.f1, 3)
    (0.6, 0.75, 0.667)
    """

    gold: int = 0
    found: int = 0
    right: int = 0

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of what is there that was found: of tags given one to each token, the accuracy."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.gold + self.found) if self.gold + self.found else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(self.gold + other.gold, self.found + other.found, self.right + other.right)


@dataclass(frozen=True, slots=True)
class PartScore:
    """One thing that was measured: in all, by label, by group (such as unknown words), and the confusions."""

    total: Score
    labels: Mapping[str, Score] = field(default_factory=dict)
    groups: Mapping[str, Score] = field(default_factory=dict)
    confusions: Confusions = field(default_factory=dict)

    def __add__(self, other: PartScore) -> PartScore:
        confusions = Counter(self.confusions) + Counter(other.confusions)
        labels, groups = merged(self.labels, other.labels), merged(self.groups, other.groups)
        return PartScore(self.total + other.total, labels, groups, confusions)

    def mistakes(self) -> list[tuple[Pair, int]]:
        """List the pairs of gold and found label that differ, the commonest first."""
        wrong = [(pair, count) for pair, count in self.confusions.items() if pair[0] != pair[1]]
        return sorted(wrong, key=lambda mistake: (-mistake[1], mistake[0]))


def merged(one: Mapping[str, Score], other: Mapping[str, Score]) -> dict[str, Score]:
    """Add scores that have the same name.

    >>> merged({"NP": Score(2, 2, 1)}, {"NP": Score(1, 1, 1), "VP": Score(1, 0, 0)})["NP"]
    Score(gold=3, found=3, right=2)
    """
    return {name: one.get(name, Score()) + other.get(name, Score()) for name in sorted({*one, *other})}


def of_pairs(pairs: Iterable[Pair]) -> PartScore:
    """Score labels that were given one to each token, from pairs of gold and found label.

    >>> part = of_pairs([("NN", "NN"), ("NN", "VB"), ("VB", "VB")])
    >>> part.labels["VB"], part.mistakes()
    (Score(gold=1, found=2, right=1), [(('NN', 'VB'), 1)])
    """
    counts = Counter(pairs)
    right = sum(count for (gold, found), count in counts.items() if gold == found)
    return PartScore(Score(counts.total(), counts.total(), right), by_label(counts), confusions=counts)


def of_spans(gold: Mapping[Span, str], found: Mapping[Span, str]) -> PartScore:
    """Score labelled spans: one is right that has the same ends and the same label.

    >>> of_spans({(0, 2): "NP", (2, 3): "VP"}, {(0, 2): "NP", (2, 4): "VP"}).total
    Score(gold=2, found=2, right=1)
    """
    spans = dict.fromkeys([*gold, *found])
    counts = Counter((gold.get(span, NONE), found.get(span, NONE)) for span in spans)
    labels = {label: score for label, score in by_label(counts).items() if label != NONE}
    return PartScore(sum(labels.values(), Score()), labels, confusions=counts)


def by_label(counts: Confusions) -> dict[str, Score]:
    """Score each label, gold or found, from counts of pairs."""
    gold, found, right = Counter[str](), Counter[str](), Counter[str]()
    for (one, other), count in counts.items():
        gold[one] += count
        found[other] += count
        right[one] += count * (one == other)
    return {label: Score(gold[label], found[label], right[label]) for label in sorted({*gold, *found})}
