"""Values as tagged JSON: for a host with another Python, and safe to read whoever wrote it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

from .values import CannotTravel


def portable_dumps(value: object) -> bytes:
    """Encode as JSON, other types than JSON's tagged: for a host with another Python.

    >>> portable_dumps([1, (2, b"x")])
    b'[1,{"tuple":[2,{"bytes":"eA=="}]}]'
    """
    return json.dumps(tag(value), separators=(",", ":")).encode("ascii")


def portable_loads(payload: bytes) -> object:
    """Decode what `portable_dumps` made, to nothing but builtins; raises `ValueError` where it is anything else.

    >>> portable_loads(portable_dumps({(1, "a"): {2.5}}))
    {(1, 'a'): {2.5}}
    """
    try:
        return untag(json.loads(bytes(payload)))
    except RecursionError:
        raise ValueError("a payload that is nested too deeply") from None
    except (LookupError, TypeError, ArithmeticError, AttributeError) as error:
        raise ValueError(f"a payload that was not written as such ({type(error).__name__}: {error})") from None


def tag(value: object) -> object:
    kind = type(value)
    if kind in (bool, float) or value is None:
        return value
    if kind is str:
        return tag_text(value)  # type: ignore[arg-type]
    if kind is list:
        return [tag(member) for member in value]  # type: ignore[attr-defined]
    if kind is int:
        # Python refuses to print or read decimal integers of more than 4,300 digits
        return value if -(2**63) <= value < 2**63 else {"int": hex(value)}  # type: ignore[operator, arg-type]
    if kind is bytes:
        return {"bytes": base64.b64encode(value).decode("ascii")}  # type: ignore[arg-type]
    if kind is complex:
        return {"complex": [value.real, value.imag]}  # type: ignore[attr-defined]
    if kind is dict:
        return {"dict": [[tag(key), tag(member)] for key, member in value.items()]}  # type: ignore[attr-defined]
    if kind in (tuple, set, frozenset):
        return {kind.__name__: [tag(member) for member in value]}  # type: ignore[attr-defined]
    raise CannotTravel(f"a {kind.__qualname__} cannot travel")


def tag_text(text: str) -> object:
    # JSON would join two lone surrogates in sequence into one character
    if text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    return {"str": base64.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")}


UNTAG: dict[str, Callable[..., object]] = {
    "tuple": lambda members: tuple(map(untag, members)),
    "set": lambda members: set(map(untag, members)),
    "frozenset": lambda members: frozenset(map(untag, members)),
    "dict": lambda pairs: {untag(key): untag(member) for key, member in pairs},
    "int": lambda digits: int(digits, 16),
    "bytes": lambda text: base64.b64decode(text, validate=True),
    "str": lambda text: base64.b64decode(text, validate=True).decode("utf-8", "surrogatepass"),
    "complex": lambda parts: complex(*parts),
}


def untag(value: object) -> object:
    if type(value) is list:
        return [untag(member) for member in value]
    if type(value) is dict:
        [(name, content)] = value.items()
        return UNTAG[name](content)
    return value
