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


@pytest.mark.parametrize(
    ("repaired", "kept"),
    [
        ("Dogs bark.\nCafé.\nCats.\n", True),
        ("Cows bark.\nCafé au lait.\nCats.\nMore.\n", True),
        ("Dogs bark very loudly.\nCafé.\n", False),
        ("Dogs bark. They run.\nCafé.\n", False),
        ("Dogs\nbark.\nCafé.\n", False),
    ],
)
def test_a_file_is_read_on_only_where_a_document_of_it_ended(tmp_path: Path, repaired: str, kept: bool) -> None:
    text, out = tmp_path / "a.txt", tmp_path / "out.slash"
    reading, done = Reading(split="line"), "Dogs bark .\n\n"
    text.write_bytes("Dogs bark.\nCafé.\nCats.\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"a.txt:2: byte 0xe9 is not UTF-8"):
        annotate_files("tokenize", text, out, Options(workers=0, part_documents=1, reading=reading))
    text.write_text(repaired, "utf-8")
    resumed = Options(workers=0, part_documents=1, reading=reading, resume=True)
    if not kept:
        with pytest.raises(InputError, match=r"a.txt has changed before line 2, and that is done. Begin anew with"):
            annotate_files("tokenize", text, out, resumed)
        return
    annotate_files("tokenize", text, out, resumed)
    lines = [line.replace(".", " .") for line in repaired.splitlines()[1:]]
    assert out.read_text("utf-8") == done + "".join(f"{line}\n\n" for line in lines)


def test_the_rest_of_a_table_may_be_read_with_its_quotation_marks_as_they_are(tmp_path: Path) -> None:
    text, out = tmp_path / "a.csv", tmp_path / "out.slash"
    text.write_text('id,text\n1,Dogs.\n2,"x\n3,Cats.\n')
    with pytest.raises(InputError, match=r"a.csv:3: a quotation mark that is never closed"):
        annotate_files("tokenize", text, out, Options(workers=0))
    annotate_files("tokenize", text, out, Options(workers=0, resume=True, reading=Reading(quoting="none")))
    assert len(out.read_text().split("\n\n")) == 4
