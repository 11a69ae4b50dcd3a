"""Find the phrases of a document: a worker module."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice, pairwise

from . import tagger
from .document import Document
from .document.buffers import raw_columns, with_chunks
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
    newly = iter(tagger.work_all([document for document in documents if not is_tagged(document)], pipeline))
    tagged = [document if is_tagged(document) else next(newly) for document in documents]
    sentences = [list(sentences_of(document)) for document in tagged]
    with pipeline.using("chunker"):
        found = iter(pipeline.chunker.chunks_all(list(chain.from_iterable(sentences))) if any(sentences) else ())
    return [
        document.with_annotation(with_chunks(document.annotated, list(chain.from_iterable(islice(found, len(mine))))))
        for document, mine in zip(tagged, sentences, strict=True)
    ]


def is_tagged(document: Document) -> bool:
    """Return whether a document has tags.

    >>> is_tagged(Document.from_sents([["the"]])), is_tagged(Document.from_sents([[("the", "DT")]]))
    (False, True)
    """
    return document.annotation is not None and bool(raw_columns(document.annotation).tags)


def sentences_of(document: Document) -> Iterator[TaggedWords]:
    """Yield the forms and tags of each sentence of a tagged document, and the number of its first token."""
    columns = raw_columns(document.annotated)
    for first, last in pairwise((0, *columns.sentence_ends)):
        yield columns.forms[first:last], (columns.tags or ())[first:last], first


if __name__ == "__channelexec__":
    serve(channel, work_all)  # type: ignore[name-defined]  # noqa: F821
