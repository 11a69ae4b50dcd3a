"""What is put together in blocks, in memory or in a file, is what it is at once."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlpmap.errors import InputError
from nlpmap.explore import spilling
from nlpmap.explore.index.corpus_index import CorpusIndex
from nlpmap.explore.query import matching
from nlpmap.explore.query.running import candidates
from nlpmap.explore.query.syntax import STRATEGIES, Strategy
from nlpmap.explore.spilling import SpillingArray
from nlpmap.explore.statistics import counting, frequencies, match_values, ngrams
from nlpmap.explore.statistics.counting import counted_keys, most_first
from nlpmap.explore.statistics.dispersion import dispersion
from tests.explore.corpora_of_letters import Corpus, corpora, forms, indexed
from tests.explore.indexes import index_of
from tests.explore.test_queries import chosen, documents_of, matched, patterns, spans, texts

FEW = settings(max_examples=15, deadline=None)


@contextmanager
def in_small_blocks(block: int, most_bytes: int) -> Iterator[None]:
    """Have blocks of few tokens, and arrays in memory of few bytes."""
    with ExitStack() as patched:
        for module in (candidates, matching, counting, frequencies):
            patched.enter_context(patch.object(module, "BLOCK", block))
        patched.enter_context(patch.object(spilling, "MOST_BYTES", most_bytes))
        patched.enter_context(patch.object(frequencies, "FEW_ROWS", 0))
        patched.enter_context(patch.object(ngrams, "MOST", 2**62 if block % 2 else 2**9))
        yield


sizes = st.tuples(st.integers(1, 5), st.sampled_from([0, 24, 2**20]))


@given(texts, patterns, st.booleans(), st.sampled_from(STRATEGIES), sizes, st.integers(1, 4))
def test_matches_are_the_same_in_blocks_of_any_size(
    text: list[list[str]], pattern: tuple[str, str], within: bool, strategy: Strategy, size: tuple[int, int], few: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, in_small_blocks(*size):
        index = index_of(documents_of(text), Path(folder), pieces=2)
        query = pattern[0] + (" within s" if within else "")
        expected = chosen(spans(pattern[1], text, within), strategy)
        assert matched(index, query, strategy) == expected
        first = matching.Matches(index, query, strategy).first(few)
        assert list(zip(*(array.tolist() for array in first), strict=True)) == expected[:few]


@FEW
@given(
    corpora, st.sampled_from(["[]", "[] []", "[]{1,3}", "[]{3} within s", "[] []+"]), sizes, st.sampled_from([0, 2, 4])
)
def test_values_of_matches_are_counted_in_blocks_of_any_size(
    corpus: Corpus, query: str, size: tuple[int, int], short: int
) -> None:
    said = forms(corpus)
    with indexed(corpus) as index:
        expected = obvious_counts(index, query, said)
        with in_small_blocks(*size), patch.object(match_values, "SHORT", short):
            found = frequencies.frequencies(index, where=query, by="group")
            ordered = frequencies.frequencies(index, where=query)
            at_once = dispersion(index, query, "group")["matches"]
        rows = list(found.rows())
        assert len(rows) == len({row[:2] for row in rows})
        assert Counter({row[:2]: row[2] for row in rows}) == expected
        assert [row[2] for row in rows] == sorted((row[2] for row in rows), reverse=True)
        assert dict(zip(ordered["form"], ordered["frequency"], strict=True)) == totals(expected)
        assert at_once == dispersion(index, query, "group")["matches"]


def obvious_counts(index: CorpusIndex, query: str, said: list[str]) -> Counter[tuple[str, str]]:
    ends = index.region("doc").ends.tolist()
    found: Counter[tuple[str, str]] = Counter()
    for start, end in matched(index, query, "standard"):
        document = sum(bound <= start for bound in ends)
        found[" ".join(said[start:end]), "xy"[document % 2]] += 1
    return found


def totals(counts: Counter[tuple[str, str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (text, _), count in counts.items():
        found[text] += count
    return found


@FEW
@given(corpora, st.integers(1, 5), sizes)
def test_ngrams_are_the_same_in_blocks_of_any_size(corpus: Corpus, n: int, size: tuple[int, int]) -> None:
    with indexed(corpus) as index:
        expected = ngrams.ngrams(index, n)
        with in_small_blocks(*size):
            found = ngrams.ngrams(index, n)
            assert found.to_dicts() == expected.to_dicts()


@given(st.lists(st.lists(st.integers(0, 9), max_size=6), max_size=6), sizes)
def test_keys_are_counted_in_ranges_of_any_size(blocks: list[list[int]], size: tuple[int, int]) -> None:
    with in_small_blocks(*size):
        keys, counts = counted_keys(np.array(block, np.int64) for block in blocks)
    expected = Counter(key for block in blocks for key in block)
    assert dict(zip(keys.tolist(), counts.tolist(), strict=True)) == expected
    assert keys.tolist() == sorted(expected)


@given(st.lists(st.integers(1, 40), max_size=30), sizes)
def test_the_most_frequent_come_first_and_equal_ones_stay(counts: list[int], size: tuple[int, int]) -> None:
    with in_small_blocks(*size):
        found = most_first(np.array(counts, np.int64)).tolist()
    assert found == sorted(range(len(counts)), key=lambda place: -counts[place])


def test_a_file_is_gone_with_its_array() -> None:
    with patch.object(spilling, "MOST_BYTES", 8), tempfile.TemporaryDirectory() as folder:
        with patch.object(tempfile, "tempdir", folder):
            numbers = SpillingArray(np.int64)
            for number in range(9):
                numbers.add(np.array([number]))
            assert numbers.whole().tolist() == list(range(9))
        assert list(Path(folder).iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_full_disk_is_told_in_one_line() -> None:
    with (
        patch.object(spilling, "MOST_BYTES", 8),
        patch.object(tempfile, "TemporaryFile", lambda buffering: Path("/dev/full").open("wb", buffering=buffering)),
        pytest.raises(InputError, match="No space left on device") as raised,
    ):
        SpillingArray(np.int64).add(np.arange(9))
    assert str(raised.value).startswith(tempfile.gettempdir())
    assert "\n" not in str(raised.value)
