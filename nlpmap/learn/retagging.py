"""The same treebank with the tags that a model gives: a chunker should bear with a tagger's habits and mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..models import Model, load
from ..remote import tagger
from ..remote.document import Document
from ..remote.pipeline import Pipeline


def retagged(documents: Sequence[Document], model: str | Model = "en") -> list[Document]:
    """Return the documents with a model's tags in the place of their own; sentences, tokens and chunks stay.

    >>> [document] = retagged([Document.from_sents([[("Cats", "X"), ("sleep", "Y"), (".", "Z")]])])
    >>> document.tagged_words()
    [('Cats', 'NNS'), ('sleep', 'VBP'), ('.', '.')]
    """
    bare = [document.with_annotation(replace(document.annotated, tags=None)) for document in documents]
    found = tagger.work_all(bare, Pipeline(load(model).tables))
    return [
        document.with_annotation(replace(document.annotated, tags=other.annotated.tags))
        for document, other in zip(documents, found, strict=True)
    ]
