"""Scores are counts: what adds up in parts is what the whole would give, and agrees with other tools' arithmetic."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.chunk.util import ChunkScore, tagstr2tree
from nltk.metrics import ConfusionMatrix

from nlpmap.learn.evaluation.result import Evaluation, as_dict, from_dict, total
from nlpmap.learn.evaluation.scores import PartScore, Score, of_pairs, of_spans

tags = st.sampled_from(["NN", "VB", "DT"])
pairs = st.lists(st.tuples(tags, tags), max_size=30)
spans = st.dictionaries(st.tuples(st.integers(0, 5), st.integers(6, 9)), tags, max_size=8)


@given(pairs, pairs)
def test_scores_of_two_halves_add_up_to_those_of_the_whole(
    one: list[tuple[str, str]], other: list[tuple[str, str]]
) -> None:
    whole, halves = of_pairs([*one, *other]), of_pairs(one) + of_pairs(other)
    assert (whole.total, whole.labels, whole.confusions) == (halves.total, halves.labels, halves.confusions)


@given(st.lists(st.tuples(tags, tags), min_size=1, max_size=30))
def test_tags_are_scored_as_nltk_scores_them(given: list[tuple[str, str]]) -> None:
    matrix = ConfusionMatrix([gold for gold, _ in given], [found for _, found in given])
    part = of_pairs(given)
    for label, score in part.labels.items():
        assert score.precision == pytest.approx(matrix.precision(label))
        assert score.recall == pytest.approx(matrix.recall(label))
    assert part.total.right == sum(matrix[label, label] for label in part.labels)


def test_chunks_are_scored_as_nltk_scores_them() -> None:
    gold, found = tagstr2tree("[a/X b/X] c/X [d/X]"), tagstr2tree("[a/X b/X] [c/X d/X]")
    score = ChunkScore()
    score.score(gold, found)
    part = of_spans({(0, 2): "NP", (3, 4): "NP"}, {(0, 2): "NP", (2, 4): "NP"})
    assert part.total.f1 == pytest.approx(score.f_measure())


@given(spans, spans)
def test_every_span_is_right_or_missing_or_too_many(
    gold: dict[tuple[int, int], str], found: dict[tuple[int, int], str]
) -> None:
    part = of_spans(gold, found)
    assert part.total == Score(len(gold), len(found), len(gold.items() & found.items()))
    assert set(part.labels) == {*gold.values(), *found.values()}


@given(pairs, st.integers(0, 9))
def test_an_evaluation_reads_back_from_json(given: list[tuple[str, str]], tokens: int) -> None:
    found = Evaluation("tagger", {"XPOS": of_pairs(given), "UPOS": PartScore(Score())}, tokens, 0.5)
    assert from_dict(as_dict(found)) == found
    assert total([found, found]).tokens == 2 * tokens


def test_nothing_found_scores_nothing() -> None:
    assert (Score().precision, Score().recall, Score().f1) == (0.0, 0.0, 0.0)
    assert of_pairs([]).mistakes() == []


def test_the_commonest_mistake_comes_first() -> None:
    part = of_pairs([("NN", "VB"), ("DT", "NN"), ("DT", "NN"), ("NN", "NN")])
    assert part.mistakes() == [(("DT", "NN"), 2), (("NN", "VB"), 1)]
    assert Counter(part.confusions).total() == 4
