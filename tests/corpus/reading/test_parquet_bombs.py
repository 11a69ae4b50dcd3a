"""A parquet file of few bytes that unpacks to very many costs little memory, whichever way it is packed so tightly."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

import nlpmap
from nlpmap.corpus.parquet_pages import BrokenHeader, header_at, struct_in
from nlpmap.errors import InputError
from tests.memory import read_within_bounds


def written(path: Path, *groups: dict[str, Any], schema: pa.Schema | None = None, **options: Any) -> None:
    tables = [pa.table(group, schema=schema) for group in groups]
    with pq.ParquetWriter(path, tables[0].schema, compression="zstd", **options) as writer:
        for table in tables:
            writer.write_table(table)


@pytest.mark.slow
@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("use_dictionary", [True, False])
def test_a_long_text_that_is_packed_as_only_bombs_are_is_told_and_what_comes_before_it_read(
    tmp_path: Path, version: str, use_dictionary: bool
) -> None:
    path = tmp_path / "a.parquet"
    long = {"text": ["a" * 150_000_000]}
    written(path, {"text": ["Good."]}, long, data_page_version=version, use_dictionary=use_dictionary)
    documents, said = read_within_bounds(path)
    assert documents == 1
    assert "a page of the column 'text' unpacks from " in said
    assert said.endswith("Raise max_chars to read it")
    assert read_within_bounds(path, max_chars=1_000) == (1, said)


def test_the_advice_of_a_bomb_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    written(path, {"text": ["a" * 17_000_000]})
    with pytest.raises(InputError, match="Raise max_chars to read it"):
        list(nlpmap.read(path))
    [document] = nlpmap.read(path, max_chars=17_000_000)
    assert len(document.text) == 17_000_000


@pytest.mark.slow
def test_many_long_texts_are_read_a_few_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    written(path, {"text": ["a" * 1_000_000] * 300}, use_dictionary=False, data_page_size=2**12, write_batch_size=1)
    assert read_within_bounds(path) == (300, "")


@pytest.mark.slow
def test_a_long_text_that_comes_again_and_again_is_there_once(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    texts = pa.DictionaryArray.from_arrays([0] * 3_000, ["a" * 1_000_000])
    nested = pa.ListArray.from_arrays(
        [*range(0, 30_001, 10)], pa.DictionaryArray.from_arrays([0] * 30_000, texts.dictionary)
    )
    for columns in ({"text": texts}, {"text": ["Dogs."] * 3_000, "notes": nested}):
        written(path, columns)
        assert read_within_bounds(path) == (3_000, "")


@pytest.mark.slow
def test_a_row_of_very_many_values_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    written(path, {"text": ["Dogs."], "notes": pa.array([pa.repeat(7, 10_000_000)], pa.list_(pa.int64()))})
    documents, said = read_within_bounds(path)
    assert documents == 0
    assert "the column 'notes.list.element' unpacks from" in said


@pytest.mark.slow
@pytest.mark.parametrize("count", [200_000, 1_000_000])
def test_a_table_of_very_many_columns_is_told(tmp_path: Path, count: int) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(table_of_columns(count))
    documents, said = read_within_bounds(path)
    assert documents == 0
    assert "not a complete parquet file" in said


def table_of_columns(count: int) -> bytes:
    """Return a parquet file without rows: what is written of its columns is the least that there can be."""
    column = bytes([0x15, 12, 0x25, 2, 0x18, 1]) + b"c" + bytes([0])  # type, repetition, name
    root = bytes([0x48, 1]) + b"r" + bytes([0x15]) + varint(2 * count) + bytes([0])
    schema = bytes([0xFC]) + varint(count + 1) + root + column * count
    footer = bytes([0x15, 2, 0x19]) + schema + bytes([0x16, 0, 0x19, 0x0C, 0])
    return b"PAR1" + footer + len(footer).to_bytes(4, "little") + b"PAR1"


def varint(number: int) -> bytes:
    return bytes([number & 127 | 128]) + varint(number >> 7) if number > 127 else bytes([number])


def test_a_table_of_some_columns_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(table_of_columns(3))
    assert pq.ParquetFile(path).schema_arrow.names == ["c"] * 3
    with pytest.raises(InputError, match="no column 'text'"):
        list(nlpmap.read(path))


@pytest.mark.slow
def test_a_packed_file_that_unpacks_to_very_much_is_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet.zst"
    packer = zstandard.ZstdCompressor().compressobj()
    path.write_bytes(packer.compress(b"PAR1") + packer.compress(bytes(200_000_000)) + packer.flush())
    documents, said = read_within_bounds(path)
    assert documents == 0
    assert "unpacks to more than" in said


def test_values_are_those_that_pyarrow_lists(tmp_path: Path) -> None:
    some = {
        "text": ["a", None, "b", "a"],
        "tags": [["x", None], [], None, ["x"]],
        "of": [{"name": "a", "in": ["u"]}, None, {"name": None, "in": None}, {"name": "a", "in": []}],
        "pairs": pa.array([[("k", 1)], [], None, [("k", 2)]], pa.map_(pa.string(), pa.int32())),
        "bytes": [b"x", b"y", None, b"x"],
        "coded": pa.array(["x", None, "y", "x"]).dictionary_encode(),
    }
    for use_dictionary in (True, False):
        written(tmp_path / "a.parquet", some, some, use_dictionary=use_dictionary)
        found = list(nlpmap.read(tmp_path / "a.parquet"))
        assert [document.text for document in found] == ["a", "", "b", "a"] * 2
        assert [document.metadata["tags"] for document in found] == [["x", None], [], None, ["x"]] * 2
        assert found[0].metadata["of"] == {"name": "a", "in": ["u"]}
        assert [document.metadata["coded"] for document in found] == ["x", None, "y", "x"] * 2
        assert found[0].metadata["pairs"] == ["('k', 1)"]


def test_a_dictionary_of_as_many_values_as_its_numbers_tell_is_read(tmp_path: Path) -> None:
    texts = pa.DictionaryArray.from_arrays(pa.array([*range(128), None], pa.int8()), [str(n) for n in range(128)])
    table = pa.table({"text": texts})
    with pa.OSFile(str(tmp_path / "a.arrow"), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    assert [document.text for document in nlpmap.read(tmp_path / "a.arrow")] == [*map(str, range(128)), ""]


LIST_WITHOUT_END, MAP = bytes([0x19, 0xFC]) + b"\xff" * 4, bytes([0x1B, 0])
NO_HEADERS = [
    b"",
    b"\x15",
    bytes([0x1C] * 100),
    b"\x19" * 9_000,
    bytes([0x19, 0x1C]) * 100,
    bytes([0x15]) + b"\xff" * 20,
    MAP,
    LIST_WITHOUT_END,
]


@pytest.mark.parametrize("content", NO_HEADERS)
def test_a_header_that_is_none_is_told(content: bytes) -> None:
    with pytest.raises(BrokenHeader):
        header_at(io.BytesIO(content), 0)


def test_long_statistics_of_a_page_are_passed_over() -> None:
    statistics = bytes([0x18]) + varint(50_000) + bytes(50_000) + bytes([0])
    content = bytes([0x15, 0, 0x15, 8, 0x15, 6, 0x2C, 0x15, 2, 0x4C]) + statistics + bytes([0, 0])
    assert header_at(io.BytesIO(content), 0)[1] == len(content) == struct_in(content, 0)[1]


def test_a_text_that_is_no_utf_8_and_an_end_that_pyarrow_ends_the_process_at_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    written(path, {"text": ["Dogs bark.", "Cats sleep."], "tags": [["x"], None]}, use_dictionary=False)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"Dogs", b"D\xff\xffs"))
    with pytest.raises(InputError, match=r"not a complete parquet file \('utf-8' codec"):
        list(nlpmap.read(path))
    end = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    for place in range(end, len(whole) - 8, 3):
        for byte in (0, 0x15, 0xFF):
            path.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
            with contextlib.suppress(InputError):
                list(nlpmap.read(path))


def test_an_arrow_file_whose_batch_is_not_as_long_as_it_says_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.arrow"
    table = pa.table({"text": ["Dogs bark."] * 20})
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    whole = path.read_bytes()
    place = whole.index((20).to_bytes(8, "little"))
    path.write_bytes(whole[:place] + (5_000).to_bytes(8, "little") + whole[place + 8 :])
    with pytest.raises(InputError, match="not a complete Arrow file"):
        list(nlpmap.read(path))
