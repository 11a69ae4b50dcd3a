"""Keywords of groups of documents: what each has more of than all others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..grouping import Groups
from ..index.corpus_index import CorpusIndex
from ..table import Table, column_name
from .frequencies import of_tokens
from .keywords import KEYNESS, check_keyness, keyness_table


def keywords_by_group(
    index: CorpusIndex, by: str, of: str = "form", measures: Sequence[str] = ("log_likelihood", "log_ratio"),
    least: int = 5, rows: int = 10,
) -> Table:  # fmt: skip
    """Return the values that each group of documents has more of than all others together, so many of each group.

    ``by`` is a key of metadata, or ``"id"``. ``frequency`` is of the group, ``reference`` of the others.
    """
    check_keyness(measures)
    groups, column = Groups(index, by), index.column(of)
    values, of_values, counts = of_tokens(index, column, groups)
    numbers = column_numbers(values)
    totals = np.bincount(numbers, weights=counts).astype(np.int64)
    key = column_name(by, [of, "frequency", "reference", *KEYNESS])
    columns: dict[str, list[Any]] = {name: [] for name in (key, of, "frequency", "reference", *measures)}
    for group in np.flatnonzero(groups.sizes > 0).tolist():
        mine = np.flatnonzero((of_values == group) & (counts >= max(least, 1)))
        here, there = counts[mine], totals[numbers[mine]] - counts[mine]
        size = int(groups.sizes[group])
        texts = [values[number] for number in mine.tolist()]
        found = keyness_table(of, texts, here, there, size, index.tokens - size, measures)
        best = [row for row in found.head(rows) if row["frequency"] * (index.tokens - size) > row["reference"] * size]
        columns[key] += [groups.labels[group]] * len(best)
        for name in (of, "frequency", "reference", *measures):
            columns[name] += [row[name] for row in best]
    return Table(columns, f"{int((groups.sizes > 0).sum()):,} groups", labels=[key])


def column_numbers(values: Sequence[str]) -> Any:
    """Number values: the same ones get the same number.

    >>> column_numbers(["a", "b", "a"]).tolist()
    [0, 1, 0]
    """
    known: dict[str, int] = {}
    return np.array([known.setdefault(value, len(known)) for value in values], np.int64)
