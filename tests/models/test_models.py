"""Models: found by name or path, kept in a file, and told apart by their tables."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.errors import ModelError
from nlpmap.learn.train import accuracy
from nlpmap.models import Model, available, listing, load, nltk_data, store
from nlpmap.remote.document import Document

keys = st.text(max_size=5)
tables = st.dictionaries(keys, st.recursive(st.integers() | st.floats(allow_nan=False) | keys, st.lists, max_leaves=5))


@given(keys, tables, st.dictionaries(keys, keys))
def test_a_model_reads_back_the_same(name: str, tables: dict[str, object], metadata: dict[str, str]) -> None:
    model = Model(name, tables, metadata)
    back = Model.from_bytes(model.to_bytes())
    assert back == model
    assert back.digest == model.digest
    assert back.to_bytes() == model.to_bytes()


def test_the_digest_is_of_the_tables_alone_in_any_order() -> None:
    model = Model("a", {"x": {"1": 1, "2": 2}, "y": []}, {"licence": "CC0"})
    assert Model("b", {"y": [], "x": {"2": 2, "1": 1}}).digest == model.digest
    assert Model("a", {"x": {"1": 1, "2": 3}, "y": []}).digest != model.digest


def packed(content: object) -> bytes:
    return gzip.compress(json.dumps(content).encode())


WHOLE = Model("tiny", {"splitter": {}, "tagger": {}}).to_bytes()
CORRUPTED = {
    "empty": (b"", "m: not a model file ("),
    "not gzip": (b"nonsense", "m: not a model file (BadGzipFile: Not a gzipped file (b'no'))"),
    "truncated": (WHOLE[:-9], "m: not a model file (EOFError: Compressed file ended before the end-of-stream marker"),
    "damaged": (WHOLE[:15] + b"\xff\xff" + WHOLE[17:], "m: not a model file ("),
    "not UTF-8": (gzip.compress(b"\xff"), "m: not a model file (UnicodeDecodeError: "),
    "not JSON": (gzip.compress(b"nonsense"), "m: not a model file (JSONDecodeError: Expecting value: line 1"),
    "deep": (gzip.compress(b"[" * 100_000), "m: not a model file (RecursionError: "),
    "a list": (packed([1]), "m: not a model file (TypeError: "),
    "a number": (packed(5), "m: not a model file (TypeError: "),
    "no tables": (packed({"format": 1, "name": "x"}), "m: not a model file (KeyError: 'tables')"),
    "tables of another kind": (
        packed({"format": 1, "name": "x", "tables": 5}),
        "m: not a model file (its name, tables or metadata are",
    ),
    "newer": (
        packed({"format": 2, "name": "x", "tables": {}}),
        "m: model format 2 is newer than this nlpmap knows; up",
    ),
}


@pytest.mark.parametrize(("content", "message"), CORRUPTED.values(), ids=CORRUPTED)
def test_a_corrupted_file_is_told_in_a_line(content: bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        Model.from_bytes(content, "m")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
    file = tmp_path / "m.json.gz"
    file.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        load(file)
    assert str(caught.value).startswith(f"{file}: ")


def test_a_model_file_loads_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "tiny.json.gz").write_bytes(WHOLE)
    assert load(tmp_path / "tiny.json.gz") == load(str(tmp_path / "tiny.json.gz")) == Model.from_bytes(WHOLE)


def test_a_directory_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Is a directory; name a model file made by"):
        load(tmp_path)


def test_a_model_given_is_the_model_used() -> None:
    model = Model("mine", {})
    assert load(model) is model


def test_the_bundled_model_says_where_it_comes_from() -> None:
    model = load()
    assert model is load("en")
    assert model.metadata["licence"] == "CC BY-SA 4.0"
    assert "English Web Treebank" in model.metadata["origin"]
    assert set(model.tables) == {"splitter", "tagger"}
    assert model.metadata["accuracy"]


def test_the_bundled_models_file_is_what_its_model_writes() -> None:
    file = Path(store.__file__).parent / "bundled" / "en.json.gz"
    written = gzip.decompress(load("en").to_bytes())
    assert written == gzip.decompress(file.read_bytes())


def test_the_bundled_model_is_as_accurate_as_it_says(ewt_dev: list[Document]) -> None:
    [(data, said)] = load("en").metadata["accuracy"].items()
    assert data == "en_ewt-ud-dev, gold tokens, XPOS"
    assert round(accuracy(load("en"), ewt_dev), 4) == said


def test_nltks_model_is_as_accurate_as_it_says(reference: Model, ewt_dev: list[Document]) -> None:
    assert reference.metadata["accuracy"] == {"EWT dev, gold tokens, XPOS": round(accuracy(reference, ewt_dev), 4)}


def test_every_model_is_listed_with_what_it_is(nltk_data: None) -> None:
    assert [name for name, _ in available()] == ["en", "nltk"]
    english, nltks = listing.rows()
    assert (english.name, english.licence, english.hash) == ("en", "CC BY-SA 4.0", load("en").digest[:12])
    assert english.accuracy == load("en").metadata["accuracy"]
    assert nltks.name == "nltk"
    assert listing.table([english]).startswith("en\n  accuracy: 93.23%")


def test_a_model_that_is_missing_is_listed_with_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Model:
        raise ModelError("not here")

    monkeypatch.setattr(nltk_data, "load", missing)
    monkeypatch.setattr(store, "named", store.named.__wrapped__)
    [(_, english), (name, error)] = available()
    assert isinstance(english, Model)
    assert (name, str(error)) == ("nltk", "not here")
    assert listing.rows()[1] == listing.Row("nltk", missing="not here")
