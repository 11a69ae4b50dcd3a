"""Treebanks: documents that are annotated already, to train on and to measure by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..corpus import Reading, read
from ..corpus.inputs.sources import PathLike
from ..errors import InputError, Message, Option
from ..models import Model, load
from ..remote import tagger
from ..remote.document import Document, chunks_of_sentences
from ..remote.formats.conll2000 import DOCSTART, MARK
from ..remote.pipeline import Pipeline


def read_treebank(
    inputs: PathLike | Iterable[PathLike], format: str | None = None, *, names: bool = False
) -> list[Document]:
    """List the documents of CoNLL-U, CoNLL-2000 and NLTK's slash files, or of others that are annotated.

    With ``names``, those of CoNLL-2003's fourth column are the chunks. Raises `InputError` for a document that is bare
    text, or has no such column.

    >>> from nlpmap import corpora
    >>> len(read_treebank(corpora.path("gold")))
    5
    """
    documents = list(read(inputs, Reading(format=format)))
    bare = next((document for document in documents if document.annotation is None), None)
    if bare is not None:
        formats = "CoNLL-U (.conllu), CoNLL-2000 (.iob) or word/TAG (.pos)"
        bare_text = f"{bare.id}: bare text, without gold tokens. Give {formats}, or say "
        raise InputError(Message(bare_text, Option("format", typed="--input-format")))
    return list(map(with_names, documents)) if names else documents


def with_names(document: Document) -> Document:
    """Return a document of CoNLL-2003 with its names in the place of its phrases.

    >>> from nlpmap.remote.formats import conll2000
    >>> [document] = conll2000.parse(["EU NNP I-NP I-ORG", "acts VBZ I-VP O", ""])
    >>> [token.chunk for token in with_names(document).tokens]
    ['B-ORG', 'O']
    """
    original = document.original
    if original is None or "NAME" not in original.columns:
        columns = "CoNLL-2003's have a word, a tag, a phrase's and a name's mark; name files of three columns without "
        raise InputError(Message(f"{document.id}: no column of names: {columns}", Option("names", True)))
    rows = (line.split() for line in original.lines.splitlines() if not line.startswith(DOCSTART))
    marks = [row[original.columns.index("NAME")] for row in rows if row]
    if wrong := next((mark for mark in marks if not MARK.fullmatch(mark)), None):
        raise InputError(f"{document.id}: a name's mark is B-PER, I-PER or O, not {wrong!r}")
    names = chunks_of_sentences(marks, document.annotated.sentence_ends)
    return document.with_annotation(replace(document.annotated, chunks=names))


def retagged(documents: Sequence[Document], model: str | Model = "en") -> list[Document]:
    """Return the documents with a model's tags in the place of their own; sentences, tokens and chunks stay.

    Learning from these, too, makes a chunker robust to tagging errors.

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
