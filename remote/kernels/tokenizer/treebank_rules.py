"""The word rules of `nltk.tokenize.NLTKWordTokenizer` (NLTK 3.10, after Robert MacIntyre's sed script), for one piece.

A piece is what stands between white space. The rules see little beyond it: an opening quote wants a literal space, a
bracket or the sentence's start before it, an apostrophe at the end of a word wants a literal space behind it, and the
final period may have closing brackets and quotes behind it. So a piece with that much of its surroundings is cut as
it would be within its sentence. What it is asked by, its key, is the piece with a mark where they matter::

    piece     literal spaces around it, or the rules ask for none
    ^piece    at the sentence's start (START)
    piece$    to the sentence's end (END): the last piece, and the closing brackets and quotes after it
    \\npiece   after other white space than a literal space, and likewise piece\\n before it
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable
from functools import cache, partial
from math import inf
from typing import Any

from ...bounded_cache import BoundedCache, bytes_of_words

CACHE_BYTES = 16 << 20
LONGEST_KEPT = 200
START, END = "\x02", "\x03"  # ASCII's own marks of a text's start and end: no sentence that these rules see has them
CLOSERS = "])}>\"'»”’"
WHOLE_CONTRACTIONS = {"cannot", "gimme", "gonna", "gotta", "lemme", "wanna"}
REWRITTEN = {"``": ('"', "''"), "''": ('"',)}

Rule = tuple[frozenset[str], Callable[[str], str]]
Rules = tuple[tuple[Rule, ...], tuple[Rule, ...]]
Cut = tuple[tuple[str, ...], bytes]

# Where NLTK's `regex` and the standard `re` agree on \w, \s, \d and letter case: a test goes through them all.
# Left out are superscripts and fractions, combining marks and joiners, circled letters, İ, ı and ſ.
AGREED = (
    "\t-\r -\xb1\xb4-\xb8\xba\xbb\xbf-\u012f\u0132-\u017e\u0180-\u02ff\u0370-\u0482\u048a-\u052f\u05d0-\u05ea"
    "\u0620-\u064a\u1e00-\u1fff\u2000-\u200b\u200e-\u203e\u20a0-\u20bf\u2122\u2190-\u245f\u2500-\u2775"
    "\u3000-\u3029\u3041-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fa5\uac00-\ud7a3\ufeff-\uff3e\uff40-\uff5e"
    "\U0001f300-\U0001f64f\U0001f680-\U0001f6c5\U0001f900-\U0001f9ff"
)
NUMERALS = "²³¹¼-¾"  # part of a word by `re` alone, which matters next to a letter and in a piece with an apostrophe
MAY_DIFFER = re.compile(rf"[^{AGREED}{NUMERALS}{START}{END}]|[A-Za-z'][{NUMERALS}]|[{NUMERALS}][A-Za-z']")
NUMERAL = re.compile(f"[{NUMERALS}]")


def cut(key: str) -> Cut:
    """Return a key's forms, and packed for each the white space before it and its length.

    >>> forms, steps = cut("Cannot." + END)
    >>> forms, steps == pack([1, 3, 0, 3, 0, 1])
    (('Can', 'not', '.'), True)
    """
    is_disputed = disputed(key)
    if key.isalnum() and not is_disputed and key.lower() not in WHOLE_CONTRACTIONS:
        return (key,), pack((1, len(key)))
    text = key if key[0] in (START, "\n") else " " + key
    is_last = text[-1] == END
    text = text.strip(START + END)
    forms = _apply(_rules(is_last, is_disputed), text if is_last or text[-1] == "\n" else text + " ")
    steps = steps_of(forms, text)
    steps[0] = 1  # a space, or what marks the start
    return tuple(forms), pack(steps)


def cuts_remembered(most_bytes: int) -> BoundedCache[str, Cut]:
    """Return a memory of what becomes of keys; it cuts those that are new.

    >>> cuts_remembered(1000)["a,"][0]
    ('a', ',')
    """
    return BoundedCache(cut, most=most_bytes, size=bytes_of_cut)


def bytes_of_cut(key: str, found: Cut) -> float:
    """Estimate the memory of what became of a key; one too long to come again is not to be kept."""
    return bytes_of_words(key, found[0]) if len(key) <= LONGEST_KEPT else inf


def disputed(key: str) -> bool:
    """Return whether `re` and NLTK's `regex` may see a piece differently.

    >>> disputed("x²"), disputed("5²,"), disputed("5²isn't"), disputed("½-it's"), disputed("n\u0303")
    (True, False, True, True, True)
    """
    if key.isascii():
        return False
    return bool(MAY_DIFFER.search(key)) or ("'" in key and bool(NUMERAL.search(key)))


def pack(steps: Iterable[int]) -> bytes:
    """Return steps as C ints, which a whole document's can be summed from at once.

    >>> len(pack([1, 3])) // len(pack([0]))
    2
    """
    return array("i", steps).tobytes()


def steps_of(forms: Iterable[str], text: str) -> list[int]:
    """List for each form the white space before it in ``text``, and its length there: the rules rewrite quotes.

    >>> steps_of(["``", "Oh", "!", "''"], '"Oh! "')
    [0, 1, 0, 2, 0, 1, 1, 1]
    """
    steps: list[int] = []
    end = 0
    for form in forms:
        start = end
        while not (stands := text.startswith(form, start)) and text[start].isspace():
            start += 1
        length = len(form) if stands else _length_of(form, text, start)
        steps += (start - end, length)
        end = start + length
    return steps


def _length_of(form: str, text: str, position: int) -> int:
    for surface in REWRITTEN.get(form, ()):
        if text.startswith(surface, position):
            return len(surface)
    raise ValueError(f"token {form!r} is not at {position} of {text!r}")


def _apply(rules: Rules, text: str) -> list[str]:
    marks = frozenset(text)
    inner, outer = rules
    for needed, rewrite in inner:
        if not needed.isdisjoint(marks):
            text = rewrite(text)
    text = f" {' '.join(text.split())} "
    for needed, rewrite in outer:
        if not needed.isdisjoint(marks):
            text = rewrite(text)
    if CONTRACTED(text):
        for contraction in CONTRACTIONS:
            text = contraction(text)
    return text.split()


def _set_off(characters: str, text: str) -> str:
    """Put spaces around each of some characters, which is faster than to search for any of them.

    >>> _set_off("?!", "Oh?!")
    'Oh ?  ! '
    """
    for character in characters:
        if character in text:
            text = text.replace(character, f" {character} ")
    return text


def _set_final_period_off(text: str) -> str:
    """Put spaces around the period that ends a sentence, by hand: NLTK's possessive pattern needs Python 3.11.

    >>> _set_final_period_off('He said "etc.)" '), _set_final_period_off("Oh...")
    ('He said "etc . )" ', 'Oh...')
    """
    stripped = text.rstrip()
    core = stripped.rstrip(CLOSERS + " ")
    if len(core) < 2 or core[-1] != "." or core[-2] == ".":
        return text
    return f"{core[:-1]} . {stripped[len(core) :]} "


@cache
def _rules(is_last: bool, is_disputed: bool) -> Rules:
    """Make the rules for a piece, those within it first, then those that see white space around it as one space."""
    outer = _made(CLITICS, is_disputed)
    if is_last:
        firsts = (*_made(OPENING_QUOTES, is_disputed), FINAL_PERIOD)
        return (*firsts, *_made((COMMAS, FINAL_COMMA, *PUNCTUATION), is_disputed)), outer
    return _made((*OPENING_QUOTES, COMMAS, *PUNCTUATION), is_disputed), outer


def _made(rules: Iterable[tuple[str, str, str]], is_disputed: bool) -> tuple[Rule, ...]:
    """Make rules of patterns; each is left out where a text has none of the characters that it needs."""
    compiled = _engine().compile if is_disputed else re.compile
    return tuple(
        (frozenset(needed), partial(_set_off, needed) if pattern == ALONE else partial(compiled(pattern).sub, written))
        for needed, pattern, written in rules
    )


def _engine() -> Any:
    """Return NLTK's engine, which comes with NLTK."""
    import regex

    return regex


