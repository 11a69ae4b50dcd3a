"""What an IOB chunker looks at: words, tags, affixes and shapes around a token, hashed to rows of a weight matrix.

A feature is a template, such as ``w[-1] t[0]``, and what stands there. Its row is a hash of both (the hashing trick,
Weinberger et al. 2009), so a model needs no list of names, and whole columns of tokens find their rows at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from zlib import crc32

from ..typography import DOUBLE, SINGLE, as_penn

ATOMS = ("w", "t", "s2", "s3", "s4", "p2", "p3", "x")  # word, tag, suffixes, prefixes, shape
REACH = 2  # tokens that a template looks to either side
TEMPLATES = (
    *("w[0]", "t[0]", "w[0] t[0]", "x[0]", "x[0] t[0]", "s2[0]", "s3[0]", "s4[0]", "p2[0]", "p3[0]", "s3[0] t[0]"),
    *("w[-1]", "t[-1]", "w[-1] t[-1]", "s3[-1]", "x[-1]", "w[1]", "t[1]", "w[1] t[1]", "s3[1]", "x[1]"),
    *("w[-2]", "t[-2]", "w[-2] t[-2]", "w[2]", "t[2]", "w[2] t[2]"),
    *("t[-2] t[-1]", "t[-1] t[0]", "t[0] t[1]", "t[1] t[2]", "t[-2] t[-1] t[0]", "t[-1] t[0] t[1]", "t[0] t[1] t[2]"),
    *("w[-1] w[0]", "w[0] w[1]", "t[-1] w[0]", "w[0] t[1]"),
)
# Tags that the Penn treebank's chunks never saw, as the English Web Treebank writes them
ALIASES = {"-LRB-": "(", "-RRB-": ")", "HYPH": "JJ", "AFX": "JJ", "ADD": "NNP", "NFP": ":", "GW": "NN", "XX": "FW"}
BRACKETS = {**dict.fromkeys(("(", "[", "{", "-LCB-"), "-LRB-"), **dict.fromkeys((")", "]", "}", "-RCB-"), "-RRB-")}
QUOTES = frozenset(f'"{DOUBLE}')
SINGLE_QUOTES = frozenset(f"'`{SINGLE}")
PART = re.compile(rf"({'|'.join(ATOMS)})\[(-?\d)\]")
RUNS = re.compile(r"(.)\1+", re.DOTALL)
SHAPES = re.compile(r"([A-Z])|([a-z])|([0-9])")
LONGEST_SHAPE = 6
PRIME = 0x9E3779B1  # Knuth's multiplicative hash
PADDING = ("<s>", "</s>")  # before and after a sentence, as words and as tags


class Template(NamedTuple):
    """A feature's kind: which atoms (by column) of which neighbours, and a number that tells it from the others."""

    atoms: tuple[tuple[int, int], ...]
    salt: int

    @property
    def position(self) -> int | None:
        """Where its one word stands; none where it looks at several."""
        offsets = {offset for _, offset in self.atoms}
        return offsets.pop() if len(offsets) == 1 else None

    @property
    def at_home(self) -> Template:
        """The same for a token by itself, wherever it is to stand."""
        return self._replace(atoms=tuple((column, 0) for column, _ in self.atoms))


def tag_numbers(tags: Sequence[str]) -> dict[str | None, int]:
    """Number the tags of a model; one that it lacks is as its alias, where it has one.

    >>> tag_numbers(["_", "(", "NN"])
    {'-LRB-': 1, 'GW': 2, '_': 0, '(': 1, 'NN': 2}
    """
    known: dict[str | None, int] = {tag: index for index, tag in enumerate(tags)}
    return {alias: known[tag] for alias, tag in ALIASES.items() if tag in known} | known


def template(name: str) -> Template:
    """Read a template; raises `ValueError` for what is none.

    >>> template("w[-1] t[0]").atoms
    ((0, -1), (1, 0))
    """
    parts = [PART.fullmatch(part) for part in name.split()]
    if not parts or not all(parts):
        raise ValueError(f"{name!r} is no template of features such as 'w[-1] t[0]'")
    atoms = tuple((ATOMS.index(part[1]), int(part[2])) for part in parts if part)
    if any(abs(offset) > REACH for _, offset in atoms):
        raise ValueError(f"template {name!r} looks more than {REACH} tokens away")
    return Template(atoms, crc32(name.encode()))


def atoms_of(word: str, tag: str) -> tuple[int, ...]:
    """Number all that a template may look at in one token, in the order of `ATOMS`; a bracket is as CoNLL-2000 has it.

    >>> atoms_of("Dogs", "NNS")[2] == atoms_of("cats", "NN")[2]  # the suffix -s with a letter before: no
    False
    >>> atoms_of("Dogs", "NNS")[0] == atoms_of("dogs", "NN")[0]
    True
    """
    word = as_in_conll(word, tag)
    small = word.lower()
    parts = (small, tag, small[-2:], small[-3:], small[-4:], small[:2], small[:3], iob_shape(word))
    return tuple(crc32(part.encode("utf-8", "surrogatepass")) for part in parts)


def as_in_conll(word: str, tag: str) -> str:
    """Return a form as CoNLL-2000 writes it: brackets by their names, quotes by their sides, plain apostrophes.

    >>> as_in_conll("[", "-LRB-"), as_in_conll('"', "''"), as_in_conll("’s", "POS")
    ('-LRB-', "''", "'s")
    """
    if word in QUOTES:
        return "``" if tag == "``" else "''"
    if word in SINGLE_QUOTES and tag in ("``", "''"):
        return "`" if tag == "``" else "'"
    return BRACKETS.get(word) or as_penn(word)


def iob_shape(word: str) -> str:
    """Draw a word's shape: kinds of characters, runs told once.

    >>> iob_shape("Dogs"), iob_shape("1,500"), iob_shape("B-52")
    ('Xx', 'd,d', 'X-d')
    """
    kinds = SHAPES.sub(lambda found: "Xxd"[found.lastindex - 1 if found.lastindex else 0], word)
    return RUNS.sub(r"\1", kinds)[:LONGEST_SHAPE]
