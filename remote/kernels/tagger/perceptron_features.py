"""What a word shows the tagger: its form, affixes and shape, and the classes that the lexicon has for it.

Each feature reaches so far: a word's prefixes tell of the word itself (`OWN`), its suffix also of its neighbours
(`NEAR`), the word and its classes of all at -2 … +2 (`ALL`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ..sentence_case import USUAL

OFFSETS = (0, -1, 1, -2, 2)  # where the word stands, seen from the token that it tells of
OWN, NEAR, ALL = 1, 3, 5  # how many of these a feature has weights for
REACH = (ALL, NEAR, OWN)
MANY, REPEATED = re.compile(r"(.)\1{2,}", re.DOTALL), re.compile(r"(.)\1+", re.DOTALL)
DIGITS = str.maketrans("123456789", "000000000")
PADDING = ("<<", "<", ">", ">>")  # the words before a sentence and after it, as they are numbered
COLUMNS = tuple(map(str, range(100)))
OF_CASE = "S"  # begins the names of features of sentences that are not written as usual
AMBIGUITY = 0  # the lexicon's column that says which tags a word may have


class Kinds(dict[int, str]):
    """A character's kind, by its code: ``X``, ``x`` or ``d`` for letters and digits, itself for others."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kind = "X" if character.isupper() else "x" if character.isalpha() else "d" if character.isdigit() else character
        self[code] = kind
        return kind


KINDS = Kinds()


class Shown(NamedTuple):
    """The names of a word's features: those that reach all around, those that reach its neighbours, its own."""

    everywhere: list[str]
    near: list[str]
    own: list[str]


def normalized(word: str) -> str:
    """Return a word in lower case, with all digits alike.

    >>> normalized("F-16s")
    'f-00s'
    """
    low = word.lower()
    return low if low.isalpha() else low.translate(DIGITS)


def perceptron_shape(word: str) -> str:
    """Return a word's shape, runs cut to two.

    >>> perceptron_shape("McDonald's"), perceptron_shape("2,500")
    ("XxXxx'x", 'd,dd')
    """
    return shapes(word[:60].translate(KINDS))[0]


def word_kind(word: str) -> str:
    """Return a word's shape in short, runs cut to one.

    >>> word_kind("McDonald"), word_kind("2,500")
    ('XxXx', 'd,d')
    """
    return shapes(word[:60].translate(KINDS))[1]


@lru_cache(4096)
def shapes(kinds: str) -> tuple[str, str]:
    """Cut the runs in a string of kinds: to two and to one."""
    return MANY.sub(r"\1\1", kinds)[:8], REPEATED.sub(r"\1", kinds)[:6]


def name_part(word: str, low: str, classes: Sequence[int], case: int = USUAL) -> Shown:
    """Name a word's features; ``low`` is the word normalized, ``case`` that of its sentence.

    >>> name_part("Dogs", "dogs", (7, -1)).everywhere
    ['', 'wdogs', '0=7', '1=-1']
    >>> name_part("Dogs", "dogs", (7, -1)).near
    ['oXxx', 'kXx', 'z2gs', 'z3ogs']
    >>> name_part("Dogs", "dogs", (7, -1), case=2).own[-3:]
    ['S2kXx', 'S2g7', 'S2wdogs']
    """
    everywhere = ["", "w" + low, *map("{}={}".format, COLUMNS, classes)]
    long, short = shapes(word[:60].translate(KINDS))
    near = ["o" + long, "k" + short, "z2" + low[-2:], "z3" + low[-3:]]
    capital = "C" if word[:1].isupper() else "c"
    own = [capital + low[-3:], "z1" + low[-1:], "z4" + low[-4:], "z5" + low[-5:]]
    own += ["p1" + low[:1], "p2" + low[:2], "p3" + low[:3], "p4" + low[:4]]
    if word != low:
        own.append("W" + word)
    if classes:
        own.append(f"{capital}={classes[AMBIGUITY]}")
    head, _, tail = low[:60].rpartition("-") if "-" in low else ("", "", "")
    if head and tail:
        own += ["ht" + tail, "hs" + tail[-3:], "hh" + head.partition("-")[0]]
    if case:
        own += [f"{OF_CASE}{case}k{short}", f"{OF_CASE}{case}g{group(word, classes)}", f"{OF_CASE}{case}w{low}"]
    return Shown(everywhere, near, own)


def padding(name: str) -> Shown:
    """Name the features of a word of padding.

    >>> padding("<").everywhere
    ['', '<']
    """
    return Shown(["", name], [], [])


def group(word: str, classes: Sequence[int]) -> str:
    """Name the group that stands for a word in pairs: by the tags that it may have, else by its looks.

    >>> group("Dogs", (7,)), group("Zyxing", (-1,))
    ('7', 'Xxg')
    """
    if classes and classes[AMBIGUITY] >= 0:
        return str(classes[AMBIGUITY])
    return word_kind(word)[:3] + (word[-1:].lower() if word[-1:].isalpha() else "")
