"""Sequences of values, each of one token after another, within sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...errors import InputError
from ..index.container import Array
from ..index.corpus_index import CorpusIndex
from ..index.token_column import TokenColumn
from ..lazy_column import LazyColumn
from ..table import Table
from .compiled_counts import counted_pairs
from .counting import BLOCK, FEW_KEYS, counted_keys, most_first

PUNCTUATION = ("PUNCT", "SYM")
MOST = 2**62  # keys
Known = list[Array | None]  # of the first two tokens, three ...: keys that are there, None where a key is as it is


def ngrams(index: CorpusIndex, n: int, of: str = "form", skip_punctuation: bool = False, least: int = 1) -> Table:
    """Return how often each sequence of so many tokens of one sentence occurs, the most frequent first.

    With ``skip_punctuation`` those with a punctuation mark or a symbol (``PUNCT``, ``SYM``) are left out; and those
    that occur fewer times than ``least``.
    """
    if n < 1:
        raise InputError(f"a sequence has 1 token or more, not {n}")
    column = index.column(of)
    known: Known = []
    for length in range(2, n):
        is_narrow = key_space(column, known) * len(column.lexicon) ** 2 < MOST
        known.append(None if is_narrow else counted_sequences(index, column, known, length, skip_punctuation)[0])
    keys, counts = counted_sequences(index, column, known, n, skip_punctuation)
    if least > 1:
        enough = counts >= least
        keys, counts = keys[enough], counts[enough]
    order = most_first(counts)
    texts = SequenceTexts(column, known, keys, n, order)
    lacking = int(column.counts[0]) if len(column.counts) else 0
    note = f"tokens without {of}: {lacking:,}; sequences with one are left out" if lacking else ""
    return Table({of: texts, "frequency": counts[order]}, note)


def key_space(column: TokenColumn, known: Known) -> int:
    """Return how many keys there may be of the tokens before the last."""
    size = len(column.lexicon)
    for keys in known:
        size = size * len(column.lexicon) if keys is None else len(keys)
    return size


def counted_sequences(
    index: CorpusIndex, column: TokenColumn, known: Known, length: int, skip_punctuation: bool
) -> tuple[Array, Array]:
    """Return the key of each sequence of a length, in order, and how often it occurs."""
    size = key_space(column, known) * (len(column.lexicon) if length > 1 else 1)
    if length == 2 and size > FEW_KEYS:
        joined = np.zeros(index.tokens, bool)
        for first, last, fits in fitting(index, column, length, skip_punctuation):
            joined[first:last] = fits
        found = counted_pairs(column, joined)
        if found is not None:
            return found
    return counted_keys(sequence_keys(index, column, known, length, skip_punctuation), size)


def fitting(
    index: CorpusIndex, column: TokenColumn, length: int, skip_punctuation: bool
) -> Iterator[tuple[int, int, Array]]:
    """Yield, of blocks of tokens from one to before another, which of them begin a sequence of a length."""
    sentences = index.region("s")
    left_out = index.column("upos") if skip_punctuation else None
    table = None if left_out is None else np.isin(left_out.lexicon.values, PUNCTUATION)
    for first in range(0, index.tokens - length + 1, BLOCK):
        last = min(first + BLOCK, index.tokens - length + 1)
        ends = sentences.end_between(first + 1, last + length - 1)
        fits = np.ones(last - first, bool)
        for offset in range(length - 1):
            fits &= ~ends[offset : offset + last - first]
        if left_out is not None and table is not None:
            marks = table[left_out.ids[first : last + length - 1]]
            for offset in range(length):
                fits &= ~marks[offset : offset + last - first]
        if column.counts[:1].any():
            has_value = column.ids[first : last + length - 1] > 0
            for offset in range(length):
                fits &= has_value[offset : offset + last - first]
        yield first, last, fits


def sequence_keys(
    index: CorpusIndex, column: TokenColumn, known: Known, length: int, skip_punctuation: bool
) -> Iterator[Array]:
    """Yield the key of each sequence of a length: the number of what is before its last token, and that token's."""
    for first, last, fits in fitting(index, column, length, skip_punctuation):
        numbers = column.ids[first:last][fits].astype(np.int64)
        for offset in range(1, length):
            numbers = numbers * len(column.lexicon) + column.ids[first + offset : last + offset][fits]
            if offset < length - 1 and (keys := known[offset - 1]) is not None:
                numbers = np.searchsorted(keys, numbers)
        yield numbers


class SequenceTexts(LazyColumn):
    """The texts of sequences, by their keys, in an order if one is given; each is made when it is looked at."""

    def __init__(self, column: TokenColumn, known: Known, keys: Array, length: int, order: Array | None = None) -> None:
        self.column = column
        self.known = known
        self.keys = keys
        self.length = length
        self.order = order

    def __len__(self) -> int:
        return len(self.keys)

    def some(self, places: slice) -> list[str]:
        """List the texts of a slice."""
        return self.at(np.arange(len(self.keys))[places] if self.order is None else self.order[places])

    def at(self, rows: Array) -> list[str]:
        """Return the texts of some sequences, their tokens with spaces between."""
        size = len(self.column.lexicon)
        numbers, columns = self.keys[rows], []
        for offset in range(self.length - 1, 0, -1):
            columns.append(numbers % size)
            numbers = numbers // size
            if offset > 1 and (keys := self.known[offset - 2]) is not None:
                numbers = keys[numbers]
        columns.append(numbers)
        texts = [self.column.lexicon.some(ids.tolist()) for ids in reversed(columns)]
        return list(map(" ".join, zip(*texts, strict=True)))
