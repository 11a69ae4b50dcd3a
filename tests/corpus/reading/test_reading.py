"""How files become documents: encodings, ends of line, splits, and errors that name the line."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap import Reading
from nlpmap.corpus.reading.lines import lines_of
from nlpmap.corpus.reading.options import Split
from nlpmap.errors import InputError
from nlpmap.files.streams import stream_of


def texts(path: Path, reading: Reading = Reading()) -> list[str]:
    return [document.text for document in nlpmap.read(path, reading)]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def test_a_text_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "cafe.txt"
    path.write_bytes("Café.\r\nAçaí.\n".encode(encoding))
    assert texts(path, Reading(encoding=encoding)) == ["Café.\r\nAçaí.\n"]


@given(
    st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: not text.startswith("\ufeff")),
    st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-7"]),
)
def test_lines_are_those_of_the_decoded_text(text: str, encoding: str) -> None:
    lines = [line for line, _, _ in lines_of(io.BytesIO(text.encode(encoding)), "here", encoding)]
    assert lines == list(io.StringIO(text, newline="\n"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_is_left_out(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "mark.jsonl"
    path.write_bytes('\ufeff{"text": "Dogs."}\n'.encode(encoding))
    assert texts(path, Reading(encoding=encoding)) == ["Dogs."]


@pytest.mark.parametrize(
    ("content", "encoding", "message"),
    [
        (b"a\nb\x92\n", "utf-8", ":2: byte 0x92 is not UTF-8. Try encoding='cp1252'"),
        (b"a\nb\nc\xe2\x82", "utf-8", ":3: byte 0xe2 is not UTF-8. Try encoding='cp1252'"),
        (b"a\nb\x81\n", "cp1252", ":2: byte 0x81 is not CP1252. Try encoding='cp850'"),
        ("a\nb\n".encode("utf-16-le") + b"\x00\xd8a\x00", "utf-16-le", ":3: byte 0x00 is not UTF-16-LE."),
        (b"plain text", "utf-16", ":1: no byte order mark at the start. Try encoding='utf-8'"),
    ],
)
def test_a_wrong_encoding_is_named_with_its_line(tmp_path: Path, content: bytes, encoding: str, message: str) -> None:
    path = tmp_path / "ewt.txt"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        texts(path, Reading(encoding=encoding))
    assert str(caught.value).startswith(f"{path}{message}")


@pytest.mark.parametrize(
    ("split", "expected"),
    [
        ("file", ["One\r\ntwo.\r\n\r\n\r\nThree."]),
        ("paragraph", ["One\r\ntwo.", "Three."]),
        ("line", ["One", "two.", "Three."]),
    ],
)
def test_a_text_is_split_as_asked_whatever_its_ends_of_line(tmp_path: Path, split: Split, expected: list[str]) -> None:
    path = tmp_path / "dos.txt"
    path.write_bytes(b"One\r\ntwo.\r\n\r\n\r\nThree.")
    assert texts(path, Reading(split=split)) == expected


def test_only_an_end_of_line_ends_a_line(tmp_path: Path) -> None:
    path = tmp_path / "odd.txt"
    path.write_text("a\u2028b\x0bc\x85d\n", "utf-8")
    assert texts(path, Reading(split="line")) == ["a\u2028b\x0bc\x85d"]


def test_an_empty_text_is_a_document_and_an_empty_list_of_lines_none(tmp_path: Path) -> None:
    for name in ("empty.txt", "empty.jsonl", "empty.conllu"):
        (tmp_path / name).touch()
    assert [document.id for document in nlpmap.read(tmp_path)] == ["empty.txt"]


def test_json_lines_keep_their_other_keys(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"key": 3, "body": "Dogs.", "year": 1999, "nested": {"a": [None]}}), "utf-8")
    [document] = nlpmap.read(path, Reading(text_key="body", id_key="key"))
    assert (document.id, document.text) == ("3", "Dogs.")
    assert document.metadata == {"year": 1999, "nested": {"a": [None]}}


def test_reading_is_lazy(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"Dogs bark.\n"

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stream_of(endless())))
    documents = nlpmap.read("-", Reading(split="line"))
    assert [next(documents).id for _ in range(2)] == ["stdin#1", "stdin#2"]


def test_unknown_options_are_refused_by_name() -> None:
    with pytest.raises(InputError, match="unknown encoding 'utf-61'"):
        Reading(encoding="utf-61")
    with pytest.raises(InputError, match="unknown split 'word'; known: file, paragraph, line"):
        Reading(split="word")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="max_chars is at least 1, not 0"):
        Reading(max_chars=0)
