"""A picture of what was taken for what."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from ...errors import InputError
from ...files.atomic import PartialFile
from .result import Evaluation
from .scores import PartScore

LABELS = 20  # that a picture shows: those with the most mistakes
INCHES = 0.4  # a label


def draw(evaluation: Evaluation, path: Path) -> None:
    """Draw the confusions of an evaluation to a file, whose suffix says as what: .png, .svg, .pdf.

    Raises `InputError` where there are none, or matplotlib is not installed.
    """
    parts = {name: part for name, part in evaluation.parts.items() if part.mistakes()}
    if not parts:
        raise InputError(f"there are no confusions to draw in this evaluation of a {evaluation.component}")
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise InputError("a picture needs matplotlib; type: pip install matplotlib") from None
    sizes = [2 + INCHES * len(most_mistaken(part)) for part in parts.values()]
    figure = Figure((sum(sizes), max(sizes)), layout="constrained")
    for axes, (name, part) in zip(figure.subplots(1, len(parts), squeeze=False)[0], parts.items(), strict=True):
        _fill(axes, name, part)
    try:
        with PartialFile(path) as file:
            figure.savefig(file.file, format=path.suffix.lower().removeprefix(".") or None)
    except (OSError, ValueError) as error:  # ValueError: a suffix that it can't draw
        raise InputError(f"{path}: {getattr(error, 'strerror', None) or error}") from None


def most_mistaken(part: PartScore) -> list[str]:
    """List the labels that are in the most mistakes, by name.

    >>> from .scores import of_pairs
    >>> most_mistaken(of_pairs([("NN", "VB"), ("DT", "DT")]))
    ['NN', 'VB']
    """
    counts: Counter[str] = Counter()
    for pair, count in part.mistakes():
        counts.update(dict.fromkeys(pair, count))
    return sorted(label for label, _ in counts.most_common(LABELS))


def _fill(axes: object, name: str, part: PartScore) -> None:
    """Draw one part: a cell is as dark as its share of the gold label's mistakes, and has their number."""
    labels = most_mistaken(part)
    rows = [[part.confusions.get((gold, found), 0) * (gold != found) for found in labels] for gold in labels]
    shares = [[count / (sum(row) or 1) for count in row] for row in rows]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)  # type: ignore[attr-defined]
    axes.set(  # type: ignore[attr-defined]
        title=f"{name}: mistakes", xlabel="found", ylabel="gold",
        xticks=range(len(labels)), yticks=range(len(labels)), yticklabels=labels,
    )  # fmt: skip
    axes.set_xticklabels(labels, rotation=90)  # type: ignore[attr-defined]
    for rank, (row, shade) in enumerate(zip(rows, shares, strict=True)):
        for column, count in enumerate(row):
            if count:
                color = "white" if shade[column] > 0.5 else "black"
                axes.text(column, rank, count, ha="center", va="center", fontsize=7, color=color)  # type: ignore[attr-defined]
