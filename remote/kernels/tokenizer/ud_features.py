"""What each place in a piece of text shows of whether one word ends there and another begins."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .ud_candidates import MARKS, candidate_kind, lowered

NEXT = 20  # characters of the next piece that are looked at
LONGEST_NAME = 20  # of what a feature quotes
REACH = 4  # characters on either side
Span = tuple[int, int]

PART = re.compile(r"[^\W\d_]+|\d+|([\W_])\1*")
ADDRESS = re.compile(r"https?:|www\.|\.(?:com|org|net|edu|gov|html?)\b|^\w+://", re.IGNORECASE)
MAIL = re.compile(r"[^@\s]@[^@\s]+\.")
FILE = re.compile(r"[^\W_]\.[a-z]{2,4}[\W_]*\Z")
NUMBER = re.compile(r"[\W_]*\d[\d.,:/-]*[\W_]*")
DOUBLED = re.compile(r"(.)\1+", re.DOTALL)


def ud_shape(text: str) -> str:
    """Draw letters as x and X, digits as d, no more than two alike in a row.

    >>> ud_shape("McDonald's-2004")
    "XxXxx'x-dd"
    """
    drawn = ("X" if c.isupper() else "x" if c.isalpha() else "d" if c.isdigit() else c for c in text)
    return DOUBLED.sub(r"\1\1", "".join(drawn))


def quoted_piece(text: str) -> str:
    """Return a text as part of a feature's name, where it is not too long."""
    return text if len(text) <= LONGEST_NAME else "-"


def piece_features(piece: str, places: Sequence[int], is_last: bool, following: str | None) -> list[list[str]]:
    """List the features of each place in a piece; ``following`` is the next piece, where that may decide.

    >>> [features] = piece_features("it's", [2], False, None)
    >>> features[:4]
    ['bias', 'kind=W', "1=t'", "2=it's"]
    """
    lower = lowered(piece)
    drawn = "".join(character if candidate_kind(character) == "_" else candidate_kind(character) for character in lower)
    core = lower.strip(MARKS)
    core_start = lower.find(core) if core else len(lower)
    parts = [match.span() for match in PART.finditer(piece)]
    last = max((at for at, character in enumerate(piece) if character.isalnum()), default=-1)
    view = TextPiece(piece, lower, drawn, piece_kind(piece), core, core_start, last, parts, is_last, following)
    return [[*view.around(at), *view.neighbours(at), *view.whole(at)] for at in places]


def piece_kind(piece: str) -> str:
    """Classify a piece as address (U), mail (M), file name (F), number (N), symbol (S) or word (W).

    >>> [piece_kind(piece) for piece in ("http://a.b", "me@b.org", "a.txt", "3,000", ":-)", "it's")]
    ['U', 'M', 'F', 'N', 'S', 'W']
    """
    for letter, pattern in (("M", MAIL), ("U", ADDRESS), ("F", FILE)):
        if pattern.search(piece):
            return letter
    if NUMBER.fullmatch(piece):
        return "N"
    return "W" if any(map(str.isalnum, piece)) else "S"


class TextPiece(NamedTuple):
    """A piece and what is known of the whole of it."""

    text: str
    lower: str
    drawn: str
    kind: str
    core: str
    core_start: int
    last: int  # its last letter or digit
    parts: list[Span]
    is_last: bool  # of its sentence
    following: str | None

    def around(self, at: int) -> Iterator[str]:
        """Yield features of the characters around a place."""
        left, right = (
            self.lower[max(at - REACH, 0) : at].rjust(REACH, "^"),
            self.lower[at : at + REACH].ljust(REACH, "$"),
        )
        before, after = self.drawn[max(at - 3, 0) : at].rjust(3, "^"), self.drawn[at : at + 3].ljust(3, "$")
        meeting = left[-1] + right[0]
        yield "bias"
        yield "kind=" + self.kind
        yield "1=" + meeting
        yield "2=" + left[2:] + right[:2]
        yield "left2=" + left[2:]
        yield "right2=" + right[:2]
        yield f"left3={left[1:]}|{right[0]}"
        yield f"right3={left[-1]}|{right[:3]}"
        yield "left4=" + left
        yield "right4=" + right
        yield "drawn2=" + before[1:] + after[:2]
        yield f"drawn3={before}|{after}"
        yield f"drawn left={before}|{after[0]}"
        yield f"drawn right={before[-1]}|{after}"
        yield f"kind+1={self.kind}{meeting}"
        yield f"kind+left={self.kind}{before}|{after[0]}"
        yield f"kind+right={self.kind}{before[-1]}|{after}"
        yield f"more={self.last >= at}{meeting}"
        yield f"final={self.is_last and self.last < at}{right[:2]}"
        yield f"first={self.lower[0]}{meeting}{at == self.core_start + len(self.core)}"
        if "-" in self.lower:
            yield f"hyphens={min(self.lower.count('-'), 3)}{meeting}"

    def neighbours(self, at: int) -> Iterator[str]:
        """Yield features of the parts of one kind of characters on either side of a place."""
        index = bisect_left(self.parts, (at,))  # of the first part that starts no sooner
        start, end = self.parts[index - 1]
        if end > at:  # a place inside a part
            right, beyond = self.lower[at:end], self._part(index)
        else:
            right, beyond = self._part(index), self._part(index + 1)
        left, before = self.lower[start:at], self._part(index - 2)
        yield f"L={quoted_piece(left)}|{self.lower[at]}"
        yield f"R={self.lower[at - 1]}|{quoted_piece(right)}"
        yield f"LR={quoted_piece(left)}|{quoted_piece(right)}"
        if not left[-1].isalnum():
            yield f"before={quoted_piece(before)}|{quoted_piece(left)}|{self.lower[at]}"
        if not right[0].isalnum():
            yield f"beyond={self.lower[at - 1]}|{quoted_piece(right)}|{quoted_piece(beyond)}"

    def whole(self, at: int) -> Iterator[str]:
        """Yield features of the piece as a whole, cut at a place."""
        core_end = self.core_start + len(self.core)
        side = (at >= self.core_start) + (at > self.core_start) + (at >= core_end) + (at > core_end)
        yield f"core:{side}{self.drawn[at - 1]}{self.drawn[at]}"
        yield f"head={self.lower[: min(at, 12)]}"
        yield f"tail={self.lower[at : at + 12]}"
        yield f"place={min(at, 3)}{min(len(self.lower) - at, 3)}"
        yield f"shapes={ud_shape(self.text[max(at - 12, 0) : at])[-6:]}|{ud_shape(self.text[at : at + 12])[:6]}"
        if len(self.lower) <= LONGEST_NAME:
            yield f"piece={self.lower}@{at}"
            yield f"shape={ud_shape(self.text)[:14]}@{at}"
        if len(self.core) <= LONGEST_NAME:
            yield f"core={self.core}@{at - self.core_start}"
        if self.following is not None:
            yield f"next={self.core}@{at}|{self.following}"
            yield f"next2={self.core}@{at}|{self.following[-2:]}"

    def _part(self, index: int) -> str:
        start, end = self.parts[index] if 0 <= index < len(self.parts) else (0, 0)
        return self.lower[start:end]
