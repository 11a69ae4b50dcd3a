"""A corpus of everything that goes wrong: what is sound comes out, in order, and each broken record is told."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from nlpmap import Reading
from nlpmap.corpus.inputs.sources import find
from nlpmap.corpus.reading.located import Located
from nlpmap.corpus.reading.reading import documents_with_positions

LONG = 12_000_000


@pytest.fixture(scope="module")
def poison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("poison")
    lines = [
        json.dumps({"id": "same", "text": "One."}).encode(),
        json.dumps({"id": "same", "text": "Two."}).encode(),
        b'{"id": "lone", "text": "half \\ud83d here"}',
        b'{"id": "nul", "text": "a\\u0000b"}',
        b'{"text": "broken',
        b'{"text": "it\x92s"}',
        json.dumps({"id": "huge", "text": "word " * (LONG // 5)}).encode(),
        b"[" * 100_000,
        b'{"id": "last", "text": "Three."}',
    ]
    contents = {
        "a.jsonl": b"\n".join(lines),
        "b invalid.txt": b"caf\xe9 \xff",
        "c nul.txt": b"a\x00b",
        "d\nnew line.txt": b"Dogs.",
        "e empty.txt": b"",
        "e.conllu": b"",
        "e.jsonl": b"\n\n",
        "e.jsonl.gz": b"",
        "f cut.jsonl.gz": gzip.compress(b'{"text": "before"}\n' + b'{"text": "after"}\n' * 20_000)[:-40],
        "g..txt": b"Cats.",
        "h.parquet": b"",
        "i.csv": b'text\n"open\nfor ever',
        "j.conllu": b"# newdoc id = x\n1\tbroken\n\n# newdoc id = y\n1\tDogs" + b"\t_" * 8 + b"\n\n",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    with zipfile.ZipFile(folder / "k.zip", "w") as archive:
        for name in ("/etc/absolute.txt", "../up.txt"):
            archive.writestr(zipfile.ZipInfo(name), "Dogs.")
    return folder


def read(folder: Path, reading: Reading) -> dict[str, list[Located]]:
    return {source.name: list(documents_with_positions(source, reading)) for source in find(folder)}


def test_what_is_sound_comes_out_and_what_is_broken_is_told(poison: Path) -> None:
    found = read(poison, Reading(max_chars=1_000_000))
    outcomes = {
        name: [record.flaw.kind if record.flaw else "" for record in records] for name, records in found.items()
    }
    cut = outcomes.pop("f cut.jsonl.gz")
    assert outcomes == {
        "a.jsonl": ["", "", "", "", "malformed", "undecodable", "too long", "malformed", ""],
        "b invalid.txt": ["undecodable"],
        "c nul.txt": [""],
        "d\nnew line.txt": [""],
        "e empty.txt": [""],
        "e.conllu": [],
        "e.jsonl": [],
        "e.jsonl.gz": [],
        "g..txt": [""],
        "h.parquet": ["unreadable"],
        "i.csv": ["malformed", ""],
        "j.conllu": ["malformed", ""],
        "k.zip/etc/absolute.txt": [""],
        "k.zip/up.txt": [""],
    }
    assert cut[-1] == "unreadable"
    assert set(cut[:-1]) == {""}
    ids = [record.id for record in found["a.jsonl"]]
    assert ids == ["same", "same", "lone", "nul", "a.jsonl#5", "a.jsonl#6", "huge", "a.jsonl#8", "last"]


def test_every_record_has_a_document_or_a_flaw_and_its_own_place(poison: Path) -> None:
    for records in read(poison, Reading()).values():
        assert all((record.document is None) != (record.flaw is None) for record in records)
        assert [record.start.record for record in records] == list(range(1, len(records) + 1))
        ends = [record.end.offset for record in records]
        assert ends == sorted(ends)


def test_a_line_of_many_megabytes_is_read_where_it_is_allowed(poison: Path) -> None:
    huge = read(poison, Reading())["a.jsonl"][6]
    assert huge.document is not None
    assert len(huge.document.text) == LONG
