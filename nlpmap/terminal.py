"""Text for terminals: without what one would obey, measured in columns, and cut to a width."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# controls of ASCII and Latin-1 but for the line feed, those of direction, other ends of lines, and half characters
UNFIT = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
MOST_OF_LINE = 2000  # characters of a message
ZERO_WIDTH = ("Mn", "Me", "Cf")  # marks on the character before, and what is not seen


def printable(text: str) -> str:
    r"""Return a text with what a terminal would obey as escapes; lines stay lines.

    >>> print(printable("a\x1b]0;title\x07\u202e.txt\nnaïve"))
    a\x1b]0;title\x07\u202e.txt
    naïve
    """
    return UNFIT.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def one_line(text: str) -> str:
    r"""Return a text as it is printed in one line.

    >>> one_line("a\n b\tc\x07")
    'a b c\\x07'
    """
    return printable(" ".join(text.split()))


def bounded_message(message: str) -> str:
    """Return a message of whose very long lines, in which there is a stranger's name, say, the middle is left out.

    >>> len(bounded_message("no column " + "x" * 1_000_000 + "; known: text"))
    2000
    """
    return "\n".join(map(bounded_line, message.split("\n"))) if len(message) > MOST_OF_LINE else message


def bounded_line(line: str) -> str:
    half = MOST_OF_LINE // 2
    return line if len(line) <= MOST_OF_LINE else f"{line[: half - 1]}…{line[-half:]}"


def width_of(text: str) -> int:
    """Return how many columns of a terminal a text takes.

    >>> width_of("cafe\\u0301"), width_of("日本"), width_of("नमस्ते")
    (4, 4, 4)
    """
    return len(text) if text.isascii() else sum(map(width_of_character, text))


def width_of_character(character: str) -> int:
    if unicodedata.category(character) in ZERO_WIDTH:
        return 0
    return 1 + (unicodedata.east_asian_width(character) in "WF")


def cut_to(text: str, columns: int, keep_end: bool = False) -> str:
    """Return as much of a text as fits into some columns, from its start or to its end.

    >>> cut_to("the big dog", 7), cut_to("the big dog", 7, keep_end=True)
    ('the bi…', '…ig dog')
    """
    text = few_marks(text)
    if width_of(text) <= columns:
        return text
    if keep_end:
        kept = "".join(reversed([*fitting(reversed(text), columns - 1)]))
        return "…" + kept.lstrip("".join(c for c in kept if not width_of_character(c)))  # no mark without its letter
    return "".join(fitting(iter(text), columns - 1)) + "…"


def few_marks(text: str, most: int = 4) -> str:
    """Return a text with at most so many marks on a character: more would be drawn over what is around, without end.

    >>> few_marks("e" + "\\u0301" * 9) == "e" + "\\u0301" * 4
    True
    """
    if text.isascii():
        return text
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in ZERO_WIDTH else 0
        if marks <= most:
            kept.append(character)
    return "".join(kept)


def fitting(characters: Iterator[str], columns: int) -> Iterator[str]:
    """Yield characters for as long as they fit into some columns."""
    taken = 0
    for character in characters:
        taken += width_of_character(character)
        if taken > columns:
            return
        yield character


def padded(text: str, columns: int, to_right: bool = False) -> str:
    """Return a text with spaces after it, or before it, up to a width.

    >>> padded("日本", 6), padded("7", 3, to_right=True)
    ('日本  ', '  7')
    """
    spaces = " " * (columns - width_of(text))
    return spaces + text if to_right else text + spaces
