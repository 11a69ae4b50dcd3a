"""The tokenizer learns any treebank's words, the same each time."""

from __future__ import annotations

import random

import pytest

from nlpmap import Document
from nlpmap.errors import InputError
from nlpmap.learn.tokenizer import TokenizerOptions, pieces_of, train_tokenizer
from nlpmap.remote.document import Annotation
from nlpmap.remote.kernels.tokenizer.ud import UdTokenizer

SMALL = TokenizerOptions(seeds=(1,), passes=4)


def test_the_same_documents_and_options_give_the_same_tables(gold: list[Document]) -> None:
    random.seed(99)  # what the program did with chance before is no matter
    assert train_tokenizer(gold, SMALL) == train_tokenizer(gold, SMALL)
    assert train_tokenizer(gold, SMALL) != train_tokenizer(gold, TokenizerOptions(seeds=(2,), passes=4))


def test_tables_are_of_what_a_wire_takes(gold: list[Document]) -> None:
    tables = train_tokenizer(gold, SMALL)
    assert tables.keys() == {"kind", "endings", "split", "doubtful", "network"}
    assert set(map(type, tables["network"].values())) == {bytes, int}


def test_no_text_is_refused() -> None:
    with pytest.raises(InputError, match="there is no text to train a tokenizer on"):
        train_tokenizer([Document("d", " \n")])


def test_a_treebank_without_cuts_gives_a_tokenizer_that_makes_none() -> None:
    tokenizer = UdTokenizer(train_tokenizer([Document.from_sents([["a", "b"]])], SMALL))
    assert tokenizer.columns("b a", [(0, 3)])[0] == ["b", "a"]


def test_words_that_share_a_span_are_learned_as_one() -> None:
    annotation = Annotation(["zu", "dem", "Tor"], [0, 0, 4], [3, 3, 7], [3])
    assert list(pieces_of(Document("d", "zum Tor", annotation=annotation))) == [("zum", "Tor", ()), ("Tor", "", ())]


def test_a_sentence_end_inside_a_piece_parts_it() -> None:
    annotation = Annotation(["Yes", ".", "No"], [0, 3, 4], [3, 4, 6], [2, 3])
    assert list(pieces_of(Document("d", "Yes.No", annotation=annotation))) == [("Yes.", "", (3,)), ("No", "", ())]


def test_the_words_it_learned_from_come_back(gold: list[Document]) -> None:
    tokenizer = UdTokenizer(train_tokenizer(gold, TokenizerOptions(seeds=(1,), least_count=1)))
    right = total = 0
    for document in gold:
        columns = document.annotated
        spans = [(sentence.start, sentence.end) for sentence in document.sentences]
        _, starts, ends, _ = tokenizer.columns(document.text, spans)
        right += len(set(zip(starts, ends, strict=True)) & set(zip(columns.starts, columns.ends, strict=True)))
        total += len(columns.forms)
    assert right > 0.995 * total


def test_what_the_next_piece_tells_counts_by_how_often_it_was_there() -> None:
    cut = Document("c", "its a", annotation=Annotation(["it", "s", "a"], [0, 2, 4], [2, 3, 5], [3]))
    whole = Document.from_sents([["its", "own"]])
    tokenizer = UdTokenizer(train_tokenizer([*[cut] * 9, *[whole] * 9], TokenizerOptions(passes=60, least_count=5)))
    assert tokenizer.columns("its a", [(0, 5)])[0] == ["it", "s", "a"]
    assert tokenizer.columns("its own", [(0, 7)])[0] == ["its", "own"]
