"""Which values the tokens of matches have, as numbers, and how often; their texts are made when they are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ..grouping import Groups
from ..index.container import Array
from ..index.token_column import TokenColumn
from ..lazy_column import LazyColumn
from ..query.matching import Matches
from . import ngrams
from .counting import counted_keys
from .ngrams import Known, SequenceTexts, key_space

Counted = tuple[Sequence[str], Array, Array]
SHORT = 4  # tokens: matches that have no more are counted in blocks


def counted_match_values(column: TokenColumn, matches: Matches, groups: Groups) -> Counted:
    """Return the values of matches, and for each its group and how often it occurs there."""
    parts = [of_length(column, matches, groups, length) for length in lengths_of(matches)]
    nothing = np.zeros(0, np.int64)
    numbers = np.concatenate([nothing, *(part[1] for part in parts)])
    counts = np.concatenate([nothing, *(part[2] for part in parts)])
    return JoinedTexts([part[0] for part in parts]), numbers, counts


def lengths_of(matches: Matches) -> list[int]:
    """List how many tokens matches have."""
    found: set[int] = set()
    for starts, ends in matches.blocks():
        found.update(np.flatnonzero(np.bincount(ends - starts)).tolist())
    return sorted(found)


def of_length(column: TokenColumn, matches: Matches, groups: Groups, length: int) -> Counted:
    """Return the values of matches of a length, in the order of their numbers."""
    size, values = len(groups.labels), len(column.lexicon)
    known: Known = []
    if length <= SHORT:
        for first in range(2, length):
            is_narrow = key_space(column, known) * values**2 * size < ngrams.MOST
            known.append(None if is_narrow else counted_keys(first_keys(column, matches, length, first, known))[0])
        width = key_space(column, known) * (values if length > 1 else 1)
        if width * size < ngrams.MOST:
            keys = (
                numbers * size + groups.of_tokens(places)
                for places, numbers in numbered_matches(column, matches, length, length, known)
            )
            found, counts = counted_keys(keys, width * size)
            return SequenceTexts(column, known, found // size, length), found % size, counts
    return of_long(column, matches, groups, length)


def first_keys(column: TokenColumn, matches: Matches, length: int, first: int, known: Known) -> Iterator[Array]:
    """Yield the key of the first tokens, so many, of each match of a length."""
    return (numbers for _, numbers in numbered_matches(column, matches, length, first, known))


def numbered_matches(
    column: TokenColumn, matches: Matches, length: int, first: int, known: Known
) -> Iterator[tuple[Array, Array]]:
    """Yield the starts of matches of a length whose tokens have values, with the key of their first tokens."""
    for places in places_of_length(column, matches, length):
        numbers = column.ids[places].astype(np.int64)
        for offset in range(1, first):
            numbers = numbers * len(column.lexicon) + column.ids[places + offset]
            if offset < first - 1 and (keys := known[offset - 1]) is not None:
                numbers = np.searchsorted(keys, numbers)
        yield places, numbers


def places_of_length(column: TokenColumn, matches: Matches, length: int) -> Iterator[Array]:
    """Yield the starts of matches that have so many tokens, each with a value."""
    for starts, ends in matches.blocks():
        places = starts[ends - starts == length]
        if column.counts[:1].any():
            for offset in range(length):
                places = places[column.ids[places + offset] > 0]
        yield places


def of_long(column: TokenColumn, matches: Matches, groups: Groups, length: int) -> Counted:
    """Return the values of matches of many tokens: tuples of numbers are numbered from the left."""
    size = len(groups.labels)
    places = np.concatenate([np.zeros(0, np.int64), *places_of_length(column, matches, length)])
    rows = np.zeros(len(places), np.int64)
    tuples: list[list[int]] = [[]]
    for offset in range(length):
        pairs = rows * len(column.lexicon) + column.ids[places + offset]
        different, rows = np.unique(pairs, return_inverse=True)
        before, ids = different // len(column.lexicon), different % len(column.lexicon)
        tuples = [[*tuples[row], id] for row, id in zip(before.tolist(), ids.tolist(), strict=True)]
    found, counts = counted_keys([rows * size + groups.of_tokens(places)])
    texts = [" ".join(column.lexicon.some(ids)) for ids in tuples]
    return [texts[number] for number in (found // size).tolist()], found % size, counts


class JoinedTexts(LazyColumn):
    """Columns of texts one after another, or some of their rows."""

    def __init__(self, parts: Sequence[Sequence[str]], rows: Array | None = None) -> None:
        self.parts = parts
        self.ends = np.cumsum(list(map(len, parts)), dtype=np.int64)
        self.order = rows

    def __len__(self) -> int:
        return (int(self.ends[-1]) if len(self.ends) else 0) if self.order is None else len(self.order)

    def in_order(self, rows: Array) -> JoinedTexts:
        """Return some rows."""
        return JoinedTexts(self.parts, rows)

    def some(self, places: slice) -> list[str]:
        """List the texts of a slice."""
        rows = np.arange(len(self))[places] if self.order is None else self.order[places].astype(np.int64)
        texts = [""] * len(rows)
        of_part = np.searchsorted(self.ends, rows, side="right")
        for number in np.unique(of_part).tolist():
            mine = np.flatnonzero(of_part == number)
            first = int(self.ends[number]) - len(self.parts[number])
            for place, text in zip(mine.tolist(), picked(self.parts[number], rows[mine] - first), strict=True):
                texts[place] = text
        return texts


def picked(texts: Sequence[str], rows: Array) -> list[str]:
    """Return the texts of some rows."""
    if isinstance(texts, SequenceTexts):
        return texts.at(rows)
    return [texts[row] for row in rows.tolist()]
