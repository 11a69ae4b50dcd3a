"""NLTK's own word rules (3.10), in its order and by the engine that it uses: for sentences that no cheaper way may cut.

They are repeated here, as NLTK takes half a second to import and the engine none.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from .treebank_rules import END, START, Cut, pack, steps_of

UNLIKE_SIGNS = f"{START}{END}\x1c\x1d\x1e\x1f"  # our own marks, and what is white space to Python only
UNLIKE = re.compile(f"[{UNLIKE_SIGNS}]")
PADDING = (r"^|\Z", " ")
RULES = (
    ("([«“‘„]|[`]+)", r" \1 "),
    (r"^\"", r"``"),
    (r"(``)", r" \1 "),
    (r"([ \(\[{<])(\"|\'{2})", r"\1 `` "),
    (r"(?i)(?<!\w)(\')(?!(?:re|ve|ll|m|t|s|d|n)\b)(?=\w)", r"\1 "),
    (r'([^\.])(\.)([\]\)}>"\'' "»”’ " r"]*+)\s*$", r"\1 \2 \3 "),
    (r"([:,])([^\d])", r" \1 \2"),
    (r"([:,])$", r" \1 "),
    (r"\.{2,}", r" \g<0> "),
    (r"[;@#$%&]", r" \g<0> "),
    (r"[\u2012-\u2015]", r" \g<0> "),
    (r'([^\.])(\.)([\]\)}>"\']*)\s*$', r"\1 \2\3 "),
    (r"[?!]", r" \g<0> "),
    (r"([^'])' ", r"\1 ' "),
    (r"[*]", r" \g<0> "),
    (r"[\]\[\(\)\{\}\<\>]", r" \g<0> "),
    (r"--", r" -- "),
    PADDING,
    ("([»”’])", r" \1 "),
    (r"''", " '' "),
    (r'"', " '' "),
    (r"\s+", " "),
    (r"([^' ])('[sS]|'[mM]|'[dD]|') ", r"\1 \2 "),
    (r"([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) ", r"\1 \2 "),
)
CONTRACTIONS = (
    r"(?i)\b(can)(?#X)(not)\b",
    r"(?i)\b(d)(?#X)('ye)\b",
    r"(?i)\b(gim)(?#X)(me)\b",
    r"(?i)\b(gon)(?#X)(na)\b",
    r"(?i)\b(got)(?#X)(ta)\b",
    r"(?i)\b(lem)(?#X)(me)\b",
    r"(?i)\b(more)(?#X)('n)\b",
    r"(?i)\b(wan)(?#X)(na)(?=\s)",
    r"(?i) ('t)(?#X)(is)\b",
    r"(?i) ('t)(?#X)(was)\b",
)


def cut_whole(sentence: str) -> Cut:
    """Cut a sentence as though it were one piece.

    >>> forms, steps = cut_whole("x² isn't")
    >>> forms, steps == pack([1, 2, 1, 2, 0, 3])
    (('x²', 'is', "n't"), True)
    """
    forms = tuple(tokens_by_nltk(sentence))
    steps = steps_of(forms, sentence)
    return forms, pack([1 + step for step in steps[:1]] + steps[1:])


def tokens_by_nltk(sentence: str) -> list[str]:
    """Return a sentence's tokens as `NLTKWordTokenizer.tokenize` does.

    >>> tokens_by_nltk("x² isn't")
    ['x²', 'is', "n't"]
    """
    for pattern, replacement in _compiled():
        sentence = pattern.sub(replacement, sentence)
    for contraction in CONTRACTIONS:
        sentence = re.sub(contraction, r" \1 \2 ", sentence)
    return sentence.split()


@cache
def _compiled() -> list[tuple[Any, str]]:
    import regex

    return [(regex.compile(pattern), replacement) for pattern, replacement in RULES]
