"""The numbers of words: 1, 2, 3 in each sentence, ranges before their words, empty nodes after a word."""

from __future__ import annotations

import re

NUMBER = re.compile(r"([0-9]+)(?:([-.])([0-9]+))?", re.ASCII)


class Numbering:
    """Checks the numbers of a sentence, in their order.

    >>> numbering = Numbering()
    >>> [numbering.take(number, line=1) for number in ("1-2", "1", "2", "2.1", "3")]
    [(1, 2), None, None, None, None]
    >>> numbering.take("5", line=6)
    Traceback (most recent call last):
    ValueError: 6: word 3 is followed by 5; words are numbered 1, 2, 3 in each sentence
    """

    def __init__(self) -> None:
        self.word = 0
        self.empty = 0  # nodes after the word
        self.end = 0  # the last word of a range
        self.range = ""
        self.range_line = 0

    def begins_anew(self, number: str) -> bool:
        """Return whether a number can only be that of a new sentence, when there are words before it."""
        return self.word > 0 and (number == "1" or number.startswith(("1-", "0.")))

    def take(self, number: str, line: int) -> tuple[int, int] | None:
        """Check the next number, and return the words of a range; raises `ValueError` that begins with the line."""
        if number == str(self.word + 1):
            self.word += 1
            self.empty = 0
            return None
        found = NUMBER.fullmatch(number)
        if found is None:
            raise ValueError(f"{line}: a token's number is 3, 3-4 or 3.1, not {number!r}")
        if found[2] == "-":
            return self._take_range(int(found[1]), int(found[3]), line)
        if found[2] == ".":
            self._take_empty(int(found[1]), int(found[3]), line)
            return None
        before = f"word {self.word} is followed by" if self.word else "the first word is"
        comments = "" if self.word else ", below its comments"
        raise ValueError(f"{line}: {before} {number}; words are numbered 1, 2, 3 in each sentence{comments}")

    def close(self) -> None:
        """Check that the words of a range have come; raises `ValueError` that begins with the range's line."""
        if self.word < self.end:
            raise ValueError(f"{self.range_line}: the words of {self.range} end with {self.word}")

    def _take_range(self, first: int, last: int, line: int) -> tuple[int, int]:
        name = f"{first}-{last}"
        if self.word < self.end:
            raise ValueError(f"{line}: {name} begins within {self.range}")
        if first != self.word + 1 or last < first:
            raise ValueError(f"{line}: {name} stands before word {self.word + 1}, which is not its first")
        self.end, self.range, self.range_line = last, name, line
        return first, last

    def _take_empty(self, word: int, number: int, line: int) -> None:
        if (word, number) != (self.word, self.empty + 1):
            expected = f"{self.word}.{self.empty + 1}"
            raise ValueError(f"{line}: an empty node here is {expected}, not {word}.{number}")
        self.empty += 1
