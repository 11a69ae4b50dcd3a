"""The columns of vertical text's tokens, gathered row by row."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape

from ...bounded_cache import SharedTexts
from .structures import structure_of

TAG, LEMMA, FEATS = 1, 2, 3  # the columns after the form
IOB = re.compile(r"O|[BI]-.*", re.DOTALL)
PAIR = r"[^\s=|]+=[^\s=|]+"
FEATURES = re.compile(rf"{PAIR}(\|{PAIR})*|_?")
MOST_FEATURES = 2**12  # characters: for each pair the matcher keeps a state of hundreds of bytes
ESCAPED = re.compile(r"&(?:lt|gt|quot|apos|amp|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")  # as XML has them, and no others
Row = list[str]


def row_of(line: str) -> Row | None:
    """Return the columns of a token's line, without its end; ``None`` for one that is no token.

    >>> row_of("AT&amp;T\\tNP\\n"), row_of("<g/>"), row_of("  ")
    (['AT&amp;T', 'NP'], None, None)
    """
    if not line.strip() or structure_of(line) is not None:
        return None
    return line.rstrip("\r\n").split("\t")


def plain(column: str) -> str:
    """Return a column without escapes.

    >>> plain("AT&amp;T"), plain("R&D"), plain("&#65;&apos;")
    ('AT&T', 'R&D', "A'")
    """
    return ESCAPED.sub(lambda found: unescape(found[0]), column) if "&" in column else column


@dataclass
class TokenColumns:
    """The columns of all tokens; what stands in others than form, tag, lemma, features and chunk is not kept.

    >>> columns = TokenColumns.of([["Dogs", "NNS", "dog", "Number=Plur", "B-NP"], ["bark", "VBP", "bark", "_", "B-VP"]])
    >>> columns.forms, columns.tags, columns.lemmas, columns.features, columns.chunk_marks
    (['Dogs', 'bark'], ['NNS', 'VBP'], ['dog', 'bark'], ['Number=Plur', None], ['B-NP', 'B-VP'])
    """

    forms: list[str] = field(default_factory=list)
    seconds: list[str | None] = field(default_factory=list)
    thirds: list[str | None] = field(default_factory=list)
    fourths: list[str | None] | None = field(default_factory=list)  # while all can be features
    lasts: list[str] | None = field(default_factory=list)  # while all are marks in IOB
    widths: set[int] = field(default_factory=set)  # how many columns rows have
    shared: SharedTexts = field(default_factory=SharedTexts)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> TokenColumns:
        """Return the columns of some rows."""
        columns = cls()
        for row in rows:
            columns.add(row)
        return columns

    def add(self, row: Row) -> None:
        """Add a token."""
        form, tag, lemma, feats, *_ = map(plain, [*row[: FEATS + 1], "", "", ""])
        self.forms.append(form)
        self.seconds.append(self.shared[tag] or None)
        self.thirds.append(self.shared[lemma] or None)
        if self.fourths is not None:
            if len(feats) <= MOST_FEATURES and FEATURES.fullmatch(feats):
                self.fourths.append(None if feats in ("", "_") else self.shared[feats])
            else:
                self.fourths = None
        if self.lasts is not None:
            last = plain(row[-1])
            if len(row) > LEMMA and IOB.fullmatch(last):
                self.lasts.append(self.shared[last])
            else:
                self.lasts = None
        self.widths.add(len(row))

    def __len__(self) -> int:
        return len(self.forms)

    @property
    def tags(self) -> list[str | None] | None:
        """The second column; None where it is empty."""
        return self.seconds if any(self.seconds) else None

    @property
    def lemmas(self) -> list[str | None] | None:
        """The third column; None where it is empty, or has chunks."""
        return self.thirds if any(self.thirds) and self.chunk_column != LEMMA else None

    @property
    def features(self) -> list[str | None] | None:
        """The features that the fourth column has; None where it has anything else, or nothing.

        >>> dogs = ["Dogs", "NNS", "dog", "Number=Plur"]
        >>> TokenColumns.of([dogs, ["bark", "VBP"]]).features, TokenColumns.of([["a", "b", "c", "d"]]).features
        (['Number=Plur', None], None)
        """
        return self.fourths if self.fourths and any(self.fourths) else None

    @property
    def chunk_column(self) -> int | None:
        """The number of the column that has chunks in IOB: the last, if it is beyond the tag and all rows have it.

        >>> [TokenColumns.of([row]).chunk_column for row in (["Dogs", "NNS", "dog", "B-NP"], ["Dogs", "NNS", "dog"])]
        [3, None]
        """
        return max(self.widths) - 1 if self.lasts and len(self.widths) == 1 else None

    @property
    def chunk_marks(self) -> list[str] | None:
        """What the column of chunks has; None where there is none."""
        return None if self.chunk_column is None else self.lasts
