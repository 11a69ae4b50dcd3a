"""Parquet with a row a sentence or a document: workers render JSON, and the side that has the file makes columns.

The columns of tokens are lists, as in JSON lines; metadata has columns of text after them, as in ``tsv``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ..document import Document
from . import jsonl, jsonl_sentences
from .metadata import columns_with
from .parquet import FORMAT
from .token_columns import NAMES

DOCUMENT = ("id", "text", *NAMES)
SENTENCE = ("id", "doc", "sentence", "text", *(name for name in NAMES if name not in ("sentence", "chunks")))


def render_document(document: Document) -> str:
    """Write a document as one line."""
    return _lines([jsonl.row_of(document)])


def render_sentences(document: Document) -> str:
    """Write a line for each sentence."""
    return _lines(jsonl_sentences.rows_of(document))


def document_columns(keys: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the columns of a table of documents.

    >>> document_columns(["stars"])
    ('id', 'text', 'tokens', 'sentence', 'start', 'end', 'xpos', 'upos', 'iob', 'chunks', 'lemma', 'stars', \
'metadata')
    """
    return columns_with(keys, DOCUMENT)


def sentence_columns(keys: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the columns of a table of sentences."""
    return columns_with(keys, SENTENCE)


def _lines(rows: Iterable[dict[str, Any]]) -> str:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


DOCUMENTS = replace(
    FORMAT,
    name="parquet-documents",
    render=render_document,
    columns=document_columns,
    counts="documents",
    rows_of="parquet",
    holds=("LEMMA",),
)
SENTENCES = replace(
    FORMAT,
    name="parquet-sentences",
    render=render_sentences,
    columns=sentence_columns,
    counts="sentences",
    rows_of="parquet",
    holds=("LEMMA",),
)
