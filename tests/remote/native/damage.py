"""Tables of models as a stranger might write them: damaged in one place or in a few, by chance that can be repeated."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import Any

NUMBERS = (
    *(-1, 0, 1, 2, 3, 7, 8, 26, 27, 32, 33, 255, 256, 257, 2**15, 2**16, 2**20, 2**31 - 1, 2**31, 2**32, 2**32 + 1),
    *(2**60, 2**61, 2**62, 2**63 - 1, 2**63, 2**64, -(2**31), -(2**63), 10**30),
)
OTHERS: tuple[Any, ...] = (
    *(
        None,
        True,
        1.5,
        math.nan,
        math.inf,
        "",
        "3",
        "\ud800",
        "\0",
        "x" * 5000,
        b"",
        b"\xff" * 16,
        [],
        [0],
        {},
        {"": 0},
    ),
)
PATTERNS = (b"\xff\xff", b"\xff\x7f", b"\x00\x80", b"\xff\xff\xff\x7f", b"\x00\x00\x00\x80", b"\x00\x01", b"\x00" * 8)
DEEPEST = 6


def damaged(value: Any, random: Random, places: int = 1) -> Any:
    """Return a table with damage in so many places; what is damaged is copied."""
    for _ in range(places):
        value = damaged_once(value, random, 0)
    return value


def damaged_once(value: Any, random: Random, depth: int) -> Any:
    """Damage a value, or one within it: the deeper, the likelier."""
    if isinstance(value, (dict, list)) and value and depth < DEEPEST and random.random() < 0.85:
        return with_one_damaged(value, random, depth)
    return otherwise(value, random) if random.random() < 0.1 else way_for(value)(value, random)


def with_one_damaged(value: Any, random: Random, depth: int) -> Any:
    copy = value.copy()
    key = random.choice(list(value)) if isinstance(value, dict) else random.randrange(len(value))
    copy[key] = damaged_once(value[key], random, depth + 1)
    return copy


def otherwise(value: object, random: Random) -> Any:
    return random.choice((*NUMBERS, *OTHERS))


def of_number(value: int, random: Random) -> int:
    return random.choice((*NUMBERS, value + 1, value - 1, 2 * value, -value, value << 32, value | 1 << 62))


def of_bytes(value: bytes, random: Random) -> bytes:
    where = random.randrange(len(value) + 1)
    pattern = random.choice(PATTERNS)
    changed = bytearray(value)
    for _ in range(random.choice((1, 10, 1000)) if value else 0):
        changed[random.randrange(len(value))] ^= 1 << random.randrange(8)
    return random.choice(
        (
            *(b"", value[:where], value[: where & ~3], value[where:], value + pattern, value + value[:where]),
            *(value[:where] + pattern + value[where + len(pattern) :], value[:where] + pattern + value[where:]),
            *(pattern[-1:] * len(value), (pattern * (len(value) // len(pattern) + 1))[: len(value)]),
            *(bytes(changed), random.randbytes(len(value)), value[::-1], value[where:] + value[:where]),
        )
    )


def of_text(value: str, random: Random) -> str:
    where = random.randrange(len(value) + 1)
    piece = random.choice(("\0", "\ud800", " ", "\n", "é", "漢", "🙂", "e\u0301", "x" * 5000, "-", "B", '"', "99999"))
    return random.choice(("", piece, value[:where], value[:where] + piece + value[where:], value * 2, value.upper()))


def of_list(value: list[Any], random: Random) -> list[Any]:
    where = random.randrange(len(value) + 1)
    several = random.sample(value, len(value)) if value else []
    return random.choice(
        (
            *([], value[:where], value[where:], value + value[:where], value * 2, value[::-1], several),
            *([*value, otherwise(value, random)], [otherwise(value, random), *value], [value], value[:1] * len(value)),
            value * 300 if len(value) < 300 else value[:300],
        )
    )


def of_dict(value: dict[Any, Any], random: Random) -> dict[Any, Any]:
    if not value:
        return {"": otherwise(value, random)}
    one, other = random.choice(list(value)), random.choice(list(value))
    return random.choice(
        (
            *({}, {key: found for key, found in value.items() if key != one}),
            *(value | {one: value[other], other: value[one]}, value | {one: otherwise(value, random)}),
            *(value | {"x" * 5000: value[one]}, value | {"\ud800": value[one]}, dict(list(value.items())[::-1])),
        )
    )


def way_for(value: object) -> Callable[[Any, Random], Any]:
    return WAYS.get(type(value), otherwise)


WAYS: dict[type, Callable[[Any, Random], Any]] = {
    int: of_number,
    bytes: of_bytes,
    str: of_text,
    list: of_list,
    dict: of_dict,
}
