"""A ledger with a line that is too long to be one costs little memory, and is told in a line."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from nlpmap.errors import InputError
from nlpmap.files.names import beside_output
from nlpmap.jobs import Options, annotate_files, status, verify
from nlpmap.jobs.records import parts

LINE = 2**23  # bytes
SPARED = LINE // 2


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text("Dogs bark.")
    annotate_files("tokenize", tmp_path / "a.txt", tmp_path / "out.slash", Options(workers=0))
    return tmp_path / "out.slash"


@pytest.mark.parametrize("first", [b"x", b"[", b"\0", b'{"a":'])
def test_a_long_line_that_is_no_ledger_is_not_read(out: Path, first: bytes) -> None:
    beside_output(out).ledger.write_bytes(first * (LINE // len(first)))
    tracemalloc.start()
    try:
        for ask in (status, verify):
            with pytest.raises(InputError, match=r"not a ledger of nlpmap's; move it away"):
                ask(out)
        assert tracemalloc.get_traced_memory()[1] < SPARED
    finally:
        tracemalloc.stop()


def test_a_long_line_behind_the_parts_is_none(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "LONGEST", 2**16)
    with beside_output(out).ledger.open("ab") as ledger:
        ledger.write(b"x" * LINE)
    tracemalloc.start()
    try:
        assert status(out).documents == 1
        assert verify(out).differences == ()
        assert tracemalloc.get_traced_memory()[1] < SPARED
    finally:
        tracemalloc.stop()
