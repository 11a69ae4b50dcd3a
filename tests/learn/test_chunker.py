"""Training a chunker gives the same tables each time, small ones, that find the phrases of other texts."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from nlpmap import Document, corpora
from nlpmap.errors import InputError
from nlpmap.learn import ChunkerOptions, Training, cross_validated, evaluate, read_treebank, train_chunker, train_model
from nlpmap.learn.evaluation.folds import foldable
from nlpmap.learn.treebanks import retagged

GOLD = corpora.path("gold")


@pytest.mark.slow
def test_the_same_treebank_and_seed_give_the_same_tables_whatever_the_hash_seed() -> None:
    program = (
        "import hashlib, sys, nlpmap; from nlpmap.learn import ChunkerOptions, train_chunker; "
        "tables = train_chunker(list(nlpmap.read(sys.argv[1])), ChunkerOptions(passes=2, seed=3)); "
        "print(hashlib.sha256(repr(tables).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program, str(GOLD)],
            env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(digests) == 1


def test_another_seed_gives_other_tables(gold: list[Document]) -> None:
    one, other = (train_chunker(gold, ChunkerOptions(passes=2, seed=seed)) for seed in (1, 2))
    assert one["weights"] != other["weights"]


def test_each_pass_is_told(gold: list[Document]) -> None:
    told: list[str] = []
    train_chunker(gold[:1], ChunkerOptions(passes=2), report=told.append)
    assert told == ["pass 1 of 2", "pass 2 of 2"]


@pytest.mark.parametrize(
    ("documents", "message"),
    [
        ([], "there are no sentences to train a chunker on"),
        ([Document.from_sents([["Dogs"]], id="d")], "document 'd' has no tags; train a chunker on CoNLL-2000 files"),
        ([Document.from_sents([[("Dogs", "NNS")]], id="d")], "document 'd' has no chunks; train a chunker on"),
    ],
)
def test_what_can_not_be_learned_from_is_named(documents: list[Document], message: str) -> None:
    with pytest.raises(InputError, match=message):
        train_chunker(documents)


def test_a_little_gold_is_enough_for_most_phrases(gold: list[Document]) -> None:
    found = cross_validated(gold, Training("chunker", passes=5), folds=5, workers=0)
    print(f"5 folds of the gold corpus: F1 {found.scores['chunks']:.2%}")
    assert found.scores["chunks"] > 0.8


@pytest.mark.slow
def test_a_chunker_can_learn_from_a_models_tags_too(gold: list[Document]) -> None:
    model = train_model(gold, Training("chunker", passes=5, retag="en"))
    for documents in (gold, retagged(gold)):
        assert evaluate("chunker", documents, model=model).scores["chunks"] > 0.98
    own_only = train_model(gold, Training("chunker", passes=5))
    assert own_only.tables["chunker"] != model.tables["chunker"]
    assert evaluate("chunker", retagged(gold), model=own_only).scores["chunks"] < 0.98


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_tenth_of_conll_2000_is_chunked_by_what_the_others_teach(shared_data: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(shared_data / "nltk_data" / "corpora" / "conll2000.zip") as archive:
        (tmp_path / "train.iob").write_bytes(archive.read("conll2000/train.txt"))
    parts = foldable(read_treebank(tmp_path / "train.iob"), 10)
    model = train_model(parts[1:], Training("chunker"))
    found = evaluate("chunker", parts[:1], model=model)
    size = sum(len(zlib.compress(model.tables["chunker"][name]["bytes"])) for name in ("weights", "transitions"))
    print(f"the first tenth of CoNLL-2000: F1 {found.scores['chunks']:.2%}, {size:,} bytes")
    assert found.scores["chunks"] > 0.935
    assert size < 900_000
