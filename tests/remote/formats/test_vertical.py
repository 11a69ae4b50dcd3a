"""Vertical text for corpus managers."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap.jobs import Options, annotate_files
from nlpmap.remote.document import Annotation, Chunk, Document
from nlpmap.remote.formats import vertical
from nlpmap.remote.formats.vertical.structures import structure_of
from tests.growth import TIMES, grows_linearly


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


@pytest.mark.parametrize("tags", [None, ["UH"]])
@pytest.mark.parametrize("lemma", ["O", "B-NP", "I-"])
def test_a_lemma_that_looks_like_a_chunk_s_mark_is_read_back_as_a_lemma(tags: list[str] | None, lemma: str) -> None:
    made = Annotation(["O"], [0], [1], [1], tags, None, None, [lemma])
    document = Document("a", "O", {}, made)
    [bare] = vertical.parse(['<doc id="a">', "<s>", "O", "</s>", "</doc>"])
    for rendered in (vertical.render(document), vertical.render(bare.with_annotation(made))):
        [back] = vertical.parse(io.StringIO(rendered))
        assert (back.annotated.tags, back.annotated.lemmas, back.annotated.iob) == (tags, [lemma], None)
    assert vertical.FORMAT.to_utf8 is not None
    assert vertical.FORMAT.to_utf8(document) in (None, vertical.render(document).encode())


@given(st.from_type(Document))
def test_tokens_tags_and_chunks_read_back(document: Document) -> None:
    words = [" ".join(form.split()) for form in document.words()]
    if not all(words):
        return  # an empty form leaves an empty line
    [back] = vertical.parse(io.StringIO(vertical.render(document), newline="\n"))
    assert back.id == document.id
    assert len(back.metadata) == sum(value is not None for value in document.metadata.values())
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


SKETCH_ENGINE = """<?xml version="1.0"?>
<corpus name="constitutions">

