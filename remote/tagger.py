"""Give each token of a document its part of speech: a worker module."""

from __future__ import annotations

from dataclasses import replace

from . import tokenizer
from .document import Document
from .pipeline import Pipeline, serve


def work(document: Document, pipeline: Pipeline) -> Document:
    """Give the document with tags, tokenized first if it is not yet.

    >>> model = {"weights": {}, "tagdict": {"It": "PRP", "rains": "VBZ"}, "classes": ["PRP", "VBZ"]}
    >>> work(Document.from_sents([["It", "rains"]]), Pipeline({"tagger": model})).tagged_words()
    [('It', 'PRP'), ('rains', 'VBZ')]
    """
    tokenized = tokenizer.work(document, pipeline)
    tags = [tag for sentence in tokenized.sents() for tag in pipeline.tagger.tags(sentence)]
    return tokenized.with_annotation(replace(tokenized.annotated, tags=tags))


if __name__ == "__channelexec__":
    serve(channel, work)  # type: ignore[name-defined]  # noqa: F821
