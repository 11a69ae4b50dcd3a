"""Counts by the compiled core are those of a recount, and of numpy."""

from __future__ import annotations

from collections import Counter
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.errors import InputError
from nlpmap.explore.index.container import Array
from nlpmap.explore.index.finishing import placed
from nlpmap.explore.index.lexicon import lexicon_of
from nlpmap.explore.index.regions import Regions
from nlpmap.explore.index.token_column import TokenColumn
from nlpmap.explore.statistics import compiled_counts, counting, ngrams
from nlpmap.explore.statistics.compiled_counts import counted_near, counted_pairs
from nlpmap.remote.native import compiled
from tests.explore.corpora_of_letters import Corpus, corpora, indexed

built = pytest.mark.skipif(compiled("counts") is None, reason="nothing compiled")
VALUES = 40  # more than so many different values after one are found by looking through all


def column_of(ids: list[int]) -> TokenColumn:
    numbers = np.array(ids, np.uint32)
    positions = np.argsort(numbers, kind="stable").astype(np.uint32)
    lexicon = lexicon_of(["", *map(str, range(1, VALUES))])
    return TokenColumn("form", numbers, lexicon, np.bincount(numbers, minlength=VALUES), positions)


tokens = st.lists(st.tuples(st.integers(0, VALUES - 1), st.booleans()), min_size=1, max_size=120)


@built
@given(tokens, st.integers(1, 9))
def test_pairs_are_those_of_a_recount(said: list[tuple[int, bool]], block: int) -> None:
    ids = [number for number, _ in said]
    joined = np.array([is_joined and number > 0 for number, is_joined in said[:-1]] + [False])
    expected = Counter((a, b) for a, b, is_joined in zip(ids, ids[1:], joined, strict=False) if is_joined)
    with patch.object(compiled_counts, "PAIRED", block):
        found = counted_pairs(column_of(ids), joined)
    assert found is not None
    keys, counts = (array.tolist() for array in found)
    assert keys == sorted(keys)
    assert {divmod(key, VALUES): count for key, count in zip(keys, counts, strict=True)} == expected


@built
@given(tokens, st.lists(st.tuples(st.integers(0, 119), st.integers(1, 4))), st.integers(0, 4), st.integers(0, 4))
def test_tokens_near_are_those_of_a_recount(
    said: list[tuple[int, bool]], matches: list[tuple[int, int]], before: int, after: int
) -> None:
    ids = [number for number, _ in said]
    spans = sorted({(min(start, len(ids) - 1), min(start + length, len(ids))) for start, length in matches})
    bounds = [place for place, (_, is_joined) in enumerate(said, start=1) if not is_joined and place < len(ids)]
    regions = Regions(np.array([*bounds, len(ids)], np.uint32))
    for within in (regions, None):
        expected: set[int] = set()
        for start, end in spans:
            low = max([place for place in bounds if place <= start], default=0) if within else 0
            high = min([place for place in bounds if place > end - 1], default=len(ids)) if within else len(ids)
            expected |= {*range(max(start - before, low), start), *range(end, min(end + after, high))}
        starts, ends = (np.array([span[side] for span in spans], np.int64) for side in (0, 1))
        found = counted_near(column_of(ids), starts, ends, before, after, within)
        assert found is not None
        assert found[0] == len(expected)
        assert found[1].tolist() == np.bincount([ids[n] for n in sorted(expected)], minlength=VALUES).tolist()


@given(corpora, st.integers(1, 4), st.booleans())
def test_ngrams_are_the_same_however_they_are_counted(corpus: Corpus, n: int, skip: bool) -> None:
    def wide(array: Array | None) -> Array | None:
        return None if array is None else array.astype(np.uint32)

    with indexed(corpus) as index:
        usual = ngrams.ngrams(index, n, skip_punctuation=skip).to_dicts()
        with patch.object(counting, "FEW_KEYS", 0), patch.object(ngrams, "FEW_KEYS", 0):
            assert ngrams.ngrams(index, n, skip_punctuation=skip).to_dicts() == usual
            column = index.column("form")
            column.all_ids, column.positions = wide(column.all_ids), wide(column.positions)  # type: ignore[assignment]
            vars(column).pop("ids", None)
            assert ngrams.ngrams(index, n, skip_punctuation=skip).to_dicts() == usual


@built
@given(st.lists(st.integers(0, 5), max_size=30), st.integers(1, 7))
def test_tokens_are_placed_as_numpy_places_them(ids: list[int], block: int) -> None:
    column = column_of(ids)
    for place in (placed, compiled("counts").placed):
        free = np.cumsum(column.counts, dtype=np.int64) - column.counts
        found = np.zeros(len(ids), np.uint32)
        for first in range(0, len(ids), block):
            place(column.ids[first : first + block], first, free, found)
        assert column.positions is not None
        assert found.tolist() == column.positions.tolist()
    assert compiled("counts").placed(np.array([9], np.uint32), 0, np.zeros(9, np.int64), np.zeros(1, np.uint32)) == -1


@built
def test_numbers_that_lead_nowhere_are_told_and_not_followed() -> None:
    column = column_of([1, 2, 3])
    joined = np.ones(3, bool)
    for positions, ids in [([0, 1, 2], [1, 2, VALUES]), ([0, 9, 2], [1, 2, 3]), ([0, 1, 2**31], [1, 2, 3])]:
        column.positions = np.array(positions, np.uint32)
        column.all_ids = np.array(ids, np.uint32)
        vars(column)["ids"] = column.all_ids
        with pytest.raises(InputError, match="damaged index"):
            counted_pairs(column, joined)
    for starts, ends, bounds in [([0], [2], [9]), ([5], [6], [1]), ([0], [1], [3, 1])]:
        column.all_ids = np.array([1, VALUES, 2**32 - 1], np.uint32)
        vars(column)["ids"] = column.all_ids
        with pytest.raises(InputError, match="damaged index"):
            counted_near(column, np.array(starts), np.array(ends), 2, 2, Regions(np.array(bounds, np.uint32)))
