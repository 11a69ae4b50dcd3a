"""Find the phrases of a document: a worker module."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from . import tagger
from .document import Document
from .pipeline import Pipeline, serve


def work(document: Document, pipeline: Pipeline) -> Document:
    """Give the document with chunks; it is tokenized and tagged first where it is not yet.

    >>> document = Document.from_sents([[("the", "DT"), ("dog", "NN"), ("barks", "VBZ")]])
    >>> [token.chunk for token in work(document, Pipeline({})).tokens]
    ['B-NP', 'I-NP', 'B-VP']
    """
    [chunked] = work_all([document], pipeline)
    return chunked


def work_all(documents: Sequence[Document], pipeline: Pipeline) -> list[Document]:
    """Do the `work` for several documents."""
    untagged = [document for document in documents if not (document.annotation and document.annotation.tags)]
    tagged = iter(tagger.work_all(untagged, pipeline))
    return [
        chunked(document if document.annotation and document.annotation.tags else next(tagged), pipeline)
        for document in documents
    ]


def chunked(document: Document, pipeline: Pipeline) -> Document:
    """Give a tagged document with its chunks."""
    columns = document.annotated
    assert columns.tags is not None
    chunks = [
        chunk
        for first, last in columns.sentence_ranges()
        for chunk in pipeline.chunker.chunks(columns.forms[first:last], columns.tags[first:last], first)
    ]
    return document.with_annotation(replace(columns, chunks=chunks))


if __name__ == "__channelexec__":
    serve(channel, work_all)  # type: ignore[name-defined]  # noqa: F821
