"""Features depend on a word and its sentence alone: not on the batch, on what came before, or on who asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap import Document, Recipe
from nlpmap.errors import InputError, ModelError, WorkerError
from nlpmap.models import Model, load
from nlpmap.remote.kernels.features import chooser
from nlpmap.remote.kernels.features.chooser import FeatureChooser
from nlpmap.remote.kernels.features.table import read_feature_table
from nlpmap.remote.pipeline import Pipeline, UnusableTable
from tests.strategies import hostile

VALUES = ["", "Mood=Imp|VerbForm=Fin", "Number=Plur", "Number=Sing", "VerbForm=Inf"]
TABLE: dict[str, Any] = {
    "kind": "candidates",
    "values": VALUES,
    "sets": [[0], [2], [3, 2], [4, 1], [1, 4, 0]],
    "tags": [["NN", "NOUN", 2], ["NNS", "NOUN", 1], ["VB", "VERB", 3], [".", "PUNCT", 0], ["PRP", "PRON", 2]],
    "endings": [["eep", 0, 2], ["ing", 2, 4]],
    "forms": [["dog", 0, 1], ["go", 2, 4]],
    "bits": 10,
    "weights": np.random.RandomState(1).randint(-9, 9, 1 << 10).astype(np.int8).tobytes(),
}
TAGS = ["NN", "NNS", "VB", ".", "PRP", "unheard", "", "\ud800", None]
UNIVERSAL = ["NOUN", "VERB", "PRON", "PUNCT", "", None]
Word = tuple[str, "str | None", "str | None"]
words = st.tuples(
    st.sampled_from(["dog", "Dogs", "go", "sheep", "Going", "it", "n’t"]) | hostile,
    st.sampled_from(TAGS),
    st.sampled_from(UNIVERSAL),
)
sentences = st.lists(st.lists(words, min_size=1, max_size=8), max_size=5)


@cache
def kernel() -> FeatureChooser:
    return FeatureChooser(TABLE)


def feats(kernel: FeatureChooser, batch: Sequence[Sequence[Word]]) -> list[str | None]:
    forms, tags, universal = ([word[column] for sentence in batch for word in sentence] for column in range(3))
    return kernel.feats([form or "" for form in forms], tags, universal, [*accumulate(map(len, batch))])


@given(sentences)
def test_features_depend_on_their_sentence_alone(batch: list[list[Word]]) -> None:
    together = feats(FeatureChooser(TABLE), batch)
    assert together == [value for sentence in batch for value in feats(kernel(), [sentence])]


@given(sentences)
def test_a_word_gets_one_of_its_candidates(batch: list[list[Word]]) -> None:
    for word, value in zip((word for one in batch for word in one), feats(kernel(), batch), strict=True):
        number = kernel().table.set_of(*word)
        assert (value or "") in ([""] if number is None else [VALUES[one] for one in kernel().table.sets[number]])


def test_many_words_are_decided_in_portions_and_known_types_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    batch: list[list[Word]] = [[(f"w{number}", "VB", "VERB"), ("sheep", "NN", "NOUN")] for number in range(90)]
    expected = feats(kernel(), batch)
    monkeypatch.setattr(chooser, "AT_ONCE", 7)
    monkeypatch.setattr(chooser, "MOST_TYPES", 5)
    own = FeatureChooser(TABLE)
    assert feats(own, batch) == expected == [value for one in batch for value in feats(own, [one])]
    assert len({*expected}) > 2


def test_tags_that_were_not_learned_count_as_the_nearest() -> None:
    table = read_feature_table(TABLE)
    assert table.tags_of("NNS", None) == table.tags_of("NNS", "X-Y") == ("NNS", "NOUN")
    assert table.tags_of("unheard", "VERB") == ("VB", "VERB")
    assert table.set_of("anything", "unheard", "of") is None
    assert table.set_of("DOG", "NN", "NOUN") == table.set_of("dog", "NN", None) == 1
    assert kernel().feats([], None, None, []) == []
    assert kernel().feats(["dog"], None, None, [1]) == [None]


BROKEN: dict[str, dict[str, Any]] = {
    "bits": {"bits": 99},
    "weights": {"weights": b"\1"},
    "text": {"weights": "x" * len(TABLE["weights"])},
    "values": {"values": [1, 2, 3, 4, 5]},
    "candidate": {"sets": [[9]]},
    "none": {"sets": [[], [0], [0], [0], [0]]},
    "set": {"forms": [["dog", 0, 99]]},
    "tag": {"endings": [["dog", 99, 0]]},
    "tags": {"tags": [[1, 2, 0]]},
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_a_table_that_is_none_is_told(change: dict[str, Any]) -> None:
    with pytest.raises(UnusableTable, match="the model's features can't be used"):
        _ = Pipeline({"features": {**TABLE, **change}}, {"features": "own"}).features


@pytest.fixture(scope="module")
def model() -> Model:
    return Model("tiny", {**load("en").tables, "features": TABLE})


def test_features_are_found_where_they_are_asked_for(model: Model) -> None:
    texts = ["Dogs bark. Go home!", "", "The sheep sleeps; sleep, sheep."]
    plain = list(nlpmap.tag(texts, model=model, workers=0))
    asked = list(nlpmap.tag(texts, model=model, feats=True, workers=0))
    apart = list(nlpmap.tag(texts, model=model, feats=True, workers=2))
    assert [one.annotation for one in asked] == [one.annotation for one in apart]
    assert [replace(one.annotated, feats=None) for one in asked] == [one.annotation for one in plain]
    assert asked[0].feats()[0] == asked[0].tokens[0].feats == "Number=Plur"
    for text, document in zip(texts, asked, strict=True):
        [alone] = nlpmap.tag([text], model=model, features="own", workers=0)
        assert alone.annotation == document.annotation
    chunked = list(nlpmap.chunk(texts, model=model, feats=True, workers=0))
    assert [one.annotated.feats for one in chunked] == [one.annotated.feats for one in asked]
    again = list(nlpmap.chunk(plain, model=model, feats=True, workers=0))  # which are tagged already
    assert [one.annotated.feats for one in again] == [one.annotated.feats for one in asked]


def test_classic_tags_do_not_change_the_features(model: Model) -> None:
    text = "Dogs sleep at a.b@c.de :)"
    own, classic = (nlpmap.tag([text], model=model, feats=True, tags=tags, workers=0) for tags in (None, "penn"))
    assert [one.feats() for one in own] == [one.feats() for one in classic]


class Plurals:
    def feats(self, forms: Sequence[str], tags: Sequence[str], universal: object, ends: object) -> list[str]:
        return ["Number=Plur" if tag == "NNS" else "_" for tag in tags]


class Short:
    def feats(self, *given: object) -> list[str]:
        return []


def test_an_object_of_the_users_finds_features() -> None:
    [document] = nlpmap.tag(["Dogs bark."], features=Plurals(), workers=0)
    assert document.feats() == ["Number=Plur", None, None]
    with pytest.raises(WorkerError, match="features of 0 words were found, of 3"):
        list(nlpmap.tag(["Dogs bark."], features=Short(), workers=0))


def test_what_can_not_be_is_one_line() -> None:
    lacking = Model("bare", {name: table for name, table in load("en").tables.items() if name != "features"})
    said = "the model 'bare' has no features; leave out feats=True, name a model that has them, or train them"
    for task in (nlpmap.tag, nlpmap.chunk):
        with pytest.raises(ModelError, match=said):
            list(task(["Dogs bark."], model=lacking, feats=True, workers=0))
    with pytest.raises(InputError, match="feats is True or False, not 'yes'"):
        Recipe(feats="yes")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="give features or feats=True, not both"):
        Recipe(feats=True, features="none")
    with pytest.raises(InputError, match=r"unknown features 'owl'; did you mean 'own'\?"):
        Recipe(features="owl")
    assert Recipe(features="none") == Recipe()
    assert list(nlpmap.tokenize([Document("a", "Dogs.")], model=lacking, feats=True, workers=0))
