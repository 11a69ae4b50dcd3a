"""Values as tagged JSON with a raw tail: for a host with another Python, and safe to read whoever wrote it.

A payload is a mark, the length of its head, the head in JSON, and the tail: the bytes of what is bytes or text, one
after the other as the head names them, so that neither is escaped or made longer.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import accumulate, pairwise

from .messages import Payload
from .values import CannotTravel

MARK = b"\1"  # a payload never begins as what is to be restored does
PREFIX = len(MARK) + 8  # bytes before the head, which tell its length
SHORT = 32  # characters of a text that stands in the head itself
LONG = 64  # characters of texts that are written one by one, rather than together
TEXT = "utf-8", "surrogatepass"
PLAIN = frozenset({bool, float, type(None)})  # as JSON has them, whatever their values


def portable_dumps(value: object) -> bytes:
    """Encode as JSON, other types than JSON's tagged, bytes and text raw: for a host with another Python.

    >>> portable_dumps([1, (2, b"x")])[9:]
    b'[1,{"tuple":[2,{"bytes":1}]}]x'
    """
    tail: list[bytes] = []
    head = json.dumps(Tagging(tail).tag(value), separators=(",", ":")).encode("ascii")
    return b"".join([MARK, len(head).to_bytes(8, "little"), head, *tail])


def portable_loads(payload: Payload) -> object:
    """Decode what `portable_dumps` made, to nothing but builtins; raises `ValueError` where it is anything else.

    >>> portable_loads(portable_dumps({(1, "a"): {2.5}}))
    {(1, 'a'): {2.5}}
    """
    view = memoryview(payload)
    end = PREFIX + int.from_bytes(view[len(MARK) : PREFIX], "little")
    if view[: len(MARK)] != MARK or not PREFIX < end <= len(view):
        raise ValueError("a payload that ends within its head")
    try:
        reading = Untagging(view[end:])
        value = reading.untag(json.loads(bytes(view[PREFIX:end])))
        reading.check_end()
        return value
    except RecursionError:
        raise ValueError("a payload that is nested too deeply") from None
    except (LookupError, TypeError, ArithmeticError, AttributeError) as error:
        raise ValueError(f"a payload that was not written as such ({type(error).__name__}: {error})") from None


class Tagging:
    """Makes of values what JSON can hold; what is bytes or text goes to the tail, and its length stands for it."""

    def __init__(self, tail: list[bytes]) -> None:
        self.tail = tail

    def tag(self, value: object) -> object:
        kind = type(value)
        if kind in (bool, float) or value is None:
            return value
        if kind is str:
            return self._text(value)  # type: ignore[arg-type]
        if kind is list:
            return self._list(value)  # type: ignore[arg-type]
        if kind is int:
            # Python refuses to print or read decimal integers of more than 4,300 digits
            return value if -(2**63) <= value < 2**63 else {"int": hex(value)}  # type: ignore[operator, arg-type]
        if kind is bytes:
            return {"bytes": self._put(value)}  # type: ignore[arg-type]
        if kind is complex:
            return {"complex": [value.real, value.imag]}  # type: ignore[attr-defined]
        if kind is dict:
            return {"dict": [[self.tag(key), self.tag(member)] for key, member in value.items()]}  # type: ignore[attr-defined]
        if kind in (tuple, set, frozenset):
            return {kind.__name__: [self.tag(member) for member in value]}  # type: ignore[attr-defined]
        raise CannotTravel(f"a {kind.__qualname__} cannot travel")

    def _text(self, text: str) -> object:
        # JSON would join two lone surrogates in sequence into one character
        return text if len(text) <= SHORT and text.isascii() else {"str": self._put(text.encode(*TEXT))}

    def _list(self, values: list[object]) -> object:
        kinds = set(map(type, values))
        if kinds == {str} and 1 < sum(map(len, values)) < LONG * len(values):  # type: ignore[arg-type]
            whole = "".join(values)  # type: ignore[arg-type]
            return {"strs": [self._put(whole.encode(*TEXT)), *map(len, values)]}  # type: ignore[arg-type]
        return values if kinds <= PLAIN else [self.tag(member) for member in values]

    def _put(self, content: bytes) -> int:
        self.tail.append(content)
        return len(content)


class Untagging:
    """Makes values of what JSON held, and of the tail."""

    def __init__(self, tail: memoryview) -> None:
        self.tail = tail
        self.taken = 0
        self.makers: dict[str, Callable[..., object]] = {
            "tuple": lambda members: tuple(map(self.untag, members)),
            "set": lambda members: set(map(self.untag, members)),
            "frozenset": lambda members: frozenset(map(self.untag, members)),
            "dict": lambda pairs: {self.untag(key): self.untag(member) for key, member in pairs},
            "int": lambda digits: int(digits, 16),
            "bytes": lambda length: bytes(self._take(length)),
            "str": self._text,
            "strs": self._texts,
            "complex": lambda parts: complex(*parts),
        }

    def untag(self, value: object) -> object:
        if type(value) is list:
            return value if set(map(type, value)) <= PLAIN else [self.untag(member) for member in value]
        if type(value) is dict:
            [(name, content)] = value.items()
            return self.makers[name](content)
        return value

    def check_end(self) -> None:
        """Raise `ValueError` where there is more than was asked for."""
        if self.taken != len(self.tail):
            raise ValueError("a payload with more than it says")

    def _take(self, length: int) -> memoryview:
        begin = self.taken
        self.taken += length
        if type(length) is not int or not begin <= self.taken <= len(self.tail):
            raise ValueError("a payload with less than it says")
        return self.tail[begin : self.taken]

    def _text(self, length: int) -> str:
        return str(self._take(length), *TEXT)

    def _texts(self, lengths: list[int]) -> list[str]:
        whole = self._text(lengths[0])
        ends = list(accumulate(lengths[1:], initial=0))
        if set(map(type, lengths)) != {int} or min(lengths) < 0 or ends[-1] != len(whole):
            raise ValueError("texts that are not as long as they say")
        return [whole[start:end] for start, end in pairwise(ends)]
