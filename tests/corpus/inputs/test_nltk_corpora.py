"""NLTK's corpora are read by name: plain ones as text, tagged ones as NLTK's own tokens."""

from __future__ import annotations

from pathlib import Path

import nltk
import pytest

import nlpmap
from nlpmap.corpus.inputs.sources import find
from nlpmap.errors import InputError


@pytest.fixture(autouse=True)
def _data(nltk_data: None) -> None: ...


def test_a_plain_corpus_is_text() -> None:
    [document] = nlpmap.read("nltk:inaugural/2009-*")
    assert document.id == "2009-Obama.txt"
    assert document.text == nltk.corpus.inaugural.raw("2009-Obama.txt")
    assert document.annotation is None


def test_all_files_come_in_nltk_s_order() -> None:
    assert [source.name for source in find("nltk:state_union")] == nltk.corpus.state_union.fileids()


def test_a_tagged_corpus_keeps_its_sentences_tokens_and_tags() -> None:
    [document] = nlpmap.read("nltk:brown/ca01")
    assert document.id == "ca01"
    assert document.sents() == list(nltk.corpus.brown.sents("ca01"))
    assert document.tagged_words() == list(nltk.corpus.brown.tagged_words("ca01"))


@pytest.mark.slow
def test_a_chunked_corpus_keeps_its_chunks() -> None:
    [document] = nlpmap.read("nltk:conll2000/train.txt")
    theirs = map(nltk.chunk.conlltags2tree, nltk.corpus.conll2000.iob_sents("train.txt")[:50])
    assert [str(tree) for tree in document.chunked_sents()[:50]] == [str(tree) for tree in theirs]


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match=r"^nltk:conll2000/test.txt: .*does not contain"):
        list(nlpmap.read("nltk:conll2000/test.txt"))


def test_the_trees_of_a_treebank_are_read_as_tagged_words() -> None:
    [document] = nlpmap.read("nltk:treebank/wsj_0001.mrg")
    assert document.tagged_sents() == list(nltk.corpus.treebank.tagged_sents("wsj_0001.mrg"))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nltk:brwon", "NLTK has no corpus 'brwon'; did you mean 'brown'?"),
        ("nltk:webtext", "NLTK's webtext is not installed. To get it, type: python -m nltk.downloader webtext"),
        ("nltk:brown/zz*", "nltk:brown/zz*: no file of that name; NLTK's brown has ca01, ca02, ca03 ..."),
        ("nltk:os", "NLTK has no corpus 'os'"),
    ],
)
def test_what_is_missing_is_said_in_a_line(
    name: str, message: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(InputError) as caught:
        list(nlpmap.read(name))
    assert str(caught.value) == message
