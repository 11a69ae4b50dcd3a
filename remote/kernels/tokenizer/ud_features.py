"""What each position in a piece of text shows of whether one word ends there and another begins."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from .ud_candidates import MARKS, candidate_kind, lowered

NEXT = 20  # characters of the next piece that are looked at
OF_NEXT = "next"  # how the names of features begin that quote it
LONGEST_NAME = 20  # of what a feature quotes
REACH = 4  # characters on either side
DRAWN_REACH = 3  # of their kinds
Span = tuple[int, int]

PART = re.compile(r"[^\W\d_]+|\d+|([\W_])\1*")
ADDRESS = re.compile(r"https?:|www\.|\.(?:com|org|net|edu|gov|html?)\b|^\w+://", re.IGNORECASE)
MAIL = re.compile(r"[^@\s]@[^@\s]+\.")
FILE = re.compile(r"[^\W_]\.[a-z]{2,4}[\W_]*\Z")
NUMBER = re.compile(r"[\W_]*\d[\d.,:/-]*[\W_]*")
MORE_THAN_TWO = re.compile(r"(.)\1{2,}", re.DOTALL)


def ud_shape(text: str) -> str:
    """Draw letters as x and X, digits as d, no more than two alike in a row.

    >>> ud_shape("McDonald's-2004")
    "XxXxx'x-dd"
    """
    return short(drawn_as_shape(text))


def drawn_as_shape(text: str) -> str:
    """Draw letters as x and X, digits as d.

    >>> drawn_as_shape("Mc-20")
    'Xx-dd'
    """
    return "".join("X" if c.isupper() else "x" if c.isalpha() else "d" if c.isdigit() else c for c in text)


def short(shape: str) -> str:
    """Leave no more than two characters alike in a row."""
    return MORE_THAN_TWO.sub(r"\1\1", shape)


def quoted_piece(text: str) -> str:
    """Return a text as part of a feature's name, where it is not too long."""
    return text if len(text) <= LONGEST_NAME else "-"


def piece_features(piece: str, cuts: Sequence[int], is_last: bool, following: str | None) -> list[list[str]]:
    """List the features of each possible cut of a piece; ``following`` is the next piece, where that may decide.

    >>> [features] = piece_features("it's", [2], False, None)
    >>> features[:4]
    ['bias', 'kind=W', "1=t'", "2=it's"]
    """
    view = TextPiece(piece, is_last, following)
    return [[*view.around(at), *view.neighbours(at), *view.whole(at)] for at in cuts]


def piece_kind(piece: str) -> str:
    """Classify a piece as address (U), mail (M), file name (F), number (N), symbol (S) or word (W).

    >>> [piece_kind(piece) for piece in ("http://a.b", "me@b.org", "a.txt", "3,000", ":-)", "it's")]
    ['U', 'M', 'F', 'N', 'S', 'W']
    """
    if piece.isalnum():
        return "N" if piece.isdecimal() else "W"
    for letter, pattern in (("M", MAIL), ("U", ADDRESS), ("F", FILE)):
        if pattern.search(piece):
            return letter
    if NUMBER.fullmatch(piece):
        return "N"
    return "W" if any(map(str.isalnum, piece)) else "S"


