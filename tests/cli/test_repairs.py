"""Files that can't be read as they are: following what is said, by an encoding or by mending the file, works."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # many real commands, or whole corpora: half a second each and more

Run = Callable[..., subprocess.CompletedProcess[str]]
TEXTS = {"a": "Dogs bark.", "b": "Cats sleep.", "c": "Fish swim.", "zz": "We met at the café."}


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Four files, the last of them in latin-1."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, "latin-1")
    return folder


@pytest.fixture
def expected(nlpmap: Run, texts: Path) -> Callable[[str], bytes]:
    """A function that returns what a job writes to which nothing happened."""

    def run(out: str) -> bytes:
        done = nlpmap("tokenize", texts, "-o", f"whole/{out}", "-j", 0, "-q", "--encoding", "latin-1")
        assert done.returncode == 0, done.stderr
        return (texts.parent / "whole" / out).read_bytes()

    return run


@pytest.mark.parametrize("encoding", ["cp1252", "auto"])
@pytest.mark.parametrize("out", ["out.slash", "out.conllu.gz"])
def test_a_job_that_stopped_at_an_encoding_goes_on_with_another(
    nlpmap: Run, texts: Path, tmp_path: Path, out: str, encoding: str, expected: Callable[[str], bytes]
) -> None:
    first = nlpmap("tokenize", "texts", "-o", out, "-j", 0)
    assert first.returncode == 1
    found = re.fullmatch(
        r"nlpmap: texts/zz\.txt:1: byte 0xe9 is not UTF-8.*; 3 documents kept; go on with: nlpmap (.*)\n",
        first.stderr,
    )
    assert found is not None, first.stderr
    again = nlpmap(*shlex.split(found[1]), "--encoding", encoding)
    assert (again.returncode, ("tokenized 4 documents" in again.stderr)) == (0, True), again.stderr
    assert (tmp_path / out).read_bytes() == expected(out)
    assert nlpmap("verify", out).returncode == 0


def test_a_job_that_stopped_at_a_file_goes_on_once_it_is_repaired(
    nlpmap: Run, texts: Path, tmp_path: Path, expected: Callable[[str], bytes]
) -> None:
    whole = expected("out.slash")
    assert nlpmap("tokenize", "texts", "-o", "out.slash", "-j", 0).returncode == 1
    (texts / "zz.txt").write_text(TEXTS["zz"], "utf-8")
    again = nlpmap("tokenize", "texts", "-o", "out.slash", "-j", 0, "--resume")
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "out.slash").read_bytes() == whole


def test_what_was_read_already_may_not_change(nlpmap: Run, texts: Path) -> None:
    assert nlpmap("tokenize", "texts", "-o", "out.slash", "-j", 0).returncode == 1
    (texts / "a.txt").write_text("Others.", "utf-8")
    again = nlpmap("tokenize", "texts", "-o", "out.slash", "-j", 0, "--resume")
    assert again.returncode == 1
    assert "a.txt has changed. Begin anew with --force" in again.stderr


def test_a_file_that_is_repaired_behind_where_its_job_stopped_is_read_on_with_a_note(
    nlpmap: Run, tmp_path: Path
) -> None:
    lines = [json.dumps({"text": f"Line {number}."}) + "\n" for number in range(5)]
    path = tmp_path / "lines.jsonl"
    path.write_text("".join([*lines[:3], "{\n", lines[4]]), "utf-8")
    assert "3 documents kept" in nlpmap("tokenize", path.name, "-o", "out.slash", "-j", 0).stderr
    path.write_text("".join(lines), "utf-8")
    again = nlpmap("tokenize", path.name, "-o", "out.slash", "-j", 0, "--resume")
    assert again.returncode == 0
    note = "nlpmap: lines.jsonl has changed: what is before line 4 is taken to be as it was\n"
    assert again.stderr.startswith(note + "tokenized 5 documents")
    assert (tmp_path / "out.slash").read_text().count("Line") == 5


@pytest.mark.parametrize("out", ["out.slash", "out.conllu.gz", "out.parquet"])
def test_retry_takes_an_encoding(
    nlpmap: Run, texts: Path, tmp_path: Path, out: str, expected: Callable[[str], bytes]
) -> None:
    assert nlpmap("tokenize", "texts", "-o", out, "-j", 0, "--on-error", "quarantine").returncode == 3
    assert nlpmap("retry", out, "-j", 0).returncode == 3
    again = nlpmap("retry", out, "-j", 0, "--encoding", "cp1252")
    assert (again.returncode, again.stderr.startswith("tokenized 4 documents")) == (0, True), again.stderr
    if not out.endswith(".parquet"):  # its description tells the encoding of the job
        assert (tmp_path / out).read_bytes() == expected(out)
    assert nlpmap("verify", out).returncode == 0


def test_retry_takes_a_repaired_file(
    nlpmap: Run, texts: Path, tmp_path: Path, expected: Callable[[str], bytes]
) -> None:
    whole = expected("out.slash")
    assert nlpmap("tokenize", "texts", "-o", "out.slash", "-j", 0, "--on-error", "quarantine").returncode == 3
    (texts / "zz.txt").write_text(TEXTS["zz"], "utf-8")
    again = nlpmap("retry", "out.slash", "-j", 0)
    assert (again.returncode, again.stderr.startswith("tokenized 4 documents")) == (0, True), again.stderr
    assert (tmp_path / "out.slash").read_bytes() == whole


def test_retry_finds_the_documents_of_a_repaired_file_by_their_numbers(nlpmap: Run, tmp_path: Path) -> None:
    lines = [json.dumps({"text": f"Line {number}."}) + "\n" for number in range(6)]
    whole, path = tmp_path / "whole.jsonl", tmp_path / "lines.jsonl"
    whole.write_text("".join(lines), "utf-8")
    path.write_text("".join([lines[0], "{\n", *lines[2:4], "[\n", lines[5]]), "utf-8")
    assert nlpmap("tokenize", whole.name, "-o", "whole.slash", "-j", 0).returncode == 0
    assert nlpmap("tokenize", path.name, "-o", "out.slash", "-j", 0, "--on-error", "quarantine").returncode == 3
    path.write_text("".join([*lines[:4], "[ still broken\n", lines[5]]), "utf-8")
    half = nlpmap("retry", "out.slash", "-j", 0)
    taken = "others are taken to be as they were; where they are not, run the job anew"
    note = f"has changed: what failed is found by its number (2, 5), {taken}\n"
    assert (half.returncode, half.stderr.partition("\n")[0] + "\n") == (3, f"nlpmap: lines.jsonl {note}")
    path.write_text("".join(lines), "utf-8")
    assert nlpmap("retry", "out.slash", "-j", 0).returncode == 0
    assert (tmp_path / "out.slash").read_bytes() == (tmp_path / "whole.slash").read_bytes()


def test_a_document_that_a_repaired_file_has_no_more_is_told(nlpmap: Run, tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text('{"text": "Dogs."}\n{\n', "utf-8")
    assert nlpmap("tokenize", path.name, "-o", "out.slash", "-j", 0, "--on-error", "quarantine").returncode == 3
    path.write_text('{"text": "Dogs."}\n', "utf-8")
    again = nlpmap("retry", "out.slash", "-j", 0)
    lost = "nlpmap: lines.jsonl is not as it was, so what failed can't be found in it; run the job anew\n"
    assert (again.returncode, again.stderr.endswith(lost)) == (1, True), again.stderr


def test_what_failed_as_one_and_now_is_many_is_not_taken_for_one(nlpmap: Run, tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_text("One.\nTwo.\nThree.\n", "utf-8")
    typed = ["tokenize", path.name, "-o", "out.slash", "-j", 0, "--split", "line", "--on-error", "quarantine"]
    assert nlpmap(*typed, "--encoding", "utf-16").returncode == 3
    assert nlpmap("retry", "out.slash", "-j", 0, "--encoding", "utf-8").returncode == 3
    error = json.loads((tmp_path / "out.slash.errors.jsonl").read_text())["error"]
    assert "all that came after it failed as one document, and there are more now; run the job anew" in error


def test_retry_with_nothing_to_do_says_so(nlpmap: Run, texts: Path) -> None:
    nlpmap("tokenize", texts / "a.txt", "-o", "out.slash", "-j", 0)
    again = nlpmap("retry", "out.slash")
    said = "out.slash: nothing to retry, none failed (1 document, 1 sentence, 3 tokens)\n"
    assert (again.returncode, again.stderr) == (0, said)


def test_resuming_a_finished_job_says_so(nlpmap: Run, texts: Path, tmp_path: Path) -> None:
    typed = ["tokenize", texts / "a.txt", "-o", "out.slash", "-j", 0]
    nlpmap(*typed)
    before = (tmp_path / "out.slash").stat()
    again = nlpmap(*typed, "--resume")
    said = "out.slash: nothing to do, it is done already (1 document, 1 sentence, 3 tokens)\n"
    assert (again.returncode, again.stderr) == (0, said)
    assert (tmp_path / "out.slash").stat() == before
