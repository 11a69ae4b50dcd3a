"""A batch of any library comes back in its kind, with its rows and columns as they were."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest

import nlpmap
from nlpmap.annotate import annotated_rows
from nlpmap.errors import InputError
from tests.annotate.engine_batches import KINDS, TEXTS, Wavering, kinds, rows


@pytest.mark.parametrize(
    "column",
    [
        pandas.Series(TEXTS, dtype=object),
        pandas.Series(TEXTS, dtype="string"),
        pandas.Series(TEXTS, dtype=pandas.ArrowDtype(pyarrow.large_string())),
        pandas.Series(TEXTS, dtype="category"),
        pyarrow.array(TEXTS, pyarrow.large_string()),
        pyarrow.array(TEXTS, pyarrow.string_view()),
        pyarrow.array(TEXTS).dictionary_encode(),
        pyarrow.chunked_array([TEXTS[:1], [], TEXTS[1:]]),
        polars.Series(TEXTS, dtype=polars.Categorical),
        polars.Series(TEXTS, dtype=polars.Enum(TEXTS)),
        numpy.array(TEXTS),
        numpy.array(TEXTS, dtype=object),
        tuple(TEXTS),
    ],
    ids=lambda column: f"{type(column).__name__} {getattr(column, 'dtype', getattr(column, 'type', ''))}"[:40],
)
def test_texts_may_be_of_any_type_of_text(column: Any) -> None:
    expected = nlpmap.annotator("tag")({"text": TEXTS})["xpos"]
    batches: list[Any] = [{"text": column}]
    batches += [pandas.DataFrame({"text": column})] if isinstance(column, pandas.Series) else []
    batches += [polars.DataFrame({"text": column})] if isinstance(column, polars.Series) else []
    batches += [pyarrow.table({"text": column})] if isinstance(column, pyarrow.Array | pyarrow.ChunkedArray) else []
    for batch in batches:
        assert [row["xpos"] for row in rows(nlpmap.annotator("tag")(batch))] == expected


@kinds
def test_an_empty_batch_has_the_columns(make: Callable[[Any], Any]) -> None:
    annotated = nlpmap.annotator("tag", on_error="column", prefix="nlp_")(make({"text": [], "n": []}))
    names = list(getattr(annotated, "columns", annotated))  # of Arrow, these are columns
    names = [*annotated.schema.names] if isinstance(annotated, pyarrow.Table | pyarrow.RecordBatch) else names
    assert names == ["text", "n", *(f"nlp_{name}" for name in annotated_rows.names_of_columns("tag", "column"))]
    assert rows(annotated) == []


@kinds
def test_a_batch_of_nothing_but_bad_rows_has_the_same_types(make: Callable[[Any], Any]) -> None:
    batch = make({"text": ["BAD"] * 2})
    good = make({"text": ["Dogs bark."] * 2})
    annotate = nlpmap.annotator("tokenize", on_error="column", tokenizer=Wavering())
    for annotated, other in [(annotate(batch), annotate(good))]:
        for types in ("dtypes", "schema"):
            assert str(getattr(annotated, types, None)) == str(getattr(other, types, None))
    if isinstance(batch, dict) and isinstance(batch["text"], list):
        assert pyarrow.table(annotate(batch)).schema == pyarrow.table(annotate(good)).schema


def test_rows_of_equal_length_are_lists_and_no_matrix() -> None:
    for make in KINDS.values():
        assert [row["tokens"] for row in rows(nlpmap.annotator("tokenize")(make({"text": ["a b", "c d"]})))] == [
            ["a", "b"],
            ["c", "d"],
        ]


def test_a_frame_keeps_its_index_its_order_and_its_other_columns() -> None:
    index = pandas.MultiIndex.from_tuples([("b", 1), ("a", 2), ("b", 1)], names=["x", "y"])
    frame = pandas.DataFrame({"when": pandas.to_datetime(["2020-05-01"] * 3), "body": ["a b", "c", "d"], 3: 1}, index)
    before = frame.copy()
    annotated = nlpmap.annotator("tokenize", column="body")(frame)
    pandas.testing.assert_frame_equal(annotated[["when", "body", 3]], before)
    pandas.testing.assert_frame_equal(frame, before)
    assert annotated["tokens"].tolist() == [["a", "b"], ["c"], ["d"]]


def test_a_table_keeps_its_metadata() -> None:
    table = pyarrow.table({"text": ["a"]}).replace_schema_metadata({"by": "Ode"})
    assert nlpmap.annotator("tag")(table).schema.metadata == {b"by": b"Ode"}


@kinds
def test_a_column_that_is_not_there_is_told_with_those_that_are(make: Callable[[Any], Any]) -> None:
    with pytest.raises(InputError) as caught:
        nlpmap.annotator("tag")(make({"id": [1], "body": ["a"]}))
    assert str(caught.value) == "the batch has no column 'text'; its columns: 'id', 'body'. Say which: column="


@kinds
def test_a_column_of_the_same_name_is_not_replaced(make: Callable[[Any], Any]) -> None:
    batch = make({"text": ["a"], "start": [1]})
    with pytest.raises(InputError, match=r"the batch has a column 'start' already; .*prefix='nlpmap_'"):
        nlpmap.annotator("tag")(batch)
    [row] = rows(nlpmap.annotator("tag", prefix="nlpmap_")(batch))
    assert (row["start"], row["nlpmap_start"]) == (1, [0])


def test_two_columns_of_texts_are_told() -> None:
    frame = pandas.DataFrame([["a", "b"]], columns=["text", "text"])
    with pytest.raises(InputError, match="the batch has 2 columns 'text'"):
        nlpmap.annotator("tag")(frame)


@pytest.mark.parametrize(
    ("batch", "said"),
    [
        (["a"], "a batch is a table or a dict of columns, not a list: {'text': [...]}"),
        ("a", "a batch is a table or a dict of columns, not a str: {'text': [...]}"),
        (None, "a batch is a table or a dict of columns, not a NoneType: {'text': [...]}"),
        (pandas.Series(["a"]), "a pandas Series is no batch; write annotate(series.to_frame('text'))"),
        (polars.Series(["a"]), "a polars Series is no batch; write annotate(series.to_frame('text'))"),
        (polars.LazyFrame({"text": ["a"]}), "a polars LazyFrame is no batch; write annotate(frame.collect())"),
        (
            {"text": "a"},
            "a batch has a list under 'text', not a str: in datasets, map(annotate, batched=True); "
            "in Ray Data, map_batches(annotate)",
        ),
    ],
)
def test_what_is_no_batch_is_refused_with_what_to_write(batch: Any, said: str) -> None:
    with pytest.raises(InputError) as caught:
        nlpmap.annotator("tag")(batch)
    assert str(caught.value) == said


def test_batches_come_out_one_by_one_for_spark() -> None:
    frames = nlpmap.annotator("tokenize").in_pandas(pandas.DataFrame({"text": [text]}) for text in ("a b", "c"))
    assert [frame["tokens"].tolist() for frame in frames] == [[["a", "b"]], [["c"]]]


@pytest.mark.parametrize("task", ["tokenize", "tag", "chunk"])
def test_schema_and_meta_foretell_what_comes(task: Any) -> None:
    annotate = nlpmap.annotator(task, on_error="column", prefix="n_")
    frame = pandas.DataFrame({"text": TEXTS, "n": range(4)}, index=[3, 1, 4, 1])
    frame["_meta"] = "which is what Dask calls its own"
    meta = annotate.meta(frame)
    assert (meta.dtypes.to_dict(), len(meta)) == (annotate(frame).dtypes.to_dict(), 0)
    assert meta.index.dtype == frame.index.dtype
    table = pyarrow.table({"text": TEXTS, "n": range(4)})
    for like in (table, table.schema, table.to_batches()[0]):
        assert annotate.schema(like) == annotate(table).schema
    del frame["_meta"]
    assert annotate.schema(frame).names == annotate.schema(polars.DataFrame({"text": TEXTS, "n": [*range(4)]})).names
    assert annotate.schema().names == list(annotate.meta().columns) == list(annotate.names)
    with pytest.raises(InputError, match="no column 'text'"):
        annotate.meta(frame[["n"]])
    with pytest.raises(InputError, match="a list has no schema that is known"):
        annotate.schema([1])
