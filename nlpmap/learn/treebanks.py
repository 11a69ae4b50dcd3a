"""Treebanks: documents that are annotated already, to train on and to measure by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..corpus import Reading, read
from ..corpus.inputs.sources import PathLike
from ..errors import InputError, Message, Option
from ..models import Model, load
from ..remote import tagger
from ..remote.document import Document
from ..remote.pipeline import Pipeline


def read_treebank(inputs: PathLike | Iterable[PathLike], format: str | None = None) -> list[Document]:
    """List the documents of CoNLL-U, CoNLL-2000 and NLTK's slash files, or of others that are annotated.

    Raises `InputError` for a document that is bare text.

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
    return documents


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
