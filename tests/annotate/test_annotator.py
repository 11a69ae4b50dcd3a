"""One callable for any batch: the answers of `nlpmap.tag`, in the columns of a parquet file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest

import nlpmap
from nlpmap import Document
from nlpmap.annotate import annotated_rows
from nlpmap.errors import InputError, WorkerError
from tests.annotate.engine_batches import MIXED, SAID, TEXTS, Interrupted, Wavering, kinds, rows


@kinds
@pytest.mark.parametrize("task", ["tokenize", "tag", "chunk"])
def test_the_columns_are_those_of_a_parquet_file(make: Callable[[Any], Any], task: Any, tmp_path: Path) -> None:
    documents = getattr(nlpmap, task)(TEXTS, workers=0)
    nlpmap.write(documents, tmp_path / "a.parquet", format="parquet-documents")
    names = annotated_rows.COLUMNS[task]
    table = pyarrow.parquet.read_table(tmp_path / "a.parquet", columns=[*names])
    batch = make({"text": TEXTS})
    annotated = nlpmap.annotator(task)(batch)
    assert type(annotated) is type(batch)
    assert [{name: row[name] for name in names} for row in rows(annotated)] == table.to_pylist()
    assert nlpmap.annotator(task).schema() == table.schema.remove_metadata()
    if isinstance(annotated, pyarrow.Table | pyarrow.RecordBatch):
        assert annotated.drop_columns(["text"]).schema == table.schema.remove_metadata()
    if isinstance(annotated, polars.DataFrame):
        assert annotated.drop("text").schema == polars.read_parquet(tmp_path / "a.parquet", columns=[*names]).schema


@kinds
def test_a_bad_row_costs_that_row_and_says_why(make: Callable[[Any], Any]) -> None:
    annotate = nlpmap.annotator("tokenize", on_error="column", tokenizer=Wavering())
    annotated = rows(annotate(make({"text": MIXED, "n": [1, 2, 3, 4]})))
    assert [row["error"] for row in annotated] == SAID
    assert [row["tokens"] for row in annotated] == [["Dogs", "bark."], None, None, ["Cats", "sleep."]]
    assert [row["end"] for row in annotated] == [[4, 10], None, None, [4, 11]]
    assert [(row["text"], row["n"]) for row in annotated] == list(zip(MIXED, [1, 2, 3, 4], strict=True))


def test_a_row_has_the_same_answer_in_whatever_batch_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    annotate = nlpmap.annotator("chunk", on_error="column")
    texts = [*TEXTS, None, *MIXED] * 3
    whole = annotate({"text": texts})
    alone = [annotate({"text": [text]}) for text in texts]
    assert {name: [one[name][0] for one in alone] for name in whole} == whole
    monkeypatch.setattr(annotated_rows, "CHARACTERS_AT_ONCE", 20)
    monkeypatch.setattr("nlpmap.annotate.batch_annotator.ROWS_AT_ONCE", 5)
    assert annotate({"text": texts}) == whole
    assert rows(annotate(pyarrow.table({"text": texts}))) == rows(whole)
    assert rows(annotate(polars.DataFrame({"text": texts}))) == rows(whole)
    assert rows(annotate(pandas.DataFrame({"text": texts}))) == rows(whole)


def test_a_kernel_gets_no_more_together_than_so_many_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annotated_rows, "CHARACTERS_AT_ONCE", 20)
    documents: list[Any] = [Document("", "x" * length) for length in (8, 9, 10, 30, 1)]
    together = [[documents.index(one) for one in portion] for portion in annotated_rows.portions(documents)]
    assert together == [[0, 1, 2], [3], [4]]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (None, "missing"),
        (float("nan"), "missing"),
        (pandas.NA, "missing"),
        (pandas.NaT, "missing"),
        (7, "of type int, not str"),
        (b"Dogs", "bytes; decode it first: .decode('utf-8')"),
        (["Dogs"], "of type list, not str"),
        (Path("a.txt"), "a path; read the file first"),
    ],
)
def test_what_is_no_text_is_told(cell: object, said: str) -> None:
    frame = pandas.DataFrame({"text": pandas.Series(["Dogs.", cell], dtype=object)})
    annotated = nlpmap.annotator("tag", on_error="column")(frame)
    assert annotated["error"].iloc[1] == f"InputError: the text is {said}"
    assert annotated["tokens"].iloc[0] == ["Dogs", "."]
    with pytest.raises(InputError, match=r"row 2 of the batch: the text is .* go on without it: on_error='column'"):
        nlpmap.annotator("tag")(frame)


def test_an_error_of_a_row_is_raised_where_that_is_asked_for() -> None:
    with pytest.raises(WorkerError, match="item 2: ValueError: bad") as caught:
        nlpmap.annotator("tokenize", tokenizer=Wavering())({"text": ["a", "b", "BAD", "BAD"]})
    assert caught.value.index == 2
    assert "tokenize" in caught.value.traceback


def test_a_row_that_wants_to_end_the_process_costs_that_row() -> None:
    annotate = nlpmap.annotator("tokenize", on_error="column", tokenizer=Wavering())
    assert annotate({"text": ["a", "EXIT"]})["error"] == [None, "SystemExit: 3"]


def test_an_interrupt_is_none_of_a_row() -> None:
    with pytest.raises(KeyboardInterrupt):
        nlpmap.annotator("tokenize", on_error="column", tokenizer=Interrupted())({"text": ["a"]})
