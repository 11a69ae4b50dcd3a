"""A row a document or a sentence, with lists in columns: what Arrow, polars and DuckDB make of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow as pa
import pyarrow.json
import pyarrow.parquet
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap import Document
from nlpmap.cli import main
from nlpmap.remote.document import Annotation, Chunk
from nlpmap.remote.formats import renderer

LISTS = {"tokens": "string", "xpos": "string", "upos": "string", "iob": "string", "start": "int", "end": "int"}


@pytest.fixture
def documents() -> list[Document]:
    columns = Annotation(
        ["The", "dog", "barks", "Yes"], [0, 4, 8, 14], [3, 7, 13, 17], [3, 4], ["DT", "NN", "VBZ", None],
        [Chunk("CLAUSE", 0, 3), Chunk("NP", 0, 2)],
    )  # fmt: skip
    empty = Annotation([], [], [], [], [], [])
    return [
        Document("d1", "The dog barks\nYes", {"stars": "4"}, columns),
        Document("d2", "", {"stars": "5", "more": [1]}, empty),
    ]


def row_lists(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in LISTS}


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
def test_a_row_a_document_has_parallel_lists(documents: list[Document], tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    nlpmap.write(documents, path, "parquet-documents" if "parquet" in name else None)
    table = pyarrow.parquet.read_table(path) if "parquet" in name else pyarrow.json.read_json(path)
    for column, kind in LISTS.items():
        assert re.fullmatch(f"list<[a-z]+: {kind}\\d*>", str(table.schema.field(column).type))
    frame = polars.read_parquet(path) if "parquet" in name else polars.read_ndjson(path)
    assert row_lists(frame.row(0, named=True)) == row_lists(json.loads(renderer("jsonl")(documents[0])))
    exploded = frame.select("id", *LISTS, "sentence").explode(*LISTS, "sentence").drop_nulls("tokens")
    assert exploded["sentence"].to_list() == [1, 1, 1, 2]
    with duckdb.connect() as database:
        stars = "stars" if "parquet" in name else "metadata.stars"
        found = database.execute(f"select {stars}, sum(len(tokens)) from '{path}' group by 1 order by 1").fetchall()
    assert [(str(key).strip('"'), count) for key, count in found] == [("4", 4), ("5", 0)]
    back = list(nlpmap.read(path))
    assert [(document.id, document.text) for document in back] == [("d1", "The dog barks\nYes"), ("d2", "")]
    assert back[0].annotated.chunks == documents[0].annotated.chunks
    assert back[0].metadata == {"stars": "4"}
    assert back[1].metadata == {"stars": "5", "more": [1]}


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
def test_a_row_a_sentence_has_what_token_classification_takes(
    documents: list[Document], tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    nlpmap.write(documents, path, f"{path.suffix[1:]}-sentences")
    table = pyarrow.parquet.read_table(path) if "parquet" in name else pyarrow.json.read_json(path)
    first, second = table.to_pylist()
    assert [(row["id"], row["doc"], row["sentence"], row["text"]) for row in (first, second)] == [
        ("d1-1", "d1", 1, "The dog barks"), ("d1-2", "d1", 2, "Yes"),
    ]  # fmt: skip
    assert (first["tokens"], first["iob"]) == (["The", "dog", "barks"], ["B-NP", "I-NP", "B-CLAUSE"])
    assert (second["tokens"], second["start"], second["end"], second["xpos"]) == (["Yes"], [0], [3], [None])
    assert first["stars" if "parquet" in name else "metadata"] == ("4" if "parquet" in name else {"stars": "4"})
    back = list(nlpmap.read(path))
    assert [document.words() for document in back] == [["The", "dog", "barks"], ["Yes"]]
    assert back[0].tagged_sents() == [[("The", "DT"), ("dog", "NN"), ("barks", "VBZ")]]


def test_lemmas_of_conllu_come_along(tmp_path: Path) -> None:
    rows = [
        "# newdoc id = d",
        "1\tDogs\tdog\tNOUN\tNNS\t_\t0\troot\t_\t_",
        "2\tbark\tbark\tVERB\tVBP\t_\t1\tx\t_\t_",
        "",
    ]
    (tmp_path / "in.conllu").write_text("\n".join([*rows, ""]))
    for name in ("out.jsonl", "out.parquet"):
        nlpmap.write(nlpmap.read(tmp_path / "in.conllu"), tmp_path / name, f"{name[4:]}-sentences")
        frame = polars.read_ndjson(tmp_path / name) if "json" in name else polars.read_parquet(tmp_path / name)
        assert frame["lemma"].to_list() == [["dog", "bark"]]


@pytest.mark.parametrize(
    ("options", "name", "columns"),
    [
        (["--rows", "sentence"], "out.jsonl", ["id", "doc", "sentence", "text", "tokens"]),
        (["--rows", "document"], "out.jsonl", ["id", "text", "metadata", "tokens", "sentence"]),
        (["--rows", "sentence"], "out.parquet", ["id", "doc", "sentence", "text", "tokens"]),
        (["--rows", "document"], "out.parquet", ["id", "text", "tokens", "sentence", "start"]),
        (["--rows", "token"], "out.parquet", ["doc", "sentence", "token", "form", "start"]),
    ],
)  # fmt: skip
def test_the_command_writes_rows_of_each_kind(
    tmp_path: Path, options: list[str], name: str, columns: list[str]
) -> None:
    (tmp_path / "in.csv").write_text('id,text,stars\na,"Dogs bark. ""Yes!""",4\nb,Cats purr.,5\n')
    typed = ["tag", str(tmp_path / "in.csv"), "-o", str(tmp_path / name), "-j", "0", "-q", *options]
    done = CliRunner().invoke(main, typed)
    assert (done.exit_code, done.output) == (0, "")
    frame = polars.read_ndjson(tmp_path / name) if "json" in name else polars.read_parquet(tmp_path / name)
    assert frame.columns[:5] == columns
    assert set(frame["doc" if "doc" in columns else "id"].to_list()) == {"a", "b"}


def test_rows_that_a_format_has_not_are_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("Dogs bark.")
    typed = ["tag", str(tmp_path / "in.txt"), "-f", "conllu", "--rows", "sentence"]
    assert CliRunner().invoke(main, typed).output == (
        "nlpmap: conllu has no rows of a sentence each; jsonl and parquet have\n"
    )


@given(st.lists(st.from_type(Document), min_size=1, max_size=3))
def test_arrow_takes_whatever_documents_there_are(documents: list[Document]) -> None:
    for name in ("jsonl", "jsonl-sentences"):
        lines = [renderer(name)(Document(one.id, one.text, {}, one.annotation)) for one in documents]
        content = "".join(lines).encode()
        if not content or b"\\ud" in content:  # half a character, which no column of Arrow can hold
            continue
        table = pyarrow.json.read_json(pa.BufferReader(content), pyarrow.json.ReadOptions(block_size=2**24))
        assert table.num_rows == content.count(b"\n")
