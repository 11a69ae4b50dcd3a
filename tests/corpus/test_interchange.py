"""The libraries that people have read the files as they are."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import conllu
import duckdb
import nltk
import pandas
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap import Document
from nlpmap.remote.document import Annotation, Chunk
from nlpmap.remote.formats.conllu import render
from nlpmap.remote.formats.conllu.regular import is_regular

FORMS = ["The", '"', "dogs", "NA", "bark\tloud", ".", "Ça", "null", "…"]
TAGS = ["DT", "``", "NNS", "NNP", "VBP", ".", "UH", "NN", ":"]
ROWS = list(zip(FORMS, TAGS, strict=True))
COLUMNS = ["doc", "sentence", "token", "form", "start", "end", "xpos", "upos", "iob", "lemma", "metadata"]


@pytest.fixture(scope="module")
def document() -> Document:
    plain = Document.from_sents(
        [[*zip(FORMS[:6], TAGS[:6], strict=True)], [*zip(FORMS[6:], TAGS[6:], strict=True)]], "d1"
    )
    columns = plain.annotated
    chunks = [Chunk("NP", 0, 4), Chunk("VP", 4, 5)]
    return plain.with_annotation(
        Annotation(columns.forms, columns.starts, columns.ends, columns.sentence_ends, columns.tags, chunks)
    )


@pytest.fixture(scope="module")
def words() -> Document:
    """A document that formats without quotation can hold."""
    return Document.from_sents([[("Dogs", "NNS"), ("bark", "VBP")], [("1/2", "CD"), ("cup", "NN"), ("``", "``")]], "d2")


def test_nltk_s_reader_of_tagged_corpora_reads_slash(
    words: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nltk.data, "path", [str(tmp_path)])  # NLTK reads only below it
    nlpmap.write([words, words], tmp_path / "a.pos")
    reader = nltk.corpus.reader.TaggedCorpusReader(str(tmp_path), r".*\.pos")
    assert list(reader.tagged_sents()) == words.tagged_sents() * 2
    assert list(reader.words()) == list(nlpmap.open(tmp_path / "a.pos").words())


def test_nltk_s_reader_of_conll_reads_the_columns_of_conllu_without_its_comments(
    words: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nltk.data, "path", [str(tmp_path)])
    nlpmap.write([words, words], tmp_path / "a.conllu")
    lines = (tmp_path / "a.conllu").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "b.conllu").write_text("".join(line for line in lines if not line.startswith("#")), "utf-8")
    columns = ("ignore", "words", "ignore", "ignore", "pos")
    reader = nltk.corpus.reader.ConllCorpusReader(str(tmp_path), ["b.conllu"], columns, separator="\t")
    assert list(reader.tagged_sents()) == words.tagged_sents() * 2


def test_the_library_conllu_reads_tokens_and_comments(words: Document) -> None:
    columns = replace(words.annotated, chunks=[Chunk("NP", 0, 1)], universal=["NOUN", "VERB", "NUM", "NOUN", "PUNCT"])
    first, second = conllu.parse(render(Document("d2", words.text, {"year": 1999}, columns)))
    assert [(token["form"], token["xpos"], token["upos"]) for token in second] == [
        ("1/2", "CD", "NUM"), ("cup", "NN", "NOUN"), ("``", "``", "PUNCT"),
    ]  # fmt: skip
    assert [token["misc"]["Chunk"] for token in first] == ["B-NP", "O"]
    assert json.loads(first.metadata.pop("metadata")) == {"year": 1999}
    assert first.metadata == {"newdoc id": "d2", "sent_id": "d2-1", "text": "Dogs bark"}


@pytest.mark.slow
@given(st.lists(st.from_type(Document).filter(is_regular), max_size=3))
def test_the_library_conllu_reads_every_regular_document(documents: list[Document]) -> None:
    try:
        rendered = "".join(map(render, documents))
    except ValueError:  # a tag that CoNLL-U can't hold
        return
    sentences = [sentence for sentence in conllu.parse(rendered) if sentence]  # a document may have no tokens
    words = [[token for token in sentence if isinstance(token["id"], int)] for sentence in sentences]
    assert [[(token["id"], token["form"], token["xpos"]) for token in sentence] for sentence in words] == [
        [
            (number, one.text[token.start : token.end], token.tag)
            for number, token in enumerate(sentence.tokens, start=1)
        ]
        for one in documents
        for sentence in one.sentences
    ]


@pytest.mark.parametrize("name", ["a.tsv", "a.tsv.gz", "a.parquet"])
def test_pandas_reads_the_tokens(document: Document, tmp_path: Path, name: str) -> None:
    nlpmap.write([document], tmp_path / name)
    if name == "a.parquet":
        frame = pandas.read_parquet(tmp_path / name)
        assert str(frame["xpos"].dtype) == "category"
        assert str(frame["start"].dtype) == "int32"
    else:
        frame = pandas.read_csv(tmp_path / name, sep="\t", keep_default_na=False)
    assert list(frame.columns) == COLUMNS
    assert list(zip(frame["form"], frame["xpos"], strict=True)) == ROWS
    assert frame["iob"][:5].tolist() == ["B-NP", "I-NP", "I-NP", "I-NP", "B-VP"]
    assert frame["start"].sum() == sum(document.annotated.starts)


@pytest.mark.parametrize("name", ["a.tsv", "a.tsv.gz", "a.tsv.zst", "a.parquet"])
def test_polars_reads_the_tokens(document: Document, tmp_path: Path, name: str) -> None:
    nlpmap.write([document], tmp_path / name)
    path = tmp_path / name
    frame = polars.read_parquet(path) if name == "a.parquet" else polars.read_csv(path, separator="\t")
    assert frame.columns == COLUMNS
    assert frame.select("form", "xpos").cast(polars.String).rows() == ROWS
    assert frame["end"].to_list() == list(document.annotated.ends)


@pytest.mark.parametrize("name", ["a.tsv", "a.tsv.gz", "a.parquet"])
def test_duckdb_reads_the_tokens(document: Document, tmp_path: Path, name: str) -> None:
    nlpmap.write([document], tmp_path / name)
    with duckdb.connect() as database:
        found = database.execute(f"select form, xpos, start from '{tmp_path / name}'").fetchall()
    assert [row[:2] for row in found] == ROWS
    assert [row[2] for row in found] == list(document.annotated.starts)


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_tables_of_documents_are_read_from_json_lines(document: Document, tmp_path: Path, name: str) -> None:
    nlpmap.write([document, Document.from_sents([["x"]], "d2")], tmp_path / name)
    path = tmp_path / name
    assert pandas.read_json(path, lines=True)["id"].tolist() == ["d1", "d2"]
    with duckdb.connect() as database:
        assert database.execute(f"select id, text from '{path}'").fetchall()[0] == ("d1", document.text)
    if name == "a.jsonl":
        schema = {"id": polars.String, "text": polars.String}
        assert polars.read_ndjson(path, schema=schema)["text"].to_list() == [document.text, "x"]


def test_texts_that_the_libraries_write_are_read(tmp_path: Path) -> None:
    texts = ["Dogs bark.", 'Say "yes",\nor no.', "Tab\there."]
    frame = pandas.DataFrame({"id": ["a", "b", "c"], "text": texts, "year": [1, 2, 3]})
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_csv(tmp_path / "b.tsv.gz", index=False, sep="\t")
    frame.to_parquet(tmp_path / "c.parquet")
    frame.to_json(tmp_path / "d.jsonl.bz2", lines=True, orient="records")
    polars.from_pandas(frame).write_parquet(tmp_path / "e.parquet")
    with duckdb.connect() as database:
        database.execute(f"copy (select * from frame) to '{tmp_path / 'f.csv'}'")
        database.execute(f"copy (select * from frame) to '{tmp_path / 'g.parquet'}'")
    found = list(nlpmap.read(tmp_path))
    assert [document.text for document in found] == texts * 7
    assert [document.id for document in found] == ["a", "b", "c"] * 7
    assert {str(document.metadata["year"]) for document in found} == {"1", "2", "3"}
