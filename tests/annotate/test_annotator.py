"""One callable for any batch: the answers of `nlpmap.tag`, in the columns of a parquet file."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cloudpickle
import numpy
import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest

import nlpmap
from nlpmap import Document
from nlpmap.annotate import Annotator, annotated_rows, kept_kernels
from nlpmap.annotate.portable_recipe import PortableRecipe
from nlpmap.errors import HostError, InputError, ModelError, OptionError, WorkerError
from nlpmap.models import Model, load

TEXTS = ["The old dog slept.", "", "It's here. Good!", "Dr. Ode saw “it”."]
MIXED = ["Dogs bark.", None, "BAD", "Cats sleep."]
SAID = [None, "InputError: the text is missing", "ValueError: bad", None]
KINDS: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "pandas": pandas.DataFrame,
    "polars": lambda columns: polars.DataFrame(columns, strict=False),
    "table": pyarrow.table,
    "batch": pyarrow.RecordBatch.from_pydict,
    "dict": dict,
    "numpy": lambda columns: {name: numpy.array(cells, dtype=object) for name, cells in columns.items()},
}
kinds = pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
untyped: Any = nlpmap


class Wavering:
    """A tokenizer that some texts are too much for."""

    def tokenize(self, text: str) -> list[str]:
        if "BAD" in text:
            raise ValueError("bad")
        if "EXIT" in text:
            raise SystemExit(3)
        return text.split()


class Interrupted:
    def tokenize(self, text: str) -> list[str]:
        raise KeyboardInterrupt


def rows(batch: Any) -> list[dict[str, Any]]:
    """A batch's rows, what is missing as None."""
    if isinstance(batch, dict):
        batch = {name: list(cells) for name, cells in batch.items()}
        return [dict(zip(batch, row, strict=True)) for row in zip(*batch.values(), strict=True)]
    if isinstance(batch, pandas.DataFrame):
        batch = pyarrow.Table.from_pandas(batch, preserve_index=False)
    found: list[dict[str, Any]] = batch.to_dicts() if isinstance(batch, polars.DataFrame) else batch.to_pylist()
    return found


# the answers, and their columns


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


# rows that fail


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


# batches


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


# schema and meta


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


# options


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: untyped.annotator("tga"), InputError, "unknown task 'tga'; did you mean 'tag'?"),
        (lambda: untyped.annotator(["tag"]), InputError, "unknown task ['tag']; did you mean 'tag'?"),
        (
            lambda: untyped.annotator("tag", tokeniser="ud"),
            OptionError,
            "nlpmap.annotator has no option 'tokeniser'; did you mean 'tokenizer'?",
        ),
        (
            lambda: untyped.annotator("tag", text_key="body"),
            OptionError,
            "nlpmap.annotator has no option 'text_key'; did you mean 'column'?",
        ),
        (
            lambda: untyped.annotator("tag", num_proc=2),
            OptionError,
            "nlpmap.annotator has no option 'num_proc'; processes and sizes of batches are the engine's own",
        ),
        (
            lambda: untyped.annotator("tag", batch_size=2),
            OptionError,
            "nlpmap.annotator has no option 'batch_size'; processes and sizes of batches are the engine's own",
        ),
        (
            lambda: untyped.annotator("tag", on_error="skip"),
            InputError,
            "on_error is 'column' or 'raise', not 'skip'",
        ),
        (lambda: untyped.annotator("tag", column=3), InputError, "column is a text, not 3"),
        (lambda: untyped.annotator("tag", tokenizer="udd"), InputError, "unknown tokenizer 'udd'"),
        (lambda: untyped.annotator("tag", model="enn"), ModelError, "unknown model 'enn'; did you mean 'en'?"),
        (lambda: untyped.annotator("chunk", grammar="NP: {"), InputError, "the chunk grammar can't be read"),
        (
            lambda: untyped.annotator("tag", model=Model("mine", {"tagger": {}})),
            ModelError,
            "the model 'mine' has only: tagger; plain text needs a splitter, too",
        ),
        (
            lambda: untyped.annotator("tokenize", tokenizer=Unpicklable()),
            InputError,
            "can't be sent to workers",
        ),
    ],
)
def test_an_option_is_checked_at_once(call: Callable[[], object], error: type[Exception], said: str) -> None:
    with pytest.raises(error) as caught:
        call()
    assert said in str(caught.value)


class Unpicklable:
    def __init__(self) -> None:
        self.lock = threading.Lock()

    def tokenize(self, text: str) -> list[str]:
        return text.split()


@pytest.mark.parametrize(
    "steps",
    [{"tokenizer": "ud"}, {"splitter": "punkt"}, {"grammar": "NP: {<DT>?<NN>}"}, {"chunker": "grammar"}],
    ids=str,
)
def test_options_are_those_of_the_task(steps: Any) -> None:
    [*expected] = nlpmap.chunk(TEXTS, workers=0, **steps)
    annotated = nlpmap.annotator("chunk", **steps)({"text": TEXTS})
    assert annotated["tokens"] == [document.words() for document in expected]
    assert annotated["iob"] == [list(document.annotated.iob or []) for document in expected]


# pickles


