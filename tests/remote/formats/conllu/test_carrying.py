"""CoNLL-U that was read is written as it was: annotation changes the columns that it says, and nothing else."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.remote.document import Annotation, Chunk, Document
from nlpmap.remote.document.packing import pack_document, unpack_document
from nlpmap.remote.formats import conllu, jsonl

RICH = """\
# made by hand
# newdoc id = d1
# newpar id = d1-p1
# sent_id = weblog-0001
# speaker = Ada
# text = Sue likes coffee and Bill tea.
1	Sue	Sue	PROPN	NNP	Number=Sing	2	nsubj	2:nsubj	_
2	likes	like	VERB	VBZ	Tense=Pres	0	root	0:root	_
3	coffee	coffee	NOUN	NN	Number=Sing	2	obj	2:obj	_
4	and	and	CCONJ	CC	_	5	cc	5.1:cc	_
5	Bill	Bill	PROPN	NNP	Number=Sing	2	conj	5.1:nsubj	_
5.1	likes	like	VERB	VBZ	_	_	_	2:conj	CopyOf=2
6	tea	tea	NOUN	NN	Number=Sing	5	orphan	5.1:obj	SpaceAfter=No|Gloss=drink
7	.	.	PUNCT	.	_	2	punct	2:punct	_

# newpar id = d1-p2
# sent_id = d1-2
# text = She can't swim.
1	She	she	PRON	PRP	_	4	nsubj	_	_
2-3	can't	_	_	_	_	_	_	_	_
2	ca	can	AUX	MD	_	4	aux	_	_
3	n't	not	PART	RB	_	4	advmod	_	_
4	swim	swim	VERB	VB	_	0	root	_	SpaceAfter=No
5	.	.	PUNCT	.	_	4	punct	_	_

