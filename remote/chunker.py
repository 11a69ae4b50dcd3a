"""Find the phrases of a document: a worker module."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from . import tagger
from .document import Document
from .pipeline import Pipeline, TaggedWords, serve


def work(document: Document, pipeline: Pipeline) -> Document:
    """Return the document with chunks; it is tokenized and tagged first where it is not yet.

    >>> document = Document.from_sents([[("the", "DT"), ("dog", "NN"), ("barks", "VBZ")]])
    >>> [token.chunk for token in work(document, Pipeline({})).tokens]
    ['B-NP', 'I-NP', 'B-VP']
    """
    [chunked] = work_all([document], pipeline)
    return chunked


def work_all(documents: Sequence[Document], pipeline: Pipeline) -> list[Document]:
    """Do the `work` for several documents."""
    untagged = [document for document in documents if not (document.annotation and document.annotation.tags)]
    newly = iter(tagger.work_all(untagged, pipeline))
    tagged = [document if document.annotation and document.annotation.tags else next(newly) for document in documents]
    sentences = [list(sentences_of(document)) for document in tagged]
    with pipeline.using("chunker"):
        found = iter(pipeline.chunker.chunks_all(list(chain.from_iterable(sentences))) if any(sentences) else ())
    return [
        document.with_annotation(
            replace(document.annotated, chunks=list(chain.from_iterable(islice(found, len(mine)))))
        )
        for document, mine in zip(tagged, sentences, strict=True)
    ]


def sentences_of(document: Document) -> Iterator[TaggedWords]:
    """Yield the forms and tags of each sentence of a tagged document, and the number of its first token."""
    columns = document.annotated
    for first, last in columns.sentence_ranges():
        yield columns.forms[first:last], (columns.tags or ())[first:last], first


if __name__ == "__channelexec__":
    serve(channel, work_all)  # type: ignore[name-defined]  # noqa: F821
