"""The splitter learns from a treebank, the same each time, and finds what Punkt does not."""

from __future__ import annotations

import random

import pytest

from nlpmap import Document
from nlpmap.errors import InputError
from nlpmap.learn.evaluation.alignment import align_all
from nlpmap.learn.splitter import ABBREVIATIONS, SplitterOptions, train_splitter, views_of
from nlpmap.learn.tokenizer import train_tokenizer
from nlpmap.remote.document import Annotation
from nlpmap.remote.formats import conllu
from nlpmap.remote.kernels.splitter.network import NetworkSplitter
from nlpmap.remote.kernels.tokenizer.ud import UdTokenizer

SMALL = SplitterOptions(seeds=(1,), passes=4, near_count=3)


def test_the_same_documents_and_options_give_the_same_tables(gold: list[Document]) -> None:
    random.seed(99)  # what the program did with chance before is no matter
    assert train_splitter(gold, SMALL) == train_splitter(gold, SMALL)
    assert train_splitter(gold, SMALL) != train_splitter(gold, SplitterOptions(seeds=(2,), passes=4, near_count=3))


def test_tables_are_of_what_a_wire_takes(gold: list[Document]) -> None:
    tables = train_splitter(gold, SplitterOptions(seeds=(1,), passes=1, abbreviations=ABBREVIATIONS))
    assert set(map(type, tables.values())) == {str, dict}
    assert set(map(type, tables["network"].values())) == {bytes, int}
    assert tables["abbreviations"]["mrs"] == "title"


def test_training_reports_its_networks(gold: list[Document]) -> None:
    said: list[str] = []
    train_splitter(gold, SplitterOptions(seeds=(1, 2), passes=1), report=said.append)
    assert [line.partition(",")[0] for line in said] == ["network 1 of 2", "network 2 of 2"]


def test_no_text_is_refused() -> None:
    with pytest.raises(InputError, match="there is no text to train a splitter on"):
        train_splitter([])


def test_every_view_of_a_document_keeps_its_characters_in_place(gold: list[Document]) -> None:
    for number in range(4):
        for text, ends in views_of(gold[0], number):
            assert text.split() == gold[0].text.split()
            assert len(text) == len(gold[0].text)
            assert all(not text[end - 1].isspace() for end in ends)


@pytest.mark.slow
def test_sentences_and_words_of_the_english_web_treebank(ewt_dev: list[Document], ewt_train: list[Document]) -> None:
    options = SplitterOptions(seeds=(1,), abbreviations=ABBREVIATIONS)  # the mean of two is no worse
    splitter = NetworkSplitter(train_splitter(ewt_train, options))
    tokenizer = UdTokenizer(train_tokenizer(ewt_train))
    found = [
        Document(document.id, document.text, annotation=Annotation(*tokenizer.columns(document.text, spans)))
        for document in ewt_dev
        for spans in [splitter.spans(document.text)]
    ]
    scores = align_all(ewt_dev, found)
    assert scores.tokens.f1 > 0.991
    assert scores.sentences.f1 > 0.88


@pytest.fixture(scope="module")
def ewt_train(shared_data: object) -> list[Document]:
    from pathlib import Path

    with (Path(str(shared_data)) / "ud" / "en_ewt-ud-train.conllu").open(encoding="utf-8") as lines:
        return list(conllu.parse(lines))