"""

names = st.text("abc-_. é", min_size=1, max_size=5).map(str.strip).filter(bool)
FEATURES = ("Number=Sing|Tense=Past", "3:obj|5.1:conj")
MARKS = (
    "SpaceAfter=No", r"SpacesAfter=\n", r"SpacesAfter=\u00A0", r"SpacesInToken=a\s\sb", "Gloss=dog", "start_char=3",
    "Chunk=B-NP", "Chunk=O", "Chunk=I-VP", "NltkForm=``", "Odd", "Gloss==", r"a=\q",
)  # fmt: skip
cells = st.sampled_from(["_", "x", "a=b", "NN", "NOUN", "VERB", *FEATURES, "\x85", "’"])
miscs = st.lists(st.sampled_from(MARKS), max_size=3, unique_by=lambda mark: mark.partition("=")[0]).map(
    lambda pairs: "|".join(pairs) or "_"
)
forms = st.sampled_from(["Dogs", "can't", "'s", ",", "a b", "“", "_", "1.5", "#", "é", "e\u0301"])
comments = st.lists(
    st.builds("# {} = {}".format, st.sampled_from(["sent_id", "text", "speaker", "newpar id", "x"]), names)
    | st.sampled_from(["# newpar", "# a comment", "#", "#text=Dogs bark", "# text = Dogs can't , 's"]),
    max_size=4,
)

heads = names.map("# newdoc id = {}".format) | st.sampled_from(["# newdoc", "# newdoc docid = 1", "#newdoc id=x"])


@st.composite
def sentences(draw: st.DrawFn) -> list[str]:
    lines = draw(comments)
    word = 0

    def row(number: str) -> str:
        return "\t".join([number, draw(forms), *(draw(cells) for _ in range(7)), draw(miscs)])

    for size in draw(st.lists(st.integers(0, 3), min_size=1, max_size=4)):
        if size > 1:
            lines.append(row(f"{word + 1}-{word + size}"))
        for _ in range(max(1, size)):
            word += 1
            lines.append(row(str(word)))
        lines += [row(f"{word}.{number}") for number in range(1, 2 - min(size, 1) + draw(st.integers(0, 1)))]
    return [*lines, ""]


@st.composite
def files(draw: st.DrawFn) -> str:
    """A valid file: comments, documents with and without a name, sentences with all that the format knows."""
    lines: list[str] = [*draw(st.lists(names.map("# {}".format), max_size=2))]
    for _ in range(draw(st.integers(1, 3))):
        heads = names.map("# newdoc id = {}".format) | st.sampled_from(
            ["# newdoc", "# newdoc docid = 1", "#newdoc id=x"]
        )
        lines += [*draw(comments), draw(heads)] if draw(st.booleans()) else []
        lines += [line for sentence in draw(st.lists(sentences(), min_size=1, max_size=3)) for line in sentence]
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return "".join(line + end for line in lines)


def read(text: str, name: str = "bank") -> list[Document]:
    return list(conllu.parse(io.StringIO(text, newline="\n"), name))


def written(documents: list[Document]) -> str:
    return "".join(map(conllu.render, documents))


def rows_of(text: str) -> list[list[str]]:
    return [line.split("\t") if line[:1].isdigit() else [line] for line in text.split("\n")]


def travelled(document: Document) -> Document:
    return unpack_document(pack_document(document, whole=True))


def with_columns(document: Document, **columns: object) -> Document:
    return document.with_annotation(replace(document.annotated, **columns))  # type: ignore[arg-type]


@given(files())
def test_a_file_that_is_read_and_written_is_the_same_to_the_byte(text: str) -> None:
    documents = read(text)
    assert written(documents) == text
    assert written([*map(travelled, documents)]) == text
    assert read(written(documents)) == documents


@given(files(), st.data())
def test_tags_change_two_columns_of_words_and_nothing_else(text: str, data: st.DataObject) -> None:
    documents = read(text)
    tagged: list[Document] = []
    wanted: list[tuple[str, str]] = []
    for document in documents:
        count = len(document.words())
        tags = data.draw(st.lists(st.sampled_from(["JJ", "``"]), min_size=count, max_size=count))
        universal = data.draw(st.none() | st.just(["ADJ"] * count))
        tagged.append(with_columns(document, tags=tags, universal=universal))
        mapped = [{"JJ": "ADJ", "``": "PUNCT"}[tag] for tag in tags]
        wanted += zip(universal or mapped, tags, strict=True)
    after = written([*map(travelled, tagged)])
    waiting = iter(wanted)
    for old, new in zip(rows_of(text), rows_of(after), strict=True):
        if len(old) == 10 and old[0].isdigit():
            old[3:5] = next(waiting)
        assert new == old
    assert read(after) == [
        with_columns(one, universal=[upos for upos, _ in wanted_of])
        for one, wanted_of in zip(tagged, _parts(wanted, tagged), strict=True)
    ]


def _parts(pairs: list[tuple[str, str]], documents: list[Document]) -> list[list[tuple[str, str]]]:
    waiting = iter(pairs)
    return [[next(waiting) for _ in document.words()] for document in documents]


@given(files())
def test_chunks_change_their_mark_in_misc_and_nothing_else(text: str) -> None:
    documents = read(text)
    chunked = [
        with_columns(document, chunks=[Chunk("XP", number, number + 1) for number in range(len(document.words()))])
        for document in documents
    ]
    after = written([*map(travelled, chunked)])
    for old, new in zip(rows_of(text), rows_of(after), strict=True):
        if len(old) == 10 and old[0].isdigit():
            assert "Chunk=B-XP" in new[9].rstrip("\r").split("|")
            assert [mark for mark in new[9].rstrip("\r").split("|") if not mark.startswith("Chunk=")] == [
                mark for mark in old[9].rstrip("\r").split("|") if not mark.startswith("Chunk=") and mark != "_"
            ]
            new[9] = old[9]
        assert new == old
    assert read(after) == chunked


@pytest.mark.parametrize("name", ["en_ewt-ud-dev.conllu", "en_gum-ud-dev.conllu"])
def test_a_treebank_is_read_and_written_the_same_to_the_byte(shared_data: Path, name: str) -> None:
    text = (shared_data / "ud" / name).read_bytes().decode()
    assert written([*map(travelled, read(text))]) == text


def test_what_is_carried_can_be_looked_at() -> None:
    [document] = read(RICH)
    assert document.original is not None
    assert document.original.lines == RICH
    assert document.original.columns[6:8] == ("HEAD", "DEPREL")
    assert document.original.read_as == document


def test_another_id_and_metadata_win_and_what_was_named_by_the_id_follows() -> None:
    [document] = read(RICH)
    changed = travelled(replace(document, id="e 2", metadata={"year": 1999}))
    expected = (
        RICH.replace("# newdoc id = d1\n", '# newdoc id = e 2\n# metadata = {"year": 1999}\n')
        .replace("# sent_id = d1-2", "# sent_id = e_2-2")
    )  # fmt: skip
    assert conllu.render(changed) == expected
    [back] = read(expected)
    assert (back.id, back.metadata) == ("e 2", {"year": 1999})
    assert conllu.render(replace(back, metadata={})) == expected.replace('# metadata = {"year": 1999}\n', "")


def test_a_document_of_a_file_without_newdoc_gets_one_with_an_id_of_its_own() -> None:
    text = "# global.columns = ID FORM\n# sent_id = 1\n1\tYes\n\n"
    [document] = read(text)
    assert conllu.render(replace(document, id="yes")) == text.replace("# sent", "# newdoc id = yes\n# sent")


def test_other_tokens_are_written_from_scratch() -> None:
    [document] = read("# newdoc id = d\n# speaker = Ada\n1\ta\tb\t_\t_\t_\t_\t_\t_\t_\n\n")
    other = document.with_annotation(Annotation(["A"], [0], [1], [1]))
    assert "speaker" not in conllu.render(other)
    assert "\n1\ta\t_\t_\t_\t_\t_\t_\t_\tNltkForm=A\n" in conllu.render(other)
    assert conllu.render(replace(document, text="b ")).count("Ada") == 0


def test_tags_that_are_taken_away_are_not_written() -> None:
    [document] = read(RICH)
    bare = with_columns(document, tags=None, universal=None)
    assert {tuple(row[3:5]) for row in rows_of(conllu.render(bare)) if row[0].isdigit()} == {("_", "_")}


def test_lines_without_an_end_get_one() -> None:
    text = "# newdoc id = a\n" + "1\ta\t_\t_\t_\t_\t_\t_\t_\t_"
    assert written(read(text) * 2) == f"{text}\n\n" * 2


def test_other_formats_pass_over_it() -> None:
    [document] = read(RICH)
    assert "speaker" not in jsonl.render(document)
