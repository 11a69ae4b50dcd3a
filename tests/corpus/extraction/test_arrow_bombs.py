"""An Arrow file of few bytes that unpacks to very many, or shows the same ones again and again, costs little memory."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc
import pytest

import nlpmap
from nlpmap.corpus.extraction.flatbuffers import Table
from nlpmap.errors import InputError
from tests.memory import read_within_bounds

LONG = 150_000_000
WAYS = ("file", "stream")
TEXT = "a" * 1_000_000
ROWS = 3_000


def written(path: Path, batches: Iterable[pa.RecordBatch], way: str = "file", packing: str | None = "zstd") -> None:
    first, *others = batches
    new = pa.ipc.new_file if way == "file" else pa.ipc.new_stream
    options = pa.ipc.IpcWriteOptions(compression=packing, emit_dictionary_deltas=True)
    with pa.OSFile(str(path), "wb") as file, new(file, first.schema, options=options) as writer:
        for batch in (first, *others):
            writer.write_batch(batch)


def batch_of(**columns: Any) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict(columns)


def nulls(count: int) -> pa.Array:
    """Return values that have no bytes; `pyarrow.nulls` makes some for them."""
    return pa.Array.from_buffers(pa.null(), count, [None])


def wrong(path: Path, **options: Any) -> str:
    with pytest.raises(InputError) as caught:
        list(nlpmap.read(path, **options))
    return str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("packing", ["zstd", "lz4"])
@pytest.mark.parametrize("way", WAYS)
def test_a_long_text_that_is_packed_as_only_bombs_are_is_told_and_what_comes_before_it_read(
    tmp_path: Path, way: str, packing: str
) -> None:
    path = tmp_path / "a.arrow"
    written(path, [batch_of(text=["Good."]), batch_of(text=["a" * LONG])], way, packing)
    documents, said = read_within_bounds(path)
    assert documents == 1
    assert "a.arrow: a batch of rows unpacks from " in said
    assert said.endswith("Raise max_chars to read it")
    assert read_within_bounds(path, max_chars=1_000) == (1, said)


@pytest.mark.parametrize("way", WAYS)
def test_the_advice_of_a_bomb_is_followed(tmp_path: Path, way: str) -> None:
    path = tmp_path / "a.feather"
    written(path, [batch_of(text=["Good.", "a" * 17_000_000])], way)
    assert "Raise max_chars to read it" in wrong(path)
    assert [len(document.text) for document in nlpmap.read(path, max_chars=17_000_000)] == [5, 17_000_000]


@pytest.mark.parametrize("way", WAYS)
def test_dictionaries_are_bounded_together(tmp_path: Path, way: str) -> None:
    path = tmp_path / "a.arrow"
    texts = [pa.DictionaryArray.from_arrays([0], [f"{n}" + "a" * 6_000_000]) for n in range(3)]
    if way == "file":
        known = pa.concat_arrays([text.dictionary for text in texts])
        texts = [pa.DictionaryArray.from_arrays([n], known[: n + 1]) for n in range(3)]
    written(path, [batch_of(text=text) for text in texts], way)
    assert "what its dictionaries have unpacks from" in wrong(path)
    assert len(list(nlpmap.read(path, max_chars=20_000_000))) == 3


def test_a_batch_of_rows_without_bytes_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.arrow"
    written(path, [batch_of(text=nulls(2**31 - 1))], packing=None)
    assert "a batch of rows unpacks from 0 to 2,147,483,647 bytes" in wrong(path)


def repeated(way: str) -> pa.Array:
    """Return a column of a text that is there once and shown in each row, in a way that Arrow has for it."""
    zeros, ones = (pa.array([number] * ROWS, pa.int32()) for number in (0, 1))
    if way == "runs":
        return pa.RunEndEncodedArray.from_arrays(pa.array([ROWS], pa.int32()), [TEXT])
    if way == "union":
        return pa.UnionArray.from_dense(zeros.cast(pa.int8()), zeros, [pa.array([TEXT])])
    if way == "list":
        return pa.ListViewArray.from_arrays(zeros, ones, pa.array([TEXT]))
    if way == "long list":
        return pa.ListViewArray.from_arrays(zeros, pa.array([10_000] * ROWS, pa.int32()), pa.array(range(10_000)))
    if way == "coded":
        return pa.DictionaryArray.from_arrays(zeros, [TEXT])
    view = struct.pack("<i4sii", len(TEXT), TEXT[:4].encode(), 0, 0)
    buffers = [None, pa.py_buffer(view * ROWS), pa.py_buffer(TEXT.encode())]
    try:
        views = pa.Array.from_buffers(pa.string_view(), ROWS, buffers)
    except ValueError:
        pytest.skip("this pyarrow makes no views of buffers")
    return views if way == "view" else pa.DictionaryArray.from_arrays(range(ROWS), views)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["runs", "union", "list", "long list", "coded", "view", "coded view"])
def test_what_is_there_once_and_shown_in_many_rows_is_read_a_few_at_a_time(tmp_path: Path, way: str) -> None:
    path = tmp_path / "a.arrow"
    column = repeated(way)
    written(path, [batch_of(text=["Dogs."] * ROWS, notes=column)], packing=None)
    assert read_within_bounds(path) == (ROWS, "")
    if way in ("runs", "view", "coded", "coded view"):
        written(path, [batch_of(text=column)], packing=None)
        assert read_within_bounds(path) == (ROWS, "")


@pytest.mark.slow
def test_a_row_of_very_many_values_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.arrow"
    values = nulls(2**30)
    many = {
        "list": pa.ListArray.from_arrays(pa.array([0, 2**30], pa.int32()), values),
        "list of a length": pa.FixedSizeListArray.from_arrays(values, 2**30),
        "struct": pa.ListArray.from_arrays(
            pa.array([0, 2**30], pa.int32()), pa.StructArray.from_arrays([values], ["a"])
        ),
        "view": pa.ListViewArray.from_arrays(pa.array([0], pa.int32()), pa.array([2**30], pa.int32()), values),
    }
    for notes in many.values():
        written(path, [batch_of(text=["Dogs."], notes=notes)], packing=None)
        documents, said = read_within_bounds(path)
        assert documents == 0
        assert "a row unpacks from " in said


def test_each_kind_of_column_is_read_wherever_reading_begins(tmp_path: Path) -> None:
    path = tmp_path / "a.arrow"
    some = batch_of(
        text=pa.array(["a", None, "of more than twelve"], pa.string_view()),
        runs=pa.RunEndEncodedArray.from_arrays(pa.array([2, 3], pa.int32()), ["x", "y"]),
        lists=pa.array([[1], [], [2, 3]], pa.list_view(pa.int64())),
        coded=pa.array(["u", "v", "u"]).dictionary_encode(),
        one=pa.DictionaryArray.from_arrays([3, None, 5], pa.array([*"abcdef"], pa.string_view())),
        pairs=pa.array([[("k", 1)], [], None], pa.map_(pa.string(), pa.int32())),
    )
    for way in WAYS:
        for packing in (None, "zstd", "lz4"):
            written(path, [some, some.slice(1), some], way, packing)
            found = list(nlpmap.read(path))
            texts = ["a", "", "of more than twelve"]
            assert [one.text for one in found] == [*texts, *texts[1:], *texts]
            assert found[2].metadata["runs"] == found[4].metadata["runs"] == "y"
            assert found[4].metadata["lists"] == [2, 3]
            assert [one.metadata["one"] for one in found] == ["d", None, "f", None, "f", "d", None, "f"]
            assert [one.text for one in nlpmap.open(path)[5:]] == texts


@pytest.mark.parametrize("content", [b"", b"\1" * 8, b"\xff" * 8, struct.pack("<Ii", 4, 2**30)])
def test_bytes_that_are_no_table_are_told(content: bytes) -> None:
    with pytest.raises(ValueError, match="a place outside"):
        Table.root(content)


@pytest.mark.parametrize("way", WAYS)
def test_a_file_cut_or_altered_anywhere_is_read_or_told(tmp_path: Path, way: str) -> None:
    path = tmp_path / "a.arrow"
    written(path, [batch_of(text=["Dogs bark."] * 3)] * 2, way)
    whole = path.read_bytes()
    for place in range(8, len(whole), 7):
        before = whole[:place]
        for altered in (before, before + b"\xff" + whole[place + 1 :], before + whole[place + 4 :]):
            path.write_bytes(altered)
            try:
                documents = list(nlpmap.read(path))
            except InputError:
                continue
            assert len(documents) <= 6
