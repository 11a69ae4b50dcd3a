"""Without the library that a format needs, nothing is begun, and the line says what to type."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

import nlpmap
from nlpmap import Document
from nlpmap.errors import InputError
from nlpmap.optional import EXTRAS


@pytest.mark.parametrize(
    ("name", "library", "purpose", "libraries"),
    [
        ("a.parquet", "pyarrow", ("reading .parquet", "writing .parquet"), "pyarrow"),
        ("a.jsonl.zst", "zstandard", ("the suffix .zst", "the suffix .zst"), "zstandard"),
        ("memory://a.txt", "fsspec", ("reading memory://", ""), "aiohttp fsspec requests"),
    ],
)
def test_a_missing_library_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, library: str, purpose: tuple[str, str], libraries: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)  # as if it were not installed
    monkeypatch.chdir(tmp_path)
    if not name.startswith("memory"):
        (tmp_path / name).touch()
        with pytest.raises(InputError) as caught:
            nlpmap.write([Document.from_sents([["a"]])], "out." + name)
        assert str(caught.value) == f"{purpose[1]} needs {library}: pip install {libraries}"
    with pytest.raises(InputError) as caught:
        nlpmap.read(name)
    assert str(caught.value) == f"{purpose[0]} needs {library}: pip install {libraries}"


def test_what_is_to_be_typed_installs_what_the_extra_does() -> None:
    project = (Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8")
    for extra, libraries in EXTRAS.items():
        [named] = re.findall(rf"^{extra} = \[(.*)\]", project, re.MULTILINE)
        assert sorted(re.findall(r'"(\w+)[>=]', named)) == sorted(libraries)
