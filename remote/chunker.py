"""Find the phrases of a document: a worker module."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice, pairwise

from . import tagger
from .document import Annotation, Chunk, Document
from .document.buffers import Buffers, raw_columns, with_chunks
from .document.chunks import ChunkColumns
from .kernels.protocols import Chunker, ColumnChunker, TaggedWords
from .pipeline import Pipeline, serve

Columns = Annotation | Buffers


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
    newly = iter(tagger.with_own_tags([document for document in documents if not is_tagged(document)], pipeline))
    own = tagger.featured([document if is_tagged(document) else next(newly) for document in documents], pipeline)
    wanted = tagger.as_wanted(own, pipeline)
    with pipeline.using("chunker"):
        seen = own if wanted is own or pipeline.chunks_by_own_tags else wanted
        chunks = chunks_of_all([raw_columns(document.annotated) for document in seen], pipeline)
    return [
        document.with_annotation(with_chunks(document.annotated, mine))
        for document, mine in zip(wanted, chunks, strict=True)
    ]


def chunks_of_all(documents: Sequence[Columns], pipeline: Pipeline) -> list[Sequence[Chunk]]:
    """Return the chunks of documents, as columns where the kernel makes such of one."""
    if not any(columns.sentence_ends for columns in documents):
        return [[] for _ in documents]
    found = chunk_columns(documents, pipeline.chunker)
    sentences = [
        list(sentences_of(columns)) if mine is None else [] for columns, mine in zip(documents, found, strict=True)
    ]
    others = iter(pipeline.chunker.chunks_all(list(chain.from_iterable(sentences))) if any(sentences) else ())
    return [
        list(chain.from_iterable(islice(others, len(of_sentences)))) if mine is None else mine
        for mine, of_sentences in zip(found, sentences, strict=True)
    ]


def chunk_columns(documents: Sequence[Columns], chunker: Chunker) -> list[ChunkColumns | None]:
    """Return each document's chunks as columns; None where the kernel makes none, or none of this document."""
    if not isinstance(chunker, ColumnChunker):  # which takes as long to find out as a short document
        return [None] * len(documents)
    return [chunker.columns(columns.forms, columns.tags or (), columns.sentence_ends) for columns in documents]


def is_tagged(document: Document) -> bool:
    """Return whether a document has tags.

    >>> is_tagged(Document.from_sents([["the"]])), is_tagged(Document.from_sents([[("the", "DT")]]))
    (False, True)
    """
    return document.annotation is not None and bool(raw_columns(document.annotation).tags)


def sentences_of(columns: Columns) -> Iterator[TaggedWords]:
    """Yield the forms and tags of each sentence of a tagged document, and the number of its first token."""
    for first, last in pairwise((0, *columns.sentence_ends)):
        yield columns.forms[first:last], (columns.tags or ())[first:last], first


if __name__ == "__channelexec__":
    serve(channel, work_all)  # type: ignore[name-defined]  # noqa: F821
