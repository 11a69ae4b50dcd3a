"""What NLTK's named entity chunker looks at (`nltk.chunk.named_entity`, 3.10), in the order of its additions.

Its quirks are kept: the label before a sentence's second token is its first letter alone, a shape before is that of the
word in lower case, and the tag after is in lower case and not simplified.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import cache
from typing import Any

Feature = tuple[str, object]

NO_TAG = "_"  # what stands for a missing tag, which NLTK has no place for
NUMBER = re.compile(r"[0-9]+(\.[0-9]*)?|[0-9]*\.[0-9]+$")
PUNCT, WORD = r"\W+$", r"\w+$"
SHAPES = (None, "number", "punct", "upcase", "downcase", "mixedcase", "other")  # None: before a third token


def word_shape(word: str) -> str:
    """Return what kind of characters a word has.

    >>> [word_shape(word) for word in ("4th", "--", "Oslo", "oslo", "NATO", "well-known", "")]
    ['number', 'punct', 'upcase', 'downcase', 'mixedcase', 'other', 'other']
    """
    if NUMBER.match(word):
        return "number"
    punct, letters = _patterns(word.isascii())
    if punct.match(word):
        return "punct"
    if not letters.match(word):
        return "other"
    return "upcase" if word.istitle() else "downcase" if word.islower() else "mixedcase"


@cache
def _patterns(is_ascii: bool) -> tuple[Any, Any]:
    """Return the patterns of marks and of letters, by NLTK's engine where that and Python's may differ."""
    if is_ascii:
        return re.compile(PUNCT), re.compile(WORD)
    import regex

    return regex.compile(PUNCT), regex.compile(WORD)


def simplified(tag: str) -> str:
    """Return a tag as the model knows it.

    >>> simplified("VBD"), simplified("NNP"), simplified("NN-TL"), simplified("-LRB-")
    ('V', 'NNP', 'NN', '')
    """
    return "V" if tag.startswith("V") else tag.split("-")[0]


def own_features(word: str, tag: str, words: Container[str]) -> list[Feature]:
    """List the features of a token by itself; ``words`` are those of the basic word list."""
    return [
        ("bias", True),
        ("shape", word_shape(word)),
        ("wordlen", len(word)),
        ("prefix3", word[:3].lower()),
        ("suffix3", word[-3:].lower()),
        ("pos", simplified(tag)),
        ("word", word),
        ("en-wordlist", word in words),
    ]


def left_features(word: str | None, tag: str | None) -> list[Feature]:
    """List the features of the token before; None stands for a sentence's start."""
    return [
        ("prevpos", None if tag is None else simplified(tag)),
        ("prevword", None if word is None else word.lower()),
    ]


def right_features(word: str | None, tag: str | None) -> list[Feature]:
    """List the features of the token after; None stands for a sentence's end."""
    return [("nextpos", None if tag is None else tag.lower()), ("nextword", None if word is None else word.lower())]


def label_before(label: str | None, index: int) -> str | None:
    """Return the label before a token as the model knows it.

    >>> label_before("B-PERSON", 1), label_before("B-PERSON", 2), label_before(None, 0)
    ('B', 'B-PERSON', None)
    """
    return label[0] if label and index == 1 else label


def all_features(
    forms: Sequence[str], tags: Sequence[str], index: int, label: str | None, words: Container[str]
) -> Iterator[Feature]:
    """Yield the features of a token in NLTK's order; ``label`` is that of the token before, None at the start."""
    word, tag = forms[index], tags[index]
    before = (forms[index - 1], tags[index - 1]) if index else (None, None)
    after = (forms[index + 1], tags[index + 1]) if index + 1 < len(forms) else (None, None)
    label = label_before(label, index)
    (prevpos, prevword), (nextpos, nextword) = left_features(*before), right_features(*after)
    shape = word_shape(str(prevword[1])) if index > 1 else None
    yield from own_features(word, tag, words)
    yield "prevtag", label
    yield from (prevpos, nextpos, prevword, nextword)
    yield "word+nextpos", f"{word.lower()}+{nextpos[1]}"
    yield "pos+prevtag", f"{simplified(tag)}+{label}"
    yield "shape+prevtag", f"{shape}+{label}"


def feature_value(name: str, written: str) -> object:
    """Return the value of a feature as a file in NLTK's tab format has it; raises `ValueError` where it is none.

    >>> feature_value("wordlen", "4"), feature_value("prevtag", "repr-None"), feature_value("word", "Oslo")
    (4, None, 'Oslo')
    """
    if name == "wordlen":
        return int(written)
    if not written.startswith("repr-"):
        return written
    said = written.removeprefix("repr-")
    if said in REPRESENTED:
        return REPRESENTED[said]
    digits = said.removeprefix("-")
    return int(said) if digits.isascii() and digits.isdigit() else written


REPRESENTED: dict[str, object] = {"None": None, "True": True, "False": False}
