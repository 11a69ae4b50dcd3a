"""Tables are read a row a document, broken rows are marked, and tables of tokens come back as documents."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap import Document, Reading
from nlpmap.corpus import parquet
from nlpmap.corpus.inputs.sources import find
from nlpmap.corpus.parquet_rows import rows_with
from nlpmap.corpus.reading.located import Located, Position
from nlpmap.corpus.reading.reading import documents_with_positions
from nlpmap.errors import InputError
from nlpmap.remote.formats import tsv


def records(path: Path, reading: Reading = Reading(), start_at: Position = Position()) -> list[Located]:
    [source] = find(path)
    return list(documents_with_positions(source, reading, start_at))


def flaws(found: list[Located]) -> list[str | None]:
    return [record.flaw and str(record.flaw.error) for record in found]


def ids(found: list[Located]) -> list[tuple[Position, Position, str]]:
    return [(record.start, record.end, record.id) for record in found]


def documents() -> list[Document]:
    sents: list[list[str | tuple[str, str | None]]] = [[("Dogs", "NNS"), ("bark\n", "VBP")], [('"', "''")]]
    return [Document.from_sents(sents, id) for id in ("same", "same", "", "tab\tbed")]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_a_row_is_a_document_and_the_other_columns_are_metadata(tmp_path: Path, name: str) -> None:
    comma = "," if name == "a.csv" else "\t"
    rows = [["id", "year", "text"], ["x", "1999", '"Dogs\nbark, ""loudly"".\t"'], ["", "", "Cats."], [""]]
    (tmp_path / name).write_text("\ufeff" + "\r\n".join(map(comma.join, rows)), "utf-8", newline="")
    assert list(nlpmap.read(tmp_path / name)) == [
        Document("x", 'Dogs\nbark, "loudly".\t', {"year": "1999"}),
        Document(f"{name}#2", "Cats.", {"year": ""}),
    ]


def test_other_columns_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("nr,body\n7,Dogs.\n", "utf-8")
    assert list(nlpmap.read(tmp_path / "a.csv", Reading(text_key="body", id_key="nr"))) == [Document("7", "Dogs.")]
    with pytest.raises(InputError, match=r"a.csv: no column 'text'; its columns: 'nr', 'body'. Try text_key"):
        list(nlpmap.read(tmp_path / "a.csv"))


def test_broken_rows_are_marked_and_the_others_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'id,text\nx,a\ny\nz,it\x92s\nv,"b\nc"\nw,' + b"x" * 200_000 + b'\n"never\nclosed')
    found = records(path, Reading(max_chars=1000))
    assert flaws(found) == [
        None,
        f"{path}:3: a row has 2 columns, not 1",
        f"{path}:4: byte 0x92 is not UTF-8. Try encoding='cp1252'",
        None,
        f"{path}:7: a line of more than 129,536 bytes. Raise max_chars to read it",
        f"{path}:8: a quotation mark that is never closed. Close it, or take such marks as they are with "
        "quoting='none'",
        f"{path}:9: a row has 2 columns, not 1",
    ]
    for number, record in enumerate(found):
        assert ids(records(path, Reading(max_chars=1000), record.end)) == ids(found[number + 1 :])


def test_a_quotation_that_never_ends_is_left_where_it_is_too_long(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'text\n"never\n' + b"closed\n" * 20_000)
    found = records(path, Reading(max_chars=10))
    assert flaws(found)[0] == f"{path}:2: a row of more than 66,176 bytes. Raise max_chars to read it"
    assert flaws(found)[1:] == [None] * (len(found) - 1)


@pytest.mark.parametrize("name", ["out.tsv", "out.tsv.gz", "out.parquet"])
def test_a_table_of_tokens_reads_back_as_documents(tmp_path: Path, name: str) -> None:
    nlpmap.write(documents(), tmp_path / name)
    back = list(nlpmap.read(tmp_path / name))
    assert [document.id for document in back] == ["same", "same", "", "tab\tbed"]
    assert [document.tagged_sents() for document in back] == [document.tagged_sents() for document in documents()]
    found = records(tmp_path / name)
    for number, record in enumerate(found):
        assert records(tmp_path / name, start_at=record.start) == found[number:]
        assert records(tmp_path / name, start_at=record.end) == found[number + 1 :]


def test_parquet_has_types_dictionaries_and_a_manifest(tmp_path: Path) -> None:
    rendered = b"".join(tsv.render(document).encode() for document in documents())
    with (tmp_path / "a.parquet").open("wb") as file, parquet.ParquetWriter(file, {"model": "en"}) as writer:
        writer.write(rendered)
        writer.manifest["documents"] = 4
    table = pq.read_table(tmp_path / "a.parquet")
    text = "dictionary<values=string, indices=int32, ordered=0>"
    assert [str(field.type) for field in table.schema] == [
        text, "int32", "int32", "string", "int32", "int32", text, text, text, "string", text,
    ]  # fmt: skip
    assert parquet.parquet_manifest(tmp_path / "a.parquet") == {"model": "en", "documents": 4}


def test_the_bytes_of_parquet_do_not_depend_on_the_pieces_it_came_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "ROWS_IN_GROUP", 7)
    rendered = [tsv.render(document).encode() for document in documents() * 5]
    files = []
    for size in (1, 2**30):
        monkeypatch.setattr(parquet, "BYTES_AT_ONCE", size)
        file = io.BytesIO()
        with parquet.ParquetWriter(file) as writer:
            for piece in rendered:
                writer.write(piece)
        files.append(file.getvalue())
    assert files[0] == files[1]
    assert pq.ParquetFile(io.BytesIO(files[0])).num_row_groups == 9


fields = st.text(st.characters(exclude_categories=["Cs"]), max_size=4) | st.sampled_from(["", "NA", '"', "\r\n", "\t"])


@given(st.lists(st.lists(fields, min_size=1, max_size=4), min_size=1, max_size=4), fields)
def test_arrow_reads_the_same_fields_as_were_rendered(sents: list[list[str]], id: str) -> None:
    document = Document.from_sents(sents, id)
    table = rows_with(tsv.columns(())).to_table(tsv.render(document).encode())
    assert table.column("form").to_pylist() == document.words()
    assert table.column("start").to_pylist() == list(document.annotated.starts)
    assert table.column("xpos").null_count == len(document.words())


def test_any_parquet_file_with_texts_is_read_in_small_batches(tmp_path: Path) -> None:
    day = datetime.date(1999, 1, 2)
    rows = [{"id": number, "text": f"Dogs {number}.", "day": day, "tags": ["a"]} for number in range(3000)]
    rows[7]["text"] = None
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=500)
    found = records(path)
    assert found[2999].document == Document("2999", "Dogs 2999.", {"day": "1999-01-02", "tags": ["a"]})
    assert found[7].document == Document("7", "", {"day": "1999-01-02", "tags": ["a"]})
    assert not any(flaws(found))
    for number in (0, 499, 500, 1700, 2999):
        assert ids(records(path, start_at=found[number].end)) == ids(found[number + 1 :])


@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".arrows"])
def test_columns_of_one_name_and_texts_as_bytes_are_all_read(tmp_path: Path, suffix: str) -> None:
    columns = [pa.array(["Café".encode(), b"Tea"]), pa.array(["a", "b"]), pa.array([1, 2]), pa.array([3, 4])]
    table = pa.table(columns, names=["text", "text", "k", "k"])
    path = tmp_path / f"a{suffix}"
    if suffix == ".parquet":
        pq.write_table(table, path)
    else:
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, table.schema) as stream:
            stream.write_table(table)
    assert [(document.text, dict(document.metadata)) for document in nlpmap.read(path)] == [
        ("Café", {"text.1": "a", "k": 1, "k.1": 3}),
        ("Tea", {"text.1": "b", "k": 2, "k.1": 4}),
    ]


def test_a_key_that_is_in_the_metadata_too_keeps_both_values(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Dogs.", "k": 1, "metadata": {"k": 2}}\n')
    [document] = nlpmap.read(tmp_path / "a.jsonl")
    assert document.metadata == {"k": 1, "metadata": {"k": 2}}


def test_a_parquet_file_in_a_zip_is_read(tmp_path: Path) -> None:
    nlpmap.write(documents(), tmp_path / "a.parquet")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "a.parquet", "a.parquet")
    assert list(nlpmap.read(tmp_path / "a.zip")) == list(nlpmap.read(tmp_path / "a.parquet"))


def test_what_is_no_whole_parquet_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and no more")
    [flaw] = flaws(records(tmp_path / "a.parquet"))
    assert flaw is not None
    assert flaw.startswith(f"{tmp_path}/a.parquet: not a complete parquet file (")


def test_parquet_is_not_compressed_twice(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"out.parquet.gz: parquet is compressed by itself; leave out .gz"):
        nlpmap.write(documents(), tmp_path / "out.parquet.gz")
    assert list(tmp_path.iterdir()) == []
