"""JSON lines: a document a line, read back to the same document."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.remote.document import Document
from nlpmap.remote.document.tagset import universal
from nlpmap.remote.formats import jsonl


def known(document: Document) -> Document:
    """The document with the universal tags of its Penn tags, which are written where no others are known."""
    columns = document.annotated
    if columns.universal is not None or columns.tags is None:
        return document
    return document.with_annotation(replace(columns, universal=list(map(universal, columns.tags))))


def read_back(document: Document) -> Document:
    [back] = jsonl.parse(io.StringIO(jsonl.render(document), newline="\n"))
    return back


@given(st.from_type(Document))
def test_a_document_reads_back_the_same(document: Document) -> None:
    back = read_back(document)
    assert (back.id, back.text, back.metadata) == (document.id, document.text, document.metadata)
    assert back.tokens == known(document).tokens
    assert back.annotated.sentence_ends == document.annotated.sentence_ends
    assert back.annotated.chunks == document.annotated.chunks
    assert back == known(document)


@given(st.from_type(Document))
def test_a_document_without_annotation_reads_back_the_same(document: Document) -> None:
    bare = document.with_annotation(None)
    assert read_back(bare) == bare


@given(st.from_type(Document))
def test_a_document_is_one_line(document: Document) -> None:
    assert jsonl.render(document).count("\n") == 1


def test_a_lone_surrogate_reads_back_and_can_be_encoded() -> None:
    document = Document.from_sents([["half \ud83d", "a", "é"]], "\udc00")
    assert jsonl.render(document).encode("utf-8")
    assert read_back(document) == known(document)


def test_nested_chunks_keep_their_nesting() -> None:
    row = {"text": "a b", "tokens": ["a", "b"], "sentence": [1, 1], "start": [0, 2], "end": [1, 3], "xpos": ["X", "X"]}
    chunks = [{"label": "S", "start": 0, "end": 2}, {"label": "NP", "start": 1, "end": 2}]
    [document] = jsonl.parse([json.dumps(row | {"chunks": chunks})])
    assert str(document.chunked_sents()[0]) == "(S (S a/X (NP b/X)))"
    assert read_back(document) == known(document)


def test_other_peoples_lines_give_their_other_keys_as_metadata() -> None:
    [first, second] = jsonl.parse(['{"text": "Hello.", "id": 7, "year": 1999}\n', "\n", '{"text": ""}'], "mine")
    assert first == Document("7", "Hello.", {"year": 1999})
    assert second == Document("mine#3", "")


def test_text_and_id_may_stand_under_other_keys() -> None:
    [document] = jsonl.parse(['{"body": "Hello.", "url": "u", "id": 7}'], text_key="body", id_key="url")
    assert document == Document("u", "Hello.", {"id": 7})


@pytest.mark.parametrize(
    "changed",
    [
        {"tokens": "Hello"},
        {"tokens": [1, 2]},
        {"tokens": ["Hello"]},
        {"sentence": [1]},
        {"sentence": ["1", "1"]},
        {"start": None},
        {"end": [5, 60]},
        {"start": [-1, 5]},
        {"start": [6, 5]},
        {"start": [0, True]},
        {"xpos": ["UH"]},
        {"xpos": ["UH", 3]},
        {"chunks": [["NP", 0, 1]]},
        {"chunks": [{"label": "NP", "start": 0, "end": 3}]},
        {"chunks": [{"label": "NP", "start": 0}]},
    ],
    ids=str,
)
def test_columns_of_another_kind_are_metadata(changed: dict[str, object]) -> None:
    columns = {"tokens": ["Hello", "."], "sentence": [1, 1], "start": [0, 5], "end": [5, 6], **changed}
    [document] = jsonl.parse([json.dumps({"text": "Hello.", **columns})], "mine")
    assert document == Document("mine#1", "Hello.", columns)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nonsense", "2: not JSON: Expecting value: line 1 column 1 (char 0)"),
        ("[1]", "2: a JSON object or a text is expected, not a list"),
        ('{"body": "x", "n": 1}', "2: no text under 'text'; its keys: 'body', 'n'"),
        ("{}", "2: no text under 'text'; its keys: none"),
        ('{"text": 5}', "2: what is under 'text' is no text but a number"),
        ("[" * 100_000, "2: JSON nested too deeply"),
    ],
    ids=["not JSON", "no object", "no text", "empty", "text is a number", "deep"],
)
def test_a_bad_line_is_named_by_its_number(line: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"^2: ") as caught:
        list(jsonl.parse(['{"text": "fine"}', line]))
    assert str(caught.value) == message
