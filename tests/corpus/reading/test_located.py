"""Every record of a file is found with its place, and a broken one leaves the others be."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap import Document, Reading
from nlpmap.corpus.inputs.sources import find
from nlpmap.corpus.reading.located import END, Located, Position
from nlpmap.corpus.reading.reading import documents_with_positions
from nlpmap.remote.formats import conllu, jsonl, slash
from tests.growth import TIMES, grows_linearly


def records(path: Path, reading: Reading = Reading(), start_at: Position = Position()) -> list[Located]:
    [source] = find(path, reading.format)
    return list(documents_with_positions(source, reading, start_at))


def ids(found: list[Located]) -> list[str]:
    return [record.id for record in found]


def flaws(found: list[Located]) -> list[tuple[str, str] | None]:
    return [record.flaw and (record.flaw.kind, str(record.flaw.error)) for record in found]


SAMPLES = {
    "a.txt": (b"One.\ntwo.\n", Reading()),
    "lines.txt": (b"One.\n\n  \r\ntwo.\r\nThree", Reading(split="line")),
    "paragraphs.txt": ("\ufeff\n\nOne\ntwo.\n \n\u3000\nThree.\nfour\n\n".encode(), Reading(split="paragraph")),
    "a.jsonl": (b'{"text": "One"}\n\n{"id": "x", "text": "two"}\n{"text": "three"}', Reading()),
    "a.slash": (b"a/X b/Y\nc\n\ne\n\nd/Z\n\n", Reading()),
    "a.conllu": (
        b"# made by\n" + b"".join(conllu.render(Document.from_sents([["a", "b"]], id)).encode() for id in "xyz"),
        Reading(),
    ),
    "plain.conllu": (b"# x\n1\ta" + b"\t_" * 8 + b"\n\n1\tb" + b"\t_" * 8 + b"\n\n", Reading()),
    "wide.txt": ("One.\n\u0a0a\u0a00\ntwo.".encode("utf-16"), Reading(split="line", encoding="utf-16")),
}


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_reading_goes_on_at_the_end_of_any_record(tmp_path: Path, name: str, suffix: str) -> None:
    content, reading = SAMPLES[name]
    path = tmp_path / (name + suffix)
    path.write_bytes(gzip.compress(content) if suffix else content)
    found = records(path, reading)
    assert len(found) == {"a.txt": 1, "plain.conllu": 1, "paragraphs.txt": 2}.get(name, 3)
    for number, record in enumerate(found):
        assert records(path, reading, record.start) == found[number:]
        assert records(path, reading, record.end) == found[number + 1 :]


@given(
    st.lists(st.sampled_from([" ", "a/X", "b", "\n", "\r\n", "\x85", "\u3000", "\x1c", "# newdoc id = d"]), max_size=30)
)
def test_records_are_the_documents_that_the_format_finds_in_all_lines(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str]
) -> None:
    path = tmp_path_factory.mktemp("law") / "x.slash"
    path.write_text("".join(pieces), encoding="utf-8", newline="")
    with path.open(encoding="utf-8", newline="\n") as lines:
        content = list(lines)
    parse = slash.variant(content).parse
    assert parse is not None
    assert [record.document for record in records(path)] == list(parse(content, "x.slash"))


def test_offsets_and_lines_are_those_of_the_unpacked_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"text": "é"}\n\n{"text": "b"}\n'.encode())
    assert [(record.start, record.end) for record in records(path)] == [
        (Position(0, 1, 1), Position(15, 2, 2)),
        (Position(16, 2, 3), Position(30, 3, 4)),
    ]


def test_broken_lines_of_json_are_marked_and_the_others_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "a"}\n{"text": \n{"text": "it\x92s"}\n[1]\n{"text": "\\ud800"}\n{"text": "b"}\n')
    found = records(path)
    assert ids(found) == ["a.jsonl#1", "a.jsonl#2", "a.jsonl#3", "a.jsonl#4", "a.jsonl#5", "a.jsonl#6"]
    assert flaws(found) == [
        None,
        ("malformed", f"{path}:2: not JSON: Expecting value: line 2 column 1 (char 10)"),
        ("undecodable", f"{path}:3: byte 0x92 is not UTF-8. Try encoding='cp1252'"),
        ("malformed", f"{path}:4: a JSON object or a text is expected, not a list"),
        None,
        None,
    ]


def test_a_broken_document_of_many_lines_is_marked_with_the_line_at_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.conllu"
    good = conllu.render(Document.from_sents([["a"]], "good"))
    path.write_text(good + "# newdoc id = bad\n1\tshort\n\n" + good, "utf-8")
    assert flaws(records(path)) == [
        None,
        ("malformed", f"{path}:7: a token line has 10 columns between tabs, not 2"),
        None,
    ]


def test_a_text_that_is_not_in_its_encoding_is_one_broken_record(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\ntw\x92o\nthree")
    [record] = records(path)
    assert (record.id, record.end.offset) == ("a.txt", 14)
    assert flaws(records(path, Reading(split="line"))) == [
        None,
        ("undecodable", f"{path}:2: byte 0x92 is not UTF-8. Try encoding='cp1252'"),
        None,
    ]


def test_what_is_too_long_is_marked_without_being_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [json.dumps({"text": "x" * length}) for length in (5, 11, 2_000_000, 10)]
    path.write_text("\n".join(lines), "utf-8")
    assert flaws(records(path, Reading(max_chars=10))) == [
        None,
        ("too long", f"{path}:2: a document of 11 characters, where 10 are allowed. Raise max_chars to read it"),
        ("too long", f"{path}:3: a line of more than 66,176 bytes. Raise max_chars to read it"),
        None,
    ]


def test_a_document_of_too_many_lines_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "a.slash"
    path.write_text("a/X\n\n" + "word/NN\n" * 100_000 + "\nb/Y\n\n", "utf-8")
    found = records(path, Reading(max_chars=1000))
    assert [record.flaw and record.flaw.kind for record in found] == [None, "too long", None]
    assert records(path, Reading(max_chars=1000), found[1].end) == found[2:]


def test_a_file_that_is_cut_off_gives_what_came_before_and_one_broken_record(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    lines = [json.dumps({"text": f"document {number} {hash(str(number))}"}) + "\n" for number in range(1000)]
    path.write_bytes(gzip.compress("".join(lines).encode())[:-2000])
    *before, last = records(path)
    assert [record.document and record.document.text for record in before] == [
        json.loads(line)["text"] for line in lines[: len(before)]
    ]
    assert last.flaw is not None
    assert last.flaw.kind == "unreadable"
    assert str(last.flaw.error).startswith(f"{path}: ends within its gzip stream, after ")
    assert last.end.offset == END
    assert records(path, start_at=last.end) == []


def test_a_line_of_many_megabytes_is_one_record(tmp_path: Path) -> None:
    path = long_line(tmp_path, 30_000_000)
    assert [len(record.document.text) for record in records(path) if record.document] == [30_000_000, 1]


@pytest.mark.slow
def test_a_long_line_is_read_in_linear_time(tmp_path: Path) -> None:
    small, large = (long_line(tmp_path, size) for size in (500_000, TIMES * 500_000))
    assert grows_linearly(lambda: records, small, large)


def long_line(folder: Path, size: int) -> Path:
    path = folder / f"{size}.jsonl"
    path.write_bytes(b'{"text": "' + b"word " * (size // 5) + b'"}\n{"text": "b"}\n')
    return path


def test_nothing_is_read_ahead_of_what_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(map(jsonl.render, (Document(str(number), "a") for number in range(10)))), "utf-8")
    [source] = find(path)
    found: Iterator[Located] = documents_with_positions(source, Reading())
    assert [next(found).id for _ in range(2)] == ["0", "1"]
