"""How evenly the matches of a query are spread over a corpus."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from ..grouping import Groups
from ..index.container import Array
from ..index.corpus_index import CorpusIndex
from ..picture import Picture, strips
from ..query.matching import Matches
from ..table import Table, column_name

STRIPS = 40  # of a picture


def juilland_d(counts: Array, sizes: Array) -> float:
    """Return Juilland's D: 1 - v / √(n - 1), v being the coefficient of variation of the parts' relative frequencies.

    Source: A. Juilland and E. Chang-Rodríguez, Frequency Dictionary of Spanish Words (1964).

    >>> juilland_d(np.array([2, 2]), np.array([10, 10])), juilland_d(np.array([4, 0]), np.array([10, 10]))
    (1.0, 0.0)
    """
    rates = counts / np.maximum(sizes, 1)
    if len(rates) < 2 or not rates.any():
        return float(len(rates) == 1 and bool(rates.any()))
    return float(1 - rates.std() / rates.mean() / np.sqrt(len(rates) - 1))


def deviation_of_proportions(counts: Array, sizes: Array) -> float:
    """Return DP: half the sum of the differences between each part's share of the matches and of the tokens.

    0 is as even as may be, and near 1 as uneven. Source: S. Th. Gries, Dispersions and adjusted frequencies in corpora
    (2008).

    >>> deviation_of_proportions(np.array([4, 0]), np.array([10, 10]))
    0.5
    """
    total = counts.sum()
    return float(np.abs(counts / total - sizes / sizes.sum()).sum() / 2) if total else 1.0


def dispersion(index: CorpusIndex, query: str, by: str = "id") -> Table:
    """Return how often a query matches in each group of documents, with measures of how even that is in the note."""
    groups = Groups(index, by)
    matches = Matches(index, query)
    counts = np.zeros(len(groups.labels), np.int64)
    for starts, _ in matches.blocks():
        counts += np.bincount(groups.of_tokens(starts), minlength=len(counts))
    held = groups.sizes > 0
    d, dp = juilland_d(counts[held], groups.sizes[held]), deviation_of_proportions(counts[held], groups.sizes[held])
    matched = f"{len(matches):,} matches in {int((counts > 0).sum()):,} of {int(held.sum()):,}"
    rates = counts / np.maximum(groups.sizes, 1) * 1e6
    columns = {"matches": counts[held], "tokens": groups.sizes[held], "per_million": rates[held]}
    labels = [groups.labels[number] for number in np.flatnonzero(held).tolist()]
    key = column_name(by, list(columns))
    found = DispersionTable({key: labels, **columns}, f"Juilland's D {d:.3f}, DP {dp:.3f}, {matched}", labels=[key])
    found.draw = partial(dispersion_plot, index, query, by)
    return found


class DispersionTable(Table):
    """A table of matches by documents, or groups of them, whose picture shows where in each the matches are."""

    draw: Callable[[int], Picture]

    def plot(self, column: str | None = None, rows: int = STRIPS) -> Picture:
        """Return a picture of the places of all matches in the first documents; or of a column, as bars."""
        return self.draw(rows) if column is None else super().plot(column, rows)


def dispersion_plot(index: CorpusIndex, query: str, by: str = "id", rows: int = STRIPS) -> Picture:
    """Return a picture of where the matches of a query are in each document or group of them, of so many first ones."""
    groups = Groups(index, by)
    matches = Matches(index, query)
    documents = index.region("doc")
    numbers = documents.number_at(matches.starts)
    of_matches = groups.of_documents[numbers]
    order = np.argsort(groups.of_documents, kind="stable")  # documents as they follow one another within groups
    lengths = documents.ends_of(order) - documents.starts_of(order)
    before = np.zeros(index.documents, np.int64)
    before[order] = np.cumsum(lengths) - lengths
    firsts = np.cumsum(groups.sizes) - groups.sizes
    within = matches.starts - documents.starts_of(numbers) + before[numbers] - firsts[of_matches]
    places = within / np.maximum(groups.sizes[of_matches], 1)
    held = np.flatnonzero(groups.sizes > 0).tolist()
    shown = [places[of_matches == group].tolist() for group in held[:rows]]
    more = f"; the first {rows:,} of {len(held):,} are shown" if len(held) > rows else ""
    note = f"{dispersion(index, query, by).note}{more}"
    return strips([str(groups.labels[group]) for group in held[:rows]], shown, f"Where {query} is", note)
