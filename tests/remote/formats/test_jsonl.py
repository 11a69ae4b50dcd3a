"""JSON lines: a document a line, read back to the same document."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.remote.document import Document
from nlpmap.remote.formats import jsonl


def read_back(document: Document) -> Document:
    [back] = jsonl.parse(io.StringIO(jsonl.render(document), newline="\n"))
    return back


@given(st.from_type(Document))
def test_a_document_reads_back_the_same(document: Document) -> None:
    back = read_back(document)
    assert (back.id, back.text, back.metadata) == (document.id, document.text, document.metadata)
    assert back.tokens == document.tokens
    assert back.annotated.sentence_ends == document.annotated.sentence_ends
    assert back.annotated.chunks == document.annotated.chunks
    if document.tokens:
        assert back == document


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
    assert read_back(document) == document


def test_nested_chunks_keep_their_nesting() -> None:
    text = '{"id": "d", "text": "a b", "sentences": [[["a", 0, 1, "X"], ["b", 2, 3, "X"]]], "chunks": %s}\n'
    line = text % '[["S", 0, 2], ["NP", 1, 2]]'
    [document] = jsonl.parse([line])
    assert str(document.chunked_sents()[0]) == "(S (S a/X (NP b/X)))"
    assert jsonl.render(document) == line


def test_other_peoples_lines_give_their_other_keys_as_metadata() -> None:
    [first, second] = jsonl.parse(['{"text": "Hello.", "id": 7, "year": 1999}\n', "\n", '{"text": ""}'], "mine")
    assert first == Document("7", "Hello.", {"year": 1999})
    assert second == Document("mine#3", "")


def test_text_and_id_may_stand_under_other_keys() -> None:
    [document] = jsonl.parse(['{"body": "Hello.", "url": "u", "id": 7}'], text_key="body", id_key="url")
    assert document == Document("u", "Hello.", {"id": 7})


@pytest.mark.parametrize(
    "sentences",
    [
        ["Hello.", "You."],
        [1, 2],
        [None],
        [[["Hello", 0, 5], ["!", 5, 6, "."]]],
        [[["Hello", 0, 5, "UH"], [".", 5, 6]]],
        [[["Hello", "UH", "B-UH"]]],
        [[["Hello", 0, 50]]],
        [[["Hello", -1, 5]]],
        [[["Hello", 5, 0]]],
        [[[1, 0, 5]]],
        [[["Hello", 0, 5, 3]]],
        [[["Hello", 0, True]]],
    ],
    ids=str,
)
def test_sentences_of_another_kind_are_metadata(sentences: object) -> None:
    row = {"text": "Hello.", "sentences": sentences}
    [document] = jsonl.parse([json.dumps(row)], "mine")
    assert document == Document("mine#1", "Hello.", {"sentences": sentences})


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nonsense", "2: not JSON: Expecting value: line 1 column 1 (char 0)"),
        ("[1]", "2: a JSON object is expected, not list"),
        ('{"body": "x", "n": 1}', "2: no text under 'text'; its keys: 'body', 'n'"),
        ("{}", "2: no text under 'text'; its keys: none"),
        ('{"text": 5}', "2: no text under 'text'; its keys: 'text'"),
        ("[" * 100_000, "2: JSON nested too deeply"),
    ],
    ids=["not JSON", "no object", "no text", "empty", "text is a number", "deep"],
)
def test_a_bad_line_is_named_by_its_number(line: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"^2: ") as caught:
        list(jsonl.parse(['{"text": "fine"}', line]))
    assert str(caught.value) == message
