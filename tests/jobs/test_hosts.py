"""A host whose NLTK gives other answers than those that are promised, and gets no packs, is refused before any work."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import nlpmap
from nlpmap.annotate import Recipe
from nlpmap.errors import HostError
from nlpmap.jobs import Options, annotate_files
from nlpmap.models import load
from tests.hosts import python_with


@pytest.fixture
def nltk_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """NLTK's model without its data: its name is what says that NLTK's answers are wanted."""
    small = replace(load("en"), name="nltk")
    for room in ("annotate.recipe", "jobs.manifest"):
        monkeypatch.setattr(f"nlpmap.{room}.load", lambda *chosen: small)


@pytest.mark.usefixtures("nltk_model")
def test_a_host_whose_nltk_has_other_rules_is_refused_where_nltks_answers_are_wanted(tmp_path: Path) -> None:
    python = python_with(tmp_path, "3.9.1")
    with pytest.raises(HostError) as caught:
        list(nlpmap.tag(["Dogs bark."], specs=f"popen//python={python}//packs=no", model="nltk"))
    [_, line] = str(caught.value).splitlines()
    assert "has nltk 3.9.1, which is not nltk>=3.10.4,<4. On that host, type: " in line
    assert line.endswith("-m pip install 'nltk>=3.10.4,<4'")


@pytest.mark.usefixtures("nltk_model")
def test_a_job_is_refused_such_a_host_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Dogs bark.")
    options = Options(Recipe(model="nltk"), specs=f"popen//python={python_with(tmp_path, '3.9.1')}//packs=no")
    with pytest.raises(HostError, match=r"has nltk 3.9.1, which is not nltk>=3.10.4,<4"):
        annotate_files("tag", tmp_path / "a.txt", tmp_path / "out.conllu", options)
    assert not (tmp_path / "out.conllu.lock").exists()
