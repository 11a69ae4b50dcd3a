"""What stands near a word or the matches of a query, more often than chance would have it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ...errors import InputError, meant
from ..index.container import Array, distinct
from ..index.corpus_index import CorpusIndex
from ..index.token_column import TokenColumn
from ..query.matching import Matches
from ..table import Table
from .association import MEASURES
from .compiled_counts import counted_near
from .counting import BLOCK

FEW = 1000  # matches, to so many times as many tokens


def collocations(
    index: CorpusIndex,
    node: str,
    window: int | tuple[int, int] = 5,
    of: str = "form",
    measures: Sequence[str] = ("logdice",),
    least: int = 5,
    within: str | None = "s",
) -> Table:
    """Return the values that stand up to so many tokens before and after the matches of a query, by a measure.

    ``window`` is a number of tokens, or one before and one after. The table is sorted by the first of the measures,
    which are those of `MEASURES`; values that occur near fewer than ``least`` times are left out.

    The contingency table is that of surface cooccurrence: its rows are the tokens near matches and all others, its
    columns those with the value and all others. So ``o`` is how many tokens near have the value (``near``), ``c`` how
    many of the corpus have (``frequency``), ``r`` how many tokens are near, a token near two matches counting once,
    and ``n`` the tokens of the corpus. For logDice, ``r`` is the number of matches, as for the Sketch Engine.

    Source: S. Evert, Corpora and collocations (2008), 4.1 and 5.1.
    """
    check_measures(measures)
    column = index.column(of)
    before, after = (min(side, index.tokens) for side in sides_of(window))
    matches = Matches(index, node)
    size, found = near_values(index, column, matches, before, after, within)
    numbers = np.flatnonzero(found >= max(least, 1))
    numbers = numbers[numbers > 0]
    o, c = found[numbers].astype(np.float64), column.counts[numbers].astype(np.float64)
    r, n = np.full(len(o), float(max(size, 1))), np.full(len(o), float(index.tokens))
    r_dice = np.full(len(o), float(max(len(matches), 1)))
    columns: dict[str, Array] = {"near": found[numbers], "frequency": column.counts[numbers].astype(np.int64)}
    for measure in measures:
        rows = r_dice if measure == "logdice" else r
        columns[measure] = MEASURES[measure](o, rows, c, n)
    order = np.argsort(-columns[measures[0]], kind="stable")
    texts = column.lexicon.some(numbers[order].tolist())
    note = f"{len(matches):,} matches, {size:,} tokens near them"
    return Table({of: texts, **{name: values[order] for name, values in columns.items()}}, note)


def check_measures(measures: Sequence[str]) -> None:
    """Raise `InputError` for a measure that there is not."""
    if isinstance(measures, str) or not measures:
        raise InputError(f"measures are a list of names, such as ['logdice'], not {measures!r}")
    for measure in measures:
        if measure not in MEASURES:
            raise InputError(f"unknown measure {measure!r}; {meant(measure, list(MEASURES))}")


def sides_of(window: int | tuple[int, int]) -> tuple[int, int]:
    """Return how many tokens before and after a match are near.

    >>> sides_of(5), sides_of((0, 1))
    ((5, 5), (0, 1))
    """
    sides = (window, window) if isinstance(window, int) else tuple(window)
    if len(sides) != 2 or not all(isinstance(side, int) and side >= 0 for side in sides) or not any(sides):
        raise InputError(f"a window is of 1 token or more, or a pair of those before and after, not {window!r}")
    return sides[0], sides[1]


def near_values(
    index: CorpusIndex, column: TokenColumn, matches: Matches, before: int, after: int, within: str | None
) -> tuple[int, Array]:
    """Return how many tokens are near matches, and how many of them have each value."""
    regions = None if within is None else index.region(within)
    starts, ends = matches.spans
    if len(starts) * FEW >= index.tokens:
        counted = counted_near(column, starts, ends, before, after, regions)
        if counted is not None:
            return counted
    size, counts = 0, np.zeros(len(column.lexicon), np.int64)
    near = near_matches(index, matches, before, after, within)
    for tokens in distinct_tokens(near, len(matches), index.tokens):
        size += len(tokens)
        counts += np.bincount(column.ids[tokens], minlength=len(counts))
    return size, counts


def distinct_tokens(near: Iterator[Array], matches: int, tokens: int) -> Iterator[Array]:
    """Yield blocks of tokens that come several times, each once, in order: marked where there are many, else sorted.

    >>> [[block.tolist() for block in distinct_tokens(iter([np.array([5, 1]), np.array([1])]), n, 9)] for n in (0, 2)]
    [[[1, 5]], [[1, 5]]]
    """
    if matches * FEW < tokens:
        yield distinct(np.concatenate([np.zeros(0, np.int64), *near]))
        return
    mask = np.zeros(tokens, bool)
    for some in near:
        mask[some] = True
    for first in range(0, tokens, BLOCK):
        yield first + np.flatnonzero(mask[first : first + BLOCK])


def near_matches(index: CorpusIndex, matches: Matches, before: int, after: int, within: str | None) -> Iterator[Array]:
    """Yield the tokens near matches, one place after another, within the same region of a kind where one is named."""
    for starts, ends in matches.blocks():
        lows, highs = np.zeros(len(starts), np.int64), np.full(len(starts), index.tokens)
        if within is not None:
            regions = index.region(within)
            lows = regions.starts_of(regions.number_at(starts))
            highs = regions.ends_of(regions.number_at(ends - 1))
        for offset in range(1, before + 1):
            near = starts - offset
            yield near[near >= lows]
        for offset in range(after):
            near = ends + offset
            yield near[near < highs]
