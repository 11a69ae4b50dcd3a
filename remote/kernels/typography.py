"""Typographic characters read as the plain ones that stand for them: quotes, apostrophes, hyphens, dashes, spaces.

Models are trained on text that is mostly plain. `plain` puts one character for one, so that offsets stay;
`spelled` is for a single word, of which nothing but its look matters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

DOUBLE = "“”„‟«»″‶❝❞〝〞〟＂「」『』"
SINGLE = "‘’‚‛‹›′‵ʼ❛❜＇"
HYPHENS = "\u2010\u2011\u2212\ufe63\uff0d"  # hyphen, one that does not break, minus, small and wide ones
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
INVISIBLE = "\u00ad\u200b\u2060\ufeff"  # soft hyphen, space of no width, word joiners
ALWAYS_PLAIN = {
    **dict.fromkeys(DOUBLE, '"'),
    **dict.fromkeys(SINGLE, "'"),
    **dict.fromkeys(HYPHENS, "-"),
    **dict.fromkeys(SPACES, " "),
}
PLAIN = {
    **ALWAYS_PLAIN,
    **dict.fromkeys("`´", "'"),  # between letters
    **dict.fromkeys("–‒", "-"),  # between digits
}
SPELLED = str.maketrans({**dict.fromkeys(INVISIBLE), "…": "...", "—": "--", "―": "--", "–": "-", "‒": "-"})
QUOTED = {
    **dict.fromkeys("“„‟«‶❝〝「『", "``"), **dict.fromkeys("”»″❞〞〟」』", "''"),
    **dict.fromkeys("‘‚‛‹❛", "`"), **dict.fromkeys("’›′❜", "'"),
}  # fmt: skip
READ = {
    **dict.fromkeys("‘‚‛‹❛", "'"),
    **dict.fromkeys("–‒", "--"),
}  # as plain text has them, where no side is to be seen
STYLES = "“” ‘’ «» ‹› „“” ‚‘’ »« ›‹ ＂＂ ＇＇ ″″‶ ′′ 「」 『』"
CLOSING = {style[0]: frozenset(style[1:]) for style in STYLES.split()}  # what ends a quotation, by what begins it
TWO_SIDED = frozenset("»›„‚＂＇″′")  # in a sentence with one of these, a quote's side is not told by its look
LETTER = r"[^\W\d_]"
TYPOGRAPHIC = re.compile(rf"[{DOUBLE}{SINGLE}{HYPHENS}{SPACES}]|(?<={LETTER})[`´](?={LETTER})|(?<=\d)[–‒](?=\d)")


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


def sided(forms: Sequence[str], lengths: Sequence[int]) -> Sequence[str]:
    """Return the forms of sentences of so many, with quotes as in the Penn style where only their order tells the side.

    >>> sided(["„", "No", "“", ",", "»", "yes", "«"], [7])
    ['``', 'No', "''", ',', '``', 'yes', "''"]
    """
    if TWO_SIDED.isdisjoint(forms):
        return forms
    changed = list(forms)
    for start, end in pairwise(accumulate(lengths, initial=0)):
        if not TWO_SIDED.isdisjoint(forms[start:end]):
            changed[start:end] = _sided(forms[start:end])
    return changed


def _sided(sentence: Sequence[str]) -> list[str]:
    begun: list[str] = []  # the quotations that are open
    changed = list(sentence)
    for index, form in enumerate(sentence):
        if begun and form in CLOSING[begun[-1]]:
            changed[index] = "''" if begun.pop() in DOUBLE else "'"
        elif form in CLOSING and _begins(sentence, index):
            changed[index] = "``" if form in DOUBLE else "'"
            begun.append(form)
    return changed


def _begins(sentence: Sequence[str], index: int) -> bool:
    """Return whether a quote that can begin a quotation does: one that can end one, too, needs another after it."""
    form = sentence[index]
    if form in "″′" and index and sentence[index - 1][-1:].isdigit():
        return False  # feet, minutes, inches
    return form not in TWO_SIDED or form in "„‚" or index == 0 or not CLOSING[form].isdisjoint(sentence[index + 1 :])


def as_penn(word: str) -> str:
    """Return a typographic word as treebanks in the Penn style have it, where a double quote shows its side.

    >>> as_penn("“"), as_penn("‘"), as_penn("n’t"), as_penn("—"), as_penn("–")
    ('``', "'", "n't", '--', '--')
    """
    return word if word.isascii() else READ.get(word) or as_taught(word)


def as_taught(word: str) -> str:
    """Return a typographic word as a tagger learns it: a single quote shows its side, too, and a short dash its length.

    So what it learns of the plain ones, which stand for both, is of text that is plain.

    >>> as_taught("‘"), as_taught("–"), as_taught("—")
    ('`', '-', '--')
    """
    return word if word.isascii() else QUOTED.get(word) or spelled(word) or word
