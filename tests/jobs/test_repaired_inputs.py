"""A job that stopped at a file goes on when it is repaired, or read in its own encoding; what was done stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlpmap import Reading
from nlpmap.errors import InputError
from nlpmap.jobs import Options, annotate_files, verify


@pytest.fixture
def stopped(tmp_path: Path) -> Path:
    """A folder whose last file is not UTF-8, and a job over it that stopped there, a document a part."""
    texts = tmp_path / "texts"
    texts.mkdir()
    for name in ("a.txt", "b.txt"):
        (texts / name).write_text("Déjà vu.", "utf-8")
    (texts / "c.txt").write_bytes("Café.".encode("latin-1"))
    with pytest.raises(InputError, match=r"c.txt:1: byte 0xe9 is not UTF-8"):
        annotate_files("tokenize", texts, tmp_path / "out.slash", options())
    return texts


def options(encoding: str = "utf-8", resume: bool = False) -> Options:
    return Options(workers=0, resume=resume, part_documents=1, reading=Reading(encoding=encoding))


def result(texts: Path, encoding: str = "utf-8") -> str:
    out = texts.parent / "out.slash"
    annotate_files("tokenize", texts, out, options(encoding, resume=True))
    assert not verify(out).differences
    annotate_files("tokenize", texts, out, options(encoding, resume=True))  # the ledger has what was changed
    return out.read_text("utf-8")


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "auto"])
def test_the_rest_may_be_in_another_encoding(stopped: Path, encoding: str) -> None:
    assert result(stopped, encoding) == "Déjà vu .\n\nDéjà vu .\n\nCafé .\n\n"


def test_the_file_that_failed_may_be_repaired(stopped: Path) -> None:
    (stopped / "c.txt").write_text("Cafés.", "utf-8")
    assert result(stopped) == "Déjà vu .\n\nDéjà vu .\n\nCafés .\n\n"


def test_what_is_done_may_not_change(stopped: Path) -> None:
    (stopped / "a.txt").write_text("Not again.", "utf-8")
    with pytest.raises(InputError, match=r"a.txt has changed"):
        result(stopped)
