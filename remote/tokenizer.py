"""Split a document into sentences and words: a worker module."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .document import Annotation, Document
from .kernels.protocols import BufferingTokenizer, Span, Tokenizer
from .pipeline import Pipeline, serve


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
        words = words_with(pipeline.tokenizer)
        return [
            document.with_annotation(words(document.text, next(spans))) if document.annotation is None else document
            for document in documents
        ]


def words_with(tokenizer: Tokenizer) -> Callable[[str, Sequence[Span]], Annotation]:
    """Return what finds the words of a text's sentences, with offsets as C ints where the tokenizer has them so."""
    if not isinstance(tokenizer, BufferingTokenizer):
        return lambda text, spans: Annotation(*tokenizer.columns(text, spans))

    def words(text: str, spans: Sequence[Span]) -> Annotation:
        buffers = tokenizer.buffers(text, spans)
        return Annotation(*tokenizer.columns(text, spans)) if buffers is None else Annotation.lazy(buffers)

    return words


if __name__ == "__channelexec__":
    serve(channel, work_all)  # type: ignore[name-defined]  # noqa: F821
