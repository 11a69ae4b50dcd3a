"""Documents: columns that say the same from every side."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.tree import Tree

from nlpmap.remote.document import Annotation, Chunk, Document, chunks_of, iob_of
from nlpmap.remote.document.packing import pack_annotation, pack_document, unpack_annotation, unpack_document
from nlpmap.remote.formats import conllu, jsonl
from nlpmap.remote.serving.wire import MARSHAL, PORTABLE, Codec, decode, encode, pack

marks = st.lists(st.sampled_from(["O", "B-NP", "I-NP", "B-VP", "I-VP"]))


@given(st.from_type(Document))
def test_words_sentences_and_tokens_agree(document: Document) -> None:
    forms = [token.form for token in document.tokens]
    assert document.words() == forms
    assert list(chain.from_iterable(document.sents())) == forms
    assert [[token.form for token in sentence.tokens] for sentence in document.sentences] == document.sents()
    assert all(document.sents())


@given(st.from_type(Document))
def test_tokens_follow_each_other_and_sentences_span_them(document: Document) -> None:
    ends = [0] + [token.end for token in document.tokens]
    assert all(before <= token.start <= token.end for before, token in zip(ends, document.tokens, strict=False))
    assert ends[-1] <= len(document.text)
    for sentence in document.sentences:
        assert sentence.text == document.text[sentence.tokens[0].start : sentence.tokens[-1].end]


@given(st.lists(st.lists(st.text(max_size=5), max_size=5), max_size=5))
def test_sentences_given_are_the_sentences_kept(sents: list[list[str | tuple[str, str | None]]]) -> None:
    document = Document.from_sents(sents)
    assert document.sents() == [sent for sent in sents if sent]
    assert all(document.text[token.start : token.end] == token.form for token in document.tokens)


def test_words_may_come_with_and_without_tags() -> None:
    document = Document.from_sents([["a", ("b", "B")], [], [("c", None)]])
    assert document.tagged_sents() == [[("a", None), ("b", "B")], [("c", None)]]
    assert Document.from_sents([[("a", None)]]).annotated.tags is None


@given(marks)
def test_marks_of_chunks_of_marks_are_the_marks_made_regular(iob: list[str]) -> None:
    chunks = chunks_of(iob)
    regular = iob_of(chunks, len(iob))
    assert chunks_of(regular) == chunks
    assert [mark[1:] for mark in regular] == [mark[1:] for mark in iob]


@given(st.from_type(Document))
def test_the_innermost_marks_read_as_chunks_give_the_same_marks(document: Document) -> None:
    iob = document.annotated.iob
    if iob is not None:
        assert iob_of(chunks_of(iob), len(iob)) == iob


@given(st.from_type(Document))
def test_trees_have_the_chunks_and_the_words(document: Document) -> None:
    columns = document.annotated
    if columns.chunks is None or columns.tags is None:
        return
    trees = document.chunked_sents()
    assert [tree.leaves() for tree in trees] == document.tagged_sents()
    found = [(node.label(), len(node.leaves())) for tree in trees for node in tree.subtrees() if node is not tree]
    assert found == [(chunk.label, chunk.end - chunk.start) for chunk in columns.chunks]


def test_trees_nest_as_the_chunks_do() -> None:
    chunks = [Chunk("VP", 0, 4), Chunk("PP", 1, 3), Chunk("NP", 2, 3), Chunk("NP", 3, 4), Chunk("NP", 4, 5)]
    tags = [(form, "X") for form in "abcde"]
    annotation = Document.from_sents([tags[:4], tags[4:]]).annotated
    document = Document("", "a b c d e", {}, Annotation(**{**vars(annotation), "chunks": chunks}))
    assert document.chunked_sents() == [
        Tree.fromstring("(S (VP a/X (PP b/X (NP c/X)) (NP d/X)))", read_leaf=read_pair),
        Tree.fromstring("(S (NP e/X))", read_leaf=read_pair),
    ]


def read_pair(leaf: str) -> tuple[str, str]:
    form, _, tag = leaf.partition("/")
    return form, tag


@given(st.from_type(Document))
def test_an_annotation_packed_and_unpacked_is_the_same(document: Document) -> None:
    assert unpack_annotation(document.text, pack_annotation(document)) == document.annotation


@pytest.mark.parametrize("codec", [MARSHAL, PORTABLE], ids=lambda codec: codec.name)
@given(document=st.from_type(Document), whole=st.booleans())
def test_a_document_travels_whole_or_without_its_name(codec: Codec, document: Document, whole: bool) -> None:
    [parcel] = decode(*encode([pack(pack_document(document, whole), codec)], codec), codec)
    arrived = unpack_document(parcel)  # type: ignore[arg-type]
    assert arrived == (document if whole else Document("", document.text, {}, document.annotation))


def test_what_is_not_there_yet_says_how_to_get_it() -> None:
    bare, tokenized = Document("d1", "Yes."), Document.from_sents([["Yes"]], id="d1")
    with pytest.raises(
        ValueError, match=r"^document 'd1' is not tokenized yet: run it through tokenize, tag or chunk$"
    ):
        bare.words()
    with pytest.raises(ValueError, match=r"^document 'd1' has no tags yet: run it through tag or chunk$"):
        tokenized.tagged_words()
    with pytest.raises(ValueError, match=r"^document 'd1' has no chunks yet: run it through chunk$"):
        tokenized.chunked_sents()


@pytest.mark.parametrize("format", [conllu, jsonl], ids=lambda format: format.__name__.rpartition(".")[2])
def test_an_empty_document_of_a_tagged_corpus_has_no_tags_to_miss(format: object) -> None:
    empty = Document("d", "", {}, Annotation([], [], [], [], [], []))
    [back] = format.parse(format.render(empty).splitlines(keepends=True))  # type: ignore[attr-defined]
    assert back.tagged_sents() == back.chunked_sents() == []


def test_a_document_shows_itself_in_a_line() -> None:
    assert repr(Document("d", "x" * 100)) == f"Document('d', '{'x' * 57}...')"
    assert repr(Document.from_sents([["a", "b"]], id="d")) == "Document('d', 'a b', 2 tokens)"


def test_columns_of_different_lengths_are_not_taken() -> None:
    with pytest.raises(ValueError, match="zip"):
        pack_annotation(Document("", "a b", {}, Annotation(["a", "b"], [0], [1, 3], [2])))


@pytest.mark.parametrize("sents", ["Dogs bark.", ["Dogs", "bark"], [["Dogs"], "bark"]])
def test_words_are_not_taken_for_sentences(sents: Any) -> None:
    with pytest.raises(ValueError, match=r"is no list of a sentence's words; of one sentence, write \[words\]"):
        Document.from_sents(sents)
