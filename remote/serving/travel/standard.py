"""Encoders for the types of Python's own library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..values import CannotTravel
from .encoder import Lower, Restore, TypeEncoder

BUILTINS = ("bool", "int", "float", "complex", "str", "bytes", "tuple", "list", "dict", "set", "frozenset")
FACTORIES = {  # what a defaultdict may make its values by
    **{name: f"builtins:{name}" for name in BUILTINS},
    **{name: f"collections:{name}" for name in ("Counter", "OrderedDict", "deque")},
    **{name: f"nltk.probability:{name}" for name in ("FreqDist", "ConditionalFreqDist")},
}


def attributes(*names: str) -> Callable[[Any, Lower], Iterator[object]]:
    """Return a function that lists the values of attributes."""

    def parts(value: Any, lower: Lower) -> Iterator[object]:
        return (lower(getattr(value, name)) for name in names)

    return parts


def as_mapping(value: Any, lower: Lower) -> tuple[object, ...]:
    return (lower(dict(value)),)


def filled(kind: Any, parts: list[Any], restore: Restore) -> object:
    """Make an empty mapping and put its items in, past what its own methods would do of it."""
    [items] = parts
    mapping = kind()
    fill(mapping, restore(items))
    return mapping


def fill(mapping: dict[Any, Any], items: dict[Any, Any]) -> None:
    dict.update(mapping, items)


def ordered(kind: Any, parts: list[Any], restore: Restore) -> object:
    [items] = parts
    return kind(restore(items))


def applied(kind: Any, parts: list[Any], restore: Restore) -> object:
    """Call the type with its parts."""
    return kind(*map(restore, parts))


def applied_to(*types: type) -> Callable[[Any, list[Any], Restore], object]:
    """Return a function that calls the type with parts of these types, and of no others.

    Of a number, a bytearray would make so many zeros, and of a text, a fraction a number of as many digits as it says.
    """

    def make(kind: Any, parts: list[Any], restore: Restore) -> object:
        if not all(type(part) in types for part in parts):
            raise CannotTravel(f"a {kind.__qualname__} is made of {types[0].__name__}, not of what was sent")
        return kind(*parts)

    return make


def as_text(value: Any, lower: Lower) -> tuple[object, ...]:
    return (str(value),)


def default_parts(value: Any, lower: Lower) -> tuple[object, ...]:
    factory = value.default_factory
    if factory is None:
        return (None, lower(dict(value)))
    name = getattr(factory, "__name__", "")
    if name not in FACTORIES or TypeEncoder(FACTORIES[name], as_mapping, filled).known_type() is not factory:
        raise CannotTravel(f"a defaultdict by {name or repr(factory)} cannot travel; return dict(...) of it instead")
    return (name, lower(dict(value)))


def defaulting(kind: Any, parts: list[Any], restore: Restore) -> object:
    name, items = parts
    factory = None if name is None else TypeEncoder(FACTORIES[name], as_mapping, filled).type()
    mapping = kind(factory)
    fill(mapping, restore(items))
    return mapping


def instant_parts(value: Any, lower: Lower) -> tuple[object, ...]:
    date = (value.year, value.month, value.day) if hasattr(value, "year") else ()
    return (*date, value.hour, value.minute, value.second, value.microsecond, lower(value.tzinfo), value.fold)


def instant(kind: Any, parts: list[Any], restore: Restore) -> object:
    *numbers, zone, fold = parts
    return kind(*numbers, restore(zone), fold=fold)


def timezone_parts(value: Any, lower: Lower) -> tuple[object, ...]:
    return tuple(map(lower, value.__getinitargs__()))


def zone_parts(value: Any, lower: Lower) -> tuple[object, ...]:
    if value.key is None:
        raise CannotTravel("a ZoneInfo without a key cannot travel; make it by its name")
    return (value.key,)


def buffer_parts(value: Any, lower: Lower) -> tuple[object, ...]:
    return (value.typecode, value.tolist()) if hasattr(value, "typecode") else (bytes(value),)


def namespace_parts(value: Any, lower: Lower) -> tuple[object, ...]:
    return (lower(vars(value)),)


def namespace(kind: Any, parts: list[Any], restore: Restore) -> object:
    [items] = parts
    return kind(**restore(items))


STANDARD = (
    TypeEncoder("collections:Counter", as_mapping, filled),
    TypeEncoder("collections:OrderedDict", as_mapping, ordered),
    TypeEncoder("collections:defaultdict", default_parts, defaulting),
    TypeEncoder("collections:deque", lambda value, lower: (lower(list(value)), value.maxlen), applied),
    TypeEncoder("builtins:range", attributes("start", "stop", "step"), applied),
    TypeEncoder("builtins:slice", attributes("start", "stop", "step"), applied),
    TypeEncoder("builtins:bytearray", buffer_parts, applied_to(bytes)),
    TypeEncoder("array:array", buffer_parts, applied),
    TypeEncoder("types:SimpleNamespace", namespace_parts, namespace),
    TypeEncoder("datetime:date", attributes("year", "month", "day"), applied),
    TypeEncoder("datetime:time", instant_parts, instant),
    TypeEncoder("datetime:datetime", instant_parts, instant),
    TypeEncoder("datetime:timedelta", attributes("days", "seconds", "microseconds"), applied),
    TypeEncoder("datetime:timezone", timezone_parts, applied),
    TypeEncoder("zoneinfo:ZoneInfo", zone_parts, applied),
    TypeEncoder("decimal:Decimal", as_text, applied),
    TypeEncoder("fractions:Fraction", attributes("numerator", "denominator"), applied_to(int)),
    TypeEncoder("uuid:UUID", attributes("hex"), applied),
    TypeEncoder("pathlib:PosixPath", as_text, lambda kind, parts, restore: local_path(parts[0])),
    TypeEncoder("pathlib:WindowsPath", as_text, lambda kind, parts, restore: local_path(parts[0])),
    TypeEncoder("pathlib:PurePosixPath", as_text, applied),
    TypeEncoder("pathlib:PureWindowsPath", as_text, applied),
)


def local_path(text: str) -> object:
    """Make the path of this system, as no other can be made."""
    from pathlib import Path

    return Path(text)


def tree_parts(value: Any, lower: Lower) -> tuple[object, ...]:
    return (lower(value.label()), lower(list(value)))


def probable_tree_parts(value: Any, lower: Lower) -> tuple[object, ...]:
    return (*tree_parts(value, lower), lower(value.prob()))


def probable_tree(kind: Any, parts: list[Any], restore: Restore) -> object:
    label, children, probability = map(restore, parts)
    return kind(label, children, prob=probability)


TREES = ("Tree", "ImmutableTree", "ParentedTree", "ImmutableParentedTree", "MultiParentedTree")
PROBABLE_TREES = ("ProbabilisticTree", "ImmutableProbabilisticTree")
NLTK = (
    TypeEncoder("nltk.probability:FreqDist", as_mapping, filled),
    TypeEncoder("nltk.probability:ConditionalFreqDist", as_mapping, filled),
    *(TypeEncoder(f"nltk.tree:{name}", tree_parts, applied) for name in TREES),
    *(TypeEncoder(f"nltk.tree:{name}", probable_tree_parts, probable_tree) for name in PROBABLE_TREES),
)