class TextPiece:
    """A piece and what is known of the whole of it; its features are written for many cuts, so in few steps."""

    def __init__(self, piece: str, is_last: bool, following: str | None) -> None:
        self.lower = lower = lowered(piece)
        self.is_last = is_last  # of its sentence
        self.following = following
        self.kind = piece_kind(piece)
        self.drawn = "".join(one if (of := candidate_kind(one)) == "_" else of for one in lower)
        self.padded = lower.join(("^" * REACH, "$" * REACH))
        self.padded_drawn = self.drawn.join(("^" * DRAWN_REACH, "$" * DRAWN_REACH))
        self.core = lower.strip(MARKS)
        self.core_start = lower.find(self.core) if self.core else len(lower)
        self.last = max((at for at, one in enumerate(piece) if one.isalnum()), default=-1)
        self.parts = [match.span() for match in PART.finditer(piece)]
        self.shapes = drawn_as_shape(piece)
        self.has_runs = MORE_THAN_TWO.search(self.shapes) is not None
        self.hyphens = min(lower.count("-"), 3)

    def around(self, at: int) -> list[str]:
        """Return features of the characters around a cut."""
        left, right = self.padded[at : at + REACH], self.padded[at + REACH : at + 2 * REACH]
        before = self.padded_drawn[at : at + DRAWN_REACH]
        after = self.padded_drawn[at + DRAWN_REACH : at + 2 * DRAWN_REACH]
        kind, meeting = self.kind, left[-1] + right[0]
        found = [
            "bias",
            f"kind={kind}",
            f"1={meeting}",
            f"2={left[2:]}{right[:2]}",
            f"left2={left[2:]}",
            f"right2={right[:2]}",
            f"left3={left[1:]}|{right[0]}",
            f"right3={left[-1]}|{right[:3]}",
            f"left4={left}",
            f"right4={right}",
            f"drawn2={before[1:]}{after[:2]}",
            f"drawn3={before}|{after}",
            f"drawn left={before}|{after[0]}",
            f"drawn right={before[-1]}|{after}",
            f"kind+1={kind}{meeting}",
            f"kind+left={kind}{before}|{after[0]}",
            f"kind+right={kind}{before[-1]}|{after}",
            f"more={self.last >= at}{meeting}",
            f"final={self.is_last and self.last < at}{right[:2]}",
            f"first={self.lower[0]}{meeting}{at == self.core_start + len(self.core)}",
        ]
        if self.hyphens:
            found.append(f"hyphens={self.hyphens}{meeting}")
        return found

    def neighbours(self, at: int) -> list[str]:
        """Return features of the parts of one kind of characters on either side of a cut."""
        index = bisect_left(self.parts, (at,))  # of the first part that starts no sooner
        start, end = self.parts[index - 1]
        if end > at:  # a cut inside a part
            right, beyond = self.lower[at:end], index
        else:
            right, beyond = self._part(index), index + 1
        left, right = quoted_piece(self.lower[start:at]), quoted_piece(right)
        one, other = self.lower[at - 1], self.lower[at]
        found = [f"L={left}|{other}", f"R={one}|{right}", f"LR={left}|{right}"]
        if not self.lower[start].isalnum():
            found.append(f"before={quoted_piece(self._part(index - 2))}|{left}|{other}")
        if not other.isalnum():
            found.append(f"beyond={one}|{right}|{quoted_piece(self._part(beyond))}")
        return found

    def whole(self, at: int) -> list[str]:
        """Return features of the piece as a whole, cut at a position."""
        lower, core, core_start = self.lower, self.core, self.core_start
        core_end, length = core_start + len(core), len(lower)
        side = (at >= core_start) + (at > core_start) + (at >= core_end) + (at > core_end)
        left, right = self.shapes[max(at - 12, 0) : at], self.shapes[at : at + 12]
        if self.has_runs:
            left, right = short(left), short(right)
        found = [
            f"core:{side}{self.drawn[at - 1]}{self.drawn[at]}",
            f"head={lower[: min(at, 12)]}",
            f"tail={lower[at : at + 12]}",
            f"place={min(at, 3)}{min(length - at, 3)}",
            f"shapes={left[-6:]}|{right[:6]}",
        ]
        if length <= LONGEST_NAME:
            found += f"piece={lower}@{at}", f"shape={short(self.shapes)[:14]}@{at}"
        if len(core) <= LONGEST_NAME:
            found.append(f"core={core}@{at - core_start}")
        if self.following is not None:
            found += f"{OF_NEXT}={core}@{at}|{self.following}", f"{OF_NEXT}2={core}@{at}|{self.following[-2:]}"
        return found

    def _part(self, index: int) -> str:
        start, end = self.parts[index] if 0 <= index < len(self.parts) else (0, 0)
        return self.lower[start:end]
