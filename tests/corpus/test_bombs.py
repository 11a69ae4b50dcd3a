"""A file of a few bytes that unpacks to very many costs little memory, and is told, and what comes after it is read.

So it is where a limit is given, and where none is.
"""

from __future__ import annotations

import bz2
import io
import json
import lzma
import random
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import zstandard

from nlpmap.corpus.inputs.sources import survey
from nlpmap.corpus.reading.reading import Reading, documents_with_positions
from nlpmap.errors import InputError
from nlpmap.jobs import Options, annotate_files
from tests.memory import peak_megabytes

UNIT = 2**20
MANY = 150  # units
MOST_MEGABYTES = 100
MAX_CHARS = 100_000
SETUP = """
import lxml.etree, lxml.html, warcio, zstandard, zipfile, tarfile, lzma, bz2, email
from nlpmap.corpus.inputs.sources import survey
from nlpmap.corpus.reading.reading import Reading, documents_with_positions
"""
WORK = """
reading = Reading(max_chars=int(sys.argv[2]) or None)
for source in survey(sys.argv[1], reading.selection()).sources:
    for found in documents_with_positions(source, reading):
        print(found.flaw.kind if found.flaw else found.document.text.strip()[:20])
"""
COMPRESSORS: dict[str, Callable[[], Any]] = {
    ".gz": lambda: zlib.compressobj(9, zlib.DEFLATED, 31),
    ".bz2": bz2.BZ2Compressor,
    ".xz": lambda: lzma.LZMACompressor(preset=0),
    ".zst": lambda: zstandard.ZstdCompressor().compressobj(),
}


class Bomb(NamedTuple):
    """A file that is short, then very long, then as it was; and what is read of it."""

    head: str
    unit: str
    tail: str
    outcomes: list[str]


LONG = ["too long"]
AROUND = ["Good.", *LONG, "After."]
WARC = "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nWARC-Target-URI: u\r\nContent-Length: "
GOOD_WARC, AFTER_WARC = f"{WARC}5\r\n\r\nGood.\r\n\r\n", f"\r\n\r\n{WARC}6\r\n\r\nAfter.\r\n\r\n"
GOOD_VERT, AFTER_VERT = "<doc>\nGood.\tNN\n</doc>\n", "</doc>\n<doc>\nAfter.\tNN\n</doc>\n"
MAIL = "From a\nSubject: x\n\n"
BOMBS = {
    "txt": Bomb("", "a", "", LONG),
    "html": Bomb("<p>", "a", "", LONG),
    "xml": Bomb("<a>", "\n", "</a>", LONG),
    "srt": Bomb("1\n00:00:01,000 --> 00:00:02,000\n", "a", "\n", LONG),
    "eml": Bomb("Subject: x\n\n", "a\n", "\n", LONG),
    "json": Bomb('[{"text": "Good."}, {"text": "', "a", '"}]', ["Good.", *LONG]),
    "jsonl": Bomb('{"text": "Good."}\n{"text": "', "a", '"}\n{"text": "After."}\n', AROUND),
    "csv": Bomb("text\nGood.\n", "a", "\nAfter.\n", AROUND),
    "vert": Bomb(f"{GOOD_VERT}<doc>\n", "a" * 124 + "\tNN\n", AFTER_VERT, AROUND),
    "attribute.vert": Bomb(f"{GOOD_VERT}<doc ", "a", f">\na\tNN\n{AFTER_VERT}", AROUND),
    "conllu": Bomb("# newdoc id = a\n# text = ", "a", "\n\n", LONG),
    "header.csv": Bomb('"', "a" * 65535 + "\n", "", ["unreadable"]),
    "mbox": Bomb(f"{MAIL}Good.\n\n{MAIL}", "a", f"\n\n{MAIL}After.\n", AROUND),
    "warc": Bomb(f"{GOOD_WARC}{WARC}{MANY * UNIT}\r\n\r\n", "a", AFTER_WARC, AROUND),
    "header.warc": Bomb(f"{GOOD_WARC}WARC/1.0\r\n", "a", "", ["Good.", "unreadable"]),
}


