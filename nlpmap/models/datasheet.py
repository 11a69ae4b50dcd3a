"""Datasheets: what a model is for, what it is made of, how good and how bad it is (after Gebru et al. 2021).

A datasheet is a JSON object: ``use`` is a text, ``data`` a list of objects with a ``name`` each and other texts
(``for``, ``size``, ``licence``, ``origin``), ``scores`` an object of shares from 0 to 1, ``weaknesses`` a list of
texts. It is in the model's metadata, or in a file beside a bundled model.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import InputError

Datasheet = Mapping[str, Any]
SUFFIX = ".datasheet.json"


def read_datasheet(path: Path) -> Datasheet:
    """Read the file of a datasheet; raises `InputError` with what is wrong with it."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; name a file of JSON") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: no JSON ({error}); a datasheet is an object with {', '.join(KINDS)}") from None
    if wrong := next(faults(content), None):
        raise InputError(f"{path}: {wrong}")
    sheet: Datasheet = content
    return sheet


def faults(content: object) -> Iterator[str]:
    """Yield what is wrong with a datasheet.

    >>> list(faults({"use": "tests", "scores": {"dev": 94.9}}))
    ["'scores' is an object of shares from 0 to 1, as 0.949"]
    """
    if not isinstance(content, dict):
        yield f"a datasheet is an object with {', '.join(KINDS)}"
        return
    for key, value in content.items():
        is_right, kind = KINDS.get(key, (bool, ""))
        if key not in KINDS:
            yield f"{key!r} is none of a datasheet's: {', '.join(KINDS)}"
        elif not is_right(value):
            yield f"{key!r} is {kind}"


def are_data(value: object) -> bool:
    """Return whether all are objects of texts with a name."""
    return isinstance(value, list) and all(
        isinstance(entry, dict) and "name" in entry and are_texts([*entry.values()]) for entry in value
    )


def are_scores(value: object) -> bool:
    """Return whether it is an object of shares."""
    return isinstance(value, dict) and all(type(score) in (int, float) and 0 <= score <= 1 for score in value.values())


def are_texts(value: object) -> bool:
    """Return whether it is a list of texts."""
    return isinstance(value, list) and all(map(is_text, value))


def known_of(metadata: Mapping[str, Any]) -> Datasheet:
    """Return the datasheet in a model's metadata; nothing where there is none, or what is there is no datasheet.

    >>> known_of({"datasheet": {"use": 1}}), known_of({"datasheet": {"use": "tests"}})
    ({}, {'use': 'tests'})
    """
    found = metadata.get("datasheet")
    return found if isinstance(found, dict) and not any(faults(found)) else {}


def is_text(value: object) -> bool:
    return isinstance(value, str)


KINDS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "use": (is_text, "a text"),
    "data": (are_data, "a list of objects that have a name, and texts"),
    "scores": (are_scores, "an object of shares from 0 to 1, as 0.949"),
    "weaknesses": (are_texts, "a list of texts"),
}


def datasheet_lines(sheet: Datasheet) -> Iterator[str]:
    """Yield the lines in which a datasheet is shown.

    >>> print("\\n".join(datasheet_lines({"use": "Tests.", "data": [{"name": "EWT", "licence": "CC BY-SA 4.0"}]})))
    use
      Tests.
    data
      EWT; licence: CC BY-SA 4.0
    """
    if "use" in sheet:
        yield from ("use", f"  {sheet['use']}")
    if data := sheet.get("data"):
        yield "data"
        for entry in data:
            facts = (f"{key}: {fact}" for key, fact in entry.items() if key != "name")
            yield "  " + "; ".join([entry["name"], *facts])
    if scores := sheet.get("scores"):
        yield "scores"
        yield from (f"  {score:7.2%}  {data}" for data, score in scores.items())
    if weaknesses := sheet.get("weaknesses"):
        yield "known weaknesses"
        yield from (f"  {weakness}" for weakness in weaknesses)


def training_lines(trained: object) -> Iterator[str]:
    """Yield the lines that tell how each table was trained, as far as a model's metadata tells.

    >>> list(training_lines({"tagger": {"treebanks": ["train.conllu"], "tokens": 9000}, "odd": 1}))
    ['trained', '  tagger: treebanks: train.conllu; tokens: 9,000']
    """
    if not isinstance(trained, dict):
        return
    known = {table: facts for table, facts in trained.items() if isinstance(facts, dict)}
    if known:
        yield "trained"
    for table, facts in known.items():
        yield f"  {table}: " + "; ".join(f"{name}: {fact_shown(fact)}" for name, fact in facts.items())


def fact_shown(fact: object) -> str:
    """Return a fact in words."""
    if isinstance(fact, list):
        return ", ".join(map(str, fact))
    return f"{fact:,}" if isinstance(fact, int) else str(fact)
