"""Values made of builtins alone, so that each codec can write them.

What is no builtin becomes a tuple of its encoder's name and its parts; a tuple becomes one of ``"tuple"`` and its
members. A set or dict whose members or keys are no atoms becomes such a tuple as well: its parts may not be hashable.
"""

from __future__ import annotations

from typing import Any

from ..values import ATOMS, CONTAINERS, DEEPEST, DEPTH_RULE, CannotTravel, all_atoms
from .advice import advice
from .classes import ClassName, Name, own_kind, state_of
from .encoders import encoder_of


def lowered_value(value: object, name: Name) -> object:
    """Return the classes that a value needs, and the value as builtins; raises `CannotTravel` where it can't be.

    >>> from collections import Counter
    >>> from .classes import by_name
    >>> lowered_value([(1, Counter("aab"))], by_name)
    [[], [('tuple', 1, ('collections:Counter', {'a': 2, 'b': 1}))]]
    """
    lowering = Lowering(name)
    try:
        body = lowering(value)
    except RecursionError:
        raise CannotTravel(f"a {type(value).__qualname__} cannot travel: {DEPTH_RULE}") from None
    return [list(lowering.names.values()), body]


UNDER_WAY = object()  # in the place of what is being made


class Lowering:
    """Makes values of builtins; what is met again is not made again."""

    def __init__(self, name: Name) -> None:
        self.name = name
        self.numbers: dict[type, int] = {}
        self.names: dict[type, ClassName] = {}
        self.made: dict[int, tuple[object, object]] = {}  # with the value itself, as its number could be given anew
        self.depth = 0

    def __call__(self, value: object) -> object:
        if type(value) in ATOMS:
            return value
        if id(value) not in self.made:
            self.depth += 1
            if self.depth > DEEPEST:
                raise CannotTravel(f"a {type(value).__qualname__} cannot travel: {DEPTH_RULE}")
            self.made[id(value)] = (value, UNDER_WAY)
            self.made[id(value)] = (value, self._lowered(value))
            self.depth -= 1
        lowered = self.made[id(value)][1]
        if lowered is UNDER_WAY:
            raise CannotTravel(f"a {type(value).__qualname__} cannot travel: it holds itself")
        return lowered

    def _lowered(self, value: object) -> object:
        kind: Any = type(value)
        if kind in CONTAINERS:
            return self._container(kind, value)
        if (encoder := encoder_of(kind)) is not None:
            return (encoder.path, *encoder.parts(value, self))
        if (own := own_kind(kind)) is not None:
            return (own, self._number(kind), *self._held(own, value))
        raise CannotTravel(f"a {kind.__qualname__} cannot travel; {advice(value)}")

    def _container(self, kind: type, value: object) -> object:
        assert isinstance(value, (tuple, list, dict, set, frozenset))
        if kind is tuple:
            return ("tuple", *map(self, value))
        if kind is list:
            return value if all_atoms(value) else list(map(self, value))
        if not all_atoms(value):
            pairs = value.items() if isinstance(value, dict) else value
            return (kind.__name__, *map(self, pairs))
        if isinstance(value, dict) and not all_atoms(value.values()):
            return {key: self(member) for key, member in value.items()}
        return value

    def _number(self, kind: type) -> int:
        if kind not in self.numbers:
            self.numbers[kind] = len(self.numbers)
            self.names[kind] = self.name(kind)
        return self.numbers[kind]

    def _held(self, own: str, value: object) -> list[object]:
        if own == "namedtuple":
            assert isinstance(value, tuple)
            return list(map(self, value))
        if own == "enum":
            name = value.name if value.name in type(value).__members__ else None  # type: ignore[attr-defined]
            return [name, None if name is not None else self(value.value)]  # type: ignore[attr-defined]
        return [self(state_of(value))]
