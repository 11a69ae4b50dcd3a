"""``tags="penn"``: the classic tags, whichever kernels run, and phrases as before."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nltk
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap import corpora
from nlpmap.annotate import Recipe
from nlpmap.errors import InputError
from nlpmap.jobs import Options, annotate_files, retry
from nlpmap.learn import evaluate
from nlpmap.remote.document import Document
from nlpmap.remote.document.penn_tags import CLASSIC, classic_tag, with_classic_tags
from nlpmap.remote.document.tagset import PENN_TO_UNIVERSAL, universal

# those of NLTK's averaged_perceptron_tagger_eng
NLTKS = frozenset(
    "# $ '' ( ) , . : CC CD DT EX FW IN JJ JJR JJS LS MD NN NNP NNPS NNS PDT POS PRP PRP$ RB RBR RBS RP "  # noqa: SIM905
    "SYM TO UH VB VBD VBG VBN VBP VBZ WDT WP WP$ WRB ``".split()
)
TEXT = "Go to www.example.org -- it's (mostly) well-known; see ***** for more... :-)"

forms = st.sampled_from(["to", "TO", "-", "...", "—", ";", "/", "x"]) | st.text(max_size=3)
tags = st.none() | st.sampled_from(sorted({*PENN_TO_UNIVERSAL, "NOUN", "", "NN-TL"}))


def tagged(model: str = "en", **options: Any) -> Document:
    [document] = nlpmap.tag([TEXT], model=model, workers=0, **options)
    return document


@given(forms, tags)
def test_all_tags_of_the_treebank_become_nltks_and_stay_so(form: str, tag: str | None) -> None:
    classic = classic_tag(form, tag)
    assert classic_tag(form, classic) == classic
    assert (classic in NLTKS) == (tag in PENN_TO_UNIVERSAL and tag != "--")
    assert tag in CLASSIC or classic in (tag, "TO", ":")


def test_nltks_own_tags_are_those(nltk_data: None) -> None:
    assert nltk.PerceptronTagger().classes == NLTKS


@pytest.mark.parametrize("tokenizer", ["web", "ud"])
def test_only_the_tags_change(tokenizer: str) -> None:
    before, after = tagged(tokenizer=tokenizer), tagged(tokenizer=tokenizer, tags="penn")
    assert [(token.form, token.start, token.universal) for token in after.tokens] == [
        (token.form, token.start, token.universal) for token in before.tokens
    ]
    assert [token.tag for token in after.tokens] == [classic_tag(token.form, token.tag) for token in before.tokens]
    assert {token.tag for token in before.tokens} - NLTKS
    assert {token.tag for token in after.tokens} <= NLTKS


def test_universal_tags_stay_where_a_model_gives_none() -> None:
    document = Document.from_sents([[("to", "IN"), ("a.org", "ADD"), ("x", "GW"), ("y", None)]])
    assert [token.universal for token in with_classic_tags(document).tokens] == [
        universal(tag) for _, tag in document.tagged_words()
    ]


def test_nltks_own_answers_stay_as_they_are(nltk_data: None) -> None:
    assert tagged("nltk", tags="penn").tagged_words() == tagged("nltk").tagged_words()


def test_the_models_own_phrases_stay_as_they_are() -> None:
    texts = [TEXT, *(document.text for document in list(nlpmap.read(corpora.path("sample")))[:3])]
    own = list(nlpmap.chunk(texts, tokenizer="ud", workers=0))
    classic = list(nlpmap.chunk(texts, tokenizer="ud", workers=0, tags="penn"))
    default = list(nlpmap.chunk(texts, tokenizer="ud", workers=0, chunker="grammar"))
    assert [one.annotated.chunks for one in classic] == [one.annotated.chunks for one in own]
    assert [one.tagged_words() for one in classic] == [with_classic_tags(one).tagged_words() for one in own]
    found = nlpmap.chunk(texts, tokenizer="ud", workers=0, chunker="grammar", tags="penn")
    assert [one.annotated.chunks for one in found] == [one.annotated.chunks for one in default]


def test_a_grammar_of_ones_own_sees_the_tags_that_are_returned() -> None:
    grammar = r"ASIDE: {<\(><.*>+<\)>}"
    [classic] = nlpmap.chunk([TEXT], grammar=grammar, tags="penn", workers=0)
    assert [document.label for document in classic.annotated.chunks or ()] == ["ASIDE"]
    [own] = nlpmap.chunk([TEXT], grammar=grammar, workers=0)
    assert not own.annotated.chunks


def test_tags_that_a_document_brings_are_mapped_when_it_is_chunked() -> None:
    document = Document.from_sents([[("(", "-LRB-"), ("see", "VB"), (")", "-RRB-")]])
    [chunked] = nlpmap.chunk([document], tags="penn", workers=0)
    assert [tag for _, tag in chunked.tagged_words()] == ["(", "VB", ")"]


@pytest.mark.slow
def test_compiled_and_pure_kernels_give_the_same(tmp_path: Path) -> None:
    code = f"import nlpmap; print([d.tagged_words() for d in nlpmap.tag([{TEXT!r}], tags='penn', workers=0)])"
    run = [sys.executable, "-c", code]
    both = [
        subprocess.run(run, env={**os.environ, "NLPMAP_NATIVE": on}, capture_output=True, text=True, check=True).stdout
        for on in ("0", "1")
    ]
    assert both[0] == both[1] == f"[{tagged(tags='penn').tagged_words()}]\n"


def test_jobs_keep_the_tagset_in_their_ledger(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    out = tmp_path / "out.slash"
    annotate_files("tag", tmp_path / "a.txt", out, Options(Recipe(tags="penn"), workers=0))
    assert "(/(" in out.read_text()
    assert retry(out).failed == 0
    with pytest.raises(InputError):
        annotate_files("tag", tmp_path / "a.txt", out, Options(Recipe(), workers=0, resume=True))


@pytest.mark.slow
def test_gold_data_with_classic_tags_is_measured_by_such() -> None:
    gold = [Document.from_sents([[("Go", "VB"), ("to", "TO"), ("Rome", "NNP"), (";", ":"), ("now", "RB")]])]
    assert evaluate("tagger", gold, tags="penn").scores["XPOS"] > evaluate("tagger", gold).scores["XPOS"]


@pytest.mark.slow
def test_an_annotator_has_the_option_too() -> None:
    columns: Any = nlpmap.annotator("tag", tags="penn")({"text": [TEXT]})
    assert columns["xpos"] == [[token.tag for token in tagged(tags="penn").tokens]]


def test_another_tagset_is_refused() -> None:
    with pytest.raises(InputError, match="unknown tags 'pen'; did you mean 'penn'"):
        Recipe(tags="pen")
