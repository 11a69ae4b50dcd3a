"""Typographic characters read as the plain ones that stand for them: quotes, apostrophes, hyphens, dashes, spaces.

Models are trained on text that is mostly plain. `plain` puts one character for one, so that offsets stay;
`spelled` is for a single word, of which nothing but its look matters.
"""

from __future__ import annotations

import re

DOUBLE = "“”„‟«»″‶❝❞〝〞〟＂"
SINGLE = "‘’‚‛‹›′‵ʼ❛❜＇"
HYPHENS = "\u2010\u2011\u2212\ufe63\uff0d"  # hyphen, one that does not break, minus, small and wide ones
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
INVISIBLE = "\u00ad\u200b\u2060\ufeff"  # soft hyphen, space of no width, word joiners
PLAIN = {
    **dict.fromkeys(DOUBLE, '"'),
    **dict.fromkeys(SINGLE, "'"),
    **dict.fromkeys(HYPHENS, "-"),
    **dict.fromkeys(SPACES, " "),
    **dict.fromkeys("`´", "'"),  # between letters
}
SPELLED = str.maketrans({**dict.fromkeys(INVISIBLE), "…": "...", "—": "--", "―": "--", "–": "-", "‒": "-"})
QUOTED = {
    **dict.fromkeys("“„‟«‶❝〝", "``"), **dict.fromkeys("”»″❞〞〟", "''"),
    **dict.fromkeys("‘‚‛‹❛", "`"), **dict.fromkeys("’›′❜", "'"),
}  # fmt: skip
LETTER = r"[^\W\d_]"
TYPOGRAPHIC = re.compile(rf"[{DOUBLE}{SINGLE}{HYPHENS}{SPACES}]|(?<={LETTER})[`´](?={LETTER})")


def plain(text: str) -> str:
    """Return a text with plain quotes, apostrophes, hyphens and spaces, each character in its place.

    >>> plain("“Don’t,” she said, ‹co‑operate›"), plain("`a´ don`t")
    ('"Don\\'t," she said, \\'co-operate\\'', "`a´ don't")
    """
    if text.isascii() and "`" not in text:
        return text
    return TYPOGRAPHIC.sub(lambda found: PLAIN[found[0]], text)


def spelled(word: str) -> str:
    """Return a word as plain text would have it, dashes and ellipses as several characters, and nothing invisible.

    >>> spelled("Well…"), spelled("—"), spelled("n’t"), spelled("co\\u00adoperate")
    ('Well...', '--', "n't", 'cooperate')
    """
    return plain(word) if word.isascii() else plain(word).translate(SPELLED)


def as_penn(word: str) -> str:
    """Return a typographic word as treebanks in the Penn style have it, where a quote shows its side.

    >>> as_penn("“"), as_penn("n’t"), as_penn("—")
    ('``', "n't", '--')
    """
    return word if word.isascii() else QUOTED.get(word) or spelled(word) or word
