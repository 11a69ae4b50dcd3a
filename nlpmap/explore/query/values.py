"""Which values of a lexicon a text of a query stands for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from ..index.lexicon import ValueLexicon
from .lexing import QueryError
from .syntax import QuotedText

Table = npt.NDArray[np.bool_]
SPECIAL = frozenset(r"\.^$*+?{}[]|()")


def value_table(text: QuotedText, lexicon: ValueLexicon, query: str) -> Table:
    """Return which values a text stands for: those that it matches from their first character to their last.

    Raises `QueryError` where it is no regular expression.

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
    return np.fromiter(verdicts(text, lexicon.values, query), bool, len(lexicon))


def stands_for_itself(text: QuotedText) -> bool:
    """Return whether a text stands for itself and no other."""
    return not set(text.flags) & {"c", "d"} and ("l" in text.flags or SPECIAL.isdisjoint(text.pattern))


def verdicts(text: QuotedText, values: Iterable[str], query: str) -> Iterable[bool]:
    """Return whether each value is as a text says."""
    matcher = compiled_expression(text, query).fullmatch
    if "d" in text.flags:
        return (matcher(without_marks(value)) is not None for value in values)
    return (matcher(value) is not None for value in values)


def compiled_expression(text: QuotedText, query: str) -> re.Pattern[str]:
    """Compile the regular expression of a text."""
    pattern = without_marks(text.pattern) if "d" in text.flags else text.pattern
    if "l" in text.flags:
        pattern = re.escape(pattern)
    try:
        return re.compile(pattern, re.DOTALL | (re.IGNORECASE if "c" in text.flags else 0))
    except (re.error, OverflowError, RecursionError) as error:
        place = getattr(error, "pos", None) or 0
        reason = getattr(error, "msg", None) or str(error)
        raise QueryError(query, text.column + 1 + place, f"no regular expression: {reason}") from None


def without_marks(text: str) -> str:
    """Return a text without its diacritics.

    >>> without_marks("Éclair")
    'Eclair'
    """
    if text.isascii():
        return text
    marked = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in marked if not unicodedata.combining(c)))
