"""Without the library that a format needs, nothing is begun, and the line says what to type."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import nlpmap
from nlpmap import Document
from nlpmap.errors import InputError


@pytest.mark.parametrize(
    ("name", "library", "purpose", "extra"),
    [
        ("a.parquet", "pyarrow", ("reading .parquet", "writing .parquet"), "parquet"),
        ("a.jsonl.zst", "zstandard", ("the suffix .zst", "the suffix .zst"), "zstd"),
        ("memory://a.txt", "fsspec", ("reading memory://", ""), "url"),
    ],
)
def test_a_missing_library_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, library: str, purpose: tuple[str, str], extra: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)  # as if it were not installed
    monkeypatch.chdir(tmp_path)
    if not name.startswith("memory"):
        (tmp_path / name).touch()
        with pytest.raises(InputError) as caught:
            nlpmap.write([Document.from_sents([["a"]])], "out." + name)
        assert str(caught.value) == f"{purpose[1]} needs {library}: pip install 'nlpmap[{extra}]'"
    with pytest.raises(InputError) as caught:
        nlpmap.read(name)
    assert str(caught.value) == f"{purpose[0]} needs {library}: pip install 'nlpmap[{extra}]'"
