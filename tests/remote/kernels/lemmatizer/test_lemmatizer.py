"""Lemmas depend on the word and its tags alone: not on the batch, on what came before, or on who computes them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap import Recipe
from nlpmap.annotate.recipe import RecipeOptions
from nlpmap.errors import InputError, ModelError
from nlpmap.models import load
from nlpmap.remote import tagger
from nlpmap.remote.document import Document
from nlpmap.remote.kernels.lemmatizer.any_object import ObjectLemmatizer
from nlpmap.remote.kernels.lemmatizer.compiled_lemmas import CompiledLemmatizer, lemmatizer_of_table
from nlpmap.remote.kernels.lemmatizer.edits import Edit, edit_of, edits_of
from nlpmap.remote.kernels.lemmatizer.lemmatizer import Lemmatizer
from nlpmap.remote.kernels.lemmatizer.table import read_table
from nlpmap.remote.native import compiled
from nlpmap.remote.pipeline import Pipeline, UnusableTable
from tests.strategies import hostile

TABLE: dict[str, Any] = dict(load("en").tables["lemmatizer"])
TAGS = ["NN", "NNS", "NNP", "VBD", "VBZ", "JJR", "PRP$", "''", "FW", "", "XY", "\ud800", None]
UNIVERSAL = ["NOUN", "PROPN", "VERB", "AUX", "PUNCT", "", None]
WORDS = [
    "Dogs",
    "went",
    "IBM",
    "McDonald's",
    "n’t",
    "``",
    "1,000",
    "U.S.",
    "iPhone",
    "İstanbul",
    "ǅ",
    "x" * 40,
    "a" * 16,
]
words = st.tuples(
    st.sampled_from(WORDS) | hostile | st.text(max_size=20), st.sampled_from(TAGS), st.sampled_from(UNIVERSAL)
)
Word = tuple[str, "str | None", "str | None"]


@cache
def by_numpy() -> Lemmatizer:
    return Lemmatizer(TABLE)


def lemmas(kernel: Any, batch: Sequence[Word]) -> list[str | None]:
    forms, tags, universal = ([word[column] for word in batch] for column in range(3))
    found: list[str | None] = kernel.lemmas(forms, tags, universal)
    return found


@given(st.lists(words, max_size=12))
def test_a_lemma_depends_on_its_word_alone(batch: list[Word]) -> None:
    together = lemmas(Lemmatizer(TABLE), batch)
    assert together == [lemma for word in batch for lemma in lemmas(by_numpy(), [word])]


@pytest.mark.skipif(compiled("lemmas") is None, reason="the compiled core is not built, or is turned off")
@given(st.lists(words, max_size=12), st.integers(0, 2000))
def test_compiled_code_finds_the_same(batch: list[Word], most: int) -> None:
    kernel = CompiledLemmatizer(TABLE, compiled("lemmas"), most=most)  # which forgets words again and again
    expected = lemmas(by_numpy(), batch)
    assert lemmas(kernel, batch) == lemmas(kernel, batch) == expected


@pytest.mark.skipif(compiled("lemmas") is None, reason="the compiled core is not built, or is turned off")
def test_compiled_code_knows_many_words() -> None:
    kernel = CompiledLemmatizer(TABLE, compiled("lemmas"))
    batch: list[Word] = [("".join(letters) + "s", "NNS", "NOUN") for letters in permutations("abcdefgh", 5)]
    assert lemmas(kernel, batch) == lemmas(kernel, batch) == lemmas(by_numpy(), batch)
    assert kernel.found.kept == len(batch)


@pytest.mark.skipif(compiled("lemmas") is None, reason="the compiled core is not built, or is turned off")
def test_compiled_code_forgets_words_while_it_looks_for_others() -> None:
    kernel = CompiledLemmatizer(TABLE, compiled("lemmas"), most=460)  # two words
    batch: list[Word] = [
        ("Cities", "NNP", "PROPN"), ("a", "DT", "DET"), ("went", "VBD", "VERB"), ("Cities", "NNS", "NOUN"),
        ("Cities", "NNP", "PROPN"),
    ]  # fmt: skip
    assert lemmas(kernel, batch) == lemmas(by_numpy(), batch)
    assert len(set(lemmas(kernel, batch))) == 4


def test_known_words_have_their_lemmas() -> None:
    batch = [
        ("Cities", "NNS", "NOUN"), ("went", "VBD", "VERB"), ("better", "JJR", "ADJ"), ("'s", "VBZ", "AUX"),
        ("’s", "POS", "PART"), ("n’t", "RB", "PART"), ("was", "VBD", "AUX"), ("12,500", "CD", "NUM"),
        ("``", "``", "PUNCT"), ("NASA", "NNP", "PROPN"), ("LONDON", "NNP", "PROPN"), ("blorping", "VBG", "VERB"),
        ("dogs", "NNS", None),
    ]  # fmt: skip
    expected = ["city", "go", "good", "be", "'s", "not", "be", "12500", '"', "NASA", "London", "blorp", "dog"]
    assert lemmas(lemmatizer_of_table(TABLE), batch) == lemmas(by_numpy(), batch) == expected


def test_tags_that_were_not_learned_count_as_the_nearest() -> None:
    table = read_table(TABLE)
    assert table.tags_of("NNS", "NOUN") == ("NNS", "NOUN")
    assert table.tags_of("NNS", "X-Y") == table.tags_of("NNS", None) == ("NNS", "NOUN")
    assert table.tags_of("unheard", "NOUN") == ("NN", "NOUN")
    assert table.tags_of("unheard", "of") == ("unheard", "of")


@given(st.text(max_size=6), st.text(min_size=1, max_size=6))
def test_an_edit_makes_its_lemma(form: str, lemma: str) -> None:
    assert {edit.of(form) for edit in edits_of(form, lemma)} == {lemma}
    assert edit_of(form, lemma).of(form) == lemma


def test_an_edit_leaves_a_form_that_is_too_short() -> None:
    assert Edit(3, "y", "lower").of("No") == "No"


BROKEN: dict[str, dict[str, Any]] = {
    "bits": {"bits": 99},
    "counts": {"counts": b"\1"},
    "numbers": {"numbers": bytes(len(TABLE["numbers"]) - 1)},
    "edit": {"edits": [[1, "", "sideways"]]},
    "none": {"edits": []},
    "number": {"numbers": b"\xff" * len(TABLE["numbers"]), "edits": TABLE["edits"][:9]},
    "exception": {"exceptions": [["a", "b", "c", ""]]},
    "tags": {"tags": [[1, 2]]},
    "text": {"weights": "x" * len(TABLE["weights"])},
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_a_table_that_is_none_is_told(change: dict[str, Any]) -> None:
    with pytest.raises(UnusableTable, match="the model's lemmatizer can't be used"):
        _ = Pipeline({"lemmatizer": {**TABLE, **change}}).lemmatizer


class Shouting:
    def lemmatize(self, word: str) -> str:
        return word.upper()


class Silent:
    def lemmatize(self, word: str, pos: str = "n") -> str | None:
        return None if pos == "v" else f"{word}/{pos}"


@pytest.mark.slow
def test_an_object_of_ones_own_lemmatizes() -> None:
    assert ObjectLemmatizer(Shouting()).lemmas(["a", "B"], None, None) == ["A", "B"]
    found = ObjectLemmatizer(Silent()).lemmas(["Dogs", "bark", "Anna"], None, ["NOUN", "VERB", "PROPN"])
    assert found == ["dogs/n", None, "Anna"]
    for workers in (0, 1):
        [document] = nlpmap.tag(["Dogs bark."], lemmatizer=Shouting(), workers=workers)
        assert document.lemmas() == ["DOGS", "BARK", "."]


def test_lemmas_that_are_there_stay() -> None:
    [document] = nlpmap.tag(["Dogs bark."], lemmatizer=Shouting(), workers=0)
    [again] = nlpmap.tag([document], workers=0)
    assert again.lemmas() == ["DOGS", "BARK", "."]


def test_no_lemmas_where_none_are_wanted_or_the_model_has_none() -> None:
    [plain] = nlpmap.tag(["Dogs bark."], lemmas=False, workers=0)
    with pytest.raises(ValueError, match="document '1' has no lemmas"):
        plain.lemmas()
    tables = {name: table for name, table in load("en").tables.items() if name != "lemmatizer"}
    assert tagger.work(Document("", "Dogs bark."), Pipeline(tables)).annotated.lemmas is None


def test_any_number_of_workers_gives_the_same_lemmas() -> None:
    texts = [
        "The cities' mice went home, didn't they?",
        "IBM bought 2,500 “mice”.",
        "",
        "Men\u2019s hats were worn.",
    ] * 9
    one, two = (
        [document.lemmas() for document in nlpmap.tag(texts, workers=workers, window=window)]
        for workers, window in ((0, None), (2, 3))
    )
    assert one == two
    assert one[0][:6] == ["the", "city", "'s", "mouse", "go", "home"]


class WithoutData:
    def lemmatize(self, word: str, pos: str = "n") -> str:
        raise LookupError("\n***\n  Resource 'wordnet' not found.\n  >>> nltk.download('wordnet')\n***")


def test_data_that_nltk_lacks_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(LookupError, match=r"^NLTK's wordnet is not there; type: python -m nltk.downloader wordnet$"):
        ObjectLemmatizer(WithoutData()).lemmas(["Dogs"], None, ["NOUN"])
    monkeypatch.setattr("nltk.data.path", [str(tmp_path)])
    with pytest.raises(ModelError, match=r"NLTK's wordnet is not installed\. To get it, type: python -m"):
        nlpmap.tag(["Dogs bark."], lemmatizer="wordnet", workers=0)


REFUSED: dict[str, tuple[RecipeOptions, str]] = {
    "both": ({"lemmas": False, "lemmatizer": "wordnet"}, "give a lemmatizer or lemmas=False, not both"),
    "name": ({"lemmatizer": "wordnt"}, "unknown lemmatizer 'wordnt'; did you mean 'wordnet'?"),
    "object": ({"lemmatizer": 5}, "a lemmatizer is an object with NLTK's method lemmatize"),
    "kind": ({"lemmas": 1}, "lemmas is True or False, not 1"),  # type: ignore[typeddict-item]
}


@pytest.mark.parametrize(("options", "message"), REFUSED.values(), ids=REFUSED)
def test_a_choice_that_is_none_is_told(options: RecipeOptions, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Recipe(**options)
