"""Metadata as it is written: as JSON has it, as text in formats whose fields are text, and the names of fields."""

from __future__ import annotations

import enum
import json
import math
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import timedelta
from pathlib import PurePath
from typing import Any

REST = "\0rest"  # the key of aligned metadata under which is, as JSON, what has no column
COLUMN = "metadata"  # the name of the column that it is in
FEATS = "feats"  # the name of a column that tables have where features are asked for
WITH_FEATS = "\0feats"  # the key, among those of metadata, that asks for it
UNFIT = re.compile(r"[^\w.-]", re.ASCII)
# types whose values are written as their text; there is none of a module that nobody has imported
WORDS = (PurePath, timedelta)
IMPORTED_WORDS = (("decimal", "Decimal"), ("fractions", "Fraction"), ("uuid", "UUID"))


def plain(metadata: Mapping[Any, Any]) -> dict[str, Any]:
    """Return metadata as JSON has it: dates as text, numpy's values as numbers, what is missing as ``None``.

    >>> import datetime
    >>> plain({"on": datetime.date(2020, 5, 1), "by": ("Ode", float("nan")), 7: {1}})
    {'on': '2020-05-01', 'by': ['Ode', None], '7': [1]}

    Raises `ValueError` for a value that has no such form.
    """
    plain_metadata: dict[str, Any] = {}
    for key, value in metadata.items():
        try:
            plain_metadata[_key(key)] = _plain(value)
        except (TypeError, RecursionError) as error:
            raise ValueError(f"metadata {key!r}: {error}; give text, a number, a list or a dict") from None
    return plain_metadata


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in (str, bool, int) or value is None:
        return value
    if isinstance(value, enum.Enum):
        return _plain(value.value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None if math.isnan(value) else str(value)
    if isinstance(value, Mapping):
        return {_key(key): _plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple, Set)):
        return list(map(_plain, value))
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    if isinstance(value, (str, int)):
        return value
    if isinstance(value, (*WORDS, *_imported_words())):
        return str(value)
    if type(value).__name__ in ("NAType", "NaTType"):  # pandas'
        return None
    if callable(to_list := getattr(value, "tolist", None)):  # numpy's
        return _plain(to_list())
    if callable(in_words := getattr(value, "isoformat", None)):
        return in_words()
    raise TypeError(f"a {type(value).__qualname__} has no place in JSON")


def _imported_words() -> Iterator[type]:
    for module, name in IMPORTED_WORDS:
        if module in sys.modules:
            yield getattr(sys.modules[module], name)


def _key(key: Any) -> str:
    if isinstance(key, str):
        return str(key)
    if isinstance(key, (int, float)) or key is None:
        return json.dumps(key)
    return str(_plain(key))


def text_of(value: Any) -> str:
    """Return a value as text: a string is itself, ``None`` is empty, and others are JSON.

    >>> text_of("4"), text_of(4.5), text_of(None), text_of({"stars": [4, None]})
    ('4', '4.5', '', '{"stars": [4, null]}')
    """
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def attribute_names(keys: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Return a name for each key that attributes may have, other than those taken: a number makes it another.

    >>> attribute_names(["year", "no. of stars", "no__of_stars", "id"], taken=["id"])
    {'year': 'year', 'no. of stars': 'no._of_stars', 'no__of_stars': 'no__of_stars', 'id': 'id_2'}
    """
    names: dict[str, str] = {}
    used = set(taken)
    for key in keys:
        plain = UNFIT.sub("_", key) or "_"
        plain = plain if plain[0].isalpha() or plain[0] == "_" else f"_{plain}"
        name, number = plain, 1
        while name in used:
            number += 1
            name = f"{plain}_{number}"
        used.add(name)
        names[key] = name
    return names


def aligned(metadata: Mapping[str, Any], keys: Sequence[str]) -> dict[str, str | None]:
    """Return metadata with the same keys for all documents: text under each, and what is left as JSON under `REST`.

    >>> aligned({"stars": 4, "form": "a", "year": None}, ["stars", "year"])
    {'stars': '4', 'year': None, '\\x00rest': '{"form": "a"}'}
    """
    metadata = plain(metadata)
    cells = {key: None if metadata.get(key) is None else text_of(metadata[key]) for key in keys}
    rest = {key: value for key, value in metadata.items() if key not in cells}
    return {**cells, REST: text_of(rest) if rest else None}


def columns_with(keys: Sequence[str], taken: Sequence[str]) -> tuple[str, ...]:
    """Return the names of a table's columns: its own, one for each key, and one for what is left.

    A key that names another column is called ``metadata_KEY``, whatever its capitals are. With `WITH_FEATS` among the
    keys there is the column of features, too.

    >>> columns_with(["stars", "Doc"], ["doc", "form"])
    ('doc', 'form', 'stars', 'metadata_Doc', 'metadata')
    >>> columns_with([WITH_FEATS, "feats"], ["form"])
    ('form', 'feats', 'metadata_feats', 'metadata')
    """
    used = {name.lower() for name in (*taken, FEATS, COLUMN)}
    names = []
    own = (*taken, FEATS) if WITH_FEATS in keys else taken
    for key in without_feats(keys):
        name = key or "_"
        while name.lower() in used:
            name = f"{COLUMN}_{name}"
        used.add(name.lower())
        names.append(name)
    return (*own, *names, COLUMN)


def without_feats(keys: Iterable[str]) -> list[str]:
    """Return the keys of metadata alone.

    >>> without_feats([WITH_FEATS, "stars"])
    ['stars']
    """
    return [key for key in keys if key != WITH_FEATS]


def metadata_of(names: Sequence[str], cells: Sequence[str | None]) -> dict[str, Any]:
    """Return the metadata that a row of a table has in the columns after its own.

    >>> metadata_of(["stars", "year", "metadata"], ["4", None, '{"form": "a"}'])
    {'stars': '4', 'form': 'a'}
    """
    known = dict(zip(names, cells, strict=True))
    rest = known.pop(COLUMN, None)
    found: dict[str, Any] = {name: cell for name, cell in known.items() if cell is not None}
    try:
        others = json.loads(rest) if rest else {}
    except ValueError:  # another's column of that name
        others = rest
    return found | (others if isinstance(others, dict) else {COLUMN: others})
