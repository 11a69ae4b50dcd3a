"""Tag each token of a document with its part of speech, find its lemma, and its features if asked: a worker module."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain, pairwise

from . import tokenizer
from .document import Document
from .document.buffers import raw_columns, with_feats, with_lemmas, with_tags
from .document.penn_tags import with_classic_tags
from .kernels.protocols import Lemmatizing
from .pipeline import Pipeline, serve

Column = Sequence[str | None]


def work(document: Document, pipeline: Pipeline) -> Document:
    """Return the document with tags and, where it has none, lemmas; it is tokenized first if it is not yet.

    >>> model = {"weights": {}, "tagdict": {"It": "PRP", "rains": "VBZ"}, "classes": ["PRP", "VBZ"]}
    >>> work(Document.from_sents([["It", "rains"]]), Pipeline({"tagger": model})).tagged_words()
    [('It', 'PRP'), ('rains', 'VBZ')]
    """
    [tagged] = work_all([document], pipeline)
    return tagged


def work_all(documents: Sequence[Document], pipeline: Pipeline) -> list[Document]:
    """Do the `work` for several documents: the kernel is at its fastest over some thousand sentences."""
    return as_wanted(featured(with_own_tags(documents, pipeline), pipeline), pipeline)


def as_wanted(documents: list[Document], pipeline: Pipeline) -> list[Document]:
    """Return tagged documents with their tags in the tagset that is asked for."""
    return list(map(with_classic_tags, documents)) if pipeline.choices.get("tags") == "penn" else documents


def with_own_tags(documents: Sequence[Document], pipeline: Pipeline) -> list[Document]:
    """Return documents with the tags that the model gives."""
    tokenized = tokenizer.work_all(documents, pipeline)
    columns = [raw_columns(document.annotated) for document in tokenized]
    forms = [*chain.from_iterable(column.forms for column in columns)]
    lengths = [last - first for column in columns for first, last in pairwise((0, *column.sentence_ends))]
    with pipeline.using("tagger"):
        tags, universal = pipeline.tagger.tag_columns(forms, lengths) if forms else ([], None)
        if pipeline.made_of.get("tagger") and not getattr(pipeline.tagger, "tags_are_texts", False):
            check_tags(tags or ())
            check_tags(universal or ())
    ends = [*accumulate((len(column.forms) for column in columns), initial=0)]
    tagged = [
        document.with_annotation(
            with_tags(document.annotated, tags and tags[start:end], universal and universal[start:end])
        )
        for document, (start, end) in zip(tokenized, pairwise(ends), strict=True)
    ]
    return lemmatized(tagged, pipeline)


def lemmatized(documents: Sequence[Document], pipeline: Pipeline) -> list[Document]:
    """Return tagged documents with lemmas, where there is a lemmatizer; those that a document has stay as they are."""
    with pipeline.using("lemmatizer"):
        return [with_own_lemmas(document, pipeline.lemmatizer) for document in documents]


def with_own_lemmas(document: Document, lemmatizer: Lemmatizing) -> Document:
    """Return a document with lemmas."""
    columns = raw_columns(document.annotated)
    if columns.lemmas is not None:
        return document
    lemmas = lemmatizer.lemmas(columns.forms, columns.tags, columns.universal)
    return document if lemmas is None else document.with_annotation(with_lemmas(document.annotated, lemmas))


def featured(documents: list[Document], pipeline: Pipeline) -> list[Document]:
    """Return tagged documents with features, where these are asked for, in the place of those that they have."""
    if not pipeline.finds_feats:
        return documents
    columns = [raw_columns(document.annotated) for document in documents]
    starts = [*accumulate((len(column.forms) for column in columns), initial=0)]
    together = (
        [*chain.from_iterable(column.forms for column in columns)],
        joined_columns([column.tags for column in columns], starts),
        joined_columns([column.universal for column in columns], starts),
        [start + end for column, start in zip(columns, starts, strict=False) for end in column.sentence_ends],
    )
    with pipeline.using("features"):
        feats = pipeline.features.feats(*together)
    if feats is None:
        return documents
    return [
        document.with_annotation(with_feats(document.annotated, feats[start:end]))
        for document, (start, end) in zip(documents, pairwise(starts), strict=True)
    ]


def joined_columns(columns: Sequence[Column | None], starts: Sequence[int]) -> Column | None:
    """Return the columns of several documents as one; None where none of them has one.

    >>> joined_columns([["NN"], None], [0, 1, 3]), joined_columns([None], [0, 2])
    (['NN', None, None], None)
    """
    if all(column is None for column in columns):
        return None
    sizes = (end - start for start, end in pairwise(starts))
    return [*chain.from_iterable(column or [None] * size for column, size in zip(columns, sizes, strict=True))]


def check_tags(tags: Sequence[object]) -> None:
    """Raise `TypeError` where a table's tags are not texts."""
    for tag in set(tags):
        if tag is not None and not isinstance(tag, str):
            raise TypeError(f"a tag is {tag!r}")


if __name__ == "__channelexec__":
    serve(channel, work_all)  # type: ignore[name-defined]  # noqa: F821
