"""The model `en` on a treebank whose quotation marks and apostrophes are typographic, and on brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

import nlpmap
from nlpmap import Document
from nlpmap.learn import evaluate

pytestmark = pytest.mark.slow
BRACKETS = frozenset("()[]{}")


def curled(document: Document) -> Document:
    """Return the document with typographic quotation marks and apostrophes, each in its place."""

    def curl(found: re.Match[str]) -> str:
        opens = not found.start() or text[found.start() - 1] in " \n([{-–—"
        return "‘" if found[0] == "`" else ("“”" if found[0] == '"' else "‘’")[not opens]

    text = document.text
    curly = re.sub("[\"'`]", curl, text)
    columns = document.annotated
    spans = zip(columns.forms, columns.starts, columns.ends, strict=True)
    forms = [curly[start:end] if len(form) == end - start else form for form, start, end in spans]
    return replace(document, text=curly).with_annotation(replace(columns, forms=forms))


@pytest.fixture(scope="module")
def curly_dev(ewt_dev: list[Document]) -> list[Document]:
    return [curled(document) for document in ewt_dev]


def bare(documents: Iterable[Document]) -> list[Document]:
    return [Document(document.id, document.text) for document in documents]


@pytest.mark.parametrize("tokenizer", ["ud", "web"])
def test_typographic_text_is_annotated_as_well_as_plain_text(
    ewt_dev: list[Document], curly_dev: list[Document], tokenizer: str
) -> None:
    plain, curly = (
        evaluate("tagger", documents, raw=True, tokenizer=tokenizer).scores for documents in (ewt_dev, curly_dev)
    )
    assert set(plain) == {"tokens", "sentences", "XPOS", "UPOS", "LEMMA"}
    assert curly == pytest.approx(plain, abs=0.001)


def test_typographic_tokens_are_tagged_as_well_as_plain_ones(
    ewt_dev: list[Document], curly_dev: list[Document]
) -> None:
    assert evaluate("tagger", curly_dev).scores == pytest.approx(evaluate("tagger", ewt_dev).scores, abs=0.001)


def phrases(documents: Sequence[Document]) -> set[tuple[int, str, int, int]]:
    return {
        (number, chunk.label, columns.starts[chunk.start], columns.ends[chunk.end - 1])
        for number, document in enumerate(documents)
        for columns in [document.annotated]
        for chunk in columns.chunks or ()
    }


def test_phrases_of_typographic_text_are_those_of_plain_text(
    ewt_dev: list[Document], curly_dev: list[Document]
) -> None:
    plain, curly = (phrases(list(nlpmap.chunk(bare(documents), workers=0))) for documents in (ewt_dev, curly_dev))
    assert len(plain & curly) > 0.999 * max(len(plain), len(curly))


def test_no_bracket_stands_in_a_phrase(ewt_dev: list[Document]) -> None:
    chunked = nlpmap.chunk(bare(ewt_dev), workers=0)
    marks = [token.chunk for document in chunked for token in document.tokens if token.form in BRACKETS]
    assert len(marks) > 200
    assert set(marks) == {"O"}
