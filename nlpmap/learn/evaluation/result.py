"""What an evaluation found, and how it travels as JSON: to other programs, and from a cross-validation's workers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from .scores import PartScore, Score


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The parts that were measured (such as XPOS and UPOS), on how many tokens, in how many seconds.

    >>> one = Evaluation("chunker", {"chunks": PartScore(Score(4, 4, 3))}, 20, 0.5)
    >>> one + one == Evaluation("chunker", {"chunks": PartScore(Score(8, 8, 6))}, 40, 1.0)
    True
    """

    component: str
    parts: Mapping[str, PartScore]
    tokens: int
    seconds: float

    def __add__(self, other: Evaluation) -> Evaluation:
        nothing = PartScore(Score())
        names = dict.fromkeys([*self.parts, *other.parts])
        parts = {name: self.parts.get(name, nothing) + other.parts.get(name, nothing) for name in names}
        return Evaluation(self.component, parts, self.tokens + other.tokens, self.seconds + other.seconds)

    @property
    def tokens_per_second(self) -> float:
        """How fast the model worked, once it was loaded."""
        return self.tokens / self.seconds if self.seconds else 0.0

    @property
    def scores(self) -> dict[str, float]:
        """The F1 of each part: where each token has one label, gold and found, that is the accuracy."""
        return {name: part.total.f1 for name, part in self.parts.items()}


def total(evaluations: Iterable[Evaluation]) -> Evaluation:
    """Add up evaluations, such as those of all folds."""
    return reduce(add, evaluations)


def as_dict(evaluation: Evaluation) -> dict[str, Any]:
    """Write an evaluation as JSON has it, with the figures that its counts give."""
    return {
        "task": evaluation.component,
        "tokens": evaluation.tokens,
        "seconds": evaluation.seconds,
        "tokens_per_second": evaluation.tokens_per_second,
        "parts": {name: _part(part) for name, part in evaluation.parts.items()},
    }


def from_dict(content: Mapping[str, Any]) -> Evaluation:
    """Read what `as_dict` wrote.

    >>> found = Evaluation("tagger", {"XPOS": PartScore(Score(3, 3, 2), confusions={("NN", "VB"): 1})}, 3, 0.1)
    >>> from_dict(as_dict(found)) == found
    True
    """
    parts = {name: _read_part(part) for name, part in content["parts"].items()}
    return Evaluation(content["task"], parts, content["tokens"], content["seconds"])


def _part(part: PartScore) -> dict[str, Any]:
    return {
        **_score(part.total),
        "labels": {name: _score(score) for name, score in part.labels.items()},
        "groups": {name: _score(score) for name, score in part.groups.items()},
        "confusions": [[gold, found, count] for (gold, found), count in part.confusions.items()],
    }


def _score(score: Score) -> dict[str, float]:
    return {
        "gold": score.gold,
        "found": score.found,
        "right": score.right,
        "precision": score.precision,
        "recall": score.recall,
        "f1": score.f1,
    }


def _read_part(content: Mapping[str, Any]) -> PartScore:
    labels, groups = _read_scores(content["labels"]), _read_scores(content["groups"])
    confusions = {(gold, found): count for gold, found, count in content["confusions"]}
    return PartScore(_read_score(content), labels, groups, confusions)


def _read_scores(content: Mapping[str, Any]) -> dict[str, Score]:
    return {name: _read_score(score) for name, score in content.items()}


def _read_score(content: Mapping[str, Any]) -> Score:
    return Score(content["gold"], content["found"], content["right"])
