"""NLTK's named entity chunker, from the user's NLTK data: ``maxent_ne_chunker_tab`` and the word list it asks."""

from __future__ import annotations

import codecs
import math
import re
import struct
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from ..remote.components import COMPONENTS
from ..remote.kernels.chunker.names.name_features import feature_value
from .model import Model
from .nltk_data import check_version, read_data, unreadable_data

FOLDER = "chunkers/maxent_ne_chunker_tab/english_ace_{}/"
WORDS = "corpora/words/en-basic"
MODELS = {"names": "multiclass", "names_binary": "binary"}  # of tables, the models that they are made of
CHOICES = {choice: table for choice, (table, *_) in COMPONENTS["chunker"].tables.items() if table in MODELS}
LABEL = re.compile(r"O|[BI]-.+", re.DOTALL)


@cache
def load_names(table: str) -> Model:
    """Load what finds names, as a model of one table; raises `ModelError` with what to type where it is missing."""
    check_version()
    folder = FOLDER.format(MODELS[table])
    files = {name: lines_of(f"{folder}{name}") for name in ("labels.txt", "mapping.tab", "alwayson.tab", "weights.txt")}
    words = lines_of(WORDS, "ascii")
    try:
        tables = names_table(*files.values())
    except ValueError as error:
        raise unreadable_data(folder, error) from None
    return Model(table, {table: {**tables, "words": "\n".join(word.rstrip("\n") for word in words if word.strip())}})


def lines_of(resource: str, encoding: str = "utf-8") -> list[str]:
    """Read the lines of a file as NLTK does: it ends them where `str.splitlines` does, and strips line feeds alone."""
    content = read_data(resource)
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode(encoding)
    except UnicodeDecodeError as error:
        raise unreadable_data(resource, error) from None
    if encoding == "ascii":  # which a word list's reader splits otherwise
        return text.splitlines()
    return [line.removesuffix("\n") for line in text.splitlines(keepends=True)]


def names_table(
    labels: Sequence[str], mapping: Sequence[str], always_on: Sequence[str], weights: Sequence[str]
) -> dict[str, Any]:
    """Make the kernel's table of the lines of NLTK's four files; raises `ValueError` for what is not as NLTK writes it.

    >>> table = names_table(["O", "B-NE"], ["word\\tOslo\\tB-NE\\t0"], [], ["1.5"])
    >>> table["features"], table["columns"]
    ('word\\tOslo', b'\\x01\\x00\\x00\\x00')
    """
    labels = list(dict.fromkeys(labels))
    for label in labels:
        if not LABEL.fullmatch(label):
            raise ValueError(f"labels.txt has {label!r}, which is no label such as O or B-PERSON")
    rows = [line.split("\t") for line in mapping]
    check_rows(rows)
    numbers = [int(number) for *_, number in rows]
    if sorted(numbers) != list(range(len(numbers))):
        raise ValueError(f"the numbers in mapping.tab are not those from 0 to {len(numbers) - 1}")
    values = [weight_of(line, number) for number, line in enumerate(weights, start=1)]
    needed = len(rows) + (len(labels) if always_on else 0)
    if not labels or not rows or len(values) != needed:
        raise ValueError(f"weights.txt has {len(values):,} weights for {needed:,} features and {len(labels)} labels")
    return {
        "kind": "names",
        "labels": labels,
        **folded(rows, {label: column for column, label in enumerate(labels)}, [values[number] for number in numbers]),
        "always_on": packed("d", values[len(rows) :]),
    }


def check_rows(rows: Sequence[Sequence[str]]) -> None:
    """Raise `ValueError` for the first line of ``mapping.tab`` that is not as NLTK writes it."""
    for number, row in enumerate(rows, start=1):
        if len(row) != 4 or not row[3].strip().isdecimal():
            line = "\t".join(row)[:60]
            raise ValueError(f"mapping.tab:{number}: {line!r} is no feature, value, label and number")


def weight_of(line: str, number: int) -> float:
    """Read a line of ``weights.txt``; what never was seen may weigh minus infinity."""
    try:
        weight = float(line)
    except ValueError:
        weight = math.nan
    if math.isnan(weight) or weight == math.inf:
        raise ValueError(f"weights.txt:{number}: {line[:60]!r} is no weight")
    return weight


def folded(rows: Sequence[Sequence[str]], columns: Mapping[str, int], weights: Sequence[float]) -> dict[str, Any]:
    """Return the features, a line each, and of each weight its row (from 1), its column and itself."""
    numbers: dict[tuple[str, object], int] = {}
    features: list[str] = []
    places: dict[int, float] = {}
    for (name, written, label, _), weight in zip(rows, weights, strict=True):
        row = numbers.setdefault((name, feature_value(name, written)), len(features) + 1)
        if row > len(features):
            features.append(f"{name}\t{written}")
        if label not in columns:
            continue  # no word can get it
        place = row * len(columns) + columns[label]
        if place in places:
            raise ValueError(f"mapping.tab has {name}, {written!r}, {label} twice")
        places[place] = weight
    return {
        "features": "\n".join(features),
        "rows": packed("i", [place // len(columns) for place in places]),
        "columns": packed("i", [place % len(columns) for place in places]),
        "weights": packed("d", list(places.values())),
    }


def packed(code: str, numbers: Sequence[float]) -> bytes:
    return struct.pack(f"<{len(numbers)}{code}", *numbers)