<doc id="G10" title="If a > b, then" n=32>
<head type=min>
FEDERAL\tJJ\tfederal
CONSTITUTION\tNN\tconstitution
<g/>
,\t,\t,
1789\tCD\t1789
</head>
<p n="1">
<s>
We\tPRP\twe
the\tDT\tthe
people\tNNS\tpeople
<g/>
.\tSENT\t.
</s>
</p>
</doc>
<doc id="G11" draft>
<p>
AT&amp;T\tNP\tAT&amp;T
</p>
<p>
Yes\tUH\tyes
</p>
</doc>
<!-- the end -->
</corpus>
"""
CWB = SKETCH_ENGINE.replace("doc", "text").replace("\n", "\r\n")


def columns_of(content: str) -> list[list[str]]:
    """The columns of each line, but for the tag."""
    return [line.split("\t")[:1] + line.split("\t")[2:] for line in content.split("\n")]


def test_the_structures_of_the_sketch_engine_part_sentences_and_documents(tmp_path: Path) -> None:
    (tmp_path / "ske.vert").write_text(SKETCH_ENGINE)
    first, second = nlpmap.read(tmp_path / "ske.vert")
    assert (first.id, first.metadata) == ("G10", {"title": "If a > b, then", "n": "32"})
    assert first.text == "FEDERAL CONSTITUTION, 1789\nWe the people."
    assert (second.id, second.metadata, second.text) == ("G11", {"draft": ""}, "AT&T\nYes")
    assert first.annotated.chunks is None


@pytest.mark.parametrize("content", [SKETCH_ENGINE, CWB], ids=["Sketch Engine", "CWB"])
def test_vertical_text_that_was_read_is_written_to_the_byte(tmp_path: Path, content: str) -> None:
    (tmp_path / "in.vrt").write_bytes(content.encode())
    nlpmap.write(nlpmap.read(tmp_path / "in.vrt"), tmp_path / "out.vert")
    assert (tmp_path / "out.vert").read_bytes() == content.encode()


@pytest.mark.parametrize("content", [SKETCH_ENGINE, CWB], ids=["Sketch Engine", "CWB"])
def test_only_the_tags_are_replaced_and_chunks_added(tmp_path: Path, content: str) -> None:
    (tmp_path / "in.vert").write_bytes(content.encode())
    nlpmap.write(nlpmap.tag(nlpmap.read(tmp_path / "in.vert"), workers=0), tmp_path / "out.vert")
    tagged = (tmp_path / "out.vert").read_bytes().decode()
    assert columns_of(tagged) == columns_of(content)
    assert ".\t.\t." in tagged
    annotate_files("chunk", tmp_path / "in.vert", tmp_path / "job.vert", Options(workers=0))
    chunked = (tmp_path / "job.vert").read_bytes().decode()
    assert "people\tNNS\tpeople\tI-NP" in chunked
    assert len(chunked.split("\n")) == len(content.split("\n"))
    [first, _] = nlpmap.read(tmp_path / "job.vert")
    assert first.annotated.chunks
    annotate_files("chunk", tmp_path / "job.vert", tmp_path / "again.vert", Options(workers=0))
    assert (tmp_path / "again.vert").read_bytes() == (tmp_path / "job.vert").read_bytes()


tokens = st.sampled_from(["Dogs\tNNS\tdog", "bark\tVBP", ".", "AT&amp;T\tNP\tx\ty\tz", "<\tX\t<", "it&quot;s\t\t"])
structures = st.sampled_from(
    ["<s>", "</s>", "<p n=1>", "</p>", "<g/>", "<doc>", '<doc id="a>b" year=1900>', "</doc>", "<text id='1'>",
     "</text>", "<corpus>", "</corpus>", "<!-- x -->", "<b>", "</b>", '<hi rend="it" >', "", "<DOC>",
     '<doc title="a "b" c">']
)  # fmt: skip


@given(st.lists(tokens | structures, max_size=30))
def test_every_line_comes_back_in_order_whatever_was_annotated(lines: list[str]) -> None:
    content = "".join(f"{line}\n" for line in [*lines, "<doc>", "the end", "</doc>"])
    documents = list(vertical.parse(io.StringIO(content, newline="\n")))
    written = "".join(map(vertical.render, documents))
    assert written == content
    for document in documents:
        if document.words():
            annotation = replace(document.annotated, tags=["NEW"] * len(document.words()))
            tagged = vertical.render(document.with_annotation(annotation))
            assert columns_of(tagged) == [
                row if len(row) > 1 else row[:1] for row in columns_of(vertical.render(document))
            ]
            assert tagged.count("\tNEW") == len(document.words())


def test_another_id_and_other_metadata_are_written_into_the_lines() -> None:
    [document] = vertical.parse(["<doc id='a' n=1>", "<p>", "Yes\tUH\tyes", "</p>", "</doc>"])
    changed = replace(document, id="b", metadata={"stars": 4, "no. 1": None, "a b": "<>"})
    assert vertical.render(changed) == '<doc id="b" stars="4" a_b="&lt;&gt;">\n<p>\nYes\tUH\tyes\n</p>\n</doc>\n'


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=8)))
def test_metadata_is_attributes_of_the_document(metadata: Mapping[str, str]) -> None:
    rendered = vertical.render(Document.from_sents([["a"]], "d", metadata))
    [back] = vertical.parse(io.StringIO(rendered, newline="\n"))
    assert (back.id, list(back.metadata.values())) == ("d", list(metadata.values()))


HOSTILE_LINES: dict[str, Callable[[int], str]] = {
    "one name": lambda count: "<doc " + "a" * count + ">",
    "empty values": lambda count: "<doc " + "a= " * count + "<",
    "names": lambda count: "<doc " + "a " * count + "\t>",
    "open quote": lambda count: '<doc a="' + "b" * count + "\t>",
    "spaces": lambda count: "<doc" + " " * count + "<\t>",
    "slashes": lambda count: "<doc a=" + "/" * count + "\t>",
    "quotes": lambda count: "<doc " + 'a="b" c=\'' * count + "\t>",
    "brackets": lambda count: "<" * count + ">",
    "equals signs": lambda count: "<doc a" + "=" * count + "\t>",
}


@pytest.mark.slow
@pytest.mark.parametrize("line", HOSTILE_LINES.values(), ids=HOSTILE_LINES)
def test_hostile_lines_cost_no_more_than_others(line: Callable[[int], str]) -> None:
    assert grows_linearly(lambda: structure_of, line(5_000), line(TIMES * 5_000))


@pytest.mark.parametrize(
    ("lines", "sents"),
    [
        (["A\tDT", "", "B\tNN", "", "", "C\tNN"], [["A"], ["B"], ["C"]]),
        (["<doc>", "", "A\tDT", "", "B\tNN", "</doc>"], [["A"], ["B"]]),
        (["A\tNN", ".\tSENT", "B\tNN"], [["A", "."], ["B"]]),
        (["<p>", "A\tNN", ".\tSENT", "B\tNN", "</p>", "C\tNN"], [["A", "."], ["B"], ["C"]]),
        (["<s>", "A\tDT", "", "B\tNN", ".\tSENT", '"\tNN', "</s>"], [["A", "B", ".", '"']]),
    ],
)
def test_sentences_that_no_structure_marks_end_at_blank_lines_or_tags(lines: list[str], sents: list[list[str]]) -> None:
    [document] = vertical.parse(lines)
    assert document.sents() == sents
    assert vertical.render(document) == "".join(f"{line}\n" for line in lines)


def test_all_escapes_of_xml_are_read_and_others_are_words() -> None:
    [document] = vertical.parse(["<s>", "&#65;&#x42;&apos;", "&quot;", "&amp;lt;", "&unknown;", "&", "</s>"])
    assert document.words() == ["AB'", '"', "&lt;", "&unknown;", "&"]


@pytest.mark.parametrize(
    "line", ['<doc id="1"><s>Dogs\tNNS', "<s>Dogs\tNNS", '<text id="1"', '<p n="1"\tX', "</s>Dogs"]
)
def test_markup_that_shares_its_line_or_goes_on_in_the_next_is_an_error(line: str) -> None:
    with pytest.raises(ValueError, match=r"^8: each structure has a line of its own"):
        list(vertical.parse(["<doc>\n", f"{line}\n", "bark\tVBP\n"], line=7))


@pytest.mark.parametrize("line", ["<s>\tSYM", "<\tSYM", "<doc\tX", "<text>\tX", "<s><p>", "&lt;s>Dogs\tX"])
def test_words_like_markup_are_words(line: str) -> None:
    assert [*vertical.parse([f"{line}\n", "bark\tVBP\n"])]


@pytest.mark.parametrize(
    ("names", "row"),
    [
        ("word ref lemma pos", "Dogs\t1\tdog\tNNS"),
        ("word lemma", "Dogs\tdog"),
        ("word pos msd", "Dogs\tNNS\tpl"),
        ("word pos msd lemma", "Dogs\tNNS\tpl\tdog"),
        ("word pos lemma", "Dogs\tNNS\tdog"),
        ("word pos", "Dogs\tNNS"),
    ],
)
def test_columns_that_are_declared_in_another_order_are_not_taken_for_tags(names: str, row: str) -> None:
    text = f"<!-- #vrt positional-attributes: {names} -->\n<text>\n{row}\n</text>\n"
    try:
        [document] = vertical.parse(text.splitlines(keepends=True))
    except ValueError as error:
        command = str(error).partition("as with ")[2]
        text = subprocess.run(["sh", "-c", command], input=text, capture_output=True, text=True, check=True).stdout
        [document] = vertical.parse(text.splitlines(keepends=True))
    [token] = document.tokens
    assert token.tag == ("NNS" if "NNS" in row else None)
    assert token.lemma == ("dog" if "dog" in row else None)
    assert sorted(filter(None, text.splitlines()[-2].split("\t"))) == sorted(row.split("\t"))
