"""An annotator is pickled to few bytes, always the same, and is the same wherever it is unpickled."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import cloudpickle
import pytest

import nlpmap
from nlpmap.annotate import kept_kernels
from nlpmap.errors import HostError, ModelError
from nlpmap.models import Model, load
from tests.annotate.engine_batches import MIXED, SAID, TEXTS, Wavering, untyped


def test_it_is_pickled_to_few_bytes_the_same_in_every_process() -> None:
    options = {"column": "body", "model": "en", "tokenizer": "ud"}
    code = f"import nlpmap, pickle; print(pickle.dumps(nlpmap.annotator('chunk', **{options})).hex())"
    env = os.environ | {"PYTHONHASHSEED": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    annotate = untyped.annotator("chunk", **options)
    assert annotate({"body": ["Cats sleep."]})["iob"] == [["B-NP", "B-VP", "O"]]
    content = pickle.dumps(annotate)  # also after it was used
    again = pickle.loads(content)
    assert pickle.dumps(again) == content == bytes.fromhex(done.stdout)
    assert len(content) < 400
    assert repr(again) == repr(annotate)
    assert again({"body": ["Cats sleep."]}) == annotate({"body": ["Cats sleep."]})


def test_other_options_are_other_bytes() -> None:
    options: list[dict[str, Any]] = [{}, {"column": "b"}, {"prefix": "b"}, {"on_error": "column"}, {"tokenizer": "ud"}]
    made = {pickle.dumps(nlpmap.annotator("tag", **given)) for given in options}
    assert len(made | {pickle.dumps(nlpmap.annotator("chunk"))}) == len(options) + 1


@pytest.mark.parametrize("pickler", [pickle, cloudpickle])
def test_objects_of_ones_own_go_along(pickler: Any) -> None:
    again = pickle.loads(pickler.dumps(nlpmap.annotator("tokenize", tokenizer=Wavering(), on_error="column")))
    assert again({"text": MIXED})["error"] == SAID


def test_a_model_goes_along_and_is_always_the_same_bytes() -> None:
    given = load("en")
    model = Model("mine", given.tables, given.metadata)
    content = pickle.dumps(nlpmap.annotator("tag", model=model))
    assert pickle.dumps(pickle.loads(content)) == content
    assert pickle.loads(content)({"text": TEXTS}) == nlpmap.annotator("tag")({"text": TEXTS})


def test_a_model_file_is_found_from_another_folder_and_must_be_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = load("en")
    tables = {name: given.tables[name] for name in ("splitter",)}
    monkeypatch.chdir(tmp_path)
    Path("mine.nlpmap").write_bytes(Model("mine", tables).to_bytes())
    content = pickle.dumps(nlpmap.annotator("tokenize", model="mine.nlpmap"))
    monkeypatch.chdir("/")
    assert pickle.loads(content)({"text": TEXTS}) == nlpmap.annotator("tokenize")({"text": TEXTS})
    kept_kernels.KEPT.places.clear()
    (tmp_path / "mine.nlpmap").write_bytes(Model("mine", {"splitter": {}}).to_bytes())
    with pytest.raises(ModelError, match=r"mine\.nlpmap' is another here .*model=nlpmap\.models\.load\("):
        pickle.loads(content)({"text": TEXTS})


def test_another_nlpmap_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    content = pickle.dumps(nlpmap.annotator("tag", tokenizer="toktok", on_error="column"))
    monkeypatch.setattr("nlpmap.annotate.portable_recipe.__version__", "99")
    with pytest.raises(HostError, match=r"is of nlpmap .*, and .* has nlpmap 99: install the same"):
        pickle.loads(content)({"text": ["a"]})
