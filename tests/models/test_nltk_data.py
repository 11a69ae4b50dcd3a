"""NLTK's own models are read from where NLTK would read them, without NLTK where that can be."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import nltk
import pytest
from nltk.tokenize.punkt import load_punkt_params

from nlpmap.errors import ModelError
from nlpmap.models import Model
from nlpmap.models.nltk_data import check_version, load_nltk_model
from nlpmap.remote.kernels.splitter.punkt import tables_of
from nlpmap.requirements import NLTK

PUNKT, TAGGER = "tokenizers/punkt_tab", "taggers/averaged_perceptron_tagger_eng"


def folder_of(resource: str) -> Path:
    return Path(str(nltk.data.find(resource)))


@pytest.fixture
def home(nltk_data: None, tmp_path: Path) -> Path:
    """A folder of NLTK data with nothing but the two models, as links."""
    for resource in (PUNKT, TAGGER):
        (tmp_path / resource).parent.mkdir()
        (tmp_path / resource).symlink_to(folder_of(resource))
    return tmp_path


def test_punkts_tables_are_what_nltk_reads(reference: Model) -> None:
    parameters = load_punkt_params(nltk.data.find("tokenizers/punkt_tab/english/"))
    assert reference.tables["splitter"] == tables_of(parameters)


def test_nltk_is_not_imported_to_read_its_data(home: Path) -> None:
    code = "import sys; from nlpmap.models import load; print(load('nltk').digest, 'nltk' in sys.modules)"
    environment = {**os.environ, "NLTK_DATA": str(home)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [load_nltk_model().digest, "False"]


def test_what_is_packed_is_left_to_nltk(home: Path, reference: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    for resource in (PUNKT, TAGGER):
        with zipfile.ZipFile(home / f"{resource}.zip", "w") as archive:
            for file in folder_of(resource).rglob("*"):
                archive.write(file, f"{Path(resource).name}/{file.relative_to(folder_of(resource))}")
        (home / resource).unlink()
    monkeypatch.setattr(nltk.data, "path", [str(home)])
    assert load_nltk_model().digest == reference.digest


BROKEN = {
    "truncated weights": (f"{TAGGER}/averaged_perceptron_tagger_eng.weights.json", b'{"bias": {"NN"', "not whole"),
    "classes": (f"{TAGGER}/averaged_perceptron_tagger_eng.classes.json", b"[", "Expecting value"),
    "a table": (f"{PUNKT}/english/ortho_context.tab", b"word\tx\n", "invalid literal for int"),
}


@pytest.mark.parametrize(("file", "content", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_named_with_what_to_type(
    file: str, content: bytes, reason: str, nltk_data: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for resource in (PUNKT, TAGGER):
        for path in folder_of(resource).rglob("*"):
            if path.is_file() and (resource == TAGGER or path.parent.name == "english"):
                copy = tmp_path / resource / path.relative_to(folder_of(resource))
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(path.read_bytes())
    (tmp_path / file).write_bytes(content)
    monkeypatch.setattr(nltk.data, "path", [str(tmp_path)])
    with pytest.raises(ModelError, match=rf"can't be read \(.*{reason}.*To get it again, type: python -m nltk"):
        load_nltk_model()


@pytest.mark.parametrize("version", ["3.9.2", "3.10", "3.10.1", "3.10.3", "4.0"])
def test_an_nltk_with_other_rules_is_refused(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "version", lambda name: version)
    with pytest.raises(ModelError) as caught:
        load_nltk_model()
    assert str(caught.value) == (
        f"NLTK {version} has other rules than nlpmap's answers follow; type: pip install 'nltk>=3.10.4,<4'"
    )


@pytest.mark.parametrize("version", ["3.10.4", "3.10.10", "3.11rc1"])
def test_a_newer_nltk_is_taken(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "version", lambda name: version)
    check_version()


def test_what_is_installed_with_nlpmap_is_what_its_answers_follow() -> None:
    """And the lowest versions of CI are those bounds'."""
    installed = [line for line in importlib.metadata.requires("nlpmap") or () if line.startswith("nltk")]
    assert [set(line.removeprefix("nltk").split(",")) for line in installed] == [
        set(NLTK.removeprefix("nltk").split(","))
    ]
