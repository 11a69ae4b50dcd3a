"""Texts that are hostile to a regular expression: what it repeats, again and again, after what leads there."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Any, cast

if sys.version_info >= (3, 11):
    from re import _constants as constants
    from re import _parser as parser
else:
    import sre_constants as constants
    import sre_parse as parser

REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT, getattr(constants, "POSSESSIVE_REPEAT", None))
CATEGORIES = {
    constants.CATEGORY_SPACE: " ",
    constants.CATEGORY_NOT_SPACE: "a",
    constants.CATEGORY_DIGIT: "1",
    constants.CATEGORY_NOT_DIGIT: "a",
    constants.CATEGORY_WORD: "a",
    constants.CATEGORY_NOT_WORD: "-",
}
COMMON = "a1- .\t\n\"'<>/=@_A:"
SAMPLES = 4  # of each part
Nodes = Sequence[tuple[Any, Any]]


def hostile_to(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str, str]]:
    """Yield what leads to each repeat of a pattern, what is repeated, and what then does not fit."""
    tree = parser.parse(pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1"))
    seen = set()
    for before, repeated in pumps(cast(Nodes, tree), [""]):
        for lead, unit, end in product(before[:SAMPLES], repeated, ("", "\0", "!")):
            if unit and (lead, unit, end) not in seen:
                seen.add((lead, unit, end))
                yield lead, unit, end
    for unit in COMMON:
        yield "", unit, "\0"


def pumps(nodes: Nodes, before: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the samples of what comes before each repeat in some nodes, and those of what is repeated in it."""
    for kind, value in nodes:
        for inner in parts(kind, value):
            yield from pumps(inner, before)
        if kind in REPEATS:
            yield before, samples(list(value[2]))
        before = joined(before, samples([(kind, value)]))


def parts(kind: Any, value: Any) -> Iterator[Nodes]:
    """Yield the nodes that are within one."""
    if kind in REPEATS:
        yield list(value[2])
    elif kind is constants.SUBPATTERN:
        yield list(value[-1])
    elif kind is constants.BRANCH:
        yield from map(list, value[1])
    elif kind in (constants.ASSERT, constants.ASSERT_NOT):
        yield list(value[1])
    elif kind is getattr(constants, "ATOMIC_GROUP", None):
        yield list(value)


def samples(nodes: Nodes) -> list[str]:
    """Return a few texts that some nodes match."""
    found = [""]
    for kind, value in nodes:
        found = joined(found, of_node(kind, value))
    return found


def of_node(kind: Any, value: Any) -> list[str]:
    if kind is constants.LITERAL:
        return [chr(value)]
    if kind in (constants.NOT_LITERAL, constants.ANY):
        return ["a"] if value != ord("a") else ["b"]
    if kind is constants.IN:
        return list(islice(of_class(value), SAMPLES))
    if kind in REPEATS:
        least, _, inner = value
        once = samples(list(inner))
        return [one * max(least, 1) for one in once] + [""] * (least == 0)
    if kind is constants.BRANCH:
        return [one for branch in value[1] for one in samples(list(branch))[:2]]
    if kind in (constants.SUBPATTERN, getattr(constants, "ATOMIC_GROUP", None)):
        return samples(next(iter(parts(kind, value))))
    return [""]


def of_class(members: Nodes) -> Iterator[str]:
    """Yield characters of a class; of one that says what is not in it, common ones that it has."""
    if members[0][0] is constants.NEGATE:
        written = "".join(of_class(members[1:]))
        yield from (character for character in COMMON if character not in written)
        return
    for kind, value in members:
        if kind is constants.LITERAL:
            yield chr(value)
        elif kind is constants.RANGE:
            yield chr(value[0])
        elif kind is constants.CATEGORY:
            yield CATEGORIES[value]


def joined(firsts: list[str], seconds: list[str]) -> list[str]:
    return list(dict.fromkeys(first + second for first, second in product(firsts, seconds)))[: 2 * SAMPLES]
