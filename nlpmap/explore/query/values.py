"""Which values of a lexicon a text of a query stands for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

import numpy as np
import numpy.typing as npt

from ..index.container import Array
from ..index.lexicon import ValueLexicon
from .expressions import compiled_expression, matched_values
from .syntax import QuotedText

Table = npt.NDArray[np.bool_]
PIECES = re.compile(r"\\N\{[^}]*\}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)  # of an expression
SPECIAL = frozenset(r"\.^$*+?{}[]|()")


def value_table(text: QuotedText, lexicon: ValueLexicon, query: str) -> Table:
    """Return which values a text stands for: those that it matches from their first character to their last.

    Raises `QueryError` where it is no regular expression, or one that takes too long.

    >>> from ..index.lexicon import lexicon_of
    >>> value_table(QuotedText("ca.s?", "c"), lexicon_of(["", "cat", "Cars", "scar"]), "").tolist()
    [False, True, True, False]
    """
    if stands_for_itself(text):
        table = np.zeros(len(lexicon), bool)
        number = lexicon.number(text.pattern)
        if number is not None:
            table[number] = True
        return table
    table = np.zeros(len(lexicon), bool)
    expression = expression_of(text, query)
    numbers = candidates_of(text, lexicon)
    values = lexicon.values if numbers is None else lexicon.some(numbers.tolist())
    said = list(map(without_marks, values)) if "d" in text.flags else values
    found = matched_values(expression, said, query, text.column + 1)
    if "c" in text.flags:
        found = found | matched_when_folded(text, said, query)
    table[slice(None) if numbers is None else numbers] = found
    return table


def matched_when_folded(text: QuotedText, values: Sequence[str], query: str) -> Table:
    """Return which values a text matches when case is folded as CQP does, which makes several letters of some.

    >>> matched_when_folded(QuotedText("gross(er)?", "c"), ["Großer", "groß", "grober"], "").tolist()
    [True, True, False]
    """
    found = np.zeros(len(values), bool)
    is_plain = "l" in text.flags
    pattern = "".join(
        fold_letter(piece, is_plain) for piece in (text.pattern if is_plain else PIECES.findall(text.pattern))
    )
    others = [n for n, value in enumerate(values) if pattern != text.pattern or folds_oddly(value)]
    if others:
        expression = expression_of(replace(text, pattern=pattern), query)
        found[others] = matched_values(expression, [values[n].casefold() for n in others], query, text.column + 1)
    return found


def folds_oddly(value: str) -> bool:
    """Return whether a letter of a value folds to several, or to another than in lower case."""
    return not value.isascii() and (value.casefold() != value.lower() or len(value.lower()) != len(value))


def fold_letter(piece: str, is_plain: bool) -> str:
    """Return a piece of an expression, or of a plain text; a letter that folds to several as these."""
    if len(piece) > 1 or len(piece.casefold()) == 1:
        return piece
    return piece.casefold() if is_plain else f"(?:{re.escape(piece.casefold())})"


def candidates_of(text: QuotedText, lexicon: ValueLexicon) -> Array | None:
    """Return the numbers of values that begin as a text says; None where it does not say how.

    >>> from ..index.lexicon import lexicon_of
    >>> lexicon = lexicon_of(["", "cat", "Cars", "dog"])
    >>> candidates_of(QuotedText("ca.*"), lexicon), candidates_of(QuotedText("ca.*", "c"), lexicon)
    (array([1]), array([1, 2]))
    """
    beginning = beginning_of(text)
    if not beginning:
        return None
    if not set(text.flags) & {"c", "d"}:
        return np.sort(lexicon.numbers_from(beginning.encode("utf-8", "surrogatepass"))).astype(np.int64)
    first = beginning[0]
    if not first.isascii():
        return None
    starts = np.append(np.zeros(1, np.int64), lexicon.ends[:-1].astype(np.int64))
    here = starts < lexicon.ends
    bytes_there = np.zeros(len(lexicon), np.uint8)
    bytes_there[here] = lexicon.text[starts[here]]
    alike = [ord(first.lower()), ord(first.upper())]
    return np.flatnonzero(here & ((bytes_there == alike[0]) | (bytes_there == alike[1]) | (bytes_there >= 0x80)))


def beginning_of(text: QuotedText) -> str:
    """Return the characters with which all begins that a text stands for, as far as that is easily seen.

    >>> [beginning_of(QuotedText(pattern)) for pattern in ("walk(s|ed)", "colou?r", "a|b", "dogs")]
    ['walk', 'colo', '', 'dogs']
    """
    if "l" in text.flags:
        return text.pattern
    if "(?" in text.pattern or has_alternatives(text.pattern):
        return ""
    plain = "".join(takewhile(lambda character: character not in SPECIAL, text.pattern))
    return plain[:-1] if text.pattern[len(plain) : len(plain) + 1] in tuple("?*{") else plain


def has_alternatives(pattern: str) -> bool:
    """Return whether a pattern may be one of several altogether, not in brackets.

    >>> has_alternatives("a|b"), has_alternatives("walk(s|ed)"), has_alternatives("(a)|(b)")
    (True, False, True)
    """
    if "|" not in pattern:
        return False
    depth = 0
    for character in re.sub(r"\\.", "", pattern, flags=re.DOTALL):
        depth += (character == "(") - (character == ")")
        if character == "[" or (character == "|" and depth == 0):
            return True
    return False


def stands_for_itself(text: QuotedText) -> bool:
    """Return whether a text stands for itself and no other."""
    return not set(text.flags) & {"c", "d"} and ("l" in text.flags or SPECIAL.isdisjoint(text.pattern))


def expression_of(text: QuotedText, query: str) -> re.Pattern[str]:
    """Compile the regular expression of a text."""
    pattern = without_marks(text.pattern) if "d" in text.flags else text.pattern
    if "l" in text.flags:
        pattern = re.escape(pattern)
    return compiled_expression(pattern, re.DOTALL | (re.IGNORECASE if "c" in text.flags else 0), query, text.column + 1)


def without_marks(text: str) -> str:
    """Return a text without its diacritics.

    >>> without_marks("Éclair")
    'Eclair'
    """
    if text.isascii():
        return text
    marked = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in marked if not unicodedata.combining(c)))
