"""Evaluation runs a model over gold, and says how much of it is right."""

from __future__ import annotations

import builtins
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import nlpmap
from nlpmap import Document
from nlpmap.errors import InputError
from nlpmap.learn import Training, evaluate, train_model
from nlpmap.learn.evaluation.confusion_plot import draw
from nlpmap.learn.evaluation.measures import KNOWN, UNKNOWN
from nlpmap.learn.evaluation.table import one_line, table
from nlpmap.models import Model


def bare(document: Document) -> Document:
    return document.with_annotation(replace(document.annotated, tags=None, universal=None))


def tags(document: Document) -> list[str | None]:
    return [tag for _, tag in document.tagged_words()]


def test_the_accuracy_of_tags_is_the_share_that_the_model_finds(gold: list[Document]) -> None:
    found = evaluate("tagger", gold)
    tagged = nlpmap.tag([bare(document) for document in gold], workers=0)
    pairs = [pair for one, other in zip(gold, tagged, strict=True) for pair in zip(tags(one), tags(other), strict=True)]
    assert found.scores["XPOS"] == pytest.approx(sum(one == other for one, other in pairs) / len(pairs))
    assert found.tokens == found.parts["XPOS"].total.gold == 1_534
    assert 0.8 < found.scores["UPOS"] < 1
    assert found.tokens_per_second > 1_000


def test_tokens_without_a_gold_tag_are_not_measured(gold: list[Document]) -> None:
    columns = gold[0].annotated
    assert columns.tags is not None
    half = gold[0].with_annotation(replace(columns, tags=[None, *columns.tags[1:]], universal=None))
    found = evaluate("tagger", [half])
    assert found.parts["XPOS"].total.gold == len(columns.forms) - 1
    assert "UPOS" not in found.parts


def test_known_and_unknown_words_are_told_apart(gold: list[Document]) -> None:
    groups = evaluate("tagger", gold, known={"the", "."}).parts["XPOS"].groups
    assert groups[KNOWN].gold == sum(form in ("the", ".") for document in gold for form in document.words())
    assert groups[KNOWN].gold + groups[UNKNOWN].gold == 1_534


def test_a_models_lexicon_says_which_words_are_known(gold: list[Document], reference: Model) -> None:
    groups = evaluate("tagger", gold, model="en").parts["XPOS"].groups
    assert groups[KNOWN].gold > groups[UNKNOWN].gold > 50
    assert groups[KNOWN].right / groups[KNOWN].gold > groups[UNKNOWN].right / groups[UNKNOWN].gold
    assert evaluate("tagger", gold, model=reference).parts["XPOS"].groups == {}


def test_chunks_are_those_of_the_grammar_or_of_the_models_own_chunker(gold: list[Document]) -> None:
    by_grammar = evaluate("chunker", gold, chunker="grammar")
    own = train_model(gold, Training("chunker", base="en", passes=5))
    assert by_grammar.scores["chunks"] > 0.9
    assert evaluate("chunker", gold, model=own).scores["chunks"] > 0.99
    assert evaluate("chunker", gold, model=own, grammar="NP: {<NN>}").scores["chunks"] < 0.5


def test_raw_text_is_aligned_by_characters(gold: list[Document]) -> None:
    found = evaluate("tagger", gold, raw=True)
    assert list(found.parts) == ["tokens", "sentences", "XPOS", "UPOS"]
    assert found.scores["tokens"] > 0.98
    assert found.scores["XPOS"] <= found.scores["tokens"]
    assert evaluate("tokenizer", gold, tokenizer="whitespace").scores["tokens"] < 0.9
    assert list(evaluate("splitter", gold).parts) == ["sentences"]


@pytest.mark.parametrize("component", ["tagger", "chunker"])
def test_gold_without_what_is_to_be_measured_is_an_error(component: Any) -> None:
    with pytest.raises(InputError, match=f"the gold file has nothing to measure a {component} by: "):
        evaluate(component, [Document.from_sents([["Dogs"]])])


def test_an_unknown_component_is_named() -> None:
    with pytest.raises(InputError, match="'parser' can't be evaluated; choose one of tagger, tokenizer, "):
        evaluate("parser", [])  # type: ignore[arg-type]


def test_a_table_has_all_labels_and_the_commonest_mistakes(gold: list[Document]) -> None:
    found = evaluate("tagger", gold, known={"the"})
    lines = table(found).splitlines()
    assert lines[0].split() == ["XPOS", "precision", "recall", "F1", "gold"]
    assert [line.split()[0] for line in lines[1:4]] == ["all", "known", "unknown"]
    assert {line.split()[0] for line in lines if line.startswith("  ")} >= {"NN", "PRP$", "-LRB-"}
    assert one_line(found).startswith("XPOS 9")


@pytest.mark.slow
def test_confusions_are_drawn(gold: list[Document], tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is in the notebook extra")
    found = evaluate("tagger", gold)
    for suffix, start in (("png", b"\x89PNG"), ("svg", b"<?xml")):
        draw(found, tmp_path / f"confusions.{suffix}")
        assert (tmp_path / f"confusions.{suffix}").read_bytes().startswith(start)
    with pytest.raises(InputError, match=r"confusions\.doc: Format 'doc' is not supported"):
        draw(found, tmp_path / "confusions.doc")


def test_without_matplotlib_the_error_says_what_to_type(
    gold: list[Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *rest)

    found = evaluate("tagger", gold)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError, match=r"type: pip install matplotlib"):
        draw(found, tmp_path / "confusions.png")


def test_there_is_nothing_to_draw_without_confusions(gold: list[Document], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there are no confusions to draw in this evaluation of a splitter"):
        draw(evaluate("splitter", gold), tmp_path / "confusions.png")
