"""Tiny corpora for properties: documents of sentences of tokens, with tags and metadata."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import strategies as st

from nlpmap.explore.index.corpus_index import CorpusIndex
from nlpmap.remote.document import Document
from tests.explore.indexes import index_of

Corpus = list[list[list[tuple[str, str]]]]
TAGS = {"a": "DT", "A": "DT", "b": "NN", "c": "VB", ".": "."}

tokens = st.sampled_from(sorted(TAGS.items()))
corpora = st.lists(st.lists(st.lists(tokens, min_size=1, max_size=6), max_size=4), min_size=1, max_size=4)


@contextmanager
def indexed(corpus: Corpus) -> Iterator[CorpusIndex]:
    """Make an index of a corpus, of which every second document is of group x."""
    with tempfile.TemporaryDirectory() as folder:
        documents = [
            Document.from_sents(document, f"d{number}", {"group": "xy"[number % 2]})
            for number, document in enumerate(corpus)
        ]
        yield index_of(documents, Path(folder), pieces=2)


def sentences(corpus: Corpus) -> list[list[tuple[str, str]]]:
    return [sentence for document in corpus for sentence in document]


def forms(corpus: Corpus) -> list[str]:
    return [form for sentence in sentences(corpus) for form, _ in sentence]
