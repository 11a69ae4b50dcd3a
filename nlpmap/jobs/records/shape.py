"""Shapes: what JSON from a file has to look like before anything is done with it, as the file may be anybody's."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MOST = 2**63  # which no size, time or number of ours reaches


def has_shape(value: Any, shape: Any) -> bool:
    """Return whether JSON is as a shape says: a type, several in a tuple, a list of one, keys, or any keys.

    Numbers are at least 0 and of 64 bits; a `Path` is text that can be one. A key with a question mark may lack.

    >>> has_shape({"n": 1, "of": ["a"]}, {"n": int, "of": [str], "by?": str}), has_shape(-1, int)
    (True, False)
    """
    if isinstance(shape, tuple):
        return any(has_shape(value, one) for one in shape)
    if isinstance(shape, list):
        return isinstance(value, list) and all(has_shape(entry, shape[0]) for entry in value)
    if isinstance(shape, Mapping):
        return isinstance(value, dict) and has_entries(value, shape)
    if shape in (int, float):
        return type(value) in (int, shape) and math.isfinite(value) and 0 <= value < MOST
    if shape is Path:
        return isinstance(value, str) and is_path(value)
    return value is None if shape is None else isinstance(value, shape)


def is_path(text: str) -> bool:
    """Return whether a text can be a path.

    >>> is_path("a.txt"), is_path("a\\0.txt"), is_path("\\ud800")
    (True, False, False)
    """
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


def has_entries(value: dict[str, Any], shape: Mapping[Any, Any]) -> bool:
    if str in shape:
        return all(has_shape(entry, shape[str]) for entry in value.values())
    return all(
        has_shape(value[name], entry) if (name := key.rstrip("?")) in value else name != key
        for key, entry in shape.items()
    )
