"""The models that are there, as rows to show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..errors import ModelError
from .model import Model
from .store import available


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model's name, its accuracy on each set of data, its licence, origin and hash, or why it can't be used."""

    name: str
    accuracy: Mapping[str, float] = field(default_factory=dict)
    licence: str = ""
    origin: str = ""
    hash: str = ""
    missing: str = ""


def model_rows() -> list[ModelRow]:
    """Describe each model by its metadata."""
    return [_row(name, model) for name, model in available()]


def model_table(listed: Sequence[ModelRow]) -> str:
    """Lay rows out for reading: a model a paragraph.

    >>> print(model_table([ModelRow("en", {"dev": 0.93}, licence="CC0", hash="ab12")]))
    en
      accuracy: 93.00% (dev)
      licence:  CC0
      hash:     ab12
    """
    return "\n\n".join(map(_paragraph, listed))


def _row(name: str, model: Model | ModelError) -> ModelRow:
    if isinstance(model, ModelError):
        return ModelRow(name, missing=str(model))
    known = model.metadata
    return ModelRow(
        name, known.get("accuracy", {}), known.get("licence", ""), known.get("origin", ""), hash=model.digest[:12]
    )


def _paragraph(row: ModelRow) -> str:
    facts = {
        "accuracy": "; ".join(f"{score:.2%} ({data})" for data, score in row.accuracy.items()),
        "licence": row.licence,
        "origin": row.origin,
        "hash": row.hash,
        "missing": row.missing,
    }
    return "\n".join([row.name, *(f"  {key + ':':9} {fact}" for key, fact in facts.items() if fact)])
