"""The models that are there, as rows to show."""

from __future__ import annotations

from ..errors import ModelError
from .store import available

COLUMNS = ("name", "accuracy", "licence", "origin", "hash")


def rows() -> list[dict[str, str]]:
    """Describe each model: its name, accuracy, licence, origin and hash, or why it can't be used."""
    listed = []
    for name, model in available():
        if isinstance(model, ModelError):
            listed.append({"name": name, "accuracy": "", "licence": "", "origin": str(model), "hash": ""})
            continue
        scores = "; ".join(f"{score:.2%} ({data})" for data, score in model.metadata.get("accuracy", {}).items())
        described = {key: str(model.metadata.get(key, "")) for key in ("licence", "origin")}
        listed.append({"name": name, "accuracy": scores, **described, "hash": model.digest[:12]})
    return listed


def table(listed: list[dict[str, str]]) -> str:
    """Lay rows out for reading: a model a paragraph.

    >>> print(table([{"name": "en", "accuracy": "93 %", "licence": "CC0", "origin": "", "hash": "ab12"}]))
    en
      accuracy: 93 %
      licence:  CC0
      hash:     ab12
    """
    paragraphs = []
    for row in listed:
        lines = [f"  {key + ':':9} {row[key]}" for key in COLUMNS[1:] if row[key]]
        paragraphs.append("\n".join([row["name"], *lines]))
    return "\n\n".join(paragraphs)
