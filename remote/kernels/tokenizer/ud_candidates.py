"""Where a piece of text, as white space parts it, may be cut into words.

The candidates are where letters, digits and marks meet, and inside a run of letters what a model's tables name:
endings that are words (n't), and runs that are split or may be (gonna, its).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

RUN = re.compile(r"[^\W_](?:[^\W_]|['’](?=[^\W_]))*")
RUNS = re.compile(r"[0-9]+|[^0-9]+")
MARKS = "\"'()[]{}<>.,;:!?*-_~`“”…"
NO_WORD = 1000  # characters at most of a piece that may be a word
MOST_MIXED = 4  # meetings of letters and digits at most in a piece of nothing else that may be cut
MOST_TURNS = 19  # meetings of different characters at most in a piece of mostly marks that may be a word
WHOLE = re.compile(r"""\d+(?:[.,:]\d+)*|https?://[^\s()<>\[\]"',;]+[\w/]|[\w.+]+@\w+(?:\.\w+)+""")
APOSTROPHES = str.maketrans("’‘", "''")


class CutLexicon:
    """What a model's tables say of cuts between letters: endings, runs that are split, runs that may be.

    >>> CutLexicon(["n't"], ["gonna"], ["its"]).candidates("gonna,didn't"), CutLexicon([], [], ["its"]).may_be("(Its")
    ([1, 2, 3, 4, 5, 6, 9, 10, 11], True)
    """

    def __init__(self, endings: Collection[str], split: Collection[str], doubtful: Collection[str]) -> None:
        self.endings = frozenset(endings)
        self.doubtful = frozenset(doubtful)
        self.runs = self.doubtful | frozenset(split)
        self.longest_ending = max(map(len, self.endings), default=0)

    def candidates(self, piece: str) -> list[int]:
        """List the candidate cuts of a piece."""
        if piece.isalpha() and not self.may_be_cut_inside(piece):
            return []
        inside = set(self._inside(piece))
        kinds = [candidate_kind(character) for character in piece]
        meeting = enumerate(pairwise(kinds), start=1)
        return [at for at, (one, other) in meeting if at in inside or one != other or one == "_"]

    def may_be_cut_inside(self, word: str) -> bool:
        """Return whether a word of letters has candidate cuts."""
        lower = lowered(word)
        return lower in self.runs or any(lower.endswith(ending) for ending in self.endings)

    def may_be(self, piece: str) -> bool:
        """Return whether what follows a piece decides on its cuts."""
        return lowered(piece).strip(MARKS) in self.doubtful

    def _inside(self, piece: str) -> Iterator[int]:
        for match in RUN.finditer(piece):
            run, start = lowered(match[0]), match.start()
            if run in self.runs:
                yield from range(start + 1, match.end())
            else:
                lengths = range(1, min(self.longest_ending, len(run) - 1) + 1)
                yield from (match.end() - length for length in lengths if run[-length:] in self.endings)


def borders(piece: str) -> list[int]:
    """List where a piece that is no word is cut: where its characters are of another kind, or another mark.

    >>> borders("ab12;;;=()")
    [2, 4, 7, 8, 9]
    """
    kind_of = {character: kind if (kind := candidate_kind(character)) != "_" else character for character in set(piece)}
    kinds = [kind_of[character] for character in piece]
    return [at for at, (one, other) in enumerate(pairwise(kinds), start=1) if one != other]


def is_mixed(piece: str) -> bool:
    """Return whether letters and digits meet more often in a piece of nothing else than where it may be cut.

    >>> is_mixed("3f9a8b2c"), is_mixed("3x5")
    (True, False)
    """
    meetings = len(RUNS.findall(piece)) - 1 if piece.isascii() else len(borders(piece))
    return meetings > MOST_MIXED


def cuts_by_form(piece: str) -> list[int] | None:
    """Return where a piece is cut whose form alone says so: a number, an address, or what can be no word.

    The network would cut every such piece of the English treebanks just so, and takes long to be asked about each
    character of ever new ones.

    >>> cuts_by_form("3x5"), cuts_by_form("1,234.50"), cuts_by_form("3f9a8b2c"), cuts_by_form("a@b.org")
    (None, [], [], [])
    >>> cuts_by_form("(){}" * 6) == list(range(1, 24))
    True
    """
    if len(piece) > NO_WORD:
        return borders(piece)
    if len(piece) <= MOST_MIXED or piece.isalpha():
        return None
    if WHOLE.fullmatch(piece):
        return []
    if piece.isalnum():
        return [] if is_mixed(piece) else None
    if len(piece) > MOST_TURNS and 2 * sum(map(str.isalnum, piece)) <= len(piece):
        return turns if len(turns := borders(piece)) > MOST_TURNS else None
    return None


def candidate_kind(character: str) -> str:
    """Classify characters as letters (a), digits (d) and marks (_); combining marks count as letters.

    >>> [candidate_kind(character) for character in "é5-\\u0301"]
    ['a', 'd', '_', 'a']
    """
    if character.isalpha():
        return "a"
    if character.isdigit():
        return "d"
    return "_" if character.isascii() or (character.isprintable() and not "\u0300" <= character <= "\u036f") else "a"


def lowered(text: str) -> str:
    """Write a text in lower case with straight apostrophes, each character for itself.

    >>> lowered("Don’t"), len(lowered("İ"))
    ("don't", 1)
    """
    lower = text.lower()
    same = lower if len(lower) == len(text) else text
    return same if same.isascii() else same.translate(APOSTROPHES)
