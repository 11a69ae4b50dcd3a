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
from nlpmap.models import Model
from nlpmap.remote.formats import conllu

FULL = os.environ.get("NLPMAP_FULL") == "1"
STEP = 1 if FULL else 20


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
def test_nlpmap_tags_a_corpus_as_nltk_does(name: str, shared_data: Path, reference: Model) -> None:
    path, read, least = CORPORA[name]
    everything = read(shared_data / path)
    assert len(everything) >= least
    texts = everything[::STEP]
    found = nlpmap.tag(texts, model="nltk", workers=2)
    sentences = tokens = 0
    for text in texts:
        document = next(found)
        sents = nltk.sent_tokenize(text)
        assert document.text == text
        assert document.tagged_sents() == nltk.pos_tag_sents(nltk.word_tokenize(s, preserve_line=True) for s in sents)
        sentences += len(sents)
        tokens += len(document.tokens)
    assert next(found, None) is None
    print(f"{name}: {len(texts)} documents, {sentences:,} sentences, {tokens:,} tokens, all equal")
