"""Give each token of a document its part of speech: a worker module."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from . import tokenizer
from .document import Document
from .pipeline import Pipeline, serve


def work(document: Document, pipeline: Pipeline) -> Document:
    """Give the document with tags, tokenized first if it is not yet.

    >>> model = {"weights": {}, "tagdict": {"It": "PRP", "rains": "VBZ"}, "classes": ["PRP", "VBZ"]}
    >>> work(Document.from_sents([["It", "rains"]]), Pipeline({"tagger": model})).tagged_words()
    [('It', 'PRP'), ('rains', 'VBZ')]
    """
    [tagged] = work_all([document], pipeline)
    return tagged


def work_all(documents: Sequence[Document], pipeline: Pipeline) -> list[Document]:
    """Do the `work` for several documents: the kernel is at its fastest over some thousand sentences."""
    tokenized = tokenizer.work_all(documents, pipeline)
    sentences = [sentence for document in tokenized for sentence in document.sents()]
    lists = pipeline.tagger.tag_both(sentences) if sentences else ([], None)
    tags, universals = (None if column is None else chain.from_iterable(column) for column in lists)
    return [
        document.with_annotation(
            replace(document.annotated, tags=share(tags, document), universal=share(universals, document))
        )
        for document in tokenized
    ]


def share(column: Iterator[str | None] | None, document: Document) -> list[str | None] | None:
    """Take a document's tags from those of all."""
    return None if column is None else list(islice(column, len(document.annotated.forms)))


if __name__ == "__channelexec__":
    serve(channel, work_all)  # type: ignore[name-defined]  # noqa: F821
