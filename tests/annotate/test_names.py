"""Names through the whole: by any model, in any number of workers, in jobs and their files."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nltk
import pytest
from nltk.chunk.named_entity import NEChunkParserTagger

import nlpmap
from nlpmap.annotate import Recipe
from nlpmap.annotate.kept_kernels import KEPT
from nlpmap.errors import InputError, ModelError
from nlpmap.jobs import Options, annotate_files, retry, verify
from nlpmap.jobs.manifest import changes, order_of
from nlpmap.models import Model
from nlpmap.models.nltk_names import load_names
from nlpmap.remote.document import Document
from tests.names_data import nltks_chunker, use, words_of, write_names_data

TEXTS = ["Ms. Haag plays Elianti. Oslo is in Norway, Mr. Østby said.", "Gold Fields PLC met the EU (in Brussels)."]
OTHER = ["The dog saw the moon over Texas."]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of NLTK data with made-up models of both kinds."""
    root = tmp_path_factory.mktemp("nltk_data")
    with pytest.MonkeyPatch.context() as monkeypatch:
        use(monkeypatch, root)
        documents = nlpmap.tag(TEXTS, workers=0)
        write_names_data(root, [sentence for document in documents for sentence in document.tagged_sents()])
        yield root


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """What was read of NLTK's data is forgotten before and after each test."""
    load_names.cache_clear()
    yield
    load_names.cache_clear()


def other_data(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put other data of names before what is there."""
    use(monkeypatch, root)
    write_names_data(root, [document.tagged_words() for document in nlpmap.tag(OTHER, workers=0)], seed=2)


@pytest.mark.parametrize("workers", [0, 1])
@pytest.mark.parametrize(("chunker", "format"), [("names", "multiclass"), ("names:binary", "binary")])
def test_trees_are_those_of_ne_chunk(home: Path, workers: int, chunker: str, format: str) -> None:
    documents = list(nlpmap.chunk(TEXTS, chunker=chunker, workers=workers))
    nltks = nltks_chunker(home, format)
    for document in documents:
        assert document.chunked_sents() == [nltks.parse(sentence) for sentence in document.tagged_sents()]
    assert any(token.chunk != "O" for document in documents for token in document.tokens)


def test_ne_chunk_itself_agrees(home: Path, reference: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NEChunkParserTagger, "_english_wordlist", lambda self: words_of(home))
    for chunker, binary in (("names", False), ("names:binary", True)):
        [document] = nlpmap.chunk(TEXTS[:1], model="nltk", chunker=chunker, workers=0)
        words = [nltk.pos_tag(nltk.word_tokenize(sentence)) for sentence in nltk.sent_tokenize(TEXTS[0])]
        assert document.chunked_sents() == [nltk.ne_chunk(sentence, binary=binary) for sentence in words]


def test_a_document_that_is_tagged_keeps_its_tags(home: Path) -> None:
    tagged = [[("Oslo", "NNP"), ("grows", "VBZ")], [("Norway", "NNP")]]
    [document] = nlpmap.chunk([Document.from_sents(tagged)], chunker="names", workers=0)
    assert document.tagged_sents() == tagged
    assert document.chunked_sents() == list(map(nltks_chunker(home).parse, tagged))


def test_names_are_written_and_read_as_any_chunks(home: Path, tmp_path: Path) -> None:
    documents = list(nlpmap.chunk(TEXTS, chunker="names", workers=0))
    for name in ("out.conllu", "out.jsonl", "out.iob"):
        nlpmap.write(documents, tmp_path / name)
        again = [sentence for document in nlpmap.read(tmp_path / name) for sentence in document.chunked_sents()]
        assert again == [sentence for document in documents for sentence in document.chunked_sents()]


@pytest.mark.slow
def test_a_job_goes_on_only_with_the_same_data(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus, out = tmp_path / "corpus.txt", tmp_path / "out.conllu"
    corpus.write_text(TEXTS[0], "utf-8")
    names = Recipe(chunker="names")
    annotate_files("chunk", corpus, out, Options(names, workers=0))
    assert verify(out)
    assert retry(out).failed == 0
    before = order_of("chunk", [], [], Options(names), "conllu", [])
    assert list(changes(before, before)) == []
    other_data(tmp_path / "other", monkeypatch)
    [change] = changes(before, order_of("chunk", [], [], Options(names), "conllu", []))
    assert re.match(r"the model was en \(.*\), now en \(", str(change))


def test_an_annotator_takes_names_along_by_their_hash(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    annotate = nlpmap.annotator("chunk", chunker="names")
    columns: Any = annotate({"text": TEXTS})
    [first, _] = nlpmap.chunk(TEXTS, chunker="names", workers=0)
    assert columns["iob"][0] == [token.chunk for token in first.tokens]
    packed = pickle.dumps(annotate)
    other_data(tmp_path, monkeypatch)
    KEPT.places.clear()
    with pytest.raises(ModelError, match="NLTK's data of names"):
        pickle.loads(packed)({"text": TEXTS})


def test_without_the_data_one_line_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nltk.data, "path", [])
    with pytest.raises(ModelError, match="To get it, type: python -m nltk"):
        nlpmap.chunk(TEXTS, chunker="names", workers=0)


@pytest.mark.parametrize("name", ["names:ternary", "names:", "name", "Names"])
def test_another_kind_of_names_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=rf"unknown chunker '{name}'; "):
        Recipe(chunker=name)


def test_names_and_a_grammar_are_refused() -> None:
    with pytest.raises(InputError, match="give a grammar or a chunker, not both"):
        Recipe(chunker="names", grammar="NP: {<NN>}")
