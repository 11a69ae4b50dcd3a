"""The CoNLL-2000 format: sentences, tags and chunks read back, by nlpmap and by NLTK."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import nltk
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap.remote.document import Document, chunks_of
from nlpmap.remote.formats import UnfitForFormat, conll2000

words = st.text(min_size=1, max_size=8).filter(lambda word: word.split() == [word])
tags = words.filter(lambda tag: tag != "_")
marks = st.sampled_from(["O", "B-NP", "I-NP", "B-VP", "I-VP"])
marked = st.lists(st.lists(st.tuples(words, tags, marks), min_size=1, max_size=6), min_size=1, max_size=4)


def document_of(sents: list[list[tuple[str, str, str]]]) -> Document:
    document = Document.from_sents([[(form, tag) for form, tag, _ in sent] for sent in sents])
    begun = [[mark if rank else mark.replace("I-", "B-") for rank, (*_, mark) in enumerate(sent)] for sent in sents]
    chunks = chunks_of([mark for sent in begun for mark in sent])
    return document.with_annotation(replace(document.annotated, chunks=chunks))


@given(marked)
def test_sentences_tags_and_chunks_read_back_the_same(sents: list[list[tuple[str, str, str]]]) -> None:
    document = document_of(sents)
    [back] = conll2000.parse(io.StringIO(conll2000.render(document), newline="\n"))
    assert back == document


def test_nltks_corpus_reader_reads_the_same_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = document_of([[("Dogs", "NNS", "B-NP"), ("bark", "VBP", "B-VP")], [("Yes", "UH", "O")]])
    (tmp_path / "dogs.iob").write_text(conll2000.render(document), encoding="utf-8")
    monkeypatch.setattr(nltk.data, "path", [str(tmp_path)])
    reader = nltk.corpus.reader.ConllChunkCorpusReader(str(tmp_path), ["dogs.iob"], ["NP", "VP"])
    assert list(reader.chunked_sents()) == document.chunked_sents()


@pytest.mark.slow
def test_the_shared_tasks_own_file_has_what_its_readme_counts(shared_data: Path) -> None:
    with zipfile.ZipFile(shared_data / "nltk_data" / "corpora" / "conll2000.zip") as archive:
        lines = archive.read("conll2000/train.txt").decode().splitlines()
    [document] = conll2000.parse(lines)
    assert (len(document.annotated.forms), len(document.annotated.sentence_ends)) == (211_727, 8_936)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Dogs NNS", "2: this line has 2 columns, those before it 3"),
        ("Dogs NNS X-NP", "2: a chunk's mark is B-NP, I-NP or O, not 'X-NP'"),
    ],
)
def test_a_line_that_is_none_is_named(line: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        list(conll2000.parse(["Yes UH O", line]))


def test_what_the_format_cannot_hold_is_refused() -> None:
    with pytest.raises(UnfitForFormat, match="conll2000 can't hold the token 'New York'"):
        conll2000.render(Document.from_sents([["New York"]]))


def test_an_empty_file_has_no_documents() -> None:
    assert list(conll2000.parse(["\n"])) == []


def test_words_with_marks_of_names_alone_are_read_and_keep_them() -> None:
    lines = "EU\tB-ORG\nsays O\n\nPeter\tS-PER\n\n"
    [document] = conll2000.parse(io.StringIO(lines))
    assert document.sents() == [["EU", "says"], ["Peter"]]
    assert (document.annotated.tags, document.annotated.chunks) == (None, None)
    assert conll2000.render(document) == lines
    [tagged] = nlpmap.tag([document], workers=0)
    assert conll2000.render(tagged).splitlines()[:2] == ["EU\tNNP\tO\tB-ORG", "says VBZ O O"]
    with pytest.raises(ValueError, match=r"^2: a name's mark is B-PER, I-PER or O, not 'NNS'"):
        list(conll2000.parse(["EU B-ORG", "Dogs NNS"]))


def test_comments_and_columns_without_anything_come_back() -> None:
    lines = "# id 1 domain=en\nDogs _ _ O\n# _ _ B-X\n\n# id 2\nCats _ _ O\n\n"
    [document] = conll2000.parse(io.StringIO(lines))
    assert document.sents() == [["Dogs", "#"], ["Cats"]]
    assert (document.annotated.tags, document.annotated.chunks) == (None, None)
    assert conll2000.render(document) == lines
    [chunked] = nlpmap.chunk([document], workers=0)
    assert conll2000.render(chunked).splitlines()[:2] == ["# id 1 domain=en", "Dogs NNS B-NP O"]
