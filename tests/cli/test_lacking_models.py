"""A model that lacks what comes first says so in a line, before any worker starts, and what it says to do works."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # many real commands, or whole corpora: half a second each and more

Run = Callable[..., subprocess.CompletedProcess[str]]
GOLD = "The/DT dog/NN barks/VBZ\n\nDogs/NNS bark/VBP\n\n" * 5
TRAIN = ["train", "tagger", "gold.pos.slash", "-o", "ca.nlpmap", "--models", 1, "--passes", 1]


@pytest.fixture
def trained(nlpmap: Run, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """A model that has only a tagger."""
    (tmp_path / "gold.pos.slash").write_text(GOLD, "utf-8")
    return nlpmap(*TRAIN)


def test_a_model_with_only_a_tagger_is_told_when_it_is_trained(trained: subprocess.CompletedProcess[str]) -> None:
    note = "nlpmap: ca.nlpmap has no splitter: it takes tokenized input; for plain text, add --base en\n"
    assert (trained.returncode, trained.stderr.endswith(note)) == (0, True), trained.stderr


@pytest.mark.parametrize("task", ["tokenize", "tag", "chunk", "plan"])
def test_plain_text_is_refused_in_a_line(
    task: str, trained: subprocess.CompletedProcess[str], nlpmap: Run, dogs: Path, tmp_path: Path
) -> None:
    said = nlpmap(task, dogs, "--model", "ca.nlpmap", "-o", "out.slash")
    assert said.returncode == 1
    assert said.stderr.startswith("nlpmap: the model 'ca' has ")
    assert said.stderr.endswith("Train it with --base en, or give tokenized input\n")
    assert said.stderr.count("\n") == 1
    assert not list(tmp_path.glob("out*"))


def test_lines_of_json_that_are_not_tokenized_are_refused_in_a_line(
    trained: subprocess.CompletedProcess[str], nlpmap: Run, tmp_path: Path
) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "d1", "text": "Dogs bark."}\n', "utf-8")
    said = nlpmap("tag", "a.jsonl", "--model", "ca.nlpmap", "-o", "out.slash", "-j", 1)
    assert said.stderr.startswith("nlpmap: document 'd1' is not tokenized: the model has no splitter; ")
    assert (said.returncode, said.stderr.count("\n")) == (1, 1)


def test_tokenized_input_and_training_on_a_base_both_work(
    trained: subprocess.CompletedProcess[str], nlpmap: Run, dogs: Path, tmp_path: Path
) -> None:
    (tmp_path / "tokenized.slash").write_text("The dog barks\n\n", "utf-8")
    tagged = nlpmap("tag", "tokenized.slash", "--model", "ca.nlpmap", "-f", "slash", "-q", "-j", 0)
    assert (tagged.returncode, tagged.stdout.count("/")) == (0, 3)
    assert nlpmap(*TRAIN, "--base", "en", "--force").returncode == 0
    assert nlpmap("tag", dogs, "--model", "ca.nlpmap", "-f", "slash", "-q", "-j", 0).stdout.startswith(
        "Dogs/NNS bark/VBP"
    )
