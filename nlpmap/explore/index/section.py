"""The documents of a corpus as an index has them."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from functools import cached_property

import numpy as np

from ...corpus.inputs.places import LocalFile
from ...corpus.inputs.source import Source
from ...corpus.reading.options import Reading
from ...corpus.section import Index, Section, Sizes
from ...remote.document import Annotation, Document
from . import SPACE_AFTER
from .corpus_index import CorpusIndex


class IndexSection(Section):
    """All documents of an index, as if it were a file of them."""

    def __init__(self, corpus: CorpusIndex) -> None:
        super().__init__(Source(LocalFile(corpus.path), corpus.path.name, "nlpx"), Reading())
        self.corpus = corpus

    @cached_property
    def index(self) -> Index:
        return Index(self.source.fingerprint(), self.corpus.document_ids(np.arange(self.corpus.documents)))

    @cached_property
    def sizes(self) -> Sizes:
        documents = self.corpus.region("doc").ends.astype(np.int64)
        sentences = np.searchsorted(self.corpus.region("s").ends, documents, side="right")
        counts = (np.diff(ends, prepend=0).tolist() for ends in (documents, sentences))
        return Sizes(*(array("Q", numbers) for numbers in counts))

    def columns(self) -> Iterator[Document]:
        return self.documents()

    def documents(self, first: int = 0) -> Iterator[Document]:
        """Yield the documents from one on."""
        return (self.document(number) for number in range(first, self.corpus.documents))

    def document(self, number: int) -> Document:
        """Make a document of its tokens, with a space where white space was."""
        corpus, documents = self.corpus, self.corpus.region("doc")
        first, last = int(documents.starts_of(np.array([number]))[0]), int(documents.ends[number])
        values = {name: corpus.column(name).values_at(np.arange(first, last)) for name in corpus.names}
        text, starts, ends = joined_forms(values["form"], corpus.flags[first:last].tolist())
        bounds = corpus.region("s").ends
        low, high = np.searchsorted(bounds, [first, last], side="right")
        sentences = [end - first for end in bounds[low:high].tolist()]
        tags, universal, lemmas, feats = (or_none(values.get(name)) for name in ("xpos", "upos", "lemma", "feats"))
        annotation = Annotation(values["form"], starts, ends, sentences, tags, None, universal, lemmas, feats)
        [id] = corpus.document_ids(np.array([number]))
        return Document(id, text, corpus.metadata_of(number), annotation)


def joined_forms(forms: list[str], flags: list[int]) -> tuple[str, list[int], list[int]]:
    """Return the text of tokens, and where each begins and ends in it.

    >>> joined_forms(["Hi", "there", "!"], [1, 0, 0])
    ('Hi there!', [0, 3, 8], [2, 8, 9])
    """
    starts, ends, place = [], [], 0
    parts = []
    for form, flag in zip(forms, flags, strict=True):
        starts.append(place)
        ends.append(place + len(form))
        parts.append(form + " " * (flag & SPACE_AFTER))
        place += len(parts[-1])
    return "".join(parts), starts, ends


def or_none(values: list[str] | None) -> list[str | None] | None:
    """Return a column with None for what is not there."""
    return None if values is None else [value or None for value in values]
