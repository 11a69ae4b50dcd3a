"""The invariant that matters most: with NLTK's model, nlpmap's answers are NLTK's, on whole corpora, in parallel.

The default run takes one document in twenty; ``NLPMAP_FULL=1`` takes all (some minutes).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import nltk
import pytest

import nlpmap
from nlpmap import Document
from nlpmap.models import Model
from nlpmap.remote.formats import conllu
from nlpmap.remote.kernels.chunker.grammar import ENGLISH

FULL = os.environ.get("NLPMAP_FULL") == "1"
STEP = 1 if FULL else 20
TOKENIZER = nltk.NLTKWordTokenizer()


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


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", CORPORA)
def test_nlpmap_chunks_a_corpus_as_nltk_does(name: str, shared_data: Path, reference: Model) -> None:
    path, read, least = CORPORA[name]
    everything = read(shared_data / path)
    assert len(everything) >= least
    texts = everything[::STEP]
    found = nlpmap.chunk(texts, model="nltk", workers=2)
    parser = nltk.RegexpParser(ENGLISH)
    sentences = tokens = unplaced = 0
    for text in texts:
        document = next(found)
        sents = nltk.sent_tokenize(text)
        assert document.text == text
        tagged = nltk.pos_tag_sents(nltk.word_tokenize(s, preserve_line=True) for s in sents)
        assert document.tagged_sents() == tagged
        assert document.chunked_sents() == list(map(parser.parse, tagged))
        unplaced += assert_tokens_stand_where_nltk_says(document, sents)
        sentences += len(sents)
        tokens += len(document.tokens)
    assert next(found, None) is None
    assert unplaced < sentences / 100
    print(
        f"{name}: {len(texts)} documents, {sentences:,} sentences, {tokens:,} tokens, all equal; offsets but {unplaced}"
    )


def assert_tokens_stand_where_nltk_says(document: Document, sents: list[str]) -> int:
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
