"""Punkt's verdict on one possible sentence end, from the words around it (Kiss and Strunk 2006, sections 3 and 4).

The rules are `nltk.tokenize.punkt`'s, whose patterns the third-party `regex` package compiles. It has its own view of
white space, which is spelled out here, and its own Unicode version: a character for which that could matter is left to
NLTK itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

SPACE = r"[^\S\x1c-\x1f]"
NONSPACE = r"[\S\x1c-\x1f]"
NON_WORD = r"""[)";}\]*:@'({\[‘’“”«»?!]"""
MULTI = rf"(?:-{{2,}}|\.{{2,}}|(?:\.{SPACE}){{2,}}\.)"
WORDS = re.compile(
    rf"{MULTI}|(?=[^(\"`{{\[:;&#*@)}}\]\-,]){NONSPACE}+?"
    rf"(?={SPACE}|$|{NON_WORD}|{MULTI}|,(?=$|{SPACE}|{NON_WORD}|{MULTI}))|{NONSPACE}"
)
ENDS = (".", "?", "!")
PUNCTUATION = (";", ":", ",", ".", "!", "?")
NUMBER = "##number##"

# a run of letters, perhaps hyphenated, or nothing, before a sentence's end
PLAIN_HEAD = re.compile(r"(?:[A-Za-z]+(?:-[A-Za-z]+)*)?[.?!]")

# where `str.isalpha` is `regex`'s [^\W\d], whatever the Unicode version; the underscore is the one that counts as well
KNOWN_LETTER = re.compile(
    r"[\x00-\u02ff\u0370-\u0482\u048a-\u0557\u05d0-\u05ea\u0620-\u064a\u1e00-\u1fff\u2010-\u203e\u2041-\u2053\u2055-\u206f\u20a0-\u20cf"
    r"\u2190-\u24b5\u2500-\u2bff\u3001-\u3006\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fef\uac00-\ud7a3\U0001f300-\U0001faff]"
)
# ASCII digits, and whatever stands outside the blocks that have no other digit
PERHAPS_DIGIT = r"0-9\u0660-\u1dff\ua620-\uabff\ud7a4-\U0001efff\U0001fb00-\U0010ffff"
NUMERIC = re.compile(r"-?[.,]?[0-9][0-9,.\-]*")
PERHAPS_NUMERIC = re.compile(rf"-?[.,]?[{PERHAPS_DIGIT}][{PERHAPS_DIGIT},.\-]*")

# which letter case a word type was seen in, and where: the flags of nltk.tokenize.punkt
MID_UPPER = 1 << 2
BEGIN_LOWER = 1 << 4
UPPER = 1 << 1 | MID_UPPER | 1 << 3
LOWER = BEGIN_LOWER | 1 << 5 | 1 << 6


