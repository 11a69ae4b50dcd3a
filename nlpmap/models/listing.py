"""The models that are there, as rows to show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import ModelError
from .datasheet import SUFFIX, Datasheet, are_scores, datasheet_lines, known_of, read_datasheet, training_lines
from .model import Model
from .store import BUNDLED, available, load


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model's name, its accuracy on each set of data, its licence, origin and hash, or why it can't be used.

    ``datasheet`` says more of it, ``trained`` how each of its tables was trained.
    """

    name: str
    accuracy: Mapping[str, float] = field(default_factory=dict)
    licence: str = ""
    origin: str = ""
    hash: str = ""
    missing: str = ""
    datasheet: Datasheet = field(default_factory=dict)
    trained: Mapping[str, Any] = field(default_factory=dict)


def model_rows(names: Iterable[str] = ()) -> list[ModelRow]:
    """Describe each model by its metadata, or those that are named; raises `ModelError` where one of these is none."""
    named: Iterable[tuple[str, Model | ModelError]] = [(name, load(name)) for name in names]
    return [_row(name, model) for name, model in named or available()]


def model_table(listed: Sequence[ModelRow], verbose: bool = False) -> str:
    """Lay rows out for reading: a model a paragraph; with ``verbose``, also what its datasheet says.

    >>> print(model_table([ModelRow("en", {"dev": 0.93}, licence="CC0", hash="ab12")]))
    en
      accuracy: 93.00% (dev)
      licence:  CC0
      hash:     ab12
    """
    return "\n\n".join(_full(row) if verbose else _paragraph(row) for row in listed)


def _row(name: str, model: Model | ModelError) -> ModelRow:
    if isinstance(model, ModelError):
        return ModelRow(name, missing=str(model))
    known = model.metadata  # of which a file from elsewhere may say anything
    accuracy, trained = known.get("accuracy"), known.get("trained")
    return ModelRow(
        name,
        accuracy if isinstance(accuracy, dict) and are_scores(accuracy) else {},
        _text(known.get("licence")),
        _text(known.get("origin")),
        hash=model.digest[:12],
        datasheet=_datasheet(name, model),
        trained=trained if isinstance(trained, dict) else {},
    )


def _text(fact: object) -> str:
    return fact if isinstance(fact, str) else ""


def _datasheet(name: str, model: Model) -> Datasheet:
    beside = BUNDLED / (name + SUFFIX)
    return known_of(model.metadata) or (read_datasheet(beside) if beside.is_file() else {})


def _paragraph(row: ModelRow) -> str:
    facts = {
        "accuracy": "; ".join(f"{score:.2%} ({data})" for data, score in row.accuracy.items()),
        "licence": row.licence,
        "origin": row.origin,
        "hash": row.hash,
        "missing": row.missing,
    }
    return "\n".join([row.name, *(f"  {key + ':':9} {fact}" for key, fact in facts.items() if fact)])


def _full(row: ModelRow) -> str:
    sheet = {**row.datasheet, "scores": {**row.accuracy, **row.datasheet.get("scores", {})}}
    more = [*datasheet_lines(sheet), *training_lines(row.trained)]
    short = ModelRow(row.name, {}, row.licence, row.origin, row.hash, row.missing)
    return "\n".join([_paragraph(short), *(f"  {line}" for line in more)])
