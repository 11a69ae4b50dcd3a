"""``word/TAG`` text: the sentences and tags read back, by nlpmap and by NLTK."""

from __future__ import annotations

import io
from pathlib import Path

import nltk
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.remote.document import Document
from nlpmap.remote.formats import UnfitForFormat, slash

words = st.text(min_size=1, max_size=8).filter(lambda word: len(word.split()) == 1 and word == word.strip())
tags = words.filter(lambda tag: "/" not in tag)
tagged = st.lists(st.lists(st.tuples(words, tags), min_size=1, max_size=6), max_size=4)
half_tagged = st.lists(st.lists(words | st.tuples(words, st.none() | tags), min_size=1, max_size=6), max_size=4)


def lines_of(text: str) -> io.StringIO:
    return io.StringIO(text, newline="\n")


@given(half_tagged)
def test_sentences_and_tags_read_back_the_same(sents: list[list[str | tuple[str, str | None]]]) -> None:
    document = Document.from_sents(sents)
    [back] = slash.parse(lines_of(slash.render(document)))
    assert back.annotation == document.annotation
    assert back.text == document.text


@given(st.lists(tagged, max_size=4))
def test_documents_read_back_one_by_one(several: list[list[list[str | tuple[str, str | None]]]]) -> None:
    documents = [Document.from_sents(sents) for sents in several]
    back = list(slash.parse(lines_of("".join(map(slash.render, documents))), "all"))
    assert [document.sents() for document in back] == [document.sents() for document in documents]
    assert [document.id for document in back] == [f"all#{number}" for number in range(1, len(documents) + 1)]


@given(tagged)
def test_nltk_reads_the_same_tokens(sents: list[list[tuple[str, str]]]) -> None:
    rendered = slash.render(Document.from_sents(sents))
    lines = [line for line in rendered.split("\n") if line]
    read = [[nltk.tag.str2tuple(token) for token in line.split()] for line in lines]
    # NLTK writes tags in capitals
    assert read == [[(word, tag.upper()) for word, tag in sent] for sent in sents]


def test_nltks_corpus_reader_reads_the_same_sentences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sents = [[("1/2", "CD"), ("cup", "NN"), ('"', "``")], [("Naïve", "JJ"), ("שלום", "NN"), (".", ".")]]
    (tmp_path / "out.pos").write_text(slash.render(Document.from_sents(sents)), encoding="utf-8")
    monkeypatch.setattr(nltk.data, "path", [str(tmp_path)])
    reader = nltk.corpus.reader.TaggedCorpusReader(str(tmp_path), ["out.pos"])
    assert list(reader.tagged_sents()) == sents


@given(st.from_type(Document))
def test_any_document_reads_back_or_is_refused(document: Document) -> None:
    try:
        rendered = slash.render(document)
    except UnfitForFormat:
        assert any(not form or form.split() != [form] or "/" in (tag or "") for form, _, _, tag, *_ in document.tokens)
        return
    [back] = slash.parse(lines_of(rendered))
    assert back.sents() == document.sents()
    assert [token.tag for token in back.tokens] == [token.tag for token in document.tokens]


@pytest.mark.parametrize(
    ("token", "message"),
    [
        (("New York", "NNP"), "slash can't hold the token 'New York' with tag 'NNP'; choose conllu or jsonl"),
        (("", "X"), "slash can't hold the token '' with tag 'X'; choose conllu or jsonl"),
        (("a", "N/V"), "slash can't hold the token 'a' with tag 'N/V'; choose conllu or jsonl"),
        (("a", ""), "slash can't hold the token 'a' with tag ''; choose conllu or jsonl"),
    ],
)
def test_what_the_format_cannot_hold_is_refused(token: tuple[str, str], message: str) -> None:
    with pytest.raises(UnfitForFormat) as caught:
        slash.render(Document.from_sents([[token]]))
    assert str(caught.value) == message


def test_lines_of_white_space_end_a_document_as_empty_ones_do() -> None:
    documents = list(slash.parse(["a/X\n", "  \n", "b/Y c\n", " \n"]))
    assert [document.words() for document in documents] == [["a"], ["b", "c"]]


def test_a_file_without_a_last_empty_line_keeps_its_last_document() -> None:
    assert [document.words() for document in slash.parse(["a/X\n", "\n", "b/Y"])] == [["a"], ["b"]]


def test_an_empty_file_has_no_documents() -> None:
    assert list(slash.parse([])) == []
