"""The values that travel between coordinator and worker, and the bytes they travel as.

The builtins travel, in any nesting: ``None bool int float complex str bytes tuple list dict set frozenset``.
Tuples stay tuples, integers may be of any size and sign, strings may hold lone surrogates; containers may stand 200
deep, and not in themselves. Nothing else travels: a subclass or a numpy scalar would arrive as something else.
"""

from __future__ import annotations

import base64
import json
import marshal
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

SMALL = frozenset({type(None), bool, int, float, complex})
ATOMS = SMALL | {str, bytes}
CONTAINERS = frozenset({tuple, list, dict, set, frozenset})
LARGEST = 2**31 - 2**20  # execnet counts a message's bytes in 32 signed bits, and needs a few for itself
DEEPEST = 200  # levels of containers: every codec, on any stack, can write and read these
DEEPEST_SETS = 12  # marshal's time doubles with each
DEPTH_RULE = f"it is nested more than {DEEPEST} deep, or its sets more than {DEEPEST_SETS}"

RULE = (
    "only None, bool, int, float, complex, str, bytes, tuple, list, dict, set and frozenset travel, "
    "of these exact types"
)


class CannotTravel(TypeError):
    """A value that no worker and no coordinator may be sent."""


@dataclass(frozen=True, slots=True)
class Codec:
    """A pair of functions that turn travelling values into bytes and back."""

    name: str
    dumps: Callable[[object], bytes]
    loads: Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Frozen:
    """A container as it was at the moment it was sent: the sender may change its own afterwards."""

    blob: bytes


def pack(value: object, codec: Codec) -> object:
    """Fix a value for its journey: an atom as it is, a container as `Frozen` bytes.

    >>> pack("atom", MARSHAL)
    'atom'
    >>> pack({1, 2}.union, MARSHAL)
    Traceback (most recent call last):
    ...
    nlpmap.remote.serving.wire.CannotTravel: a builtin_function_or_method cannot travel: only None, bool, int, ...
    """
    if type(value) in ATOMS:
        if type(value) in (str, bytes) and len(value) >= LARGEST:  # type: ignore[arg-type]
            raise too_large(len(value))  # type: ignore[arg-type]
        return value
    refuse_strangers(value)
    try:
        blob = codec.dumps(value)
    except (ValueError, RecursionError) as error:
        raise CannotTravel(f"a {type(value).__name__} cannot travel: {error}") from None
    if len(blob) >= LARGEST:
        raise too_large(len(blob))
    return Frozen(blob)


def too_large(size: int) -> CannotTravel:
    return CannotTravel(f"a value of {size:,} bytes cannot travel: a message holds less than 2 GiB")


def refuse_strangers(value: object) -> None:
    """Raise `CannotTravel` where a value holds anything but exact builtins, is nested too deeply, or holds itself."""
    seen: set[int] = set()
    shared = False
    level, depth, set_depth = [value], 0, 0
    while level:
        depth += 1
        set_depth += any(type(container) in (set, frozenset) for container in level)
        if depth > DEEPEST or set_depth > DEEPEST_SETS:
            raise CannotTravel(f"a {type(value).__name__} cannot travel: {DEPTH_RULE}")
        inner_level: list[object] = []
        for container in level:
            if type(container) not in CONTAINERS:
                raise CannotTravel(f"a {type(container).__qualname__} cannot travel: {RULE}")
            if id(container) in seen:
                shared = True
                continue
            seen.add(id(container))
            inner_level += [member for member in members(container) if type(member) not in ATOMS]
        level = inner_level
    if shared and holds_itself(value, set(), set()):
        raise CannotTravel(f"a {type(value).__name__} cannot travel: it holds itself")


def holds_itself(container: object, above: set[int], cleared: set[int]) -> bool:
    """Return whether a container stands somewhere below itself; ``above`` are those it stands in."""
    if id(container) in above:
        return True
    if type(container) not in CONTAINERS or id(container) in cleared:
        return False
    above.add(id(container))
    found = any(holds_itself(member, above, cleared) for member in members(container))
    above.discard(id(container))
    cleared.add(id(container))
    return found


def members(container: object) -> Iterable[object]:
    if type(container) is dict:
        return (*container, *container.values())
    assert isinstance(container, Iterable)
    return container


def encode(packed: Sequence[object], codec: Codec) -> tuple[bool, bytes]:
    """Turn packed values into one payload, and say whether each value stands in it by itself.

    >>> encode([1, "b"], MARSHAL)[0], encode([1, pack([2], MARSHAL)], MARSHAL)[0]
    (False, True)
    """
    if Frozen not in set(map(type, packed)):
        return False, codec.dumps(list(packed))
    blobs = [value.blob if type(value) is Frozen else codec.dumps(value) for value in packed]
    lengths = array("Q", map(len, blobs))
    return True, b"".join([len(blobs).to_bytes(8, "little"), little_endian(lengths).tobytes(), *blobs])


def decode(each: bool, payload: bytes, codec: Codec) -> list[object]:
    """Turn a payload back into its values.

    >>> decode(*encode([1, pack([2, (3,)], MARSHAL)], MARSHAL), MARSHAL)
    [1, [2, (3,)]]
    """
    if not each:
        values = codec.loads(payload)
        if type(values) is not list:
            raise ValueError("a payload that is no list")
        return values
    count = int.from_bytes(payload[:8], "little")
    lengths = little_endian(array("Q", payload[8 : 8 + 8 * count]))
    bounds = accumulate(lengths, initial=8 + 8 * count)
    view = memoryview(payload)
    return [codec.loads(view[start:end]) for start, end in pairwise(bounds)]  # type: ignore[arg-type]


def little_endian(numbers: array[int]) -> array[int]:
    """Swap an array's bytes where this machine is big-endian."""
    import sys

    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def portable_dumps(value: object) -> bytes:
    """Encode as JSON, other types than JSON's tagged: for a host with another Python.

    >>> portable_dumps([1, (2, b"x")])
    b'[1,{"tuple":[2,{"bytes":"eA=="}]}]'
    """
    return json.dumps(tag(value), separators=(",", ":")).encode("ascii")


def portable_loads(payload: bytes) -> object:
    """Decode what `portable_dumps` made; it can make nothing but builtins.

    >>> portable_loads(portable_dumps({(1, "a"): {2.5}}))
    {(1, 'a'): {2.5}}
    """
    try:
        return untag(json.loads(bytes(payload)))
    except RecursionError:
        raise ValueError("a payload that is nested too deeply") from None


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
    raise CannotTravel(f"a {kind.__qualname__} cannot travel: {RULE}")


def tag_text(text: str) -> object:
    # JSON would join two lone surrogates that stand side by side into one character
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


def marshal_dumps(value: object) -> bytes:
    return marshal.dumps(value)  # type: ignore[arg-type]  # `pack` has seen to it


MARSHAL = Codec("marshal", marshal_dumps, marshal.loads)  # one interpreter, one machine: fastest
PORTABLE = Codec("portable", portable_dumps, portable_loads)  # any other host: can run no code
CODECS = {codec.name: codec for codec in (MARSHAL, PORTABLE)}
