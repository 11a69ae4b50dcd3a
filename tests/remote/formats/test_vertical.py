"""Vertical text for corpus managers."""

from __future__ import annotations

import io
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from nlpmap.remote.document import Annotation, Chunk, Document
from nlpmap.remote.formats import vertical


def test_tokens_without_space_between_are_glued() -> None:
    annotation = Annotation(["It", "'s", "<b>", "."], [0, 2, 5, 8], [2, 4, 8, 9], [2, 4], ["PRP", "VBZ", "X", "."])
    assert vertical.render(Document('"a" & b\n', "It's <b>.", {}, annotation)) == (
        '<doc id="&quot;a&quot; &amp; b&#10;">\n'
        "<s>\nIt\tPRP\n<g/>\n's\tVBZ\n</s>\n"
        "<s>\n&lt;b&gt;\tX\n<g/>\n.\t.\n</s>\n"
        "</doc>\n"
    )


def test_chunks_are_a_third_column() -> None:
    annotation = Annotation(["a", "b"], [0, 2], [1, 3], [2], ["DT", "NN"], [Chunk("NP", 0, 2)])
    rendered = vertical.render(Document("", "a b", {}, annotation))
    assert rendered == '<doc id="">\n<s>\na\tDT\tB-NP\nb\tNN\tI-NP\n</s>\n</doc>\n'


@given(st.from_type(Document))
def test_every_line_is_a_structure_or_a_token_in_order(document: Document) -> None:
    head, *lines, foot, end = vertical.render(document).split("\n")
    assert head.startswith("<doc id=")
    assert (foot, end) == ("</doc>", "")
    structures = [line for line in lines if line in ("<s>", "</s>", "<g/>")]
    assert structures.count("<s>") == structures.count("</s>") == len(document.sentences)
    forms = [unescape(line.split("\t")[0]) for line in lines if line not in structures]
    plain = [form for form in document.words() if "&" not in form]
    assert [" ".join(form.split()) for form in plain] == [form for form in forms if "&" not in form]
    assert len(forms) == len(document.tokens)


@given(st.from_type(Document))
def test_tokens_tags_and_chunks_read_back(document: Document) -> None:
    words = [" ".join(form.split()) for form in document.words()]
    if not all(words):
        return  # an empty form leaves an empty line
    [back] = vertical.parse(io.StringIO(vertical.render(document), newline="\n"))
    assert back.id == document.id
    assert back.words() == words
    assert back.annotated.sentence_ends == list(document.annotated.sentence_ends)
    if words:
        assert back.annotated.tags == document.annotated.tags
        assert back.annotated.iob == document.annotated.iob


def test_the_files_of_corpus_managers_are_read() -> None:
    lines = [
        "<?xml version='1.0'?>", '<text id="a" title="Of &quot;dogs&quot;">', "<p>", "<s n='1'>",
        "Dogs\tNNS\tdog", "<g/>", ".\tSENT\t.", "</s>", "<s>", "AT&T\tNP\tAT&T", "</s>", "</p>", "</text>",
        "<text>", "<s>", "<\tX\t<", "</s>", "</text>",
    ]  # fmt: skip
    first, second = vertical.parse(lines[1:], "corpus.vert")
    assert (first.id, first.metadata, first.text) == ("a", {"title": 'Of "dogs"'}, "Dogs.\nAT&T")
    assert first.tagged_sents() == [[("Dogs", "NNS"), (".", "SENT")], [("AT&T", "NP")]]
    assert first.annotated.chunks is None
    assert (second.id, second.words()) == ("corpus.vert#2", ["<"])


def test_tokens_outside_of_documents_are_one() -> None:
    [document] = vertical.parse(["a\tX\n", "<s>\n", "b\tY\n", "</s>\n"], "plain.vert")
    assert (document.id, document.sents()) == ("plain.vert", [["a"], ["b"]])
