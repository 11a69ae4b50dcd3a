"""Values of the user's own classes: dataclasses, named tuples and enumerations.

They travel as the name of their class and what it holds. The side that a value comes to decides which class that name
stands for; no ``__init__`` runs.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import Any

from ... import function
from ..values import CannotTravel

ClassName = tuple[str, str, bytes | None]  # its module, its qualified name and, on its way to a worker, its pickle
Resolve = Callable[[str, str, bytes | None], type]
Name = Callable[[type], ClassName]


def by_name(kind: type) -> ClassName:
    """Name a class for a process that has it.

    >>> by_name(enum.Enum)
    ('enum', 'Enum', None)
    """
    return (kind.__module__, kind.__qualname__, None)


def unknown(module: str, qualname: str, pickled: bytes | None) -> type:
    """Resolve no class."""
    raise CannotTravel(f"{module}.{qualname} is unknown here")


def class_unpickled(module: str, qualname: str, pickled: bytes | None) -> type:
    """Resolve a class in a worker, where what the user's own process pickled may be run.

    >>> import pickle
    >>> class_unpickled("", "", pickle.dumps(enum.Enum)).__name__
    'Enum'
    """
    if pickled is None:
        return unknown(module, qualname, pickled)
    return _unpickled(pickled)


@lru_cache(256)
def _unpickled(pickled: bytes) -> type:
    kind: type = function.unpickled(pickled, "class")
    return kind


def own_kind(kind: type) -> str | None:
    """Return the kind of a class whose values travel, or ``None``.

    >>> own_kind(enum.Enum), own_kind(int)
    ('enum', None)
    """
    if issubclass(kind, enum.Enum):
        return "enum"
    if issubclass(kind, tuple) and isinstance(getattr(kind, "_fields", None), tuple):
        return "namedtuple"
    if dataclasses.is_dataclass(kind) and is_plain(kind):
        return "dataclass"
    return None


def is_plain(kind: type) -> bool:
    """Return whether an instance can be made without its ``__init__``: none of a builtin container or an error can."""
    try:
        object.__new__(kind)
    except TypeError:
        return False
    return not issubclass(kind, BaseException)


def state_of(value: Any) -> dict[str, object]:
    """Return what an instance of a dataclass holds, without what it has computed and keeps for later."""
    kind = type(value)
    names = [field.name for field in dataclasses.fields(value)] + list(getattr(value, "__dict__", ()))
    return {
        name: getattr(value, name)
        for name in dict.fromkeys(names)
        if hasattr(value, name) and is_settable(name) and not isinstance(vars_of(kind).get(name), cached_property)
    }


def vars_of(kind: type) -> Mapping[str, object]:
    """Return the attributes of a class and those above it."""
    return {name: value for above in reversed(kind.__mro__) for name, value in vars(above).items()}


def is_settable(name: object) -> bool:
    return isinstance(name, str) and name.isidentifier() and not (name.startswith("__") and name.endswith("__"))


def made(kind: str, cls: Any, parts: list[Any]) -> object:
    """Make a value of a class from what it holds; raises `CannotTravel` where that does not fit."""
    if own_kind(cls) != kind:
        raise CannotTravel(f"{cls.__qualname__} is no {kind} here")
    if kind == "enum":
        return member(cls, *parts)
    if kind == "namedtuple":
        if len(parts) != len(cls._fields):
            raise CannotTravel(f"{cls.__qualname__} has {len(cls._fields)} fields here, not {len(parts)}")
        return tuple.__new__(cls, parts)
    [state] = parts
    value = object.__new__(cls)
    for name, part in state.items():
        if not is_settable(name):
            raise CannotTravel(f"{name!r} is no attribute of {cls.__qualname__}")
        object.__setattr__(value, name, part)
    return value


def member(cls: Any, name: str | None, value: object) -> object:
    """Return a member of an enumeration by its name, or, for a combination of flags, by its value."""
    return cls(value) if name is None else cls._member_map_[name]
