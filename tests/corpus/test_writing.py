"""A written file is whole or not there, and reads back to the same documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import nlpmap
from nlpmap import Document
from nlpmap.errors import InputError


def below(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.fixture
def document() -> Document:
    sents = [[("Dogs", "NNS"), ("bark", "VBP")], [("Yes", "UH")]]
    tagged = Document.from_sents(sents, id="d1", metadata={"year": 1999})
    return tagged.with_annotation(replace(tagged.annotated, universal=["NOUN", "VERB", "INTJ"]))


@pytest.mark.parametrize("suffix", ["conllu", "jsonl"])
def test_a_document_reads_back_the_same(tmp_path: Path, document: Document, suffix: str) -> None:
    nlpmap.write([document, document], tmp_path / f"out.{suffix}")
    assert list(nlpmap.read(tmp_path / f"out.{suffix}")) == [document, document]


def test_a_failure_of_the_documents_leaves_what_was_there(tmp_path: Path, document: Document) -> None:
    def failing() -> Iterator[Document]:
        yield document
        raise OSError("of the documents' own")

    path = tmp_path / "out.conllu"
    path.write_text("mine", "utf-8")
    with pytest.raises(OSError, match="of the documents' own"):
        nlpmap.write(failing(), path)
    assert path.read_text("utf-8") == "mine"
    assert below(tmp_path) == ["out.conllu"]


def test_a_document_without_annotation_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="document 'plain'"):
        nlpmap.write([Document("plain", "Dogs.")], tmp_path / "out.conllu")
    assert below(tmp_path) == []


def test_the_longest_names_that_the_system_takes_can_be_written(tmp_path: Path, document: Document) -> None:
    path = tmp_path / ("🐕" * 61 + ".conllu")
    nlpmap.write([document], path)
    assert below(tmp_path) == [path.name]


def test_sentences_of_documents_with_the_same_id_have_ids_of_their_own(tmp_path: Path) -> None:
    dogs = Document.from_sents([["Dogs", "bark"]], "a b")
    nlpmap.write([dogs, dogs, Document.from_sents([["Yes"]], "a_b")], tmp_path / "a.conllu")
    lines = (tmp_path / "a.conllu").read_text("utf-8").split("\n")
    assert [line for line in lines if "_id" in line] == [f"# sent_id = a_b{number}-1" for number in ("", "#2", "#3")]
    assert lines.count("# newdoc id = a b") == 2
