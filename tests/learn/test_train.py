"""Training a tagger gives a model, the same one each time."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

import nlpmap
from nlpmap import Document, corpora
from nlpmap.learn import Training, evaluate, train_model
from nlpmap.models import Model, load

pytestmark = pytest.mark.slow  # many real commands, or whole corpora: half a second each and more

GOLD = corpora.path("gold") / "english.conllu"
TRAINING = Training("tagger", passes=5, models=1, seed=7, name="small", base="en")


@pytest.fixture(scope="module")
def model(gold: list[Document]) -> Model:
    return train_model(gold, TRAINING)


def test_the_same_treebank_gives_the_same_bytes(gold: list[Document], model: Model) -> None:
    random.seed(99)  # what the program did with chance before is no matter
    assert train_model(gold, TRAINING).to_bytes() == model.to_bytes()


def test_a_model_knows_what_it_learned(gold: list[Document], model: Model) -> None:
    assert evaluate("tagger", gold, model=model).scores["XPOS"] > 0.94
    [document] = nlpmap.tag(["The clock is old."], model=model, workers=0)
    assert document.tagged_words()[:3] == [("The", "DT"), ("clock", "NN"), ("is", "VBZ")]


def test_the_command_writes_the_same_file_whatever_the_hash_seed(tmp_path: Path) -> None:
    (tmp_path / "more.txt").write_text("The mill stands by the river. It is old.", encoding="utf-8")
    (tmp_path / "words.txt").write_text("the_DT mill_NN stands_VBZ\n", encoding="utf-8")
    for seed in ("1", "2"):
        options = ["--dev", GOLD, "-o", tmp_path / seed / "my.nlpmap", "--passes", 1, "--models", 1]
        options += ["--licence", "CC BY 4.0", "--origin", "here"]
        options += ["--text", tmp_path / "more.txt", "--dictionary", tmp_path / "words.txt"]
        command = [sys.executable, "-m", "nlpmap", "train", "tagger", GOLD, *options]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([*map(str, command)], env=environment, check=True, capture_output=True)
    first, second = ((tmp_path / seed / "my.nlpmap").read_bytes() for seed in ("1", "2"))
    assert first == second
    model = load(tmp_path / "1" / "my.nlpmap")
    assert model.name == "my"
    assert model.metadata["licence"] == "CC BY 4.0"
    assert set(model.metadata["accuracy"]) == {"english, XPOS", "english, UPOS"}
