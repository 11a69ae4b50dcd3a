"""The features of NLTK's perceptron tagger, by name: those of a word alone, and all of a token in NLTK's order."""

from __future__ import annotations

from collections.abc import Sequence

Features = tuple[tuple[str, ...], ...]
START, END = ("-START-", "-START2-"), ("-END-", "-END2-")
PADDING = (*START, *END)
OWN_WORD, BEFORE_WORD = "i word ", "i-1 tag+i word "


def nltk_normalized(word: str) -> str:
    """Return a word as NLTK's tagger sees it: in lower case, numbers and hyphened words by their kind.

    >>> nltk_normalized("The"), nltk_normalized("well-known"), nltk_normalized("1999"), nltk_normalized("3.5")
    ('the', '!HYPHEN', '!YEAR', '!DIGITS')
    """
    if "-" in word and word[0] != "-":
        return "!HYPHEN"
    if word.isdigit() and len(word) == 4:
        return "!YEAR"
    if word and word[0].isdigit():
        return "!DIGITS"
    return word.lower()


def around(word: str, normal: str) -> Features:
    """Name the features that a word has at its own position, and for one that it stands at -1, -2, +1 or +2 of.

    >>> around("Dogs", "dogs")[1]
    ('i-1 word dogs', 'i-1 suffix ogs')
    """
    suffix = normal[-3:]
    return (
        ("bias", f"i suffix {word[-3:]}", f"i pref1 {word[:1]}", f"i word {normal}"),
        (f"i-1 word {normal}", f"i-1 suffix {suffix}"),
        (f"i-2 word {normal}",),
        (f"i+1 word {normal}", f"i+1 suffix {suffix}"),
        (f"i+2 word {normal}",),
    )


def features_at(sentence: Sequence[str], index: int, before: str, second: str) -> list[str]:
    """Name a token's features in NLTK's order."""
    context = [*START, *map(nltk_normalized, sentence[max(0, index - 2) : index + 3]), *END]
    position = 2 + min(index, 2)
    word, normal = sentence[index], context[position]
    if index > 2:
        context = context[2:]
        position -= 2
    return [
        "bias",
        f"i suffix {word[-3:]}",
        f"i pref1 {word[:1]}",
        f"i-1 tag {before}",
        f"i-2 tag {second}",
        f"i tag+i-2 tag {before} {second}",
        f"i word {normal}",
        f"i-1 tag+i word {before} {normal}",
        f"i-1 word {context[position - 1]}",
        f"i-1 suffix {context[position - 1][-3:]}",
        f"i-2 word {context[position - 2]}",
        f"i+1 word {context[position + 1]}",
        f"i+1 suffix {context[position + 1][-3:]}",
        f"i+2 word {context[position + 2]}",
    ]
