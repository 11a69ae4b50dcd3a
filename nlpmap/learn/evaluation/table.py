"""An evaluation laid out for reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .result import Evaluation
from .scores import PartScore, Score

MISTAKES = 10  # shown in a table; JSON has them all


def table(evaluation: Evaluation) -> str:
    """Lay an evaluation out: the figures of each part, by group and by label, its commonest mistakes, and the speed.

    >>> part = PartScore(Score(4, 4, 3), {"NN": Score(3, 2, 2), "VB": Score(1, 2, 1)}, confusions={("NN", "VB"): 1})
    >>> print(table(Evaluation("tagger", {"XPOS": part}, 4, 0.5)))
    XPOS      precision  recall      F1   gold
      all         75.00   75.00   75.00      4
      NN         100.00   66.67   80.00      3
      VB          50.00  100.00   66.67      1
    <BLANKLINE>
    XPOS: commonest mistakes
      gold      found         times
      NN        VB                1
    <BLANKLINE>
    4 tokens, 8 tokens/s
    """
    blocks = [block for name, part in evaluation.parts.items() for block in _blocks(name, part)]
    speed = f"{evaluation.tokens:,} tokens, {evaluation.tokens_per_second:,.0f} tokens/s"
    return "\n\n".join([*blocks, speed])


def one_line(evaluation: Evaluation) -> str:
    """Return an evaluation's scores in a line.

    >>> one_line(Evaluation("tagger", {"XPOS": PartScore(Score(4, 4, 3))}, 4, 0.5))
    'XPOS 75.00'
    """
    return ", ".join(f"{name} {score:.2%}".rstrip("%") for name, score in evaluation.scores.items())


def _blocks(name: str, part: PartScore) -> Iterator[str]:
    rows = {"all": part.total, **part.groups, **_by_frequency(part.labels)}
    width = max(8, *(len(row) + 2 for row in rows), len(name))
    head = f"{name:{width}}  precision  recall      F1   gold"
    yield "\n".join([head, *(_row(row, score, width) for row, score in rows.items())])
    mistakes = part.mistakes()[:MISTAKES]
    if mistakes:
        lines = [f"  {gold:8}  {found:8}  {count:9,}" for (gold, found), count in mistakes]
        yield "\n".join([f"{name}: commonest mistakes", f"  {'gold':8}  {'found':8}  {'times':>9}", *lines])


def _by_frequency(labels: Mapping[str, Score]) -> dict[str, Score]:
    return dict(sorted(labels.items(), key=lambda entry: (-entry[1].gold, entry[0])))


def _row(name: str, score: Score, width: int) -> str:
    figures = f"{100 * score.precision:9.2f}  {100 * score.recall:6.2f}  {100 * score.f1:6.2f}"
    return f"  {name:{width - 2}}  {figures}  {score.gold:5,}"
