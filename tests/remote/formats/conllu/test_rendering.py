"""CoNLL-U written from scratch, and read back to the character."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from nlpmap.remote.document import Annotation, Chunk, Document
from nlpmap.remote.document.tagset import universal
from nlpmap.remote.formats import conllu
from nlpmap.remote.formats.conllu.irregular import irregular_sentences
from nlpmap.remote.formats.conllu.regular import (
    is_regular,
    is_regular_but_for,
    regular_sentences,
    shared_places,
)
from nlpmap.remote.kernels.multiword import with_words


def read(text: str, name: str = "") -> list[Document]:
    return list(conllu.parse(io.StringIO(text, newline="\n"), name))


def token_lines(text: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in text.split("\n") if line[:1].isdigit())


@given(st.from_type(Document))
@example(Document.from_sents([[("a", "_"), ("_", "X"), ("", "X"), (" ", "X")]], id="\r"))
def test_a_document_reads_back_the_same(document: Document) -> None:
    [back] = read(conllu.render(document))
    assert (back.id, back.text, back.metadata) == (document.id, document.text, document.metadata)
    assert [token._replace(tag=None, universal=None) for token in back.tokens] == [
        token._replace(tag=None, universal=None) for token in document.tokens
    ]
    # the format has one mark, `_`, for no tag
    assert [token.tag for token in back.tokens] == [
        None if token.tag == "_" else token.tag for token in document.tokens
    ]
    assert [token.universal for token in back.tokens] == [
        token.universal or universal(token.tag) for token in document.tokens
    ]
    assert back.annotated.sentence_ends == document.annotated.sentence_ends


@given(st.lists(st.from_type(Document), max_size=3))
def test_documents_read_back_one_by_one(documents: list[Document]) -> None:
    back = read("".join(map(conllu.render, documents)))
    assert [(one.id, one.text) for one in back] == [(one.id, one.text) for one in documents]
    assert [one.words() for one in back] == [one.words() for one in documents]
    assert [one.annotated.universal for one in back if one.tokens] == [
        one.annotated.universal or (one.annotated.tags and list(map(universal, one.annotated.tags)))
        for one in documents
        if one.tokens
    ]


@pytest.mark.parametrize(("starts", "ends"), [([0, 3], [2, 4]), ([0, 2], [1, 4]), ([0, 2], [2, 4])])
def test_white_space_at_the_edge_of_a_token_stays_there(starts: list[int], ends: list[int]) -> None:
    text = "0  a"
    forms = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    document = Document("a", text, annotation=Annotation(forms, starts, ends, [2]))
    [back] = read(conllu.render(document))
    assert (back.text, back.words()) == (text, forms)
    assert (back.annotated.starts, back.annotated.ends) == (starts, ends)


@given(st.from_type(Document))
def test_what_is_written_has_the_formats_shape(document: Document) -> None:
    """Ten columns, none empty, words counted from 1, no white space in MISC, a `# text` without breaks."""
    rendered = conllu.render(document)
    rows = list(token_lines(rendered))
    assert all(len(row) == 10 and all(row) and row[9].split() == [row[9]] for row in rows)
    assert all(" ".join(row[1].split()) == row[1] for row in rows)
    words = [int(number) for number, *_ in rows if number.isdigit()]
    assert words == [
        number for first, last in document.annotated.sentence_ranges() for number in range(1, last - first + 1)
    ]
    assert rendered.endswith("\n\n" if rows else "\n")
    assert rendered.split("\n") == [*rendered.splitlines(), ""]


@given(st.from_type(Document))
def test_what_is_read_is_written_again_as_it_was(document: Document) -> None:
    rendered = conllu.render(document)
    back = read(rendered)
    assert "".join(map(conllu.render, back)) == rendered
    assert "".join(conllu.render(replace(one, original=None)) for one in back) == rendered


def test_the_universal_tag_is_the_tokens_own_or_that_of_its_penn_tag() -> None:
    annotation = Annotation(["is", "a"], [0, 3], [2, 4], [2], ["VBZ", "DT"], None, ["AUX", None])
    rendered = conllu.render(Document("d", "is a", {}, annotation))
    assert [row[3] for row in token_lines(rendered)] == ["AUX", "DET"]
    [back] = read(rendered)
    assert back.annotated.universal == ["AUX", "DET"]


def test_flat_chunks_read_back_the_same() -> None:
    chunks = [Chunk("NP", 0, 2), Chunk("NP", 2, 3), Chunk("VP", 4, 5)]
    annotation = Annotation(list("abcde"), [0, 2, 4, 6, 8], [1, 3, 5, 7, 9], [2, 5], None, chunks)
    [back] = read(conllu.render(Document("d", "a b c d e", {}, annotation)))
    assert back.annotated.chunks == chunks


@pytest.mark.parametrize("tag", ["N\tN", "N\nN", "N N\r", ""])
def test_a_tag_that_the_format_cannot_hold_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="can't hold") as caught:
        conllu.render(Document.from_sents([[("a", tag)]]))
    assert str(caught.value) == f"conllu can't hold the tag {tag!r} of the token 'a'; choose jsonl"


def test_metadata_is_one_line_of_json() -> None:
    document = Document.from_sents([["a"]], "d", {"title": "Line\nbreak \u2028 é", "n": [1, None]})
    line = conllu.render(document).split("\n")[1]
    assert json.loads(line.removeprefix("# metadata = ")) == document.metadata
    assert line.isascii()


@given(st.from_type(Document))
def test_a_regular_document_is_written_as_any_other(document: Document) -> None:
    assume(document.annotation is not None and document.annotated.forms)
    assume(is_regular(document))
    assert list(regular_sentences(document)) == list(irregular_sentences(document))


@given(st.from_type(Document), st.lists(st.sampled_from([(), ("de", "le"), ("x", "y", "x")]), min_size=1))
def test_words_that_share_a_place_are_written_as_in_any_other_document(
    document: Document, words: list[tuple[str, ...]]
) -> None:
    assume(document.annotation is not None and document.annotated.forms)
    assume(is_regular(document))
    columns = document.annotated
    tokens = zip(columns.starts, columns.ends, itertools.cycle(words), strict=False)
    found = [tuple((word, 0, end - start) for word in some) for start, end, some in tokens]
    whole = list(columns.forms), list(columns.starts), list(columns.ends), list(columns.sentence_ends)
    several = document.with_annotation(Annotation(*with_words(whole, found)))
    shared = shared_places(several.annotated)
    assert bool(shared) == any(found)
    assert is_regular_but_for(several, shared)
    assert list(regular_sentences(several, shared)) == list(irregular_sentences(several))
    assert read(conllu.render(replace(several, original=None)))[0].words() == several.words()