def content(bomb: Bomb) -> Iterator[bytes]:
    yield bomb.head.encode()
    unit = (bomb.unit * (UNIT // len(bomb.unit) + 1))[:UNIT].encode()
    for _ in range(MANY):
        yield unit
    yield bomb.tail.encode()


def packed(pieces: Iterable[bytes], suffix: str) -> bytes:
    compressor = COMPRESSORS[suffix]()
    return bytes(b"".join(map(compressor.compress, pieces)) + compressor.flush())


def outcomes_within_bounds(path: Path, max_chars: int = MAX_CHARS) -> list[str]:
    assert path.stat().st_size < 2 * UNIT
    megabytes, printed = peak_megabytes(SETUP, WORK, path, max_chars)
    assert megabytes < MOST_MEGABYTES
    return printed


@pytest.mark.parametrize(
    "suffix", [pytest.param(suffix, marks=[] if suffix == ".zst" else pytest.mark.slow) for suffix in COMPRESSORS]
)
def test_a_bomb_of_each_compression_costs_little_and_is_told(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.jsonl{suffix}"
    path.write_bytes(packed(content(BOMBS["jsonl"]), suffix))
    assert outcomes_within_bounds(path) == ["Good.", "too long", "After."]


@pytest.mark.slow
@pytest.mark.parametrize("max_chars", [MAX_CHARS, 0], ids=["limited", "unlimited"])
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_in_each_format_costs_little_and_is_told(tmp_path: Path, name: str, max_chars: int) -> None:
    path = tmp_path / f"a.{name}.zst"
    path.write_bytes(packed(content(BOMBS[name]), ".zst"))
    assert outcomes_within_bounds(path, max_chars) == BOMBS[name].outcomes


def read_all(path: Path, **options: Any) -> list[str]:
    reading = Reading(**options)
    [source] = survey(path, reading.selection()).sources
    found = list(documents_with_positions(source, reading))
    return [one.document.text[:5] if one.document else str(one.flaw and one.flaw.error) for one in found]


def test_what_is_packed_as_only_bombs_are_is_read_where_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(packed([b"a" * 17_000_000], ".gz"))
    [said] = read_all(path)
    assert said == f"{path}:1: a line of more than 14,680,064 bytes. Raise max_bytes to read it"
    assert read_all(path, max_chars=17_000_000) == read_all(path, max_bytes=17_000_000) == ["aaaaa"]
    (tmp_path / "a.txt").write_bytes(b"a" * 17_000_000)  # which nothing has packed
    assert read_all(tmp_path / "a.txt") == ["aaaaa"]


def test_what_is_packed_as_texts_are_is_read_however_long_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.gz"
    words = random.Random(0).choices(["the", "old", "dog", "barks", "at", "cats"], k=200_000)
    path.write_bytes(packed([" ".join(words).encode()], ".gz") * 20)
    assert read_all(path) == [" ".join(words)[:5]]


@pytest.mark.parametrize(("limit", "most"), [("max_chars", 20), ("max_bytes", 30)])
def test_a_limit_that_a_job_stopped_at_is_raised_to_go_on(tmp_path: Path, limit: str, most: int) -> None:
    texts = ["Dogs bark.", "Cats sleep. " * 9, "Good."]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    out, whole = tmp_path / "out.slash", tmp_path / "whole.slash"
    options = Options(workers=0, part_documents=1)
    given: dict[str, Any] = {limit: most}
    raised: dict[str, Any] = {limit: 10 * most}
    with pytest.raises(InputError, match=f"Raise {limit} to read it"):
        annotate_files("tokenize", tmp_path / "a.jsonl", out, options, reading=Reading(**given))
    annotate_files("tokenize", tmp_path / "a.jsonl", out, options, resume=True, reading=Reading(**raised))
    annotate_files("tokenize", tmp_path / "a.jsonl", whole, options)
    assert out.read_bytes() == whole.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("max_chars", [10**6, 0], ids=["limited", "unlimited"])
@pytest.mark.parametrize(
    ("name", "head", "line"),
    [
        ("txt", "", "a\n"),
        ("vert", "<doc>\n", "a\n"),
        ("vert", "", "<corpus>\n"),
        ("conllu", "# newdoc\n", "#\n"),
        ("slash", "", "a/DT\n"),
        ("iob", "", "a DT O\n"),
        ("srt", "1\n00:00:01,000 --> 00:00:02,000\n", "a\n"),
        ("vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n", "a\n"),
    ],
)
def test_very_many_short_lines_are_told(tmp_path: Path, name: str, head: str, line: str, max_chars: int) -> None:
    path = tmp_path / f"a.{name}.zst"
    path.write_bytes(packed([head.encode(), line.encode() * 1_500_000], ".zst"))
    assert outcomes_within_bounds(path, max_chars) == LONG


@pytest.mark.slow
def test_very_many_documents_that_never_come_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.vert.zst"
    heads = "".join(f"<doc n={number}>\n" for number in range(10**6))
    path.write_bytes(packed([heads.encode(), b"After.\tNN\n"], ".zst"))
    assert outcomes_within_bounds(path) == ["too long"] * 5 + ["After."]


@pytest.mark.slow
@pytest.mark.parametrize("max_chars", [10**6, 0], ids=["limited", "unlimited"])
@pytest.mark.parametrize(("head", "outcomes"), [("text\nx", ["too long", "After."]), ("text", ["unreadable"])])
@pytest.mark.parametrize(("name", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_a_row_of_very_many_columns_is_told(
    tmp_path: Path, name: str, delimiter: str, head: str, outcomes: list[str], max_chars: int
) -> None:
    path = tmp_path / f"a.{name}.zst"
    path.write_bytes(packed([head.encode(), f"{delimiter}a".encode() * 7_000_000, b"\nAfter.\n"], ".zst"))
    assert outcomes_within_bounds(path, max_chars) == outcomes


@pytest.mark.slow
@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_an_object_of_very_many_keys_is_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"a.{name}.zst"
    keys = ", ".join(f'"{number}": {number}' for number in range(10**6))
    first, last = ("[", "]") if name == "json" else ("", "")
    path.write_bytes(packed([f'{first}{{"text": "Dogs bark.", {keys}}}{last}\n'.encode()], ".zst"))
    assert outcomes_within_bounds(path, 10**6) == LONG


@pytest.mark.slow
def test_a_line_of_very_many_tokens_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.slash.zst"
    path.write_bytes(packed([b"a/DT " * 3_300_000], ".zst"))
    assert outcomes_within_bounds(path, 0) == LONG


@pytest.mark.slow
def test_a_quoted_field_of_a_table_that_does_not_end_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.zst"
    path.write_bytes(packed(content(Bomb('text\nGood.\n"', "a" * 65535 + "\n", '"\n', [])), ".zst"))
    assert outcomes_within_bounds(path)[:2] == ["Good.", "too long"]


@pytest.mark.slow
@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_in_a_zip_file_costs_little_and_the_other_members_are_read(tmp_path: Path, method: int) -> None:
    path = tmp_path / "a.zip"
    bomb = BOMBS["txt"]
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("a.txt", "Good.")
        with archive.open("b.txt", "w") as member:
            for piece in content(bomb):
                member.write(piece)
        archive.writestr("c.txt.bz2", packed(content(bomb), ".bz2"))
        archive.writestr("d.txt", "After.")
    assert outcomes_within_bounds(path) == ["Good.", "too long", "too long", "After."]


@pytest.mark.slow
def test_an_archive_of_very_many_files_costs_little(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(50_000):
            archive.writestr(f"{number}.txt", "Dogs bark.")
    megabytes, printed = peak_megabytes(SETUP, WORK, path, 0)
    assert (len(printed), megabytes < 60) == (50_000, True)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", COMPRESSORS)
def test_a_bomb_in_a_tar_file_costs_little_and_the_other_members_are_read(tmp_path: Path, suffix: str) -> None:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        for name, size in (("a.txt", 3), ("b.txt", MANY * UNIT), ("c.txt", 3)):
            info = tarfile.TarInfo(name)
            info.size = size
            archive.addfile(info, io.BytesIO(b"a" * size))
    path = tmp_path / f"a.tar{suffix}"
    path.write_bytes(packed([whole.getvalue()], suffix))
    assert outcomes_within_bounds(path) == ["aaa", "too long", "aaa"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        (".gz", tarfile.XHDTYPE),
        (".zst", tarfile.GNUTYPE_LONGNAME),
        (".bz2", tarfile.GNUTYPE_SPARSE),
        (".xz", tarfile.XHDTYPE),
    ],
)
def test_a_header_of_a_tar_file_that_does_not_end_is_told(tmp_path: Path, suffix: str, kind: bytes) -> None:
    good = tarfile.TarInfo("a.txt")
    endless = tarfile.TarInfo("b.txt")
    endless.type, endless.size = kind, MANY * UNIT
    sparse = b"1" * 504 + b"\1" + b"1" * 7  # a map that says it goes on
    header = bytearray(endless.tobuf(tarfile.GNU_FORMAT))
    if kind == tarfile.GNUTYPE_SPARSE:
        header[482] = 1
        header[148:156] = f"{sum(header[:148]) + 256 + sum(header[156:]):06o}\0 ".encode()
    body = (sparse * (UNIT // 512) for _ in range(MANY))
    path = tmp_path / f"a.tar{suffix}"
    path.write_bytes(packed([good.tobuf(tarfile.GNU_FORMAT), bytes(header), *body], suffix))
    assert outcomes_within_bounds(path)[-1:] in (["unreadable"], [""])


def test_a_member_that_is_packed_as_zipfile_does_not_bound_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with zipfile.ZipFile(path, "w", method) as archive:
            archive.writestr("a.txt", "Dogs bark.")
        whole = path.read_bytes()
        reading = Reading()
        [source] = survey(path, reading.selection()).sources
        assert [found.document.text for found in documents_with_positions(source, reading) if found.document] == [
            "Dogs bark."
        ]
        crc = zlib.crc32(b"Dogs bark.").to_bytes(4, "little")
        path.write_bytes(whole.replace(crc, b"\0\0\0\0"))
        [source] = survey(path, reading.selection()).sources
        [found] = documents_with_positions(source, reading)
        assert found.flaw is not None
        assert "can't be unpacked (it is not what the archive says" in str(found.flaw.error)


@pytest.mark.parametrize("suffix", [".xz", ".zst"])
def test_a_file_that_wants_much_memory_to_be_unpacked_says_how_to_pack_it_anew(tmp_path: Path, suffix: str) -> None:
    if suffix == ".xz":
        filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 2**27}]
        whole = lzma.compress(b"Dogs bark.", filters=filters)
    else:
        parameters = zstandard.ZstdCompressionParameters(window_log=28, enable_ldm=False)
        compressor = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
        whole = compressor.compress(b"Dogs bark.") + compressor.flush()
    path = tmp_path / f"a b.txt{suffix}"
    path.write_bytes(whole)
    reading = Reading()
    [source] = survey(path, reading.selection()).sources
    [found] = documents_with_positions(source, reading)
    assert found.flaw is not None
    command = {".xz": "xz -dc", ".zst": "zstd -dc --long=31"}[suffix]
    assert f"needs very much memory to be unpacked. Pack it anew: {command} '{path}' | " in str(found.flaw.error)
