"""What was written is opened again as a corpus: by document, word and sentence, with slices and lengths."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import nltk
import pytest

import nlpmap
from nlpmap import Document
from nlpmap.errors import InputError
from nlpmap.remote.document import Annotation, Chunk

NAMES = [
    "a.conllu", "a.slash", "a.vert", "a.jsonl", "a.tsv", "a.parquet",
    "a.conllu.gz", "a.slash.bz2", "a.vert.xz", "a.jsonl.zst", "a.tsv.gz",
]  # fmt: skip


def chunked(number: int) -> Document:
    forms = ["The", "dog", f"barks{number}", ".", "Yes"]
    starts, ends = [0, 4, 8, 20, 22], [3, 7, 8 + len(forms[2]), 21, 25]
    text = "The dog " + forms[2].ljust(12) + ". Yes"
    tags = ["DT", "NN", "VBZ", ".", "UH"]
    return Document(f"d{number}", text, {}, Annotation(forms, starts, ends, [4, 5], tags, [Chunk("NP", 0, 2)]))


DOCUMENTS = [chunked(number) for number in range(10)]
WORDS = [word for document in DOCUMENTS for word in document.words()]
SENTS = [sent for document in DOCUMENTS for sent in document.tagged_sents()]


@pytest.fixture(params=NAMES)
def corpus(request: pytest.FixtureRequest, tmp_path: Path) -> nlpmap.AnnotatedCorpus:
    nlpmap.write(DOCUMENTS, tmp_path / request.param)
    return nlpmap.open(tmp_path / request.param)


def test_documents_are_counted_numbered_sliced_and_gone_through(corpus: nlpmap.AnnotatedCorpus) -> None:
    ids = corpus.ids() if "slash" in corpus.fileids()[0] else [document.id for document in DOCUMENTS]
    assert [document.id for document in corpus] == ids
    assert len(corpus) == 10
    assert (corpus[3].id, corpus[-1].id) == (ids[3], ids[9])
    assert [document.id for document in corpus[4:7]] == ids[4:7]
    assert [document.id for document in corpus[8:2:-3]] == ids[8:2:-3]
    with pytest.raises(IndexError, match="there are 10, and none is number 10"):
        corpus[10]


def test_words_and_sentences_are_those_written(corpus: nlpmap.AnnotatedCorpus) -> None:
    assert list(corpus.words()) == WORDS
    assert len(corpus.words()) == len(WORDS) == 50
    assert corpus.words()[7:23] == WORDS[7:23]
    assert corpus.words()[-1] == "Yes"
    assert list(corpus.tagged_sents()) == SENTS
    assert corpus.tagged_sents()[5] == SENTS[5]
    assert len(corpus.sents()) == 20
    assert corpus.sents()[::7] == [[word for word, _ in sent] for sent in SENTS[::7]]
    assert corpus.tagged_words()[2] == ("barks0", "VBZ")
    assert corpus.tagged_words(tagset="universal")[1] == ("dog", "NOUN")


def test_chunks_are_trees_where_the_format_has_them(corpus: nlpmap.AnnotatedCorpus) -> None:
    if "slash" in corpus.fileids()[0]:
        with pytest.raises(ValueError, match="has no chunks yet"):
            corpus.chunked_sents()[0]
        return
    assert corpus.chunked_sents()[0] == DOCUMENTS[0].chunked_sents()[0]
    assert isinstance(corpus.chunked_sents()[-1], nltk.Tree)


def test_a_directory_is_one_corpus_of_many_files(tmp_path: Path) -> None:
    nlpmap.write(DOCUMENTS[:4], tmp_path / "a.conllu")
    nlpmap.write([], tmp_path / "b.jsonl")
    nlpmap.write(DOCUMENTS[4:], tmp_path / "c" / "d.jsonl.gz")
    corpus = nlpmap.open(tmp_path)
    assert corpus.fileids() == ["a.conllu", "b.jsonl", "c/d.jsonl.gz"]
    assert list(corpus.words()) == WORDS
    assert corpus.words()[18:22] == WORDS[18:22]
    assert corpus.words("c/d.jsonl.gz")[0] == WORDS[20]
    assert len(corpus.sents(["a.conllu", "b.jsonl"])) == 8
    with pytest.raises(InputError, match=r"no document or file 'a.conlu' in the corpus; did you mean 'a.conllu'\?"):
        corpus.words("a.conlu")


def test_a_view_shows_how_it_begins(tmp_path: Path) -> None:
    nlpmap.write(DOCUMENTS, tmp_path / "a.slash")
    corpus = nlpmap.open(tmp_path / "a.slash")
    assert repr(corpus.words()) == "['The', 'dog', 'barks0', ...]"
    assert repr(corpus).startswith("<AnnotatedCorpus '")
    assert repr(corpus).endswith("words ['The', 'dog', 'barks0', ...]>")


def test_a_file_that_changed_is_not_misread(tmp_path: Path) -> None:
    nlpmap.write(DOCUMENTS, tmp_path / "a.slash")
    corpus = nlpmap.open(tmp_path / "a.slash")
    assert len(corpus) == 10
    nlpmap.write(DOCUMENTS * 2, tmp_path / "a.slash")
    with pytest.raises(InputError, match=r"a.slash: changed since it was opened; open it again"):
        corpus[5]


@pytest.mark.slow
def test_a_large_file_is_not_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    nlpmap.write((chunked(number) for number in range(5_000)), path)
    tracemalloc.start()
    corpus = nlpmap.open(path)
    assert len(corpus) == 5_000
    assert corpus[4_999].id == "d4999"
    assert corpus.words()[24_997] == "barks4999"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < path.stat().st_size


def test_an_unknown_tagset_is_refused_by_name(tmp_path: Path) -> None:
    nlpmap.write(DOCUMENTS, tmp_path / "a.slash")
    with pytest.raises(InputError, match="unknown tagset 'univ'"):
        list(nlpmap.open(tmp_path / "a.slash").tagged_words(tagset="univ"))


def test_the_first_of_a_long_corpus_are_seen_without_reading_it_all(tmp_path: Path) -> None:
    nlpmap.write(DOCUMENTS, tmp_path / "a.jsonl")
    with (tmp_path / "a.jsonl").open("a", encoding="utf-8") as file:
        file.write("broken\n")
    corpus = nlpmap.open(tmp_path / "a.jsonl")
    assert (corpus[2].id, corpus.words()[3:6]) == ("d2", [".", "Yes", "The"])
    with pytest.raises(InputError, match=r"a.jsonl:11: not JSON"):
        len(corpus)
