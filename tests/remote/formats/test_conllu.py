"""CoNLL-U: written, and read back to the character."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from nlpmap.remote.document import Annotation, Chunk, Document
from nlpmap.remote.document.tagset import universal
from nlpmap.remote.formats import conllu


def read(text: str, name: str = "") -> list[Document]:
    return list(conllu.parse(io.StringIO(text, newline="\n"), name))


def token_lines(text: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in text.split("\n") if line[:1].isdigit())


def treebank(*words: str) -> str:
    """Lines of one sentence: ``"number form"`` or ``"number form misc"``."""
    rows = (word.split(" ") for word in words)
    return "".join("\t".join([number, form, *"______", "_", *(misc or "_")]) + "\n" for number, form, *misc in rows)


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


@given(st.from_type(Document))
def test_what_is_written_has_the_formats_shape(document: Document) -> None:
    """Ten columns, none empty, words counted from 1, no white space in MISC, a `# text` without breaks."""
    rendered = conllu.render(document)
    rows = list(token_lines(rendered))
    assert all(len(row) == 10 and all(row) and not {" ", "\r"} & set(row[9]) for row in rows)
    words = [int(number) for number, *_ in rows if number.isdigit()]
    assert words == [
        number for first, last in document.annotated.sentence_ranges() for number in range(1, last - first + 1)
    ]
    assert rendered.endswith("\n\n")
    assert "\r" not in rendered


@given(st.from_type(Document))
def test_what_is_read_is_written_again_as_it_was(document: Document) -> None:
    rendered = conllu.render(document)
    assert "".join(map(conllu.render, read(rendered))) == rendered


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


def test_chunks_end_with_their_sentence() -> None:
    """Another tool's IOB1 begins a chunk with `I-`."""
    sentence = treebank("1 a Chunk=I-NP", "2 b Chunk=I-NP") + "\n"
    [document] = read(sentence * 2)
    assert document.annotated.chunks == [Chunk("NP", 0, 2), Chunk("NP", 2, 4)]


@pytest.mark.parametrize("tag", ["N\tN", "N\nN", "N N\r", ""])
def test_a_tag_that_the_format_cannot_hold_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="can't hold") as caught:
        conllu.render(Document.from_sents([[("a", tag)]]))
    assert str(caught.value) == f"conllu can't hold the tag {tag!r} of the token 'a'; choose jsonl"


def test_the_treebanks_tokens_tags_and_text_are_kept(shared_data: Path, ewt_dev: list[Document]) -> None:
    gold = (shared_data / "ud" / "en_ewt-ud-dev.conllu").read_text(encoding="utf-8")
    rendered = "".join(map(conllu.render, ewt_dev))

    def words(text: str) -> list[tuple[str, str]]:
        return [(form, xpos) for number, form, _, _, xpos, *_ in token_lines(text) if number.isdigit()]

    def texts(text: str) -> list[str]:
        return [line for line in text.split("\n") if line.startswith(("# text = ", "# newdoc id = "))]

    assert len(ewt_dev) == 318
    assert sum(len(document.tokens) for document in ewt_dev) == 25_147
    assert words(rendered) == words(gold)
    assert texts(rendered) == texts(gold)
    assert read(rendered) == ewt_dev


def test_paragraphs_of_a_treebank_are_apart_in_its_text(ewt_dev: list[Document]) -> None:
    assert ewt_dev[0].text.startswith("From the AP comes this story :\n\nPresident Bush on Tuesday nominated")


@pytest.mark.parametrize(
    ("words", "text", "spans"),
    [
        (["1-2 don't", "1 do", "2 n't", "3 x"], "don't x", [(0, 2), (2, 5), (6, 7)]),
        (["1-2 don't SpaceAfter=No", "1 do", "2 n't", "3 x"], "don'tx", [(0, 2), (2, 5), (5, 6)]),
        (["1-2 vámonos", "1 vamos", "2 nos"], "vámonos", [(0, 7), (0, 7)]),
        (["1-3 nono", "1 xx", "2 no", "3 no"], "nono", [(0, 4), (0, 4), (0, 4)]),
        (["1-2 Its", "1 It", "2 's"], "Its", [(0, 2), (2, 3)]),
        (["1-3 a", "1 a", "2 b", "3 c"], "a", [(0, 1), (1, 1), (1, 1)]),
        (["1-2 du", "1 de", "2 le", "2.1 x", "3-4 aux", "3 à", "4 les"], "du aux", [(0, 2), (0, 2), (3, 6), (3, 6)]),
        (["1 a", "1.1 b", "2 c"], "a c", [(0, 1), (2, 3)]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_words_of_a_multiword_token_have_their_letters_or_the_whole(
    words: list[str], text: str, spans: list[tuple[int, int]]
) -> None:
    [document] = read(treebank(*words) + "\n", "d")
    assert document.text == text
    assert [(token.start, token.end) for token in document.tokens] == spans
    assert read(conllu.render(document)) == [document]


def test_a_file_without_newdoc_is_one_document() -> None:
    [document] = read(treebank("1 a") + "\n" + treebank("1 b"), "bank")
    assert (document.id, document.sents()) == ("bank", [["a"], ["b"]])


def test_comments_before_the_first_document_make_none() -> None:
    text = "# global.columns = ID FORM\n# newdoc id = d\n" + treebank("1 a")
    assert [document.id for document in read(text)] == ["d"]
    assert read("# nothing here\n") == []


def test_another_tools_metadata_comment_is_passed_over() -> None:
    [document] = read("# newdoc\n# metadata = none\n" + treebank("1 a"))
    assert document.metadata == {}


def test_metadata_is_one_line_of_json() -> None:
    document = Document.from_sents([["a"]], "d", {"title": "Line\nbreak \u2028 é", "n": [1, None]})
    line = conllu.render(document).split("\n")[1]
    assert json.loads(line.removeprefix("# metadata = ")) == document.metadata
    assert line.isascii()


def test_windows_ends_of_line_are_read() -> None:
    text = "# newdoc id = d\n" + treebank("1 a", "2 b") + "\n"
    assert read(text.replace("\n", "\r\n")) == read(text)


def test_udpipes_white_space_is_read() -> None:
    [document] = read(treebank(r"1 a SpacesBefore=\n|SpacesAfter=\s\s\t", r"2 b SpaceAfter=No", r"3 c SpacesAfter=\n"))
    assert document.text == "\na  \tbc\n"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1\ta", "2: a token line has 10 columns between tabs, not 2"),
        ("1 a", "2: a token line has 10 columns between tabs, not 1"),
        (treebank("1-x ab").strip(), "2: a token's number is 3, 3-4 or 3.1, not '1-x'"),
        (treebank("x a").strip(), "2: a token's number is 3, 3-4 or 3.1, not 'x'"),
    ],
)
def test_a_bad_line_is_named_by_its_number(line: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"^2: ") as caught:
        read("# newdoc id = d\n" + line + "\n")
    assert str(caught.value) == message


@given(st.from_type(Document))
def test_a_regular_document_is_written_as_any_other(document: Document) -> None:
    assume(document.annotation is not None and document.annotated.forms)
    assume(conllu.is_regular(document))
    assert list(conllu.regular_sentences(document)) == list(conllu.irregular_sentences(document))
