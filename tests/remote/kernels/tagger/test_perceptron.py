"""The kernels of the project's own taggers: sums of all features, whatever stands beside a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap import corpora
from nlpmap.learn import TaggerOptions, train_tagger
from nlpmap.remote.kernels.sentence_case import sentence_case
from nlpmap.remote.kernels.tagger import perceptron
from nlpmap.remote.kernels.tagger.compiled_rich import rich_tagger
from nlpmap.remote.kernels.tagger.feature_rows import hashed
from nlpmap.remote.kernels.tagger.numbering import WORD_PAIRS
from nlpmap.remote.kernels.tagger.perceptron import MOST_OF_TABLE, MOST_OF_TYPE, PerceptronTagger
from nlpmap.remote.kernels.tagger.perceptron_features import OFFSETS
from nlpmap.remote.kernels.typography import as_penn, sided

WORDS = st.sampled_from(
    ["The", "the", "clock", "is", "old", ".", "``", "well-known", "1999", "McDonald's", "<", "", "-", "İ", "\ud800",
     "x" * 300]
) | st.text(max_size=4)  # fmt: skip
SENTENCES = st.lists(st.lists(WORDS, max_size=8), max_size=6)


Make = Callable[[Mapping[str, Any]], Any]
either_kernel = pytest.mark.parametrize("make", [PerceptronTagger, rich_tagger])


@cache
def tables() -> dict[str, Any]:
    return train_tagger(list(nlpmap.read(corpora.path("gold"))), TaggerOptions(passes=2, models=1, second_look=None))


@pytest.fixture(scope="module")
def tagger() -> PerceptronTagger:
    return PerceptronTagger(tables())


def scores_one_by_one(tagger: PerceptronTagger, sentence: list[str], place: int, last: int, second: int) -> list[int]:
    """Add up the weights of one token's features, one after the other."""
    vocabulary, numbering, weights = tagger.vocabulary, tagger.numbering, tagger.weights
    looks = [(shown, number, 0) for number, shown in enumerate(vocabulary.padding())]
    case = sentence_case(sentence)
    looks[2:2] = [vocabulary.look(as_penn(word), case) for word in sentence]
    place += 2
    total = np.zeros(weights.width, np.int64)
    for role, offset in enumerate(OFFSETS):
        part = np.zeros(weights.width, np.int64)
        for reach, names in zip((5, 3, 1), looks[place + offset][0], strict=True):
            for name in names:
                if role < reach and name in vocabulary.starts:
                    part += weights.rows[weights.index[vocabulary.starts[name] + role]]
        total += part.clip(-MOST_OF_TYPE, MOST_OF_TYPE)
    rows = [
        start + int(hashed(*(np.array([looks[place + offset][2]]) for offset in pair))[0])
        for start, pair in zip(numbering.word_pairs, WORD_PAIRS, strict=True)
    ]
    rows.append(numbering.before + last * numbering.tags + second)
    rows.append(numbering.next_group + looks[place + 1][1] * numbering.tags + last)
    rows.append(numbering.own_word + looks[place][2] * numbering.tags + last)
    for row in rows:
        total += weights.rows[weights.index[row]].astype(np.int64).clip(-MOST_OF_TABLE, MOST_OF_TABLE)
    return [int(score) for score in total]


@either_kernel
@given(sentences=SENTENCES)
def test_tags_are_those_of_features_added_one_by_one(make: Make, sentences: list[list[str]]) -> None:
    tagger = PerceptronTagger(tables())
    expected = []
    for sentence in (list(sided(sentence, [len(sentence)])) for sentence in sentences):
        last, second = tagger.history[-2:].tolist()
        classes = []
        for place in range(len(sentence)):
            scores = scores_one_by_one(tagger, sentence, place, last, second)
            best = scores.index(max(scores))
            last, second = int(tagger.history[best]), last
            classes.append(tagger.classes[best][0])
        expected.append(classes)
    assert make(tables()).tag(sentences) == expected


@either_kernel
@given(first=SENTENCES, then=SENTENCES)
def test_tags_do_not_depend_on_what_stands_beside_or_came_before(
    make: Make, first: list[list[str]], then: list[list[str]]
) -> None:
    together = make(tables()).tag(first + then)
    apart = make(tables())
    assert together == apart.tag(first) + apart.tag(then)


def test_tags_are_the_same_however_many_tokens_are_worked_on_at_once(
    tagger: PerceptronTagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentences = [sentence for document in nlpmap.read(corpora.path("gold")) for sentence in document.sents()]
    expected = tagger.tag_both(sentences)
    monkeypatch.setattr(perceptron, "TOKENS", 7)
    monkeypatch.setattr(perceptron, "AT_ONCE", 3)
    assert PerceptronTagger(tables()).tag_both(sentences) == expected


def test_types_are_forgotten_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(perceptron, "TYPES", 50)
    monkeypatch.setattr(perceptron, "ROOM", 60)
    tagger = PerceptronTagger(tables())
    sentences = [[f"word{number}x{letter}" for letter in "abcdefgh"] for number in range(50)]
    expected = PerceptronTagger(tables()).tag(sentences)
    assert [tags for sentence in sentences for tags in tagger.tag([sentence])] == expected
    assert len(tagger.types) < 70


@either_kernel
def test_universal_tags_come_with_the_tags(make: Make) -> None:
    tags, universal = make(tables()).tag_both([["The", "clock", "is", "old", "."], []])
    assert tags == [["DT", "NN", "VBZ", "JJ", "."], []]
    assert universal is not None
    assert universal[0][:2] == ["DET", "NOUN"]
