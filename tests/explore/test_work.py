"""A query that is much work is answered as any other, or refused before the work is done."""

from __future__ import annotations

import tempfile
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.explore.index.corpus_index import CorpusIndex
from nlpmap.explore.query import matching
from nlpmap.explore.query.automaton import Builder, longest_way
from nlpmap.explore.query.compiling import Compiler
from nlpmap.explore.query.lexing import QueryError
from nlpmap.explore.query.parsing import parse
from nlpmap.explore.query.running import deterministic, packed
from nlpmap.explore.query.syntax import STRATEGIES, Strategy
from nlpmap.remote.document import Document
from tests.explore.indexes import index_of
from tests.explore.test_queries import chosen, documents_of, matched, patterns, spans, texts

HOSTILE = '[]{0,100} [xpos="NN"] []{0,100} "b"'


KINDS = (("a", "NN"), ("a", "DT"), ("a", "VB"), ("b", "VB"))
WORDS = [KINDS[number] for number in np.random.default_rng(1).choice(4, 3000, p=[0.1, 0.4, 0.49, 0.01]).tolist()]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> CorpusIndex:
    return index_of([Document.from_sents([WORDS], "d")], tmp_path_factory.mktemp("index"))


def obvious_matches() -> list[tuple[int, int]]:
    """List the matches of the hostile query, each from the first token of those with the same end."""
    found: dict[int, int] = {}
    for start in range(len(WORDS)):
        nouns = [place for place in range(start, min(start + 101, len(WORDS))) if WORDS[place][1] == "NN"]
        ends = [end for n in nouns for end in range(n + 1, min(n + 102, len(WORDS))) if WORDS[end][0] == "b"]
        if ends:
            found.setdefault(min(ends) + 1, start)
    return sorted((start, end) for end, start in found.items())


@given(texts, patterns, st.booleans(), st.sampled_from(STRATEGIES), st.sampled_from([2, 2**10]))
def test_rows_of_bits_find_what_an_obvious_matcher_does(
    text: list[list[str]], pattern: tuple[str, str], within: bool, strategy: Strategy, sample: int
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        patch.object(deterministic, "MOST_STATES", 2),
        patch.object(matching, "SAMPLE", sample),
    ):
        index = index_of(documents_of(text), Path(folder), pieces=2)
        query = pattern[0] + (" within s" if within else "")
        assert matched(index, query, strategy) == chosen(spans(pattern[1], text, within), strategy)


def test_a_query_of_many_ways_is_answered(index: CorpusIndex) -> None:
    assert matched(index, HOSTILE, "standard") == obvious_matches()


def test_a_query_of_too_many_ways_is_refused_by_a_sample_of_it(index: CorpusIndex) -> None:
    run: list[int] = []
    ends = packed.PackedSimulation.ends

    def counted(self: packed.PackedSimulation, *options: object) -> object:
        run.append(len(self.starts))
        return ends(self, *options)  # type: ignore[arg-type]

    with (
        patch.object(matching, "MOST_BITS", 2**20),
        patch.object(packed.PackedSimulation, "ends", counted),
        pytest.raises(QueryError, match="too many ways; let it repeat less") as raised,
    ):
        assert matching.Matches(index, HOSTILE).count
    assert "\n" not in str(raised.value)
    assert len(run) == 1
    assert run[0] < 2 * packed.SAMPLE
    assert matching.Matches(index, f"{HOSTILE} within 5").count  # as the advice has it


def test_a_page_of_what_is_too_much_in_all_is_shown(index: CorpusIndex) -> None:
    with patch.object(matching, "MOST_BITS", 2**29):
        starts, _ = matching.Matches(index, HOSTILE).first(3)
    assert len(starts) == 3


@pytest.mark.parametrize(
    ("query", "most"),
    [('"a"', 1), ("[]{0,100} []", 101), ("[] ([]{2} | []{3})?", 4), ("[]+", None), ("[] (<s> []?)*", None), ("<s>", 0)],
)
def test_the_longest_way_is_known(query: str, most: int | None, index: CorpusIndex) -> None:
    assert longest_way(Builder(Compiler(index, query)).build(parse(query).pattern)) == most
