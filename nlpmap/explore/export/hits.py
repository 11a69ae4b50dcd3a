"""The sentences in which a query matches, as documents for other programs: in CoNLL-U, or any other format."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import fields
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np

from ...corpus.writing import write
from ...remote.document import Annotation, Document, chunks_of_sentences
from ..index.corpus_index import CorpusIndex
from ..index.section import joined_forms, or_none
from ..query.matching import Matches


def write_hits(index: CorpusIndex, query: str, path: str | os.PathLike[str], format: str | None = None) -> int:
    """Write the sentences in which a query matches, and return how many they are; the suffix tells the format."""
    count = 0

    def counted() -> Iterator[Document]:
        nonlocal count
        for document in hit_sentences(index, query):
            count += 1
            yield document

    write(counted(), path, format)
    return count


def hit_sentences(index: CorpusIndex, query: str) -> Iterator[Document]:
    """Yield each sentence in which a match begins as a document, with where its matches are.

    Its id is that of its document with the number of the sentence there; its metadata are the document's, and
    ``matches``, the tokens of each match, counted from 1 (``3-4``); one that ends in another sentence has an end beyond
    the last.
    """
    matches = Matches(index, query)
    sentences = index.region("s")
    spans = (
        span
        for starts, ends in matches.blocks()
        for span in zip(sentences.number_at(starts).tolist(), starts.tolist(), ends.tolist(), strict=True)
    )
    for _, group in groupby(spans, key=itemgetter(0)):
        yield hit_sentence(index, [(start, end) for _, start, end in group])


def hit_sentence(index: CorpusIndex, matches: list[tuple[int, int]]) -> Document:
    """Make a document of the sentence in which matches begin."""
    sentences, documents = index.region("s"), index.region("doc")
    here = np.array([matches[0][0]])
    number, document = int(sentences.number_at(here)[0]), int(documents.number_at(here)[0])
    first, last = int(sentences.starts_of(np.array([number]))[0]), int(sentences.ends[number])
    values = {name: index.column(name).values_at(np.arange(first, last)) for name in index.names}
    text, starts, ends = joined_forms(values["form"], index.flags[first:last].tolist())
    chunks = None
    if any(values.get("iob", ())):
        chunks = chunks_of_sentences([mark or "O" for mark in values["iob"]], [last - first])
    more: dict[str, Any] = {"lemmas": or_none(values.get("lemma")), "feats": or_none(values.get("feats"))}
    known = {field.name for field in fields(Annotation)}
    annotation = Annotation(
        values["form"], starts, ends, [last - first], or_none(values.get("xpos")), chunks,
        or_none(values.get("upos")), **{name: column for name, column in more.items() if name in known},
    )  # fmt: skip
    [id] = index.document_ids(np.array([document]))
    begun = int(sentences.number_at(documents.starts_of(np.array([document])))[0])
    spans = " ".join(f"{start - first + 1}-{end - first}" for start, end in matches)
    metadata = {**index.metadata_of(document), "document": id, "matches": spans}
    return Document(f"{id}#s{number - begun + 1}", text, metadata, annotation)
