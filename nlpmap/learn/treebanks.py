"""Treebanks: documents that are annotated already, to train on and to measure by."""

from __future__ import annotations

from collections.abc import Iterable

from ..corpus import Reading, read
from ..corpus.inputs.sources import PathLike
from ..errors import InputError, Message, Option
from ..remote.document import Document


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
