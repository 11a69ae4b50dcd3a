"""NLTK's tagger in C: what the kernel in Python gives, whatever the model's file and the words are made of."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.models import Model
from nlpmap.remote.kernels.tagger.compiled_nltk import CompiledNltkTagger, nltk_tagger
from nlpmap.remote.kernels.tagger.nltk_features import features_at
from nlpmap.remote.kernels.tagger.nltk_perceptron import NltkPerceptronTagger
from nlpmap.remote.kernels.tagger.nltk_weights import SCALE, WeightTable
from nlpmap.remote.native import compiled
from tests.remote.kernels.tagger.compiled_laws import (
    assert_lengths_have_to_fit_the_forms,
    assert_python_does_it_without,
)

native = compiled("tags")
pytestmark = pytest.mark.skipif(
    native is None, reason="needs the compiled core: install nlpmap where there is a compiler"
)

CLASSES = ["CD", "DT", "NN", "NNS", "VB", "."]
ALPHABET = ["a", "B", "1", "-", " ", "é", "٣", "²", "İ", "\ud800"]
SMALL = 64  # word types that are kept: as few as the kernel can do with


def model_of(words: Sequence[str], seed: int = 0) -> dict[str, Any]:
    """A model with most of the features of some words."""
    random = Random(seed)
    tags = [*CLASSES, "UH", "-START-", "-START2-"]
    names = {
        name
        for word in words
        for index in range(5)
        for name in features_at([word] * 5, index, random.choice(tags), random.choice(tags))
    }
    weights = {
        name: {label: random.randint(-3, 3) / SCALE for label in random.sample([*CLASSES, "GONE"], 3)}
        for name in sorted(names)
        if random.random() < 0.8
    }
    tagdict = {word: random.choice([*CLASSES, "UH", ""]) for word in words if random.random() < 0.1}
    return {"weights": weights, "tagdict": tagdict, "classes": CLASSES}


def strings(alphabet: Sequence[str], most: int) -> list[str]:
    return ["".join(string) for length in range(most + 1) for string in product(alphabet, repeat=length)]


def assert_both_kernels_agree(model: Mapping[str, Any], sentences: list[list[str]], types: int = 1000) -> None:
    compiled_one = CompiledNltkTagger(model, native, types=types)
    assert compiled_one.tag(sentences) == NltkPerceptronTagger(model).tag(sentences)


@pytest.mark.parametrize("seed", range(3))
def test_every_short_word_has_the_tags_of_the_kernel_in_python(seed: int) -> None:
    words = strings(ALPHABET, 3)
    model = model_of(words[::2], seed)
    Random(seed).shuffle(words)
    assert_both_kernels_agree(model, [words[start : start + 7] for start in range(0, len(words), 7)], SMALL)


@pytest.mark.slow
def test_every_word_of_up_to_five_characters_has_the_tags_of_the_kernel_in_python() -> None:
    words = strings(ALPHABET, 5)
    model = model_of(strings(ALPHABET, 4)[::3])
    Random(0).shuffle(words)
    assert_both_kernels_agree(model, [words[start : start + 9] for start in range(0, len(words), 9)])


@given(st.lists(st.lists(st.sampled_from(["a", "the", "dogs", "1999", "ab-c", "٣"]), max_size=150), max_size=5))
def test_long_sentences_are_tagged_as_one(sentences: list[list[str]]) -> None:
    assert_both_kernels_agree(model_of(["a", "the", "dogs", "1999", "ab-c", "٣"]), sentences, SMALL)


@pytest.mark.parametrize(
    "word",
    ["x" * 10**6, "-" * 200, "9" * 4, "9" * 129, "A" * 128, "A" * 129, "é" * 129, "\0", "a\0b", "\U0001f600" * 130],
    ids=lambda word: f"{word[:2]!r} {len(word)}",
)
def test_hostile_words_have_the_tags_of_the_kernel_in_python(word: str) -> None:
    short = word[:300]
    model = model_of([short, short.lower(), word[-3:]])
    assert_both_kernels_agree(model, [[word, "a", word], [short, short]])


def test_the_model_of_nltk_is_read_to_the_last_weight(reference: Model) -> None:
    table = reference.tables["tagger"]
    model = CompiledNltkTagger(table, native).model
    expected = WeightTable(json.loads(table["weights"]), model.tag_names[: len(table["classes"])])
    names = sorted(expected.ids)
    for name in Random(1).sample(names, 3000):
        found = {column: value / SCALE for column, value in model.row(name)}
        assert found == {column: value for column, value in expected.row(name) if value}, name


def test_the_model_of_nltk_gives_the_same_tags_and_forgets_no_frequent_word(reference: Model) -> None:
    tagger = CompiledNltkTagger(reference.tables["tagger"], native, types=SMALL)
    pure = NltkPerceptronTagger(reference.tables["tagger"])
    random = Random(2)
    words = ["the", "dog", "barked", "Well-known", "1999", "don", "'s", ",", "of", "Über", "\u201c"]
    for number in range(300):
        sentence = [*random.choices(words, k=12), *(f"new{number}x{rank}" for rank in range(3)), "always"]
        assert tagger.tag([sentence]) == pure.tag([sentence])
        assert len(tagger.tagger.types) <= SMALL
        assert "always" in tagger.tagger.types


def test_long_words_do_not_fill_the_memory() -> None:
    tagger = CompiledNltkTagger(model_of(["a"]), native)
    for number in range(40):
        tagger.tag([[f"{number}" * 10**6]])
        assert tagger.tagger.types.characters < 12 * 10**6


@given(st.dictionaries(st.text(max_size=5).map("i word {}".format), st.just({"NN": 0.5}), max_size=4), st.booleans())
def test_names_are_read_as_json_writes_them(weights: dict[str, dict[str, float]], ascii_only: bool) -> None:
    text = json.dumps(weights, ensure_ascii=ascii_only, indent=1)
    content = text.encode("utf-8", "surrogatepass")
    try:
        model = native.NltkModel(content, ["NN", "DT"], 2)
    except ValueError:
        assert not ascii_only  # half a character that is not escaped
        return
    assert [model.row(name) for name in weights] == [[(0, 500)]] * len(weights)


NUMBERS = {"0.5": 500, "-1": -1000, "34.390": 34390, "0": 0, "-0.001": -1, "8388.607": 8388607, "12.0000000": 12000}


@pytest.mark.parametrize("number", NUMBERS)
def test_weights_of_three_decimals_are_read(number: str) -> None:
    model = native.NltkModel(f' {{ "bias" : {{"NN":{number} }} }}\n'.encode(), ["NN"], 1)
    assert dict(model.row("bias")) == ({0: NUMBERS[number]} if NUMBERS[number] else {})


CONTENTS = [
    "", "{", "[]", "{}x", '{"a":1}', '{"a":{}', '{"a":{},}', '{"a":{"NN":}}', '{"a":{"NN":1,}}', '{"a":{"NN":01}}',
    '{"a":{"NN":1.}}', '{"a":{"NN":.5}}', '{"a":{"NN":1e3}}', '{"a":{"NN":0.0001}}', '{"a":{"NN":8388.608}}',
    '{"a":{"NN":NaN}}', '{"a":{"NN":-}}', '{"a":{"NN":99999999999999999999}}', '{"a":{"NN":1,"NN":2}}',
    '{"a":{},"a":{}}', '{"i-1 tag+i word NN a":{},"i-1 tag+i word NN a":{}}', '{"\\x":{}}', '{"\\u12":{}}',
    '{"a\n":{}}',
    '{"' + "a" * 5000 + '":{}}', '{"a', '{"\\', '{"\\u', '{"a":{"NN":1', '{"a":{"NN":1.0',
]  # fmt: skip


@pytest.mark.parametrize(
    "content", [*map(str.encode, CONTENTS), b'{"\xff":{}}', b'{"\xc0\x80":{}}', b'{"\xed\xa0\x80":{}}']
)
def test_what_is_no_file_of_weights_in_thousandths_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"weights|twice|name"):
        native.NltkModel(content, ["NN"], 1)


@pytest.mark.parametrize("classes", [[], ["A B"], [""], ["A", "A"], [f"T{number}" for number in range(300)]])
def test_tags_unlike_nltks_are_left_to_the_kernel_in_python(classes: list[str]) -> None:
    model = {"weights": {}, "tagdict": {}, "classes": classes}
    with pytest.raises(ValueError, match=r"tag|class"):
        CompiledNltkTagger(model, native)
    if classes:
        assert isinstance(nltk_tagger(model), NltkPerceptronTagger)


def test_lengths_that_do_not_fit_the_forms_are_refused() -> None:
    assert_lengths_have_to_fit_the_forms(CompiledNltkTagger(model_of(["a"]), native))


def test_the_kernel_in_python_is_used_where_nothing_compiled_is(monkeypatch: pytest.MonkeyPatch) -> None:
    model = model_of(["a"])
    assert_python_does_it_without(nltk_tagger, model, CompiledNltkTagger, NltkPerceptronTagger, monkeypatch)
