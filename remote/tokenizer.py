"""Split a document into sentences and words: a worker module."""

from __future__ import annotations

from collections.abc import Sequence

from .document import Annotation, Document
from .pipeline import BufferingTokenizer, Pipeline, Span, Tokenizer, serve


def work(document: Document, pipeline: Pipeline) -> Document:
    """Return the document with its sentences and tokens; one that has them already stays as it is.

    >>> tables = {"abbreviations": [], "collocations": [], "starters": [], "orthography": {}}
    >>> work(Document("", "It rains. I stay."), Pipeline({"splitter": tables})).sents()
    [['It', 'rains', '.'], ['I', 'stay', '.']]
    """
    [tokenized] = work_all([document], pipeline)
    return tokenized


def work_all(documents: Sequence[Document], pipeline: Pipeline) -> list[Document]:
    """Do the `work` for several documents: some kernels are at their fastest over many."""
    bare = [document for document in documents if document.annotation is None]
    with pipeline.using("splitter"):
        spans = iter(pipeline.splitter.spans_of_all([document.text for document in bare]) if bare else ())
    with pipeline.using("tokenizer"):
        return [
            document.with_annotation(words_of(document.text, next(spans), pipeline.tokenizer))
            if document.annotation is None
            else document
            for document in documents
        ]


def words_of(text: str, spans: Sequence[Span], tokenizer: Tokenizer) -> Annotation:
    """Return the words of a text's sentences, with offsets as C ints where the tokenizer has them so."""
    buffers = tokenizer.buffers(text, spans) if isinstance(tokenizer, BufferingTokenizer) else None
    return Annotation(*tokenizer.columns(text, spans)) if buffers is None else Annotation.lazy(buffers)


if __name__ == "__channelexec__":
    serve(channel, work_all)  # type: ignore[name-defined]  # noqa: F821
