"""How often values occur: of all tokens, or of the matches of a query, also by groups of documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from ..grouping import Groups
from ..index.container import Array
from ..index.corpus_index import CorpusIndex
from ..index.token_column import TokenColumn
from ..query.matching import Matches
from ..table import Table, column_name
from .counting import BLOCK, counted_keys, most_first
from .match_values import JoinedTexts, counted_match_values
from .missing import note_of_missing

MILLION = 1_000_000
FEW_ROWS = 2**16  # of a table: those of as many are in the order of their texts, too


def frequencies(
    index: CorpusIndex,
    of: str = "form",
    where: str | None = None,
    by: str | None = None,
    per_million: bool = False,
    ignore_case: bool = False,
) -> Table:
    """Return how often each value of a column occurs, the most frequent first.

    Of the matches of a query, where one is given: values of their tokens, joined by spaces. By groups of documents with
    the same metadata where a key is given. ``per_million`` adds how often that is in a million tokens of the group.
    """
    groups = Groups(index, by)
    column = index.column(of)
    values: Sequence[str]
    if where is None:
        values, numbers, counts = of_tokens(index, column, groups)
        note = note_of_missing(index.tokens - int(counts.sum()), "tokens", of)
    else:
        matches = Matches(index, where)
        values, numbers, counts = counted_match_values(column, matches, groups)
        note = note_of_missing(len(matches) - int(counts.sum()), "matches", of) if len(matches) else "0 matches"
        if len(counts) < FEW_ROWS or column.lexicon.has_spaces:
            values, numbers, counts = alike_as_one(values, numbers, counts)
    if ignore_case:
        values, numbers, counts = alike_as_one(map(str.lower, values), numbers, counts)
    if len(counts) < FEW_ROWS:
        order = np.lexsort((numbers, np.array(list(values), dtype=object), -counts))
    else:
        order = most_first(counts)
    counts, numbers = counts[order], numbers[order]
    columns: dict[str, object] = {of: ordered_values(values, order)}
    key = column_name(by or "", [of, "frequency", "per_million"])
    if by is not None:
        columns[key] = [groups.labels[number] for number in numbers.tolist()]
    columns["frequency"] = counts
    if per_million:
        columns["per_million"] = counts * MILLION / np.maximum(groups.sizes[numbers], 1)
    return Table(columns, note, labels=[key])


def ordered_values(values: Sequence[str], order: Array) -> Sequence[str]:
    """Return values in an order."""
    return values.in_order(order) if isinstance(values, JoinedTexts) else [values[number] for number in order.tolist()]


def of_tokens(index: CorpusIndex, column: TokenColumn, groups: Groups) -> tuple[list[str], Array, Array]:
    """Return the values of all tokens, and for each its group and how often it occurs there."""
    if groups.by is None:
        found = np.flatnonzero(column.counts)
        found = found[found > 0]
        return (
            column.lexicon.some(found.tolist()),
            np.zeros(len(found), np.int64),
            column.counts[found].astype(np.int64),
        )
    size = len(groups.labels)

    def keys() -> Iterator[Array]:
        for first in range(0, index.tokens, BLOCK):
            ids = column.ids[first : first + BLOCK].astype(np.int64)
            of_group = groups.of_tokens(np.arange(first, first + len(ids)))
            yield (ids * size + of_group)[ids > 0]

    found, counts = counted_keys(keys())
    return column.lexicon.some((found // size).tolist()), found % size, counts


def alike_as_one(values: Iterable[str], numbers: Array, counts: Array) -> tuple[list[str], Array, Array]:
    """Return counts with those of the same value and group as one."""
    sums: dict[tuple[str, int], int] = {}
    for key, count in zip(zip(values, numbers.tolist(), strict=True), counts.tolist(), strict=True):
        sums[key] = sums.get(key, 0) + count
    return [value for value, _ in sums], np.array([n for _, n in sums], np.int64), np.array([*sums.values()], np.int64)
