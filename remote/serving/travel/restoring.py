"""Values made again of the builtins that they travelled as."""

from __future__ import annotations

from typing import Any

from ..values import ATOMS, CannotTravel, all_atoms
from .classes import Resolve, made
from .encoders import ENCODERS

CLASSES = ("dataclass", "namedtuple", "enum")


def restored_value(travelled: Any, resolve: Resolve) -> object:
    """Return the value that was made of builtins; ``resolve`` finds the classes that it names.

    Raises `CannotTravel` where it was made of none.

    >>> restored_value([[], [("tuple", 1, ("collections:Counter", {"a": 2}))]], resolve=None)
    [(1, Counter({'a': 2}))]
    """
    try:
        names, body = travelled
        return Restoring([resolve(*name) for name in names])(body)
    except CannotTravel:
        raise
    except Exception as error:  # whatever a type raises where it is not given what it was parted into
        raise CannotTravel(f"a value can't be made again of what was sent ({type(error).__name__}: {error})") from None


class Restoring:
    """Makes values of their parts; what was met twice as they were parted is one again."""

    def __init__(self, classes: list[type]) -> None:
        self.classes = classes
        self.made: dict[int, object] = {}

    def __call__(self, value: Any) -> Any:
        kind = type(value)
        if kind in ATOMS:
            return value
        if id(value) not in self.made:
            self.made[id(value)] = self._restored(kind, value)
        return self.made[id(value)]

    def _restored(self, kind: type, value: Any) -> object:
        if kind is tuple:
            name, *parts = value
            return self._made(name, parts)
        if kind is list:
            return value if all_atoms(value) else list(map(self, value))
        if kind is dict:
            return value if all_atoms(value.values()) else {key: self(member) for key, member in value.items()}
        return value

    def _made(self, name: str, parts: list[Any]) -> object:
        if name == "tuple":
            return tuple(map(self, parts))
        if name == "dict":
            return dict(map(self, parts))
        if name == "set":
            return set(map(self, parts))
        if name == "frozenset":
            return frozenset(map(self, parts))
        if name in CLASSES:
            number, *held = parts
            return made(name, self.classes[number], list(map(self, held)))
        encoder = ENCODERS[name]
        return encoder.make(encoder.type(), parts, self)
