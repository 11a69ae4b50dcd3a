"""A document of more bytes in its file than are allowed fails, and no other, whatever the file and however packed."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import zstandard

from nlpmap import Reading
from nlpmap.corpus.inputs.sources import survey
from nlpmap.corpus.reading.located import Located
from nlpmap.corpus.reading.options import Split
from nlpmap.corpus.reading.reading import documents_with_positions
from nlpmap.errors import InputError

SAID = "é dogs bark. "
LONG = SAID * 9
HUGE = 10**9
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": lambda content: zstandard.ZstdCompressor().compress(content),
}


class File(NamedTuple):
    """What is before the documents of a file, these, and what is after them; ``beside`` bytes of each are not its."""

    documents: list[str]
    head: str = ""
    tail: str = ""
    beside: int = 0

    @property
    def content(self) -> bytes:
        return "".join([self.head, *self.documents, self.tail]).encode()

    @property
    def longest(self) -> int:
        return max(len(text.encode()) for text in self.documents) - self.beside


def tokens(line: str, end: str = "", head: str = "") -> list[str]:
    return [head + "".join(map(line.format, range(1, count + 1))) + end for count in (1, 30, 2)]


MAIL = "From ada Mon Jan  1 00:00:00 2024\n"
PAGE = "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nWARC-Target-URI: u\r\nContent-Length: "
WORDS = "{}\ta" + "\t_" * 8 + "\n"
FILES = {
    "a.txt": File([LONG]),
    "a.html": File([f"<p>{LONG}"]),
    "a.xml": File([f"<p>{LONG}</p>"]),
    "a.srt": File([f"1\n00:00:01,000 --> 00:00:02,000\n{LONG}\n"]),
    "a.eml": File([f"Subject: x\n\n{LONG}\n"]),
    "a.mbox": File([f"{MAIL}\nA.\n\n", f"{MAIL}\n{LONG}\n\n", f"{MAIL}\nB.\n"], beside=len(MAIL)),
    "a.jsonl": File([json.dumps({"text": text}) + "\n" for text in ("A.", LONG, "B.")]),
    "a.json": File(['{"text": "A."},', json.dumps({"text": LONG})], "[", "]"),
    "a.csv": File(
        ["A.,b\n", f'"{LONG}\n",b\n', "B.,b\n"], "text,a header that is longer than all rows" + "x" * 99 + "\n"
    ),
    "a.conllu": File(tokens(WORDS, "\n", "# newdoc\n")),
    "a.slash": File(["a/DT\n\n", "a/DT " * 30 + "\n\n", "b/DT\n\n"]),
    "a.conll": File(tokens("w{} DT O O\n", "\n", "-DOCSTART- -X- O O\n\n")),
    "a.vert": File(tokens("w{}\tNN\n", "</doc>\n", "<doc>\n")),
}


def read(path: Path, max_bytes: int | None = None, **options: Any) -> list[Located]:
    reading = Reading(max_bytes=max_bytes, **options)
    return [
        found
        for source in survey(path, reading.selection()).sources
        for found in documents_with_positions(source, reading)
    ]


def written(folder: Path, name: str, packing: str = "") -> Path:
    path = folder / f"{name}{packing}"
    path.write_bytes(PACKINGS[packing](FILES[name].content))
    return path


def kinds(found: list[Located]) -> list[str]:
    return [one.flaw.kind if one.flaw else "" for one in found]


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("name", FILES)
def test_a_document_of_more_bytes_fails_and_the_others_are_read(tmp_path: Path, name: str, packing: str) -> None:
    if name.endswith((".html", ".xml")):
        pytest.importorskip("lxml")
    path, longest = written(tmp_path, name, packing), FILES[name].longest
    whole = read(path)
    assert kinds(whole) == [""] * len(FILES[name].documents)
    assert read(path, HUGE) == read(path, longest) == whole
    found = read(path, longest - 1)
    long = max(range(len(whole)), key=lambda number: len(FILES[name].documents[number]))
    assert kinds(found) == ["too long" if number == long else "" for number in range(len(whole))]
    flaw = found[long].flaw
    assert flaw is not None
    assert str(flaw.error).endswith("Raise max_bytes to read it")
    assert [one for one in found if one.document] == [one for one in whole if one.start != whole[long].start]


@pytest.mark.parametrize("split", ["paragraph", "line"])
def test_the_parts_of_a_text_are_documents(tmp_path: Path, split: Split) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"Dogs.\n\n{LONG}\n\nCats.\n", "utf-8", newline="")
    assert kinds(read(path, 20, split=split)) == ["", "too long", ""]


@pytest.mark.parametrize("suffix", ["parquet", "arrow"])
def test_a_row_of_a_table_in_columns_has_the_bytes_of_its_text(tmp_path: Path, suffix: str) -> None:
    pytest.importorskip("pyarrow")
    import pyarrow as pa
    import pyarrow.feather
    import pyarrow.parquet

    path = tmp_path / f"a.{suffix}"
    table = pa.table({"text": ["A.", LONG, "B."], "beside": ["x" * 999] * 3})
    if suffix == "parquet":
        pyarrow.parquet.write_table(table, path)
    else:
        pyarrow.feather.write_feather(table, path)
    longest = len(LONG.encode())
    assert kinds(read(path, longest)) == kinds(read(path)) == [""] * 3
    assert kinds(read(path, longest - 1)) == ["", "too long", ""]


@pytest.mark.parametrize("count", [len(LONG.encode()), 10**5])
def test_a_page_of_a_web_archive_has_the_bytes_that_are_archived(tmp_path: Path, count: int) -> None:
    pytest.importorskip("warcio")
    path = tmp_path / "a.warc"
    pages = ("A.", "a" * count, "B.")
    path.write_bytes("".join(f"{PAGE}{len(page)}\r\n\r\n{page}\r\n\r\n" for page in pages).encode())
    assert kinds(read(path, count)) == ["", "", ""]
    assert kinds(read(path, count - 1)) == ["", "too long", ""]


def test_members_of_archives_are_files_too(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.txt", "a.jsonl", "a.html"):
            archive.writestr(name, FILES[name].content)
    assert kinds(read(path, 20)) == ["too long", "", "too long", "", "too long"]
    assert read(path, HUGE) == read(path)


@pytest.mark.parametrize("name", FILES)
def test_one_of_very_many_more_bytes_fails_as_one_of_a_few(tmp_path: Path, name: str) -> None:
    if name.endswith((".html", ".xml")):
        pytest.importorskip("lxml")
    given = FILES[name]
    huge = [text.replace(SAID, SAID * 999).replace("a/DT ", "a/DT " * 2999) for text in given.documents]
    path = tmp_path / name
    path.write_bytes(given._replace(documents=huge).content)
    found = read(path, 1000)
    is_made_long = huge != given.documents
    told = [str(one.flaw.error) for one in found if one.flaw and one.flaw.kind == "too long"]
    assert ["Raise max_bytes" in said for said in told] == [True] * is_made_long
    assert kinds(read(path, HUGE)) == [""] * len(huge)


def test_both_limits_hold(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    texts = ["Dogs.", "Dogs bark at cats.", "Cats."]
    path.write_text("".join(json.dumps({"text": text, "x": "x" * len(text)}) + "\n" for text in texts))
    options = [(None, 40), (10, None), (10, 40), (10, HUGE), (HUGE, 40)]
    assert [kinds(read(path, most, max_chars=chars)) for chars, most in options] == [["", "too long", ""]] * 5
    said = [str((flaw := read(path, most, max_chars=chars)[1].flaw) and flaw.error) for chars, most in options]
    assert ["max_bytes" in one for one in said] == [True, False, False, False, True]


def test_a_text_that_is_packed_as_bombs_are_is_read_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text": "' + b"a" * 17_000_000 + b'"}\n{"text": "After."}\n'))
    assert kinds(read(path)) == kinds(read(path, 17_000_000)) == ["too long", ""]
    assert kinds(read(path, 17_000_013)) == ["", ""]


def test_documents_of_many_short_lines_are_within_their_bytes(tmp_path: Path) -> None:
    for name, line in (("a.txt", "a\n"), ("a.conllu", "1\ta" + "\t_" * 8 + "\n\n")):
        path = tmp_path / name
        path.write_text(line * 9_000)
        assert kinds(read(path, len(line) * 9_000)) == [""]


def test_a_limit_of_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="max_bytes is at least 1, not 0"):
        Reading(max_bytes=0)
