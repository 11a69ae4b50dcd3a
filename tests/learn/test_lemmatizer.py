"""A lemmatizer is learned from types with lemmas, and measured as CoNLL 2018 did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nlpmap.errors import InputError
from nlpmap.learn import (
    LemmatizerOptions,
    Training,
    cross_validated,
    evaluate,
    read_treebank,
    train_lemmatizer,
    train_model,
)
from nlpmap.models import Model
from nlpmap.remote.document import Annotation, Document

ROWS = [
    ("Dogs", "dog", "NOUN", "NNS"), ("cats", "cat", "NOUN", "NNS"), ("barked", "bark", "VERB", "VBD"),
    ("walked", "walk", "VERB", "VBD"), ("went", "go", "VERB", "VBD"), ("Anna", "Anna", "PROPN", "NNP"),
    ("NASA", "NASA", "PROPN", "NNP"), ("the", "the", "DET", "DT"), ("horses", "horse", "NOUN", "NNS"),
    ("talked", "talk", "VERB", "VBD"), ("way", "_", "X", "GW"),
]  # fmt: skip
QUICK = LemmatizerOptions(passes=4, bits=10)


def treebank(tmp_path: Path) -> Path:
    lines = [
        f"{n}\t{form}\t{lemma}\t{upos}\t{xpos}\t_\t_\t_\t_\t_" for n, (form, lemma, upos, xpos) in enumerate(ROWS, 1)
    ]
    path = tmp_path / "tiny.conllu"
    path.write_text("".join(f"# newdoc id = {name}\n" + "\n".join([*lines, "", ""]) for name in "ab"), "utf-8")
    return path


def test_what_is_learned_is_the_same_each_time_and_gives_the_lemmas(tmp_path: Path) -> None:
    documents = read_treebank(treebank(tmp_path))
    table = train_lemmatizer(documents, QUICK)
    assert table == train_lemmatizer(documents, QUICK)
    found = evaluate("lemmatizer", documents, model=Model("tiny", {"lemmatizer": table}))
    assert found.scores == {"LEMMA": 1.0}  # and what has none in the gold counts as right
    assert ["went", "VBD", "VERB", "go"] in table["exceptions"] or [4, "go", "lower"] in table["edits"]


def test_a_treebank_without_lemmas_is_refused() -> None:
    with pytest.raises(InputError, match="no token has a lemma"):
        train_lemmatizer([Document.from_sents([[("Dogs", "NNS")]])], QUICK)
    with pytest.raises(InputError, match="nothing to measure a lemmatizer by: no token has a lemma"):
        evaluate("lemmatizer", [Document.from_sents([[("Dogs", "NNS")]])])


def test_a_model_without_a_lemmatizer_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the model has no lemmatizer"):
        evaluate("lemmatizer", read_treebank(treebank(tmp_path)), lemmas=False)


def test_folds_and_own_tags_are_measured(tmp_path: Path) -> None:
    documents = read_treebank(treebank(tmp_path))
    training = Training("lemmatizer", passes=2, base="en")
    assert set(cross_validated(documents, training, folds=2, workers=0).scores) == {"LEMMA", "LEMMA by own tags"}
    model = train_model(documents, training)
    assert {"tagger", "lemmatizer", "chunker"} <= model.tables.keys()


def test_raw_text_is_measured_as_the_shared_task_did() -> None:
    gold = Document("", "The cats sat", annotation=Annotation(["The", "cats", "sat"], [0, 4, 9], [3, 8, 12], [3]))
    gold = gold.with_annotation(replace(gold.annotated, tags=["DT", "NNS", "VBD"], lemmas=["the", "dog", None]))
    score = evaluate("tagger", [gold], raw=True).parts["LEMMA"].total
    assert (score.gold, score.found, score.right) == (3, 3, 2)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "goal", "raw_goal"), [("en_ewt", 0.974, 0.963), ("en_gum", 0.972, 0.963)])
def test_the_bundled_lemmatizer_is_as_good_as_its_page_says(
    name: str, goal: float, raw_goal: float, shared_data: Path
) -> None:
    documents = read_treebank(shared_data / "ud" / f"{name}-ud-dev.conllu")
    assert round(evaluate("lemmatizer", documents).scores["LEMMA by own tags"], 4) >= goal
    assert evaluate("lemmatizer", documents, raw=True, tokenizer="ud").scores["LEMMA"] >= raw_goal
