"""The characters of a text as numbers: their codes, and of which class each is."""

from __future__ import annotations

from unicodedata import category

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Classes = npt.NDArray[np.uint8]

PAD, SPACE, DIGIT, CASED, NUMERAL, HIRAGANA, KATAKANA, LETTER, MARK, TERMINAL, PUNCTUATION, SYMBOL, OTHER = range(13)
UNSEEN = 255
NUMERALS = "〇零一二三四五六七八九十百千万萬亿億两兩"
TERMINALS = ".?!…。！？؟۔।｡︒．"
NOTHING = 0x110000  # the code of what stands before and after a sentence
KNOWN: Classes = np.full(NOTHING + 1, UNSEEN, np.uint8)  # by code, as far as they were met
KNOWN[NOTHING] = PAD


def codes_of(text: str) -> Codes:
    """Return the codes of a text's characters.

    >>> codes_of("a中").tolist()
    [97, 20013]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def character_classes(codes: Codes) -> Classes:
    """Return the class of each character.

    >>> character_classes(codes_of("中a1。")).tolist() == [LETTER, CASED, DIGIT, TERMINAL]
    True
    """
    found = KNOWN[codes]
    if (found == UNSEEN).any():
        for code in np.unique(codes[found == UNSEEN]).tolist():
            KNOWN[code] = character_class(chr(code))
        found = KNOWN[codes]
    return found


def character_class(character: str) -> int:
    """Classify a character.

    >>> [character_class(one) for one in "ア十ู、$"] == [KATAKANA, NUMERAL, MARK, PUNCTUATION, SYMBOL]
    True
    """
    if character.isspace():
        return SPACE
    if character in NUMERALS:
        return NUMERAL
    if character in TERMINALS:
        return TERMINAL
    if "\u3041" <= character <= "\u309f":
        return HIRAGANA
    if "\u30a1" <= character <= "\u30ff" or "\uff66" <= character <= "\uff9f":
        return KATAKANA
    kind = category(character)
    if kind in ("Lu", "Ll", "Lt"):
        return CASED
    if kind in ("Mn", "Mc", "Me", "Cf"):
        return MARK
    return {"L": LETTER, "N": DIGIT, "P": PUNCTUATION, "S": SYMBOL}.get(kind[0], OTHER)
