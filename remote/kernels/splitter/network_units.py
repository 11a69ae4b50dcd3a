"""What the network is told of a gap: the units around it, each by its features, and fields of the gap itself."""

from __future__ import annotations

from collections.abc import Mapping

from .network_features import CORE, features

OFFSETS = (-2, -1, 0, 1, 2, 3)  # of the units around a gap, from the one before it
FIELDS = {
    "kind": 4, "since start": 11, "until end": 11, "since mark": 11, "until mark": 12, "marked": 2,
    "lower": 4, "length": 11, "line": 4,
}  # fmt: skip
PADDING = ("\n<", "\n>")  # stand before and after a paragraph; no piece of text has a newline
SAYING = ("said", "says", "asked", "cried", "replied", "shouted", "answered", "whispered", "demanded", "exclaimed")


def cases_of(tables: Mapping[str, str]) -> dict[str, str]:
    """Return how each word is written, of the words that are written in each way.

    >>> cases_of({"L": "and saw", "U": "rome"})
    {'and': 'L', 'saw': 'L', 'rome': 'U'}
    """
    return {word: case for case, words in tables.items() for word in words.split(" ")}


def starts_anew(unit: str) -> bool:
    """Return whether a unit is a capitalised word, and no abbreviation.

    >>> [starts_anew(unit) for unit in ("She", "“She", "I", "She,", "Mr.", "she", "SHE")]
    [True, True, True, True, False, False, False]
    """
    match = CORE.search(unit)
    return match is not None and match[0].istitle() and unit[-1] != "."


def says(unit: str) -> bool:
    """Return whether a unit is a verb of saying.

    >>> says("said,"), says("saying")
    (True, False)
    """
    return unit.rstrip(".,:") in SAYING


def unit_features(unit: str, cases: Mapping[str, str], abbreviations: Mapping[str, str]) -> list[str]:
    """List the features of a unit, or of the padding around a paragraph.

    >>> unit_features("\\n<", {}, {}), len(unit_features("Oh!", {}, {}))
    (['padding'], 18)
    """
    return ["padding"] if unit in PADDING else list(features(unit, cases, abbreviations))


def field_names() -> list[str]:
    """Name every value of every field of a candidate.

    >>> field_names()[:2], len(field_names())
    (['kind:0', 'kind:1'], 70)
    """
    return [f"{field}:{value}" for field, values in FIELDS.items() for value in range(values)]
