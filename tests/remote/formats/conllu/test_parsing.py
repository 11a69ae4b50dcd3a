"""CoNLL-U as people have it, read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import nlpmap
from nlpmap.remote.document import Chunk, Document
from nlpmap.remote.formats import conllu


def read(text: str, name: str = "") -> list[Document]:
    return list(conllu.parse(io.StringIO(text, newline="\n"), name))


def token_lines(text: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in text.split("\n") if line[:1].isdigit())


def treebank(*words: str) -> str:
    """Lines of one sentence: ``"number form"`` or ``"number form misc"``."""
    rows = (word.split(" ") for word in words)
    return "".join("\t".join([number, form, *"______", "_", *(misc or "_")]) + "\n" for number, form, *misc in rows)


def test_chunks_end_with_their_sentence() -> None:
    """Another tool's IOB1 begins a chunk with `I-`."""
    sentence = treebank("1 a Chunk=I-NP", "2 b Chunk=I-NP") + "\n"
    [document] = read(sentence * 2)
    assert document.annotated.chunks == [Chunk("NP", 0, 2), Chunk("NP", 2, 4)]


def test_the_treebanks_tokens_tags_and_text_are_kept(shared_data: Path, ewt_dev: list[Document]) -> None:
    gold = (shared_data / "ud" / "en_ewt-ud-dev.conllu").read_text(encoding="utf-8")
    rendered = "".join(conllu.render(replace(document, original=None)) for document in ewt_dev)

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
        (["1-3 a", "1 a", "2 b", "3 c"], "a", [(0, 1)] * 3),
        (["1-2 zum", "1 zu", "2 dem"], "zum", [(0, 3), (0, 3)]),
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
    assert read(conllu.render(replace(document, original=None))) == [document]


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


@pytest.mark.parametrize(
    ("comment", "id"),
    [
        ("# newdoc id = d 1", "d 1"),
        ("# newdoc docid = 1", "1"),
        ("#newdoc id=x", "x"),
        ("# newdoc = x", "x"),
        ("# newdoc", "bank#1"),
        ("# newdoc id", "bank#1"),
        ("# newdoc genre = news", "bank#1"),
    ],
)
def test_any_newdoc_begins_a_document_and_one_without_a_name_is_numbered(comment: str, id: str) -> None:
    sentence = treebank("1 a") + "\n"
    assert [document.id for document in read(f"{comment}\n{sentence}# newdoc\n{sentence}", "bank")] == [id, "bank#2"]


def test_comments_of_a_document_may_stand_before_its_newdoc() -> None:
    sentence = treebank("1 a") + "\n"
    first, second = read(f"# newdoc id = x\n{sentence}# sent_id = 2\n# newdoc id = y\n{sentence}")
    assert first.original is not None
    assert second.original is not None
    assert second.original.lines.startswith("# sent_id = 2\n# newdoc id = y\n")
    assert first.original.lines == f"# newdoc id = x\n{sentence}"


@pytest.mark.parametrize("between", ["", "# sent_id = 2\n", "\t\n", "  \n", " \t \r\n"])
def test_a_sentence_ends_before_number_1_a_comment_or_a_line_of_white_space(between: str) -> None:
    [document] = read(treebank("1 a", "2 b") + between + treebank("1 c", "2 d"))
    assert document.sents() == [["a", "b"], ["c", "d"]]
    assert document.original is not None
    assert "\n\n" in document.original.lines.replace("\r", "")


