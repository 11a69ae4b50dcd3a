"""The project's own tagger in C: what the kernel in Python gives, whatever the model and the words are made of."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.models import load
from nlpmap.remote.kernels.sentence_case import sentence_case
from nlpmap.remote.kernels.tagger.compiled_rich import CompiledTagger, rich_tagger
from nlpmap.remote.kernels.tagger.lexicon import Lexicon
from nlpmap.remote.kernels.tagger.numbering import HASH, PADS
from nlpmap.remote.kernels.tagger.perceptron import PerceptronTagger
from nlpmap.remote.kernels.tagger.perceptron_features import PADDING, REACH, group, name_part, normalized
from nlpmap.remote.kernels.tagger.sparse_matrix import pack_rows
from nlpmap.remote.kernels.typography import as_penn
from nlpmap.remote.native import compiled
from tests.remote.kernels.tagger.compiled_laws import (
    assert_lengths_have_to_fit_the_forms,
    assert_python_does_it_without,
)

native = compiled("rich_tags")
pytestmark = pytest.mark.skipif(native is None, reason="needs the compiled core")

CLASSES = [["NN", "NOUN"], ["VB", None], ["DT", "DET"], [None, "X"], ["VB", "AUX"]]
AKIN = [["IN", "ADP"], ["IN", "SCONJ"], ["VB", "VERB"], ["VB", "AUX"], ["DT", "DET"]]
ALPHABET = ["a", "B", "x", "0", "7", "-", "'", " ", "é", "“", "—", "\u00ad"]
CASES = range(5)  # of sentences
WITHIN = 3000  # scores: a second look at many a token
SMALL = 64  # word types that are kept: as few as the kernel can do with


@cache
def english() -> Mapping[str, Any]:
    tagger: Mapping[str, Any] = load("en").tables["tagger"]
    return tagger


def model_of(words: Sequence[str], seed: int = 0, classes: Sequence[Any] = CLASSES, most: int = 3000) -> dict[str, Any]:
    """A model with most of the features of some words, and weights that leave the bounds of sums."""
    random, weights = Random(seed), np.random.default_rng(seed)
    words = [as_penn(word) for word in words]
    low = sorted({normalized(word) for word in words})
    known = [word for word in low if random.random() < 0.4]
    lexicon = {
        "words": known,
        "columns": 2,
        "classes": weights.integers(-1, 12, (len(known), 2)).astype("<i2").tobytes(),
    }
    look = Lexicon(lexicon).classes
    shown = [name_part(word, normalized(word), look(normalized(word)), case) for word in words for case in CASES]
    features = [
        sorted({name for names in column for name in names if random.random() < 0.9})
        for column in zip(*shown, strict=True)
    ]
    features[0] += [name for name in PADDING if name not in features[0]]
    groups = sorted({group(word, look(normalized(word))) for word in words})[::2]
    common = low[::3]
    tags = len({tag or universal for tag, universal in classes}) + 2
    rows = 1 + sum(reach * len(names) for names, reach in zip(features, REACH, strict=True)) + 2 * HASH
    rows += tags * (tags + len(groups) + PADS + 1 + len(common) + 1)
    matrix = np.zeros((rows, len(classes)), np.int16)
    filled = weights.integers(0, 3, rows) > 0
    matrix[filled] = weights.integers(-most, most, (int(filled.sum()), len(classes)))
    matrix[weights.integers(0, 2, matrix.shape) > 0] = 0
    return {
        "classes": [*classes], "features": features, "groups": groups, "words": common, "lexicon": lexicon,
        "weights": pack_rows(matrix),
        "second": {"within": WITHIN, "weights": weights.integers(-128, 128, 1 << 12).astype(np.int8).tobytes()},
    }  # fmt: skip


def strings(alphabet: Sequence[str], most: int) -> list[str]:
    return ["".join(string) for length in range(most + 1) for string in product(alphabet, repeat=length)]


def in_sentences(words: Sequence[str], length: int) -> list[Sequence[str]]:
    return [words[start : start + length] for start in range(0, len(words), length)]


def akin_of(seed: int) -> dict[str, Any]:
    """A table for classes of one tag."""
    weights = np.random.default_rng(seed).integers(-128, 128, 1 << 9)
    return {"within": WITHIN, "weights": weights.astype(np.int8).tobytes()}


def assert_both_kernels_agree(model: Mapping[str, Any], sentences: list[Any], types: int = 5000) -> None:
    found = CompiledTagger(model, native, types=types).tag_both(sentences)
    assert found == PerceptronTagger(model).tag_both(sentences)


@pytest.mark.parametrize("within", [1, 600, 32767])
@pytest.mark.parametrize("most", [5, 3000, 32767])
@pytest.mark.parametrize("longest", [1, 2, 3, 40, 2500])
def test_a_second_look_decides_as_the_kernel_in_python_does(within: int, most: int, longest: int) -> None:
    words = strings(ALPHABET, 2)
    model = model_of(words, most, most=most)
    Random(longest).shuffle(words)
    sentences = [words[start : start + start % longest + 1] for start in range(0, len(words), 3)]
    second = {**model["second"], "within": within}
    assert_both_kernels_agree({**model, "second": second}, [*sentences, words * 20], SMALL)


@pytest.mark.parametrize(("within", "akin"), [(1, 3000), (600, 800), (3000, 1), (32767, 32767)])
@pytest.mark.parametrize("most", [50, 3000])
@pytest.mark.parametrize("longest", [1, 3, 40])
def test_a_second_look_at_classes_of_one_tag_decides_as_the_kernel_in_python_does(
    within: int, akin: int, most: int, longest: int
) -> None:
    words = strings(ALPHABET, 2)
    model = model_of(words, classes=AKIN, most=most)
    Random(longest).shuffle(words)
    second = {**model["second"], "within": within, "akin": {**akin_of(longest), "within": akin}}
    assert_both_kernels_agree({**model, "second": second}, in_sentences(words, longest), SMALL)


def test_a_second_look_at_classes_of_one_tag_changes_universal_tags_alone() -> None:
    words = strings(ALPHABET, 2)
    model = model_of(words, classes=AKIN, most=50)
    with_akin = {**model, "second": {**model["second"], "akin": akin_of(0)}}
    (tags, universal), (before, universal_before) = (
        CompiledTagger(one, native).tag_both(in_sentences(words, 11)) for one in (with_akin, model)
    )
    assert tags == before
    assert universal != universal_before


def test_a_second_look_changes_some_tags_and_a_model_without_it_has_none() -> None:
    words = strings(ALPHABET, 2)
    model = model_of(words)
    first = {key: value for key, value in model.items() if key != "second"}
    sentences = in_sentences(words, 11)
    assert_both_kernels_agree(first, sentences)
    found, before = CompiledTagger(model, native).tag(sentences), CompiledTagger(first, native).tag(sentences)
    assert found != before


@pytest.mark.parametrize(
    "second",
    [
        {"within": 0, "weights": bytes(256)},
        {"within": 1 << 15, "weights": bytes(256)},
        {"within": 600, "weights": bytes(255)},
        {"within": 600, "weights": b"\0"},
        {"within": 600, "weights": b""},
        {"within": 600, "weights": bytes(256), "akin": {"within": 0, "weights": bytes(256)}},
        {"within": 600, "weights": bytes(256), "akin": {"within": 600, "weights": bytes(255)}},
    ],
    ids=repr,
)
def test_a_second_look_without_a_margin_or_a_power_of_two_of_weights_is_refused(second: Mapping[str, Any]) -> None:
    model = {**model_of(["a"]), "second": second}
    with pytest.raises(ValueError, match=r"^a second look with another number of weights than a power of two, or "):
        CompiledTagger(model, native)
    with pytest.raises(ValueError, match=r"^a second look with another number of weights than a power of two, or "):
        PerceptronTagger(model)


@pytest.mark.parametrize("most", [5, 3000, 32767])
def test_every_short_word_has_the_tags_of_the_kernel_in_python(most: int) -> None:
    words = strings(ALPHABET, 3)
    model = model_of(words[::3], most, most=most)
    Random(most).shuffle(words)
    assert_both_kernels_agree(model, in_sentences(words, 11), 500)


@pytest.mark.slow
def test_every_word_of_up_to_four_characters_has_the_tags_of_the_kernel_in_python() -> None:
    words = strings(ALPHABET, 4)
    model = model_of(strings(ALPHABET, 3)[::2])
    Random(0).shuffle(words)
    assert_both_kernels_agree(model, in_sentences(words, 11))
    assert_both_kernels_agree(english(), in_sentences(words, 11))


@given(st.lists(st.lists(st.text("aBz09-.'“»—é\ud800", max_size=20), max_size=6), max_size=6))
def test_tags_of_the_bundled_model_are_those_of_the_kernel_in_python(sentences: list[list[str]]) -> None:
    taggers = english_taggers()
    assert taggers[0].tag_both(sentences) == taggers[1].tag_both(sentences)


@cache
def english_taggers() -> tuple[CompiledTagger, PerceptronTagger]:
    return CompiledTagger(english(), native, types=SMALL), PerceptronTagger(english())


@pytest.mark.parametrize(
    "word",
    ["x" * 10**6, "-" * 119, "a-" * 60, "a-" * 61, "9" * 120, "9" * 121, "A" * 119, "Ab" * 60 + "c", "\0", "a\0b",
     "é" * 200, "\U0001f600" * 130, "a" * 59 + "-b", "a" * 60 + "-b", "-a", "a-", "-", "--a", "a--b-", "…", "''"],
    ids=lambda word: f"{word[:2]!r} {len(word)}",
)  # fmt: skip
def test_hostile_words_have_the_tags_of_the_kernel_in_python(word: str) -> None:
    model = model_of([word[:300], word[:300].lower(), word[-3:], "a"])
    assert_both_kernels_agree(model, [[word, "a", word], [], [word, word]])


@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "GO",
                    "A",
                    "I",
                    "Dogs",
                    "dogs",
                    "iPad",
                    "É",
                    "été",
                    "ÉTÉ",
                    "ǅ",
                    "ǆabc",
                    "中",
                    "中A",
                    "ß",
                    "1st",
                    "-",
                    "",
                ]
            )
        ),
        max_size=6,
    )
)
def test_sentences_in_capitals_titles_and_others_have_the_tags_of_the_kernel_in_python(
    sentences: list[list[str]],
) -> None:
    for found, expected in zip(*(tagger.tag_both(sentences) for tagger in taggers_of_cases()), strict=True):
        assert found == expected


@cache
def taggers_of_cases() -> tuple[CompiledTagger, PerceptronTagger]:
    model = model_of(["GO", "A", "I", "Dogs", "iPad", "É", "été", "ǅ", "中A", "1st", "-"])
    return CompiledTagger(model, native, types=SMALL), PerceptronTagger(model)


def test_a_word_has_other_tags_in_a_sentence_of_another_case() -> None:
    model = model_of(["dogs", "BARK", "Loudly", "they"], seed=3)
    found = {
        sentence_case(sentence): rich_tagger(model).tag([sentence])[0][-1]
        for sentence in (
            ["Dogs", "bark", "dogs"],
            ["DOGS", "BARK", "dogs"] * 3 + ["DOGS"] * 20 + ["dogs"],
            ["dogs", "bark", "dogs"],
        )
    }
    assert sorted(found) == [0, 1, 3]
    assert len(set(found.values())) > 1


def test_quotes_take_sides_as_they_do_for_the_kernel_in_python() -> None:
    sentences = [["»", "No", "«", ",", "„", "yes", "“"], ["5", "″", "a"], ["»"], ["a"], ["″"]]
    model = model_of([*sentences[0], "``", "''", "'", "`", "5"])
    assert_both_kernels_agree(model, sentences)


def test_long_sentences_are_parted_as_they_are_for_the_kernel_in_python() -> None:
    words = ["a", "the", "dogs", "1999", "ab-c", "X"]
    model = model_of(words)
    for length in (999, 1000, 1001, 2100):
        assert_both_kernels_agree(model, [Random(length).choices(words, k=length), ["a"]], SMALL)


def test_frequent_words_are_never_forgotten() -> None:
    tagger, pure = CompiledTagger(english(), native, types=SMALL), english_taggers()[1]
    for number in range(200):
        sentence = ["Ada", "always", *(f"new{number}x{rank}" for rank in range(9)), "always", "é"]
        assert tagger.tag([sentence]) == pure.tag([sentence])
        assert len(tagger.tagger.types) <= SMALL
        assert "always" in tagger.tagger.types


@pytest.mark.parametrize("classes", [[["A", None]], [[None, "A"], [None, "B"]], [[f"T{n}", None] for n in range(90)]])
def test_models_of_one_kind_of_tags_and_of_many_give_the_same(classes: list[list[str | None]]) -> None:
    words = ["a", "b", "ab", "A-1"]
    assert_both_kernels_agree(model_of(words, classes=classes), [words, words[::-1]])


Change = Callable[[dict[str, Any]], Any]
CHANGES: dict[str, Change] = {
    "more entries than rows": lambda table: table["weights"].update(lengths=table["weights"]["lengths"][:-8]),
    "rows of more entries": lambda table: table["weights"].update(
        lengths=b"\xff\xff" * (len(table["weights"]["lengths"]) // 2)
    ),
    "half a value": lambda table: table["weights"].update(values=table["weights"]["values"][:-1]),
    "columns beyond": lambda table: table["weights"].update(
        columns=b"\x09\x00" * (len(table["weights"]["columns"]) // 2)
    ),
    "columns twice": lambda table: table["weights"].update(columns=bytes(len(table["weights"]["columns"]))),
    "another width": lambda table: table["weights"]["shape"].__setitem__(1, 4),
    "very many classes": lambda table: table["weights"]["shape"].__setitem__(1, 257),
    "no lengths": lambda table: table["weights"].pop("lengths"),
    "a list of lengths": lambda table: table["weights"].update(lengths=[1, 2]),
    "fewer classes": lambda table: table["classes"].pop(),
    "more words": lambda table: table["words"].extend(["more"] * 10),
    "more groups": lambda table: table["groups"].extend(["more"] * 10),
    "more features": lambda table: table["features"][2].extend(f"p1{n}" for n in range(200_000)),
    "a feature twice": lambda table: table["features"][2].append(table["features"][2][0]),
    "a feature of another reach": lambda table: table["features"][2].append("oX"),
    "no name": lambda table: table["features"][1].append(7),
    "a lexicon of more words": lambda table: table["lexicon"]["words"].append("more"),
    "a lexicon of no columns": lambda table: table["lexicon"].update(words=["a"], columns=0, classes=b""),
    "a lexicon of minus columns": lambda table: table["lexicon"].update(columns=-1),
}


@pytest.mark.parametrize("change", CHANGES)
def test_models_that_are_damaged_are_refused(change: str) -> None:
    model = model_of(["a", "b", "Ab-1"])
    CHANGES[change](model)
    with pytest.raises((KeyError, TypeError, ValueError)):
        CompiledTagger(model, native)


def test_lengths_that_do_not_fit_the_forms_are_refused() -> None:
    assert_lengths_have_to_fit_the_forms(CompiledTagger(model_of(["a"]), native))


def test_a_word_whose_features_can_not_be_named_is_not_kept() -> None:
    tagger = CompiledTagger(model_of(["a"]), native)
    model = native.RichTagger(tagger.model, SMALL, [[], [], [], []], frozenset(), lambda word: 1 / 0, tagger._shown)
    for _ in range(2 * SMALL):
        with pytest.raises(ZeroDivisionError):
            model.tag(["a", "é"], [2], 10)
        assert "é" not in model.types
    assert model.tag(["a"], [1], 10, list("abcde"))


def test_the_kernel_in_python_is_used_where_nothing_compiled_is(monkeypatch: pytest.MonkeyPatch) -> None:
    model = model_of(["a"])
    assert_python_does_it_without(rich_tagger, model, CompiledTagger, PerceptronTagger, monkeypatch)


def test_tags_need_no_numpy_where_the_kernels_are_compiled() -> None:
    script = """
import sys
from nlpmap.models import load
from nlpmap.remote.kernels.tagger.compiled_rich import rich_tagger
print(rich_tagger(load("en").tables["tagger"]).tag([["“", "The", "café"]]), "numpy" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[['``', 'DT', 'NN']] False\n"
