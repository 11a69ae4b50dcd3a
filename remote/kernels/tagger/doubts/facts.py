"""Which facts around a token in doubt a second look combines."""

from __future__ import annotations

from collections.abc import Sequence

VERBAL = ("VERB", "AUX")
OFFSETS_OF_TAGS = (-3, -2, -1, 1, 2, 3)
FACTS = (
    *(f"t{offset}" for offset in OFFSETS_OF_TAGS),
    "w0", "w-1", "w1", "g0", "g-1", "g1",
    "both", "margin", "left", "left far", "left word", "right", "right far", "end", "before right",
)  # fmt: skip
Templates = tuple[tuple[int, ...], ...]


def templates_of(*names: str) -> Templates:
    """Return which facts are combined, by their names.

    >>> templates_of("t-1+w0", "end")
    ((2, 6), (19,))
    """
    return tuple(tuple(map(FACTS.index, name.split("+"))) for name in names)


TEMPLATES = templates_of(
    "both+margin", "t-2+t-1+t1", "t-1+t1+t2", "t1+t2+t3", "t-3+t-2+t-1",
    "both+t-1", "both+t1", "both+t-1+t1", "both+t1+t2",
    "w0+t1", "w0+t-1+t1", "w0+both", "w-1+t1+t2", "w1+t2",
    "g0+t1", "g0+t-1+t1", "g0+g1+t2", "g0+g-1+t1",
    "left+left far+both", "right+right far+both", "left word+left far", "left+right", "end+both",
)  # fmt: skip
AKIN_TEMPLATES = templates_of(  # between classes of one tag, such as ADP and SCONJ: what a word is followed by tells
    "both+margin", "w0+t1", "w0+t1+t2", "w0+w1", "w0+w-1", "w0+g-1", "w0+g1", "w0+t-1+t1",
    "w0+right+before right", "w0+right+right far", "w-1+t1", "w0+left", "t1+t2+t3", "both+t1+t2", "both+t-1",
    "left+left far+both", "right+before right+t1", "w0+right+t1",
    "w0+before right", "w0+t3", "w0", "w1+right", "w0+g1+right",
)  # fmt: skip


def verbal(classes: Sequence[Sequence[str | None]]) -> list[bool]:
    """Return which classes are of verbs, by their universal tag or else by their tag.

    >>> verbal([("MD", "AUX"), ("VBG", None), ("VBG", "NOUN"), ("NN", None)])
    [True, True, False, False]
    """
    return [
        universal in VERBAL if universal is not None else str(tag).startswith(("V", "MD")) for tag, universal in classes
    ]
