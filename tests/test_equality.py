"""The invariant that matters most: with NLTK's models, nlpmap's answers are NLTK's, on whole corpora, in parallel.

The bundled sample needs no data: NLTK's own classes get the bundled Punkt, and a tagger that NLTK trains on the bundled
gold. Of two corpora the quick run takes three beginnings, the slow one one document in twenty; ``NLPMAP_FULL=1``
takes all (some minutes).
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import nltk
import pytest
from nltk.tag.perceptron import PerceptronTagger

import nlpmap
from nlpmap import Document, corpora
from nlpmap.models import Model, load
from nlpmap.remote.formats import conllu
from nlpmap.remote.kernels.chunker.grammar import ENGLISH
from nlpmap.remote.native import OFF
from tests.nltk_classes import punkt_of

STEP = 1 if os.environ.get("NLPMAP_FULL") == "1" else 20
BEGINNING = 10_000  # characters
TOKENIZER = nltk.NLTKWordTokenizer()
PARSER = nltk.RegexpParser(ENGLISH)


@dataclass(frozen=True)
class Reference:
    """A model, and what NLTK does with it."""

    model: Model | str
    split: Callable[[str], list[str]]
    tag: Callable[[list[list[str]]], list[list[tuple[str, str]]]]


@pytest.fixture(scope="module")
def trained() -> Reference:
    """Punkt as it is bundled, and a tagger that NLTK's own trainer makes of the bundled gold, in NLTK's classes."""
    gold = [sent for document in nlpmap.read(corpora.path("gold")) for sent in document.tagged_sents()]
    tagger = PerceptronTagger(load=False)
    state = random.getstate()
    random.seed(1)
    tagger.train(gold)
    random.setstate(state)
    punkt = load("en").tables["punkt"]
    weights = {"weights": tagger.model.weights, "tagdict": tagger.tagdict, "classes": sorted(tagger.classes)}
    model = Model("trained", {"splitter": punkt, "tagger": weights})
    return Reference(model, punkt_of(punkt).tokenize, lambda sents: list(map(tagger.tag, sents)))


@pytest.fixture(scope="module")
def nltks(reference: Model) -> Reference:
    """NLTK's own models, by NLTK's own functions."""
    return Reference("nltk", nltk.sent_tokenize, nltk.pos_tag_sents)


def raw(archive: Path) -> list[str]:
    with ZipFile(archive) as members:
        names = sorted(name for name in members.namelist() if name.endswith(".txt"))
        return [members.read(name).decode("latin-1") for name in names]


def brown(archive: Path) -> list[str]:
    """Brown is tagged: its words with spaces between."""
    with ZipFile(archive) as members:
        names = sorted(name for name in members.namelist() if len(name) == len("brown/ca01"))
        tagged = [members.read(name).decode("ascii").split() for name in names]
    return [" ".join(token.rpartition("/")[0] for token in tokens) for tokens in tagged]


def treebank(file: Path) -> list[str]:
    with file.open(encoding="utf-8") as lines:
        return [document.text for document in conllu.parse(lines)]


CORPORA: dict[str, tuple[str, Callable[[Path], list[str]], int]] = {
    "brown": ("nltk_data/corpora/brown.zip", brown, 500),
    "movie_reviews": ("nltk_data/corpora/movie_reviews.zip", raw, 2000),
    "state_union": ("nltk_data/corpora/state_union.zip", raw, 65),
    "inaugural": ("nltk_data/corpora/inaugural.zip", raw, 59),
    "ewt_train": ("ud/en_ewt-ud-train.conllu", treebank, 540),
    "ewt_dev": ("ud/en_ewt-ud-dev.conllu", treebank, 318),
}


def texts_of(name: str, shared_data: Path) -> list[str]:
    path, read, least = CORPORA[name]
    if not (shared_data / path).exists():
        pytest.skip(f"needs {shared_data / path}: CONTRIBUTING.md, Test data")
    texts = read(shared_data / path)
    assert len(texts) >= least
    return texts


def test_the_bundled_sample_is_chunked_as_nltk_does(trained: Reference) -> None:
    documents = list(nlpmap.read(corpora.path("sample")))
    sentences, tokens = assert_equal([document.text for document in documents], trained)
    assert (sentences, tokens) > (1000, 13_000)


@pytest.mark.parametrize(
    "name", [name if name == "ewt_dev" else pytest.param(name, marks=pytest.mark.slow) for name in CORPORA]
)
def test_beginnings_of_a_corpus_are_chunked_as_nltk_does(name: str, shared_data: Path, nltks: Reference) -> None:
    texts = texts_of(name, shared_data)
    assert_equal([text[:BEGINNING] for text in texts[:: len(texts) // 3]], nltks)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", CORPORA)
def test_a_corpus_is_chunked_as_nltk_does(name: str, shared_data: Path, nltks: Reference) -> None:
    texts = texts_of(name, shared_data)[::STEP]
    sentences, tokens = assert_equal(texts, nltks)
    print(f"{name}: {len(texts)} documents, {sentences:,} sentences, {tokens:,} tokens, all equal")


def assert_equal(texts: list[str], reference: Reference) -> tuple[int, int]:
    """Compare all annotation of texts, found by two workers, with NLTK's; return how many sentences and tokens.

    Compiled kernels find it, and the others do.
    """
    found = chunked(texts, reference, compiled="1")
    assert found == chunked(texts, reference, compiled="0")
    sentences = tokens = unplaced = 0
    for text, document in zip(texts, found, strict=True):
        sents = reference.split(text)
        tagged = reference.tag([nltk.word_tokenize(sent, preserve_line=True) for sent in sents])
        assert document.text == text
        assert document.tagged_sents() == tagged
        assert document.chunked_sents() == list(map(PARSER.parse, tagged))
        unplaced += assert_same_places(document, sents)
        sentences += len(sents)
        tokens += len(document.tokens)
    assert unplaced <= sentences / 50
    return sentences, tokens


def chunked(texts: list[str], reference: Reference, *, compiled: str) -> list[Document]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(OFF, compiled)
        return list(nlpmap.chunk(texts, model=reference.model, tokenizer="nltk", workers=2))


def assert_same_places(document: Document, sents: list[str]) -> int:
    """Compare offsets; count the sentences in which NLTK can't place its own tokens."""
    unplaced = end = 0
    for sent, sentence in zip(sents, document.sentences, strict=True):
        start = document.text.index(sent, end)
        end = start + len(sent)
        try:
            spans = [(start + first, start + last) for first, last in TOKENIZER.span_tokenize(sent)]
        except ValueError:
            unplaced += 1
            continue
        assert [(token.start, token.end) for token in sentence.tokens] == spans
    return unplaced
