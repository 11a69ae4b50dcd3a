"""Models: found by name or path, kept in a file, and told apart by their tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.annotate.recipe import RecipeOptions
from nlpmap.errors import ModelError
from nlpmap.learn import evaluate
from nlpmap.models import Model, available, listing, load, nltk_data, store
from nlpmap.remote.components import ComponentName
from nlpmap.remote.document import Document
from nlpmap.remote.model_tables import Tables

keys = st.text(max_size=5)
tables = st.dictionaries(keys, st.recursive(st.integers() | st.floats(allow_nan=False) | keys, st.lists, max_leaves=5))


@given(keys, tables, st.dictionaries(keys, keys))
def test_a_model_reads_back_the_same(name: str, tables: dict[str, object], metadata: dict[str, str]) -> None:
    model = Model(name, tables, metadata)
    back = Model.from_bytes(model.to_bytes())
    assert back == model
    assert model.digest == Model(name, dict(back.tables)).digest
    assert back.digest == model.digest
    assert back.to_bytes() == model.to_bytes()


def test_the_digest_is_of_the_tables_alone_in_any_order() -> None:
    model = Model("a", {"x": {"1": 1, "2": 2}, "y": []}, {"licence": "CC0"})
    assert Model("b", {"y": [], "x": {"2": 2, "1": 1}}).digest == model.digest
    assert Model("a", {"x": {"1": 1, "2": 3}, "y": []}).digest != model.digest


def test_a_table_is_unpacked_when_it_is_looked_at() -> None:
    model = Model.from_bytes(Model("tiny", {"splitter": {"a": 1}, "tagger": {"rows": b"\x00\xff"}}).to_bytes())
    assert isinstance(model.tables, Tables)
    assert model.tables["tagger"] == {"rows": b"\x00\xff"}
    assert set(model.tables.decoded) == {"tagger"}


def test_tables_hold_only_builtins() -> None:
    with pytest.raises(TypeError, match="a model's tables are builtins, not complex"):
        Model("x", {"tagger": 1j}).to_bytes()


def test_a_model_given_is_the_model_used() -> None:
    model = Model("mine", {})
    assert load(model) is model


def test_the_bundled_model_says_where_it_comes_from() -> None:
    model = load()
    assert model is load("en")
    assert model.metadata["licence"] == "CC BY-SA 4.0"
    assert "English Web Treebank" in model.metadata["origin"]
    assert set(model.tables) == {"splitter", "punkt", "tokenizer", "tagger", "lemmatizer", "features", "chunker"}
    assert model.metadata["accuracy"]


def test_the_bundled_models_tables_are_those_that_its_file_says() -> None:
    file = Path(store.__file__).parent / "bundled" / "en.nlpmap"
    assert file.stat().st_size < 6_000_000
    assert Model("unpacked", dict(load("en").tables)).digest == Model.from_bytes(file.read_bytes()).digest


@pytest.mark.slow
def test_the_bundled_models_file_is_what_its_model_writes() -> None:
    file = Path(store.__file__).parent / "bundled" / "en.nlpmap"
    written = Model.from_bytes(load("en").to_bytes())
    assert (written, written.digest) == (load("en"), Model.from_bytes(file.read_bytes()).digest)


MEASURES: dict[str, tuple[ComponentName, RecipeOptions]] = {
    "splitter": ("splitter", {}),
    "tokenizer": ("tokenizer", {"tokenizer": "ud"}),
    "tagger": ("tagger", {}),
    "lemmatizer": ("lemmatizer", {}),
    "features": ("features", {}),
}


@pytest.mark.parametrize("table", MEASURES)
def test_the_bundled_model_is_as_accurate_as_it_says(table: str, ewt_dev: list[Document]) -> None:
    component, steps = MEASURES[table]
    found = evaluate(component, ewt_dev, **steps)
    said = load("en").metadata["accuracy"]
    for name, score in found.scores.items():
        assert said[f"en_ewt-ud-dev, {name}"] == round(score, 4)


def test_nltks_model_is_as_accurate_as_it_says(reference: Model, ewt_dev: list[Document]) -> None:
    found = evaluate("tagger", ewt_dev, model=reference)
    assert reference.metadata["accuracy"] == {"en_ewt-ud-dev, XPOS": round(found.scores["XPOS"], 4)}


def test_every_model_is_listed_with_what_it_is(nltk_data: None) -> None:
    assert [name for name, _ in available()] == ["en", "nltk"]
    english, nltks = listing.model_rows()
    assert (english.name, english.licence, english.hash) == ("en", "CC BY-SA 4.0", load("en").digest[:12])
    assert english.accuracy == load("en").metadata["accuracy"]
    assert nltks.name == "nltk"
    assert listing.model_table([english]).startswith("en\n  accuracy: 9")


def test_a_model_that_is_missing_is_listed_with_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Model:
        raise ModelError("not here")

    monkeypatch.setattr(nltk_data, "load_nltk_model", missing)
    monkeypatch.setattr(store, "load_by_name", store.load_by_name.__wrapped__)
    [(_, english), (name, error)] = available()
    assert isinstance(english, Model)
    assert (name, str(error)) == ("nltk", "not here")
    assert listing.model_rows()[1] == listing.ModelRow("nltk", missing="not here")