@pytest.mark.parametrize("first", [["1-2 ab", "1 a", "2 b"], ["0.1 x", "1 a", "2 b"]])
def test_a_range_or_an_empty_node_may_be_the_first_of_a_sentence(first: list[str]) -> None:
    [document] = read(treebank("1 c") + treebank(*first))
    assert document.sents() == [["c"], ["a", "b"]]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["2 a"],
            "1: the first word is 2; words are numbered 1, 2, 3 in each sentence, below its comments",
        ),
        (["1 a", "3 c"], "2: word 1 is followed by 3; words are numbered 1, 2, 3 in each sentence"),
        (["1 a", "1 b", "3 c"], "3: word 1 is followed by 3; words are numbered 1, 2, 3 in each sentence"),
        (["1 a", "2 b", "2 c"], "3: word 2 is followed by 2; words are numbered 1, 2, 3 in each sentence"),
        (["1 a", "01 b"], "2: word 1 is followed by 01; words are numbered 1, 2, 3 in each sentence"),
        (["1 a", "3-4 bc"], "2: 3-4 stands before word 2, which is not its first"),
        (["1 a", "2-1 bc"], "2: 2-1 stands before word 2, which is not its first"),
        (["1 a", "2-3 bc", "2 b"], "2: the words of 2-3 end with 2"),
        (["1-3 abc", "1 a", "2-3 bc"], "3: 2-3 begins within 1-3"),
        (["1 a", "2.1 x"], "2: an empty node here is 1.1, not 2.1"),
        (["1 a", "1.2 x"], "2: an empty node here is 1.1, not 1.2"),
        (["1 a", "1.1 x", "1.1 y"], "3: an empty node here is 1.2, not 1.1"),
        (
            ["0 a"],
            "1: the first word is 0; words are numbered 1, 2, 3 in each sentence, below its comments",
        ),
        (["\u0661 a"], "1: a token's number is 3, 3-4 or 3.1, not '\u0661'"),
    ],
    ids=" ".join,
)
def test_word_numbers_are_checked(words: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=r"^\d+: ") as caught:
        read(treebank(*words) + "\n" + treebank("1 a") + "\n")
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("comment", "text"),
    [
        ("# text = Dogs bark, too.", "Dogs bark, too."),
        ("# text = Dogs bark,  too.", "Dogs bark,  too."),
        ("# text = Dogsbark\xa0, too.", "Dogsbark\xa0, too."),
        ("# text = Dogs bark , too .", "Dogs bark , too ."),
        ("# text = Cats bark, too.", "Dogs bark , too ."),
        ("# text = Dogs bark, too. Much.", "Dogs bark , too ."),
        ("# text = Dogs", "Dogs bark , too ."),
        ("# text_en = Dogs bark, too.", "Dogs bark , too ."),
        ("# text =", "Dogs bark , too ."),
    ],
)
def test_white_space_is_the_texts_where_no_marks_spell_it(comment: str, text: str) -> None:
    words = treebank("1 Dogs start_char=0|end_char=4", "2 bark", "3 ,", "4 too", "5 .")
    [document] = read(f"{comment}\n{words}\n{words}")
    assert document.text == f"{text} Dogs bark , too ."
    assert [document.text[token.start : token.end] for token in document.tokens] == document.words()


def test_marks_win_over_a_text_that_they_spell() -> None:
    [document] = read("# text = a b c\n" + treebank(r"1 a SpacesAfter=\n\s", "2 b", "3 c SpaceAfter=No"))
    assert document.text == "a\n b c"


def test_marked_white_space_stays_where_the_text_has_some() -> None:
    [document] = read("# text = a b.\n" + treebank(r"1 a SpacesAfter=\n", "2 b", "3 ."))
    assert document.text == "a\nb."


def test_the_text_of_a_multiword_token_is_found_in_that_of_its_sentence() -> None:
    [document] = read("# text = I can't.\n" + treebank("1 I", "2-3 can't", "2 ca", "3 n't", "4 ."))
    assert document.text == "I can't."
    assert [(token.form, token.start) for token in document.tokens] == [("I", 0), ("ca", 2), ("n't", 4), (".", 7)]


def test_udpipes_spaces_in_a_token_are_in_the_text() -> None:
    [document] = read(treebank(r"1 cost", r"2 10_000 SpacesInToken=10\s\s000", r"3 x").replace("10_000", "10 000"))
    assert document.text == "cost 10  000 x"
    assert [(token.form, token.end) for token in document.tokens] == [("cost", 4), ("10 000", 12), ("x", 14)]


def test_what_nlpmap_0_1_wrote_is_read() -> None:
    words = treebank('1 `` SpaceAfter=No|Surface="', r"2 a_b Form=a\nb|SpacesAfter=\u00A0", "3 c").replace("a_b", "a b")
    [empty, document] = read(f"# newdoc id = e\n# spaces = \\s\\n\n\n# newdoc id = d\n{words}\n")
    assert (empty.id, empty.text, empty.tokens) == ("e", " \n", [])
    assert document.text == '"a\nb\xa0c'
    assert document.words() == ["``", "a\nb", "c"]


def test_white_space_is_that_of_the_text_however_much_it_is() -> None:
    words = [("Go", "_"), ("now", "_"), (",", "SpacesAfter=\\n"), ("please", "_")]
    rows = [f"{number}\t{form}" + "\t_" * 7 + f"\t{misc}" for number, (form, misc) in enumerate(words, start=1)]
    [document] = conllu.parse(["# text = Go  now,\u00a0please", *rows, ""])
    assert document.text == "Go  now,\nplease"  # a mark says more than the text, which can hold no end of line


def test_columns_that_are_left_empty_have_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.conllu"
    path.write_text("1\tDogs" + "\t" * 8 + "\n\n", "utf-8")
    [document] = nlpmap.read(path)
    assert document.annotated.tags is None
    assert (conllu.render(document), conllu.render(next(iter(nlpmap.tag([document], workers=0))))) == (
        path.read_text("utf-8"),
        "1\tDogs\tdog\tNOUN\tNNS\t\t\t\t\t\n\n",
    )
    assert list(nlpmap.open(path).words()) == ["Dogs"]
    pytest.importorskip("pyarrow")
    nlpmap.write([document], tmp_path / "a.parquet")