class PunktRules:
    """Judges possible sentence ends by a Punkt model's tables.

    >>> rules = PunktRules({"abbreviations": ["dr"], "collocations": [], "starters": [], "orthography": {}})
    >>> rules.breaks("nods. He"), rules.breaks("Dr. Watson"), rules.always_break("nods.")
    (True, False, True)
    """

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.abbreviations = frozenset(tables["abbreviations"])
        self.collocations = frozenset((first, second) for first, second in tables["collocations"])
        self.starters = frozenset(tables["starters"])
        self.orthography: dict[str, int] = dict(tables["orthography"])
        self.firsts = frozenset(first for first, _ in self.collocations)
        self.never_plain = self.abbreviations | self.firsts

    def always_break(self, head: str) -> bool:
        """Return whether a sentence ends after a word and its mark whatever word follows; if False, that depends.

        The next token must be on a line that `str.strip` leaves something of: no text with \\x1c to \\x1f is sure to.
        """
        if not PLAIN_HEAD.fullmatch(head):
            return False
        if head[-1] != ".":
            return True
        word = head[:-1].lower()
        return (
            len(word) != 1
            and (word or ".") not in self.never_plain
            and word.rpartition("-")[2] not in self.abbreviations
        )

    def breaks(self, context: str) -> bool:
        """Return whether a sentence ends in the context: previous word, mark, and what follows up to a space."""
        return any(self.ends_sentence(token, following) for token, following in pairwise(words(context)))

    def ends_sentence(self, token: str, following: str) -> bool:
        """Return whether a sentence ends with one of Punkt's words, by the next one."""
        if token[-1] != ".":
            return token in ENDS
        kind, initial = punkt_kind(token), is_initial(token)
        open_end = is_ellipsis(token) or self._is_abbreviation(token)
        if not (open_end or initial or kind == NUMBER or kind in self.firsts):
            return self._is_final(token)  # whatever follows
        next_kind = self._next_kind(following)
        if (kind, next_kind) in self.collocations:
            return False
        if open_end and not initial and self._starts_anew(following, next_kind):
            return True
        if (initial or kind == NUMBER) and self._continues(following, next_kind, initial):
            return False
        return self._is_final(token)

    def _starts_anew(self, following: str, kind: str) -> bool:
        """Return whether a sentence starts after an abbreviation or an ellipsis (section 4.2)."""
        starts = self._starts_sentence(following, kind)
        return starts is True or (following[0].isupper() and kind in self.starters)

    def _continues(self, following: str, kind: str, initial: bool) -> bool:
        """Return whether the sentence goes on after an initial or a number (section 4.3)."""
        starts = self._starts_sentence(following, kind)
        if starts is None and initial:
            return following[0].isupper() and not self.orthography.get(kind, 0) & LOWER
        return starts is False

    def _starts_sentence(self, token: str, kind: str) -> bool | None:
        """Return by its letter case whether a token starts a sentence (section 4.1.1); None is unknown."""
        if token in PUNCTUATION:
            return False
        seen = self.orthography.get(kind, 0)
        if token[0].isupper() and seen & LOWER and not seen & MID_UPPER:
            return True
        if token[0].islower() and (seen & UPPER or not seen & BEGIN_LOWER):
            return False
        return None

    def _next_kind(self, token: str) -> str:
        return punkt_kind(token) if self._is_final(token) else type_of(token)

    def _is_final(self, token: str) -> bool:
        """Return whether the token alone looks like a sentence's last: the first pass (section 3)."""
        if token in ENDS:
            return True
        return token[-1] == "." and token[-2:] != ".." and not self._is_abbreviation(token)

    def _is_abbreviation(self, token: str) -> bool:
        if token in ENDS or token[-2:] == "..":
            return False
        word = token[:-1].lower()
        return word in self.abbreviations or word.rpartition("-")[2] in self.abbreviations


def words(context: str) -> list[str]:
    """List Punkt's words: punctuation stands alone, but for periods.

    >>> words("(U.S. firms, 5.5%)...")
    ['(', 'U.S.', 'firms', ',', '5.5%', ')', '...']
    """
    if "\n" not in context:
        return WORDS.findall(context) if context.strip() else []
    return [word for line in context.split("\n") if line.strip() for word in WORDS.findall(line)]


def type_of(token: str) -> str:
    """Return a token in lower case, any number as one type.

    >>> type_of("Dr."), type_of("-1,000.5.")
    ('dr.', '##number##')
    """
    lowered = token.lower()
    if "9" < lowered[:1] <= "\x7f":
        return lowered  # no number begins so
    if NUMERIC.fullmatch(lowered):
        return NUMBER
    if not lowered.isascii() and PERHAPS_NUMERIC.fullmatch(lowered):
        return str(_nltks_token(token).type)
    return lowered


def punkt_kind(token: str) -> str:
    """Return a token's type without its final period.

    >>> punkt_kind("Dr."), punkt_kind(".")
    ('dr', '.')
    """
    found = type_of(token)
    return found[:-1] if len(found) > 1 and found[-1] == "." else found


def is_initial(token: str) -> bool:
    """Return whether a token is one letter and a period.

    >>> is_initial("J."), is_initial("5."), is_initial("Jo.")
    (True, False, False)
    """
    if len(token) != 2 or token[1] != ".":
        return False
    if KNOWN_LETTER.match(token):
        return token[0].isalpha() or token[0] == "_"
    return bool(_nltks_token(token).is_initial)


def is_ellipsis(token: str) -> bool:
    """Return whether a token is two periods or more."""
    return len(token) > 1 and not token.strip(".")


def _nltks_token(token: str) -> Any:
    from nltk.tokenize.punkt import PunktToken

    return PunktToken(token)
