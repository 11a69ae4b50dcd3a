"""What to return instead of a value that cannot travel."""

from __future__ import annotations

import io
import types
from collections.abc import Mapping

PLAIN = (bool, int, float, complex, str, bytes, tuple, list, dict, set, frozenset)  # a subclass is best made one
BY_METHOD = {  # of well-known libraries' types, by what they have
    "freqdist": "return its .freqdist() instead",
    "to_dicts": "return its .to_dicts() instead",
    "to_pylist": "return its .to_pylist() instead",
    "as_py": "return its .as_py() instead",
    "to_list": "return its .to_list() instead",
    "to_dict": "return its .to_dict() instead",
    "numpy": "return its .numpy() instead",
    "tolist": "return its .tolist() instead",
    "isoformat": "return its .isoformat() instead",
    "groups": "return its .group() or .groups() instead",
    "toarray": "return its .toarray() instead",
    "to_json": "return its .to_json() instead",
    "finditer": "return its .pattern instead",
    "casefold": "return str(...) of it instead",
    "findall": "return its .tokens instead",
}


def advice(value: object) -> str:
    """Return what to do instead of returning a value that cannot travel.

    >>> advice(iter([1])), advice(object())
    ('return list(...) of it instead', 'return what you need of it: builtins, a dataclass or a named tuple')
    """
    if isinstance(value, type):
        return "return its name instead"
    if isinstance(value, BaseException):
        return "return str(...) or repr(...) of it instead"
    if isinstance(value, io.IOBase):
        return "return what it holds, its .read(), instead"
    for kind in PLAIN:
        if isinstance(value, kind):
            return f"return {kind.__name__}(...) of it instead"
    if isinstance(value, memoryview):
        return "return bytes(...) of it instead"
    if type(value).__name__ in ("NAType", "NaTType"):  # pandas'
        return "return None instead"
    for method, words in BY_METHOD.items():
        if callable(getattr(type(value), method, None)):
            return words
    if isinstance(value, Mapping):
        return "return dict(...) of it instead"
    if hasattr(type(value), "__iter__"):
        return "return list(...) of it instead"
    if callable(value) or isinstance(value, types.ModuleType):
        return "call it where it is needed, and return the result"
    return "return what you need of it: builtins, a dataclass or a named tuple"