ALONE = ""  # instead of a pattern: each of the characters is set off
OPENING_QUOTES = (
    ("«“‘„`", r"([«“‘„]|`+)", r" \1 "),
    ('"', r'^"', "``"),
    ('`"', r"``", " `` "),
    ("\"'", r"([ (\[{<])(?:\"|'{2})", r"\1 `` "),
    ("'", r"(?i)(?<!\w)'(?!(?:re|ve|ll|m|t|s|d|n)\b)(?=\w)", "' "),
)
FINAL_PERIOD = (frozenset("."), _set_final_period_off)
COMMAS = (":,", r"([:,])([^\d])", r" \1 \2")
FINAL_COMMA = (":,", r"([:,])$", r" \1 ")
# NLTK's second rule of the final period finds nothing that the first has not set off
PUNCTUATION = (
    (".", r"\.{2,}", r" \g<0> "),
    (";@#$%&\u2012\u2013\u2014\u2015?!", ALONE, ""),
    ("'", r"([^'])' ", r"\1 ' "),
    ("*()[]{}<>", ALONE, ""),
    ("-", r"--", " -- "),
    ("»”’", ALONE, ""),
    ("'", r"''", " '' "),
    ('"', r'"', " '' "),
)
CLITICS = (
    ("'", r"([^' ])('[sS]|'[mM]|'[dD]|') ", r"\1 \2 "),
    ("'", r"([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) ", r"\1 \2 "),
)
CONTRACTED = re.compile(r"(?i)\b(?:cannot|gimme|gonna|gotta|lemme|wanna|d'ye|more'n)|'t(?:is|was)").search
CONTRACTIONS = [
    partial(re.compile(pattern).sub, r" \1 \2 ")
    for pattern in (
        r"(?i)\b(can)(not)\b",
        r"(?i)\b(d)('ye)\b",
        r"(?i)\b(gim)(me)\b",
        r"(?i)\b(gon)(na)\b",
        r"(?i)\b(got)(ta)\b",
        r"(?i)\b(lem)(me)\b",
        r"(?i)\b(more)('n)\b",
        r"(?i)\b(wan)(na)(?=\s)",
        r"(?i) ('t)(is)\b",
        r"(?i) ('t)(was)\b",
    )
]
