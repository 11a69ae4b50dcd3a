"""The tagger kernel: NLTK's tags, to the last one, for any model and any sentences, ties included."""

from __future__ import annotations

import tracemalloc
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.tag.perceptron import PerceptronTagger as Reference

from nlpmap.remote.kernels.tagger import nltk_perceptron
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


@settings(max_examples=50)
@given(models_and_sentences(THOUSANDTHS))
def test_tags_are_nltks_for_any_model_ties_included(case: tuple[dict[str, Any], list[list[str]]]) -> None:
    model, sentences = case
    assert NltkPerceptronTagger(model).tag(sentences) == nltk_tags(model, sentences)


@settings(max_examples=25)
@given(models_and_sentences(ANY_WEIGHT))
def test_tags_are_nltks_where_weights_are_not_rounded(case: tuple[dict[str, Any], list[list[str]]]) -> None:
    model, sentences = case
    assert NltkPerceptronTagger(model).tag(sentences) == nltk_tags(model, sentences)


@given(SENTENCES, SENTENCES)
def test_tags_do_not_depend_on_what_was_tagged_before_or_beside(first: list[list[str]], then: list[list[str]]) -> None:
    weights = {f"i suffix {word}": {"NN": 0.5, "VB": 0.5} for word in ("dog", "gs", "the")} | {"bias": {"DT": 0.1}}
    model = {"weights": weights, "tagdict": {"the": "DT"}, "classes": CLASSES}
    tagger = NltkPerceptronTagger(model)
    tagger.tag(first)
    together = tagger.tag(then)
    assert together == [tags for sentence in then for tags in NltkPerceptronTagger(model).tag([sentence])]


def test_a_tie_is_decided_by_the_rounding_of_nltks_own_sum() -> None:
    # 0.1 + 0.2 is more than 0.3 in floats, and equal to it in thousandths
    weights = {"bias": {"NN": 0.1, "VB": 0.3}, "i suffix dog": {"NN": 0.2}}
    model = {"weights": weights, "tagdict": {}, "classes": ["NN", "VB"]}
    assert nltk_tags(model, [["dog"]]) == [["NN"]]
    assert NltkPerceptronTagger(model).tag([["dog"]]) == [["NN"]]


def test_the_last_class_of_the_alphabet_wins_a_true_tie() -> None:
    model = {"weights": {}, "tagdict": {}, "classes": ["B", "C", "A"]}
    assert NltkPerceptronTagger(model).tag([["x", "y"]]) == [["C", "C"]]


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