def test_it_is_pickled_to_few_bytes_the_same_in_every_process() -> None:
    options = {"column": "body", "model": "en", "tokenizer": "ud"}
    code = f"import nlpmap, pickle; print(pickle.dumps(nlpmap.annotator('chunk', **{options})).hex())"
    env = os.environ | {"PYTHONHASHSEED": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    annotate = untyped.annotator("chunk", **options)
    assert annotate({"body": ["Cats sleep."]})["iob"] == [["B-NP", "B-VP", "O"]]
    content = pickle.dumps(annotate)  # also after it was used
    again = pickle.loads(content)
    assert pickle.dumps(again) == content == bytes.fromhex(done.stdout)
    assert len(content) < 400
    assert repr(again) == repr(annotate)
    assert again({"body": ["Cats sleep."]}) == annotate({"body": ["Cats sleep."]})


def test_other_options_are_other_bytes() -> None:
    options: list[dict[str, Any]] = [{}, {"column": "b"}, {"prefix": "b"}, {"on_error": "column"}, {"tokenizer": "ud"}]
    made = {pickle.dumps(nlpmap.annotator("tag", **given)) for given in options}
    assert len(made | {pickle.dumps(nlpmap.annotator("chunk"))}) == len(options) + 1


@pytest.mark.parametrize("pickler", [pickle, cloudpickle])
def test_objects_of_ones_own_go_along(pickler: Any) -> None:
    again = pickle.loads(pickler.dumps(nlpmap.annotator("tokenize", tokenizer=Wavering(), on_error="column")))
    assert again({"text": MIXED})["error"] == SAID


def test_a_model_goes_along_and_is_always_the_same_bytes() -> None:
    given = load("en")
    model = Model("mine", given.tables, given.metadata)
    content = pickle.dumps(nlpmap.annotator("tag", model=model))
    assert pickle.dumps(pickle.loads(content)) == content
    assert pickle.loads(content)({"text": TEXTS}) == nlpmap.annotator("tag")({"text": TEXTS})


def test_a_model_file_is_found_from_another_folder_and_must_be_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = load("en")
    tables = {name: given.tables[name] for name in ("splitter",)}
    monkeypatch.chdir(tmp_path)
    Path("mine.nlpmap").write_bytes(Model("mine", tables).to_bytes())
    content = pickle.dumps(nlpmap.annotator("tokenize", model="mine.nlpmap"))
    monkeypatch.chdir("/")
    assert pickle.loads(content)({"text": TEXTS}) == nlpmap.annotator("tokenize")({"text": TEXTS})
    kept_kernels.KEPT.places.clear()
    (tmp_path / "mine.nlpmap").write_bytes(Model("mine", {"splitter": {}}).to_bytes())
    with pytest.raises(ModelError, match=r"mine\.nlpmap' is another here .*model=nlpmap\.models\.load\("):
        pickle.loads(content)({"text": TEXTS})


def test_another_nlpmap_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    content = pickle.dumps(nlpmap.annotator("tag", tokenizer="toktok", on_error="column"))
    monkeypatch.setattr("nlpmap.annotate.portable_recipe.__version__", "99")
    with pytest.raises(HostError, match=r"is of nlpmap .*, and .* has nlpmap 99: install the same"):
        pickle.loads(content)({"text": ["a"]})


# kernels


def test_a_kernel_is_made_once_for_all_that_want_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    really = PortableRecipe.made

    def counted(recipe: PortableRecipe) -> Any:
        made.append(recipe)
        return really(recipe)

    monkeypatch.setattr(PortableRecipe, "made", counted)
    kept_kernels.KEPT.places.clear()
    content = pickle.dumps(nlpmap.annotator("tag"))
    for _ in range(3):
        pickle.loads(content)({"text": ["Dogs bark."]})
        Annotator("tag", column="body")({"body": ["Dogs bark."]})
    assert len(made) == 1
    for _ in range(2):
        nlpmap.annotator("tokenize", tokenizer=Wavering())({"text": ["Dogs bark."]})
    assert len(made) == 2


def test_no_more_kernels_are_kept_than_a_few() -> None:
    kept: kept_kernels.KeptKernels[str] = kept_kernels.KeptKernels()
    for number in range(9):
        with kept.using(str(number), lambda: "kernel"):
            pass
    assert len(kept.places) == kept_kernels.MOST


def test_threads_take_turns_with_a_kernel() -> None:
    annotate = nlpmap.annotator("chunk")
    texts = [f"{text} {number}" for number in range(40) for text in TEXTS]
    expected = annotate({"text": texts})
    kept_kernels.KEPT.places.clear()
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(annotate({"text": texts}))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_fork_while_a_thread_works_does_not_wait_for_it() -> None:
    annotate = nlpmap.annotator("tag")
    at_work, ended = threading.Event(), threading.Event()

    def work() -> None:
        with annotate.recipe.using():
            at_work.set()
            ended.wait(60)

    thread = threading.Thread(target=work)
    thread.start()
    assert at_work.wait(60)
    child = os.fork()
    if not child:
        os._exit(0 if annotate({"text": ["Cats sleep."]})["xpos"] == [["NNS", "VBP", "."]] else 1)
    assert os.waitpid(child, 0)[1] == 0
    ended.set()
    thread.join()


def test_a_kernel_that_was_interrupted_is_made_anew() -> None:
    kept: kept_kernels.KeptKernels[object] = kept_kernels.KeptKernels()
    kernels: list[object] = []
    for error in (ValueError, KeyboardInterrupt, None):
        with pytest.raises(error) if error else threading.Lock():
            with kept.using("a", object) as kernel:
                kernels.append(kernel)
                if error:
                    raise error
    assert kernels[0] is kernels[1]
    assert kernels[1] is not kernels[2]
