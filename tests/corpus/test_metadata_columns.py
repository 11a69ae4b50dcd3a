"""Metadata in tables: a column for each key of the first document, the rest as JSON, and all of it read back."""

from __future__ import annotations

import io
from pathlib import Path

import duckdb
import pandas
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap import Document
from nlpmap.jobs import Options, annotate_files, retry
from nlpmap.remote.formats import tsv
from nlpmap.remote.formats.metadata import COLUMN, aligned, columns_with, metadata_of, text_of

REVIEWS = 'id,stars,text,"a ""b"""\nr1,4,"It says ""n/a"" here.",x\nr2,5,Dogs bark.,"t\tb"\nr3,4,NA,\n'
KEYS = ["id", "stars", "form", "metadata", "a\tb", ""]
TABLES = ["out.tsv", "out.tsv.gz", "out.parquet"]


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    (tmp_path / "reviews.csv").write_text(REVIEWS)
    return tmp_path / "reviews.csv"


def frame_of(path: Path) -> pandas.DataFrame:
    if path.suffix == ".parquet":
        return pandas.read_parquet(path)
    return pandas.read_csv(path, sep="\t", keep_default_na=False)


@pytest.mark.parametrize("name", TABLES)
def test_the_columns_of_a_csv_file_group_its_tokens(reviews: Path, tmp_path: Path, name: str) -> None:
    annotate_files("tag", reviews, tmp_path / name, Options(workers=0))
    frame = frame_of(tmp_path / name)
    assert frame.columns.tolist()[-3:] == ["stars", 'a "b"', "metadata"]
    counted = frame.assign(stars=frame["stars"].astype(str)).groupby("stars").size()
    assert counted.to_dict() == {"4": 8, "5": 3}
    assert [form for form in frame["form"] if form in ("n/a", "NA", "``")] == ["``", "n/a", "NA"]
    with duckdb.connect() as database:
        found = database.execute(f"select stars::varchar, count(*) from '{tmp_path / name}' group by 1 order by 1")
        assert found.fetchall() == [("4", 8), ("5", 3)]
    assert [document.metadata for document in nlpmap.read(tmp_path / name)] == [
        {"stars": "4", 'a "b"': "x"}, {"stars": "5", 'a "b"': "t\tb"}, {"stars": "4", 'a "b"': ""},
    ]  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_what_later_documents_have_more_is_json_and_nothing_is_lost(tmp_path: Path, name: str) -> None:
    first: dict[str, object] = {"stars": 4, "tags": ["a", None], "doc": "x"}
    second: dict[str, object] = {"stars": None, "author": {"name": "Ada"}, "metadata": "m"}
    documents = [Document.from_sents([["a"]], str(number), found) for number, found in enumerate([first, second, {}])]
    nlpmap.write(documents, tmp_path / name)
    assert list(frame_of(tmp_path / name).columns[-4:]) == ["stars", "tags", "metadata_doc", "metadata"]
    assert [document.metadata for document in nlpmap.read(tmp_path / name)] == [
        {"stars": "4", "tags": '["a", null]', "metadata_doc": "x"},
        {"stars": "", "tags": "", "metadata_doc": ""} | {"author": {"name": "Ada"}, "metadata": "m"}
        if "tsv" in name
        else {"author": {"name": "Ada"}, "metadata": "m"},
        {"stars": "", "tags": "", "metadata_doc": ""} if "tsv" in name else {},
    ]


@pytest.mark.parametrize("name", ["out.tsv", "out.parquet", "sentences.parquet", "documents.parquet"])
def test_a_document_that_failed_gets_its_columns_when_it_is_retried(reviews: Path, tmp_path: Path, name: str) -> None:
    kind = {"sentences.parquet": "parquet-sentences", "documents.parquet": "parquet-documents"}.get(name)
    annotate_files("tag", reviews, tmp_path / name, Options(workers=0, format=kind))
    whole = [(document.id, document.words(), document.metadata) for document in nlpmap.read(tmp_path / name)]
    assert len(whole) == 3
    reading = nlpmap.Reading(max_chars=15)
    failing = Options(workers=0, format=kind, force=True, on_error="quarantine", reading=reading)
    assert annotate_files("tag", reviews, tmp_path / name, failing).failed == 1
    assert retry(tmp_path / name, workers=0).failed == 0
    back = [(document.id, document.words(), document.metadata) for document in nlpmap.read(tmp_path / name)]
    assert back == whole


@given(st.lists(st.text() | st.sampled_from(KEYS), unique=True, max_size=6))
def test_names_of_columns_are_one_a_key_and_no_two_alike(keys: list[str]) -> None:
    names = columns_with(keys, tsv.COLUMNS)
    assert len(names) == len(tsv.COLUMNS) + len(keys) + 1
    assert len({name.lower() for name in names}) == len(names)


cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
values = st.none() | st.booleans() | st.integers() | cells | st.lists(cells, max_size=2) | st.dictionaries(cells, cells)


@given(st.dictionaries(cells, values, max_size=4), st.lists(cells, unique=True, max_size=4))
def test_all_values_are_in_their_columns_or_in_the_last(metadata: dict[str, object], keys: list[str]) -> None:
    row = list(aligned(metadata, keys).values())
    names = [f"c{number}" for number in range(len(keys))]
    found = metadata_of([*names, COLUMN], row)
    for name, key in zip(names, keys, strict=True):
        assert found.pop(name, None) == (None if metadata.get(key) is None else text_of(metadata[key]))
    assert found == {key: value for key, value in metadata.items() if key not in keys}


forms = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6) | st.sampled_from(
    ["NA", "n/a", "null", '"', '""', "'", "None", "\t", "a\nb", "#", "\\", "1e5", "True", ""]
)


@given(st.lists(st.lists(forms, min_size=1, max_size=5), min_size=1, max_size=3), st.dictionaries(forms, forms))
def test_pandas_and_polars_read_every_field_as_it_was(sents: list[list[str]], metadata: dict[str, str]) -> None:
    file = io.BytesIO()
    words = Document.from_sents(sents, "d", metadata)
    row = aligned(metadata, list(metadata))
    table = tsv.header_of(list(metadata)) + tsv.render(Document("d", words.text, row, words.annotation))
    file.write(table.encode())
    file.seek(0)
    theirs = pandas.read_csv(file, sep="\t", keep_default_na=False, dtype=str)
    assert theirs["form"].tolist() == words.words()
    assert theirs.iloc[0, len(tsv.COLUMNS) : -1].tolist() == list(metadata.values())
    ours = polars.read_csv(table.encode(), separator="\t", infer_schema=False)
    assert [form or "" for form in ours["form"]] == words.words()
