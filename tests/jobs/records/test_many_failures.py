"""What is tried again takes as long as it is long, however many documents failed, in whatever order they are listed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nlpmap.corpus.reading.reading import documents_with_positions
from nlpmap.errors import InputError
from nlpmap.files.names import beside_output
from nlpmap.jobs import Options, RetryOptions, annotate_files, retry

WHOLE = Options(workers=0, part_characters=300)
SHORT = replace(WHOLE, on_error="quarantine", reading=replace(WHOLE.reading, max_chars=12))
AGAIN = RetryOptions(workers=0)


@pytest.fixture(params=["a.jsonl", "a.jsonl.gz"])
def lines(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file of documents, most of which are too long."""
    texts = (f"Number {n} is long." if n % 5 else "Short." for n in range(60))
    path = Path(tmp_path, request.param)
    content = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Where files are read from, each time that one is opened."""
    places: list[Any] = []
    read = documents_with_positions

    def noted(source: Any, reading: Any, start: Any) -> Iterator[Any]:
        places.append(start)
        return read(source, reading, start)

    monkeypatch.setattr("nlpmap.jobs.records.failed_records.documents_with_positions", noted)
    return places


@pytest.mark.parametrize("change", [False, True])
def test_a_file_is_read_once_however_many_of_its_documents_failed(
    lines: Path, tmp_path: Path, opened: list[Any], change: bool
) -> None:
    whole, out = tmp_path / "whole.conllu", tmp_path / "out.conllu"
    annotate_files("tokenize", lines, whole, WHOLE)
    assert annotate_files("tokenize", lines, out, SHORT).failed == 48
    if change:
        content = lines.read_bytes()
        lines.write_bytes(content + (gzip.compress(b" ") if lines.suffix == ".gz" else b" "))
    assert retry(out, AGAIN).failed == 0
    assert out.read_bytes() == whole.read_bytes()
    assert len(opened) == 1


def test_the_order_in_which_failures_are_listed_is_no_matter(lines: Path, tmp_path: Path) -> None:
    whole, out = tmp_path / "whole.conllu", tmp_path / "out.conllu"
    annotate_files("tokenize", lines, whole, WHOLE)
    annotate_files("tokenize", lines, out, SHORT)
    errors = beside_output(out).errors
    errors.write_bytes(b"".join(reversed(errors.read_bytes().splitlines(keepends=True))))
    assert retry(out, AGAIN).failed == 0
    assert out.read_bytes() == whole.read_bytes()


def test_what_is_left_moves_behind_what_is_put_in(lines: Path, tmp_path: Path) -> None:
    whole, out = tmp_path / "whole.conllu", tmp_path / "out.conllu"
    annotate_files("tokenize", lines, whole, WHOLE)
    annotate_files("tokenize", lines, out, SHORT)
    assert retry(out, replace(AGAIN, max_chars=17)).failed == 40
    assert retry(out, AGAIN).failed == 0
    assert out.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize(
    "wrong", [{"source": 7}, {"source": -1}, {"target": 1}, {"part": 9999}, {"start": "first"}, {"raw": None}]
)
def test_a_list_of_failures_that_contradicts_itself_is_refused(
    lines: Path, tmp_path: Path, wrong: dict[str, Any]
) -> None:
    out = tmp_path / "out.conllu"
    annotate_files("tokenize", lines, out, SHORT)
    errors, before = beside_output(out).errors, out.read_bytes()
    first, *rest = errors.read_bytes().splitlines(keepends=True)
    errors.write_bytes(b"".join([json.dumps({**json.loads(first), **wrong}).encode() + b"\n", *rest]))
    with pytest.raises(InputError, match=r"out\.conllu\.errors\.jsonl"):
        retry(out, AGAIN)
    assert out.read_bytes() == before
