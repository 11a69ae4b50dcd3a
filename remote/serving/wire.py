"""The bytes that values travel as: each is fixed as it is sent, and many are joined into one payload."""

from __future__ import annotations

import marshal
import sys
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from .messages import Payload
from .portable import portable_dumps, portable_loads
from .travel import Name, Resolve, by_name, lowered_value, restored_value, unknown
from .values import ATOMS, DEPTH_RULE, CannotTravel, Stranger, all_small, refuse_strangers

LOWERED = 0xFF  # the first byte of what is to be restored: no codec's own
RESTORED = bytes([LOWERED])
LARGEST = 2**31 - 2**20  # execnet counts a message's bytes in 32 signed bits, and needs a few for itself


@dataclass(frozen=True, slots=True)
class Codec:
    """A pair of functions that turn travelling values into bytes and back."""

    name: str
    dumps: Callable[[object], bytes]
    loads: Callable[[Payload], object]


@dataclass(frozen=True, slots=True)
class Frozen:
    """A container as it was at the moment it was sent: the sender may change its own afterwards."""

    blob: bytes


def pack(value: object, codec: Codec, name: Name = by_name) -> object:
    """Fix a value for its journey: an atom as it is, another as `Frozen` bytes; ``name`` names the user's classes.

    >>> pack("atom", MARSHAL)
    'atom'
    >>> pack({1, 2}.union, MARSHAL)
    Traceback (most recent call last):
    ...
    nlpmap.remote.serving.values.CannotTravel: a builtin_function_or_method cannot travel; call it where it is needed...
    """
    if type(value) in ATOMS:
        if type(value) in (str, bytes) and len(value) >= LARGEST:  # type: ignore[arg-type]
            raise too_large(len(value))  # type: ignore[arg-type]
        return value
    try:
        refuse_strangers(value)
    except Stranger:
        blob = _dumped(lowered_value(value, name), value, codec, RESTORED)
    else:
        blob = _dumped(value, value, codec)
    if len(blob) >= LARGEST:
        raise too_large(len(blob))
    return Frozen(blob)


def _dumped(builtins: object, value: object, codec: Codec, mark: bytes = b"") -> bytes:
    try:
        if mark:
            refuse_strangers(builtins)
        return mark + codec.dumps(builtins)
    except (ValueError, RecursionError, CannotTravel) as error:
        reason = DEPTH_RULE if isinstance(error, CannotTravel) else error
        raise CannotTravel(f"a {type(value).__qualname__} cannot travel: {reason}") from None


def too_large(size: int) -> CannotTravel:
    return CannotTravel(f"a value of {size:,} bytes cannot travel: a message holds less than 2 GiB")


def encode(packed: Sequence[object], codec: Codec) -> tuple[bool, bytes]:
    """Turn packed values into one payload, and return whether each value is encoded in it by itself.

    >>> encode([1, "b"], MARSHAL)[0], encode([1, pack([2], MARSHAL)], MARSHAL)[0]
    (False, True)
    """
    listed = packed if type(packed) is list else list(packed)
    if all_small(listed) or Frozen not in set(map(type, listed)):
        return False, codec.dumps(listed)
    blobs = [value.blob if type(value) is Frozen else codec.dumps(value) for value in packed]
    lengths = array("Q", map(len, blobs))
    return True, b"".join([len(blobs).to_bytes(8, "little"), little_endian(lengths).tobytes(), *blobs])


def decode(each: bool, payload: Payload, codec: Codec, resolve: Resolve = unknown) -> list[object]:
    """Turn a payload back into its values; ``resolve`` finds the user's classes.

    Raises `ValueError` where it is no payload, and `CannotTravel` where a value of it can't be made here.

    >>> decode(*encode([1, pack([2, (3,)], MARSHAL)], MARSHAL), MARSHAL)
    [1, [2, (3,)]]
    """
    if not each:
        values = codec.loads(payload)
        if type(values) is not list:
            raise ValueError("a payload that is no list")
        return values
    view = memoryview(payload)
    return [
        restored_value(codec.loads(view[start + 1 : end]), resolve)
        if payload[start : start + 1] == RESTORED
        else codec.loads(view[start:end])
        for start, end in _spans(payload)
    ]


def split_packed(each: bool, payload: Payload, codec: Codec) -> list[object]:
    """Turn a payload back into packed values, which can be encoded again.

    >>> split_packed(*encode([1, pack([2], MARSHAL)], MARSHAL), MARSHAL)[0] == Frozen(MARSHAL.dumps(1))
    True
    """
    if not each:
        return decode(each, payload, codec)
    return [Frozen(bytes(payload[start:end])) for start, end in _spans(payload)]


def _spans(payload: Payload) -> Iterator[tuple[int, int]]:
    """Return where each value of a payload begins and ends; raises `ValueError` where that is not within it."""
    count = int.from_bytes(payload[:8], "little")
    first = 8 + 8 * count
    lengths = little_endian(array("Q", bytes(payload[8:first]))) if first <= len(payload) else array("Q")
    if first + sum(lengths) != len(payload):
        raise ValueError("a payload whose values are not as long as it says")
    return pairwise(accumulate(lengths, initial=first))


def little_endian(numbers: array[int]) -> array[int]:
    """Swap an array's bytes where this machine is big-endian."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def marshal_dumps(value: object) -> bytes:
    return marshal.dumps(value)  # type: ignore[arg-type]  # `pack` has seen to it


def marshal_loads(payload: Payload) -> object:
    try:
        return marshal.loads(payload)
    except (EOFError, TypeError) as error:
        raise ValueError(f"a payload that was not written as such ({error})") from None


# one interpreter, one machine: fastest; what it reads is trusted, as the worker may do all that this process may
MARSHAL = Codec("marshal", marshal_dumps, marshal_loads)
PORTABLE = Codec("portable", portable_dumps, portable_loads)  # any other host: can run no code
CODECS = {codec.name: codec for codec in (MARSHAL, PORTABLE)}
