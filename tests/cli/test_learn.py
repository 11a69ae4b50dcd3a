"""``nlpmap train`` and ``nlpmap evaluate``: models from treebanks, and what they are worth."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from nlpmap import corpora
from nlpmap.learn import Training, evaluate, read_treebank, train_model
from nlpmap.models import load

pytestmark = pytest.mark.slow  # many real commands, or whole corpora: half a second each and more

Run = Callable[..., subprocess.CompletedProcess[str]]
GOLD = corpora.path("gold") / "english.conllu"


def test_a_trained_chunker_is_the_one_that_python_trains(nlpmap: Run, tmp_path: Path) -> None:
    options = ["--passes", 2, "--seed", 5, "--licence", "CC BY 4.0", "--origin", "here", "--base", "en"]
    done = nlpmap("train", "chunker", GOLD, "--dev", GOLD, "-o", "my.nlpmap", *options)
    assert (done.returncode, done.stdout) == (0, "")
    model = load(tmp_path / "my.nlpmap")
    assert done.stderr.startswith(f"my.nlpmap: {(tmp_path / 'my.nlpmap').stat().st_size:,} bytes, {model.digest[:12]}")
    assert model.tables == train_model(read_treebank(GOLD), Training("chunker", 2, 5, base="en")).tables
    assert model.tables["tagger"] == load("en").tables["tagger"]
    assert (model.name, model.metadata["licence"], model.metadata["seed"]) == ("my", "CC BY 4.0", 5)
    assert model.metadata["accuracy"].keys() == {*load("en").metadata["accuracy"], "english, chunks"}
    found = json.loads(nlpmap("evaluate", "chunker", GOLD, "--model", "my.nlpmap", "--json").stdout)
    assert round(found["parts"]["chunks"]["f1"], 4) == model.metadata["accuracy"]["english, chunks"]


@pytest.mark.parametrize("component", ["tagger", "splitter"])
def test_a_new_component_brings_its_own_scores(nlpmap: Run, tmp_path: Path, component: str) -> None:
    done = nlpmap("train", component, GOLD, "-o", "my.nlpmap", "--base", "en", "--name", "mine", "-q", "--passes", 1)
    assert (done.returncode, done.stderr) == (0, "")
    model = load(tmp_path / "my.nlpmap")
    assert model.name == "mine"
    assert model.tables[component] != load("en").tables[component]
    names = {key.rpartition(", ")[2] for key in model.metadata["accuracy"]}
    assert not names & ({"XPOS", "UPOS"} if component == "tagger" else {"sentences"})


def test_folds_are_measured_alone_or_before_training(nlpmap: Run, tmp_path: Path) -> None:
    folds = ["train", "chunker", GOLD, "--folds", 3, "--passes", 1]
    alone = nlpmap(*folds, "-j", 2)
    assert alone.returncode == 0
    assert alone.stdout.split()[:5] == ["chunks", "precision", "recall", "F1", "gold"]
    both = nlpmap(*folds, "-j", 0, "-o", "my.nlpmap")
    assert both.stdout.splitlines()[:-1] == alone.stdout.splitlines()[:-1]  # but for the speed
    assert "3 folds, chunks" in load(tmp_path / "my.nlpmap").metadata["accuracy"]


def test_an_evaluation_is_a_table_or_json(nlpmap: Run) -> None:
    done = nlpmap("evaluate", "tagger", GOLD, "--train", GOLD)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["XPOS", "precision", "recall", "F1", "gold"]
    assert lines[2].split()[:2] == ["known", "words"]
    content = json.loads(nlpmap("evaluate", "tagger", GOLD, "--json").stdout)
    found = evaluate("tagger", read_treebank(GOLD))
    assert content["parts"]["XPOS"]["right"] == found.parts["XPOS"].total.right
    assert content["parts"]["XPOS"]["labels"]["NN"]["gold"] == found.parts["XPOS"].labels["NN"].gold


def test_a_picture_is_drawn(nlpmap: Run, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is in the notebook extra")
    assert nlpmap("evaluate", "chunker", GOLD, "--picture", "confusions.png").returncode == 0
    assert (tmp_path / "confusions.png").read_bytes().startswith(b"\x89PNG")
    (tmp_path / "confusions.png").write_text("mine")
    refused = nlpmap("evaluate", "chunker", GOLD, "--picture", "confusions.png")
    assert refused.returncode == 1
    assert "confusions.png exists; add --force" in refused.stderr
    assert (tmp_path / "confusions.png").read_text() == "mine"
    assert nlpmap("evaluate", "chunker", GOLD, "--picture", "confusions.png", "--force").returncode == 0
    assert (tmp_path / "confusions.png").read_bytes().startswith(b"\x89PNG")


def test_raw_text_is_measured(nlpmap: Run) -> None:
    pytest.importorskip("nlpmap.learn.evaluation.alignment")
    for typed, parts in {
        "tagger --raw": ["tokens", "sentences", "XPOS", "UPOS"],
        "tokenizer --tokenizer treebank": ["tokens", "sentences"],
        "splitter": ["sentences"],
    }.items():
        component, *options = typed.split()
        content = json.loads(nlpmap("evaluate", component, GOLD, *options, "--json").stdout)
        assert list(content["parts"]) == parts


def test_conll_2000_files_are_read(nlpmap: Run, tmp_path: Path) -> None:
    assert nlpmap("chunk", GOLD, "-o", "gold.iob", "-j", 0).returncode == 0
    shutil.copy(tmp_path / "gold.iob", tmp_path / "train.txt")
    content = json.loads(nlpmap("evaluate", "chunker", "train.txt", "--input-format", "conll2000", "--json").stdout)
    assert content["parts"]["chunks"]["f1"] == 1.0


ERRORS = {
    "train chunker plain.txt -o my.nlpmap": (
        "plain.txt: bare text, without gold tokens. Give CoNLL-U (.conllu), CoNLL-2000 (.iob) or word/TAG (.pos),"
        " or say --input-format"
    ),
    "train chunker dogs.pos -o my.nlpmap": (
        "document 'dogs.pos#1' has no chunks; train a chunker on CoNLL-2000 files, or CoNLL-U with Chunk="
    ),
    "train chunker dogs.pos -o my.model": "my.model: a model's file ends with .nlpmap; name it so",
    "train tagger dogs.pos -o there.nlpmap": (
        "there.nlpmap exists; add --force to overwrite, or choose another output"
    ),
    "train tagger dogs.pos -o my.nlpmap --base eng": "unknown model 'eng'; did you mean 'en'?",
    "train chunker dogs.pos --folds 4 -j 0": "2 items can't be parted into 4 folds; choose 2 to 2",
    "evaluate chunker dogs.pos": (
        "the gold file has nothing to measure a chunker by: it has no chunks; CoNLL-2000 files have, and CoNLL-U"
        " with Chunk="
    ),
    "evaluate tagger missing.conllu": "missing.conllu: no such file or directory",
    "evaluate tagger dogs.pos --model eng": "unknown model 'eng'; did you mean 'en'?",
    "evaluate tagger short.iob": (
        "short.iob:1: a token line has a word, a tag and a chunk's mark (CoNLL-2000), these and a name's mark, or a "
        "word and a name's mark, not 2 columns; as vertical text, between tabs, a word and a tag are read"
    ),
}


@pytest.mark.parametrize("typed", ERRORS)
def test_an_error_is_one_line(nlpmap: Run, tmp_path: Path, typed: str) -> None:
    (tmp_path / "plain.txt").write_text("Dogs bark.")
    (tmp_path / "dogs.pos").write_text("Dogs/NNS bark/VBP\nYes/UH\n")
    (tmp_path / "short.iob").write_text("Dogs NNS\n")
    (tmp_path / "there.nlpmap").write_bytes(b"")
    done = nlpmap(*typed.split())
    assert (done.stderr, done.returncode) == (f"nlpmap: {ERRORS[typed]}\n", 1)


def test_a_model_or_folds_are_asked_for(nlpmap: Run) -> None:
    done = nlpmap("train", "tagger", GOLD)
    assert done.returncode == 2
    assert "give -o MODEL for the model's file, or --folds K for scores alone" in done.stderr


@pytest.mark.parametrize("group", ["train", "evaluate"])
@pytest.mark.parametrize("component", ["", "tagger", "tokenizer", "splitter", "chunker"])
def test_help_has_an_example(nlpmap: Run, group: str, component: str) -> None:
    done = nlpmap(group, *component.split(), "--help")
    assert done.returncode == 0
    assert done.stdout.partition("Example:\n")[2].strip().startswith(f"nlpmap {group} {component}")
