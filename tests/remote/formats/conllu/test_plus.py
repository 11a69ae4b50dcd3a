"""CoNLL-U Plus: columns that a file's head names."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

import nlpmap
from nlpmap.remote.document import Chunk, Document
from nlpmap.remote.formats import conllu

PLUS = (
    "# global.columns = ID FORM UPOS PARSEME:MWE\n# newdoc id = a\n# sent_id = 1\n"
    "1\tDogs\tNOUN\t*\n2\tbark\tVERB\t1:VPC\n\n# newdoc id = b\n1-2\tdon't\t_\t_\n1\tdo\tAUX\t*\n2\tn't\tPART\t*\n\n"
)


def read(text: str) -> list[Document]:
    return list(conllu.parse(io.StringIO(text, newline="\n")))


def written(documents: list[Document]) -> str:
    return "".join(map(conllu.render, documents))


def test_its_columns_are_read_by_their_names_and_written_again() -> None:
    documents = read(PLUS)
    assert [document.words() for document in documents] == [["Dogs", "bark"], ["do", "n't"]]
    assert documents[0].annotated.universal == ["NOUN", "VERB"]
    assert [document.original and document.original.columns for document in documents] == [
        ("ID", "FORM", "UPOS", "PARSEME:MWE")
    ] * 2
    assert written(documents) == PLUS


def test_columns_for_what_is_new_come_last() -> None:
    documents = [
        document.with_annotation(
            replace(document.annotated, tags=["X", "Y"], universal=None, chunks=[Chunk("NP", 0, 2)])
        )
        for document in read(PLUS)
    ]
    expected = (
        PLUS.replace("PARSEME:MWE\n", "PARSEME:MWE XPOS MISC\n")
        .replace("NOUN\t*\n", "X\t*\tX\tChunk=B-NP\n")
        .replace("VERB\t1:VPC\n", "X\t1:VPC\tY\tChunk=I-NP\n")
        .replace("don't\t_\t_\n", "don't\t_\t_\t_\t_\n")
        .replace("AUX\t*\n", "X\t*\tX\tChunk=B-NP\n")
        .replace("PART\t*\n", "X\t*\tY\tChunk=I-NP\n")
    )
    assert written(documents) == expected
    assert read(expected) == [
        document.with_annotation(replace(document.annotated, universal=["X", "X"])) for document in documents
    ]


def test_words_may_have_no_numbers() -> None:
    [document] = read("# global.columns = FORM XPOS\nDogs\tNNS\nbark\tVBP\n\nYes\tUH\n\n")
    assert document.tagged_sents() == [[("Dogs", "NNS"), ("bark", "VBP")], [("Yes", "UH")]]


def test_a_plain_file_after_one_with_columns_of_its_own_is_read() -> None:
    plain = "# newdoc id = c\n1\tDogs\t_\tNOUN\tNNS\t_\t_\t_\t_\t_\n\n"
    assert [document.words() for document in read(PLUS + plain)] == [["Dogs", "bark"], ["do", "n't"], ["Dogs"]]
    assert written(read(PLUS + plain)) == PLUS + plain


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# global.columns = ID UPOS\n", "1: global.columns names no column FORM, but ID, UPOS"),
        (
            "# global.columns = ID FORM\n1\ta\tb\n",
            "2: a token line has the 2 columns of global.columns between tabs, not 3",
        ),
    ],
)
def test_what_is_wrong_with_columns_is_said(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"^\d+: ") as caught:
        read(text)
    assert str(caught.value) == message


@pytest.mark.parametrize("name", ["plus.conllup", "plus.conllu", "plus.conllup.gz"])
def test_a_file_is_read_from_any_document_on_and_written_the_same(tmp_path: Path, name: str) -> None:
    nlpmap.write(read(PLUS), tmp_path / name)
    corpus = nlpmap.open(tmp_path / name)
    assert len(corpus) == 2
    assert corpus[1].words() == ["do", "n't"]
    nlpmap.write(corpus, tmp_path / "again.conllup")
    assert (tmp_path / "again.conllup").read_bytes() == PLUS.encode()
