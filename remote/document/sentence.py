"""A sentence: some consecutive tokens of a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .annotation import Token

if TYPE_CHECKING:
    from .document import Document

SHOWN_WORDS = 12  # in the repr


@dataclass(frozen=True)
class Sentence:
    """Some consecutive tokens of a document."""

    document: Document
    first: int
    last: int

    @property
    def tokens(self) -> list[Token]:
        return self.document.tokens[self.first : self.last]

    @property
    def start(self) -> int:
        return self.document.annotated.starts[self.first]

    @property
    def end(self) -> int:
        return self.document.annotated.ends[self.last - 1]

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    def words(self) -> list[str]:
        """List the tokens' forms."""
        return list(self.document.annotated.forms[self.first : self.last])

    def __len__(self) -> int:
        return self.last - self.first

    def __repr__(self) -> str:
        words = self.words()
        shown = " ".join(words[:SHOWN_WORDS]) + (" ..." if len(words) > SHOWN_WORDS else "")
        return f"Sentence({shown!r}, {how_many(len(words), 'token')})"


def how_many(number: int, noun: str) -> str:
    """Count things.

    >>> how_many(1, "token"), how_many(1200, "token")
    ('1 token', '1,200 tokens')
    """
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
