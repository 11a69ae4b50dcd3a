"""Metadata of any type that people's tables have is written as JSON has it, or refused in one line."""

from __future__ import annotations

import datetime
import decimal
import enum
import json
import pathlib
import uuid
from pathlib import Path
from typing import Any

import numpy
import pytest

import nlpmap
from nlpmap import Document
from nlpmap.errors import InputError

FORMATS = ("conllu", "jsonl", "tsv", "vertical", "parquet", "jsonl-sentences", "parquet-sentences", "parquet-documents")
formats = pytest.mark.parametrize("format", FORMATS)


class Colour(enum.Enum):
    RED = "red"


VALUES = {  # and what JSON has for them
    "date": (datetime.date(2020, 5, 1), "2020-05-01"),
    "time": (datetime.datetime(2020, 5, 1, 12, tzinfo=datetime.timezone.utc), "2020-05-01T12:00:00+00:00"),
    "span": (datetime.timedelta(1), "1 day, 0:00:00"),
    "integer": (numpy.int64(4), 4),
    "float": (numpy.float32(1.5), 1.5),
    "truth": (numpy.bool_(True), True),
    "array": (numpy.arange(2), [0, 1]),
    "moment": (numpy.datetime64("2020-05-01"), "2020-05-01"),
    "decimal": (decimal.Decimal("1.10"), "1.10"),
    "path": (pathlib.PurePosixPath("a/b"), "a/b"),
    "number": (uuid.UUID(int=1), str(uuid.UUID(int=1))),
    "colour": (Colour.RED, "red"),
    "set": ({1}, [1]),
    "tuple": ((1, (2,)), [1, [2]]),
    "nothing": (float("nan"), None),
    "endless": (float("inf"), "inf"),
    "inside": ({"on": [datetime.date(2020, 5, 1), float("nan")], 3: {}}, {"on": ["2020-05-01", None], "3": {}}),
}


def tagged(metadata: Any) -> list[Document]:
    return [Document.from_sents([[("Yes", "UH")]], "d1", metadata)]


def test_values_that_json_does_not_know_are_written_as_it_has_them(tmp_path: Path) -> None:
    nlpmap.write(tagged({key: value for key, (value, _) in VALUES.items()}), tmp_path / "o.jsonl")
    [line] = (tmp_path / "o.jsonl").read_text().splitlines()

    def no_constant(name: str) -> Any:
        raise AssertionError(f"{name} is not JSON")

    assert json.loads(line, parse_constant=no_constant)["metadata"] == {
        key: right for key, (_, right) in VALUES.items()
    }


@formats
@pytest.mark.parametrize("key", VALUES)
def test_every_format_takes_them(tmp_path: Path, format: str, key: str) -> None:
    value, right = VALUES[key]
    path = tmp_path / f"o.{format.partition('-')[0]}"
    nlpmap.write(tagged({"key": value, "last": "z"}), path, format=format)
    if "-" not in format:
        [document] = nlpmap.open(path)
        text = right if isinstance(right, str) else json.dumps(right)
        assert document.metadata.get("key") in (right, text, None if right is not None else "")


@formats
def test_keys_that_are_no_text_are_written_as_json_has_them(tmp_path: Path, format: str) -> None:
    path = tmp_path / f"o.{format.partition('-')[0]}"
    nlpmap.write(tagged({1: "a", None: "b", 1.5: "c", (1, 2): "d"}), path, format=format)


@formats
@pytest.mark.parametrize("value", [b"\xff", 1j, object(), [object()]], ids=["bytes", "complex", "object", "in a list"])
def test_what_has_no_form_is_refused_in_one_line(tmp_path: Path, format: str, value: object) -> None:
    with pytest.raises(InputError, match=r"document 'd1': metadata 'key': a \w+ has no place in JSON; give text, a"):
        nlpmap.write(tagged({"key": value}), tmp_path / "o", format=format)


@pytest.mark.parametrize("format", ["tsv", "vertical", "parquet", "parquet-sentences", "parquet-documents"])
def test_half_a_character_is_refused_in_one_line(tmp_path: Path, format: str) -> None:
    with pytest.raises(InputError, match="document 'd1': U\\+D800, half a character"):
        nlpmap.write(tagged({"key": "\ud800"}), tmp_path / "o", format=format)


@pytest.mark.parametrize("format", ["tsv", "parquet", "parquet-sentences", "parquet-documents"])
def test_half_a_character_in_a_key_is_refused_in_one_line(tmp_path: Path, format: str) -> None:
    with pytest.raises(InputError, match="document 'd1': U\\+D800, half a character"):
        nlpmap.write(tagged({"\ud800": "a"}), tmp_path / "o", format=format)


@pytest.mark.parametrize("format", ["parquet-documents", "parquet-sentences", "parquet", "tsv"])
def test_metadata_may_be_called_as_a_column_of_any_table_is(tmp_path: Path, format: str) -> None:
    names = ("doc", "lemma", "chunks", "tokens", "sentence", "start", "iob", "metadata", "id", "text")
    for name in names:
        nlpmap.write(tagged({name: "mine"}), tmp_path / f"{name}.{format}", format=format)
        if format.startswith("parquet"):
            import pyarrow.parquet as parquet

            [row] = parquet.read_table(tmp_path / f"{name}.{format}").to_pylist()
            assert "mine" in (row[name], row.get(f"metadata_{name}"))


def test_what_is_no_document_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"item 1 is a str and no Document; texts are tagged first, as in nlpmap\.write"
    ):
        nlpmap.write(["Dogs bark."], tmp_path / "o.conllu")  # type: ignore[list-item]
    with pytest.raises(InputError, match="write the documents of the pairs"):
        nlpmap.write([(tagged({})[0], "context")], tmp_path / "o.conllu")  # type: ignore[list-item]
    failed = nlpmap.tag(["Dogs bark.", None], workers=0, on_error="return")
    with pytest.raises(InputError, match="item 2 is a WorkerError and no Document; write without those that failed"):
        nlpmap.write(failed, tmp_path / "o.conllu")
    with pytest.raises(InputError, match="documents are an iterable"):
        nlpmap.write(None, tmp_path / "o.conllu")  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())
