"""``word/TAG`` text: the sentences and tags read back, by nlpmap and by NLTK."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import nltk
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap import Reading
from nlpmap.remote.document import Chunk, Document
from nlpmap.remote.formats import UnfitForFormat, slash

words = st.text(min_size=1, max_size=8).filter(lambda word: len(word.split()) == 1 and word == word.strip())
tags = words.filter(lambda tag: "/" not in tag)
tagged = st.lists(st.lists(st.tuples(words, tags), min_size=1, max_size=6), max_size=4)
odd = st.sampled_from(["_", "a_b", "[", "]", "/", "====", "a/", "_/", "A_B"])
half_tagged = st.lists(st.lists(words | odd | st.tuples(words, st.none() | tags), min_size=1, max_size=6), max_size=4)

UNNAMED = re.compile(r"_[^_]+")  # a tag without its word, as MASC has a few


def read(text: str, name: str = "") -> list[Document]:
    """Read a file's text as the form of tagged text that its first lines tell."""
    lines = list(io.StringIO(text, newline="\n"))
    parse = slash.variant(lines[:100]).parse
    assert parse is not None
    return list(parse(lines, name))


@given(half_tagged)
def test_sentences_and_tags_read_back_the_same(sents: list[list[str | tuple[str, str | None]]]) -> None:
    document = Document.from_sents(sents)
    for back in read(slash.render(document)):
        assert back.annotation == document.annotation
        assert back.text == document.text
    assert len(read(slash.render(document))) == bool(document.words())


@given(st.lists(tagged, max_size=4))
def test_documents_read_back_one_by_one(several: list[list[list[str | tuple[str, str | None]]]]) -> None:
    documents = [Document.from_sents(sents) for sents in several]
    back = read("".join(map(slash.render, documents)), "all")
    assert [document.sents() for document in back] == [document.sents() for document in documents if document.words()]
    assert [document.id for document in back] == [f"all#{number}" for number in range(1, len(back) + 1)]


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
    for back in read(rendered):
        assert back.sents() == document.sents()
        assert [token.tag for token in back.tokens] == [token.tag for token in document.tokens]
    assert len(read(rendered)) == bool(document.words())


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


BROWN = "\n\n\tThe/at Jury/nn-tl said/vbd ./.\n\tIt/pps is/bez ./.\n\n\n\n\tThe/at dog/nn ./.\n\n"


def test_a_file_of_browns_form_is_one_document_as_nltk_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nltk.data, "path", [str(tmp_path)])
    (tmp_path / "ca99.pos").write_text(BROWN)
    [document] = nlpmap.read(tmp_path / "ca99.pos")
    reader = nltk.corpus.reader.TaggedCorpusReader(str(tmp_path), ["ca99.pos"])
    assert document.id == "ca99.pos"
    assert document.tagged_sents() == list(reader.tagged_sents())


def test_words_joined_to_their_tags_by_an_underscore_are_tagged_words(tmp_path: Path) -> None:
    (tmp_path / "und.pos").write_text("The_DT and/or_CC dog_NN ._. \n \nIt_PRP barks_VBZ \n")
    [document] = nlpmap.read(tmp_path / "und.pos")
    assert document.tagged_sents()[0] == [("The", "DT"), ("and/or", "CC"), ("dog", "NN"), (".", ".")]
    assert len(document.sents()) == 2


def test_the_penn_treebanks_brackets_are_noun_phrases_and_no_words(tmp_path: Path) -> None:
    (tmp_path / "wsj.pos").write_text("\n[ Pierre/NNP Vinken/NNP ]\nwill/MD join/VB \n./. \n\n[ Mr./NNP V./NNP ]\n")
    [document] = nlpmap.read(tmp_path / "wsj.pos")
    assert document.sents() == [["Pierre", "Vinken", "will", "join", "."], ["Mr.", "V."]]
    assert document.annotated.chunks == [Chunk("NP", 0, 2), Chunk("NP", 5, 7)]


@pytest.mark.slow
def test_the_corpora_of_nltk_read_as_nltk_reads_them(
    shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nltk.data, "path", [str(tmp_path)])
    for name in ("brown", "masc_tagged", "treebank"):
        with zipfile.ZipFile(shared_data / "nltk_data" / "corpora" / f"{name}.zip") as archive:
            archive.extractall(tmp_path)
    readers = nltk.corpus.reader
    tagged = readers.TaggedCorpusReader
    slashed = tagged(str(tmp_path / "brown"), r"c[an]0[1-3]")
    underscored = tagged(str(tmp_path / "masc_tagged"), r"written/[A-D].*\.txt", sep="_")
    for reader, root in ((slashed, "brown"), (underscored, "masc_tagged")):
        for fileid in reader.fileids():
            [document] = nlpmap.read(tmp_path / root / fileid, Reading(format="slash"))
            theirs = [[word or "(none)" for word, _ in sent] for sent in reader.tagged_sents(fileid) if sent]
            mine = [["(none)" if UNNAMED.fullmatch(word) else word for word in sent] for sent in document.sents()]
            assert mine == theirs
    phrases = readers.ChunkedCorpusReader(
        str(tmp_path / "treebank" / "tagged"),
        r"wsj_000.*\.pos",
        sent_tokenizer=nltk.RegexpTokenizer(r"(?<=/\.)\s*(?![^\[]*\])", gaps=True),
        para_block_reader=readers.tagged_treebank_para_block_reader,
    )
    for fileid in phrases.fileids():
        [document] = nlpmap.read(tmp_path / "treebank" / "tagged" / fileid)
        assert document.tagged_words() == list(phrases.tagged_words(fileid))
        assert len(document.sents()) == len(phrases.chunked_sents(fileid))


def test_reading_goes_on_within_the_form_that_the_first_lines_tell(tmp_path: Path) -> None:
    (tmp_path / "own.slash").write_text("Dogs/NNS bark/VBP\n\nYes/UH\n\n")
    corpus = nlpmap.open(tmp_path)
    assert corpus[1].tagged_words() == [("Yes", "UH")]
    assert [document.id for document in corpus] == ["own.slash#1", "own.slash#2"]
