"""The tagger kernels: NLTK's tags, to the last one, for any model and any sentences, ties included."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.tag.perceptron import PerceptronTagger as Reference

from nlpmap.remote.kernels.tagger import nltk_perceptron
from nlpmap.remote.kernels.tagger.compiled_nltk import nltk_tagger
from nlpmap.remote.kernels.tagger.nltk_features import features_at
from nlpmap.remote.kernels.tagger.nltk_perceptron import NltkPerceptronTagger

CLASSES = ["CD", "DT", "NN", "NNS", "VB", "."]
WORDS = st.sampled_from(
    ["the", "The", "dog", "dogs", "barks", "1999", "3", "٣", "well-known", "-x", "-", ".", "", "-START-", "-END2-",
     "!YEAR", "a b", "naïve", "ﬁ", "İ", "\ud800", "x" * 300]
) | st.text(max_size=4)  # fmt: skip
SENTENCES = st.lists(st.lists(WORDS, max_size=8), max_size=8)
THOUSANDTHS = st.integers(-4, 4).map(lambda n: n / 1000) | st.integers(-99_999, 99_999).map(
    lambda n: round(n / 1000, 3)
)
ANY_WEIGHT = st.floats(-10, 10)


Make = Callable[[Mapping[str, Any]], Any]
either_kernel = pytest.mark.parametrize("make", [NltkPerceptronTagger, nltk_tagger])


def reference_for(model: Mapping[str, Any]) -> Reference:
    reference = Reference(load=False)
    reference.model.weights = model["weights"]
    reference.tagdict = model["tagdict"]
    reference.classes = reference.model.classes = set(model["classes"])
    return reference


def nltk_tags(model: Mapping[str, Any], sentences: Sequence[Sequence[str]]) -> list[list[str]]:
    reference = reference_for(model)
    return [[tag for _, tag in reference.tag(sentence)] for sentence in sentences]


@st.composite
def models_and_sentences(draw: st.DrawFn, weights: st.SearchStrategy[float]) -> tuple[dict[str, Any], list[list[str]]]:
    """A model whose features are those of the sentences, and whose weights are often equal."""
    sentences = draw(SENTENCES)
    tags = [*CLASSES, "-START-", "-START2-", "UH"]
    names = {
        name
        for sentence in sentences
        for index in range(len(sentence))
        for name in features_at(sentence, index, draw(st.sampled_from(tags)), draw(st.sampled_from(tags)))
    }
    labels = st.dictionaries(st.sampled_from([*CLASSES, "GONE"]), weights, max_size=4)
    table = {name: draw(labels) for name in sorted(names) if draw(st.booleans())}
    words = sorted({word for sentence in sentences for word in sentence})
    tagdict = {word: draw(st.sampled_from([*CLASSES, "UH", ""])) for word in words if draw(st.integers(0, 4)) == 0}
    return {"weights": table, "tagdict": tagdict, "classes": CLASSES}, sentences


@either_kernel
@given(case=models_and_sentences(THOUSANDTHS))
def test_tags_are_nltks_for_any_model_ties_included(make: Make, case: tuple[dict[str, Any], list[list[str]]]) -> None:
    model, sentences = case
    assert make(model).tag(sentences) == nltk_tags(model, sentences)


@either_kernel
@settings(max_examples=25)
@given(case=models_and_sentences(ANY_WEIGHT))
def test_tags_are_nltks_where_weights_are_not_rounded(make: Make, case: tuple[dict[str, Any], list[list[str]]]) -> None:
    model, sentences = case
    assert make(model).tag(sentences) == nltk_tags(model, sentences)


@either_kernel
@given(first=SENTENCES, then=SENTENCES)
def test_tags_do_not_depend_on_what_was_tagged_before_or_beside(
    make: Make, first: list[list[str]], then: list[list[str]]
) -> None:
    weights = {f"i suffix {word}": {"NN": 0.5, "VB": 0.5} for word in ("dog", "gs", "the")} | {"bias": {"DT": 0.1}}
    model = {"weights": weights, "tagdict": {"the": "DT"}, "classes": CLASSES}
    tagger = make(model)
    tagger.tag(first)
    together = tagger.tag(then)
    assert together == [tags for sentence in then for tags in make(model).tag([sentence])]


@either_kernel
def test_a_tie_is_decided_by_the_rounding_of_nltks_own_sum(make: Make) -> None:
    # 0.1 + 0.2 is more than 0.3 in floats, and equal to it in thousandths
    weights = {"bias": {"NN": 0.1, "VB": 0.3}, "i suffix dog": {"NN": 0.2}}
    model = {"weights": weights, "tagdict": {}, "classes": ["NN", "VB"]}
    assert nltk_tags(model, [["dog"]]) == [["NN"]]
    assert make(model).tag([["dog"]]) == [["NN"]]


@either_kernel
def test_the_last_class_of_the_alphabet_wins_a_true_tie(make: Make) -> None:
    model = {"weights": {}, "tagdict": {}, "classes": ["B", "C", "A"]}
    assert make(model).tag([["x", "y"]]) == [["C", "C"]]


@either_kernel
@pytest.mark.parametrize("size", [3e5, 3e6, 1e12])
def test_weights_too_large_for_32_bits_are_added_as_nltk_adds_them(make: Make, size: float) -> None:
    weights = {"bias": {"NN": size, "VB": 1.0}, "i suffix dog": {"NN": size, "DT": -size}}
    model = {"weights": weights, "tagdict": {}, "classes": ["DT", "NN", "VB"]}
    assert make(model).tag([["dog", "cat"]]) == nltk_tags(model, [["dog", "cat"]]) == [["NN", "NN"]]


@pytest.mark.slow
def test_a_stream_of_ever_new_words_does_not_grow_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nltk_perceptron, "TYPES", 500)
    model = {"weights": {"i suffix 1": {"NN": 1.0}}, "tagdict": {}, "classes": CLASSES}
    tagger = NltkPerceptronTagger(model)

    def feed(start: int) -> int:
        tracemalloc.start()
        for number in range(start, start + 40):
            tagger.tag([[f"word{number}x{rank}" for rank in range(50)]])
        size, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return size

    feed(0)
    assert tagger.count <= 600
    assert feed(100) < 1_500_000


@pytest.mark.slow
def test_room_for_the_scores_of_pairs_is_made_seldom() -> None:
    words = [f"w{number}" for number in range(3000)]
    weights = {f"i-1 tag+i word {tag} {word}": {"NN": 1.0} for word in words for tag in ("NN", "-START-")}
    tagger = NltkPerceptronTagger({"weights": weights, "tagdict": {}, "classes": CLASSES})
    arrays = []
    for word in words:
        tagger.tag([[word]])
        arrays.append(tagger.pair_scores)  # none is freed, so that none has the place of another
    assert len(set(map(id, arrays))) < 6
