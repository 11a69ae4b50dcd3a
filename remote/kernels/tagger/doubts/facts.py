"""Which facts around a token in doubt a second look combines."""

from __future__ import annotations

from collections.abc import Sequence

VERBAL = ("VERB", "AUX")
OFFSETS_OF_TAGS = (-3, -2, -1, 1, 2, 3)
FACTS = (
    *(f"t{offset}" for offset in OFFSETS_OF_TAGS),
    "w0", "w-1", "w1", "g0", "g-1", "g1",
    "both", "margin", "left", "left far", "left word", "right", "right far", "end",
)  # fmt: skip
TEMPLATES = tuple(
    tuple(map(FACTS.index, names.split("+")))
    for names in (
        "both+margin", "t-2+t-1+t1", "t-1+t1+t2", "t1+t2+t3", "t-3+t-2+t-1",
        "both+t-1", "both+t1", "both+t-1+t1", "both+t1+t2",
        "w0+t1", "w0+t-1+t1", "w0+both", "w-1+t1+t2", "w1+t2",
        "g0+t1", "g0+t-1+t1", "g0+g1+t2", "g0+g-1+t1",
        "left+left far+both", "right+right far+both", "left word+left far", "left+right", "end+both",
    )
)  # fmt: skip


def verbal(classes: Sequence[Sequence[str | None]]) -> list[bool]:
    """Return which classes are of verbs, by their universal tag or else by their tag.

    >>> verbal([("MD", "AUX"), ("VBG", None), ("VBG", "NOUN"), ("NN", None)])
    [True, True, False, False]
    """
    return [
        universal in VERBAL if universal is not None else str(tag).startswith(("V", "MD")) for tag, universal in classes
    ]
