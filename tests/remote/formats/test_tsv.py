"""Tables of tokens: a row each, and every reader of tables gets the same fields."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.remote.document import Annotation, Document
from nlpmap.remote.formats import UnfitForFormat, tsv
from nlpmap.remote.formats.fields import fields_of


@given(st.from_type(Document))
def test_everything_but_white_space_reads_back(document: Document) -> None:
    found = list(tsv.parse(io.StringIO(tsv.header_of(()) + tsv.render(document), newline="\n")))
    if not document.words():
        assert found == []
        return
    [back] = found
    columns, theirs = document.annotated, back.annotated
    assert back.id == document.id
    assert theirs.forms == list(columns.forms)
    assert (theirs.starts, theirs.ends) == (list(columns.starts), list(columns.ends))
    assert theirs.sentence_ends == list(columns.sentence_ends)
    assert theirs.tags == columns.tags
    assert theirs.iob == columns.iob


def test_documents_of_one_id_stay_apart() -> None:
    document = Document.from_sents([["a", "b"], ["c"]], "d1")
    lines = (tsv.header_of(()) + tsv.render(document) * 2).splitlines(keepends=True)
    assert [back.sents() for back in tsv.parse(lines)] == [[["a", "b"], ["c"]]] * 2


def test_fields_that_hold_tabs_marks_and_ends_of_line_are_quoted_as_in_any_table() -> None:
    forms = ["a\tb", 'say "x"', "new\nline", "", "\\t", "NA", "#"]
    rendered = tsv.render(Document.from_sents([forms], id='"'))
    rows = list(csv.reader(io.StringIO(rendered, newline=""), delimiter="\t"))
    assert [row[3] for row in rows] == forms
    assert {row[0] for row in rows} == {'"'}


def test_the_text_is_spelt_from_tokens_and_their_places() -> None:
    annotation = Annotation(["``", "Don", "'t", "''", "au", "le"], [0, 1, 4, 6, 8, 8], [1, 4, 6, 7, 10, 10], [6])
    [back] = tsv.parse([tsv.header_of(()), *tsv.render(Document("d", "", {}, annotation)).splitlines(keepends=True)])
    assert back.text == '"Don\'t" au'


def test_an_empty_tag_is_refused() -> None:
    with pytest.raises(UnfitForFormat, match="tsv can't hold an empty tag; choose jsonl"):
        tsv.render(Document.from_sents([[("a", "")]]))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_any_field_is_read_as_it_was(fields: list[str]) -> None:
    line = "\t".join(map(tsv.quoted, fields)) + "\n"
    assert list(fields_of(io.StringIO(line, newline="\n"), "\t")) == [fields]
