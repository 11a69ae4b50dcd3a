"""Metadata in formats whose fields are text: what a value looks like there, and the names of fields."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

UNFIT = re.compile(r"[^\w.-]", re.ASCII)


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
