"""Tables of tokens: the same rows as the files ``tsv`` and ``parquet`` have, in each library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest

import nlpmap
from nlpmap import Document, corpora
from nlpmap.errors import InputError
from nlpmap.remote.formats.tsv import COLUMNS

DOCUMENTS = list(nlpmap.chunk(nlpmap.read(corpora.path("sample")), workers=0))


def rows(frame: Any) -> list[dict[str, Any]]:
    if isinstance(frame, pandas.DataFrame):
        frame = pyarrow.Table.from_pandas(frame, preserve_index=False)
    found: list[dict[str, Any]] = frame.to_dicts() if isinstance(frame, polars.DataFrame) else frame.to_pylist()
    return found


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow", "arrow", "pd"])
def test_rows_are_those_of_a_parquet_file(library: str, tmp_path: Path) -> None:
    nlpmap.write(DOCUMENTS, tmp_path / "a.parquet")
    table = pyarrow.parquet.read_table(tmp_path / "a.parquet", columns=[*COLUMNS])
    assert rows(nlpmap.to_frame(DOCUMENTS, library)) == table.to_pylist()


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_metadata_are_columns_where_they_are_asked_for(library: str) -> None:
    documents = [
        Document.from_sents([[("Dogs", "NNS")]], "a", {"year": 1900, "form": "poem"}),
        Document.from_sents([["Yes", "!"]], "b", {"author": "Ode"}),
    ]
    [first, second, third] = rows(nlpmap.to_frame(documents, library, metadata=True))
    assert (first["year"], first["metadata.form"], first["author"], first["form"]) == (1900, "poem", None, "Dogs")
    assert (second["author"], third["author"], third["xpos"], third["token"]) == ("Ode", "Ode", None, 2)
    assert list(rows(nlpmap.to_frame(documents, library, metadata=["year"]))[0])[-1] == "year"


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_no_documents_are_a_table_without_rows(library: str) -> None:
    assert len(nlpmap.to_frame([], library)) == 0


def test_the_library_is_one_that_is_there() -> None:
    assert isinstance(nlpmap.to_frame(DOCUMENTS[0]), pandas.DataFrame)
    with pytest.raises(InputError, match="unknown library 'panda'; did you mean 'pandas'"):
        nlpmap.to_frame(DOCUMENTS, "panda")
    with pytest.raises(InputError, match=r"documents are nlpmap\.Document, not a str"):
        nlpmap.to_frame(["Dogs"])  # type: ignore[list-item]


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_metadata_of_mixed_types_is_text(library: str) -> None:
    documents = [Document.from_sents([["a"]], str(value), {"k": value}) for value in (1, "x", None, [2])]
    frame = nlpmap.to_frame(documents, library, metadata=True)
    column = frame["k"].to_pylist() if library == "pyarrow" else list(frame["k"])
    assert [column[0], column[1], column[3]] == ["1", "x", "[2]"]
