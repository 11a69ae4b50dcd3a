"""Jobs that keep no ledger: nothing is left but the output, which is there when it is complete."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # many real commands, or whole corpora: half a second each and more

Run = Callable[..., subprocess.CompletedProcess[str]]
FilesOf = Callable[[Path], dict[str, bytes]]


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """Ten documents, one of them broken."""
    path = tmp_path / "letters.jsonl"
    lines = [json.dumps({"text": f"Line {number} is a line."}) for number in range(10)]
    path.write_text("\n".join([*lines[:6], "{", *lines[7:]]), "utf-8")
    return path


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"letters.jsonl"}


@pytest.mark.parametrize("out", ["out.slash", "out.conllu.gz", "out.parquet", "out/"])
def test_only_the_output_is_left_and_has_the_same_bytes(
    nlpmap: Run, dogs: Path, tmp_path: Path, out: str, files_of: FilesOf
) -> None:
    typed = ["tokenize", dogs, "-j", 0, "-q", "-o"]
    assert nlpmap(*typed, f"whole/{out}").returncode == 0
    assert nlpmap(*typed, out, "--no-ledger").returncode == 0
    assert names_in(tmp_path) == {"dogs.txt", "whole", out.rstrip("/")}
    assert files_of(tmp_path / out) == files_of(tmp_path / "whole" / out)


def test_a_job_without_a_ledger_that_fails_leaves_nothing(nlpmap: Run, letters: Path, tmp_path: Path) -> None:
    done = nlpmap("tokenize", letters, "-j", 0, "-o", "out.slash", "--no-ledger")
    assert done.returncode == 1
    assert "kept" not in done.stderr
    assert names_in(tmp_path) == set()


def test_failures_are_written_down_and_not_retried(nlpmap: Run, letters: Path, tmp_path: Path) -> None:
    typed = ["tokenize", letters, "-j", 0, "-o", "out.slash", "--no-ledger", "--on-error", "quarantine"]
    assert nlpmap(*typed).returncode == 3
    assert names_in(tmp_path) == {"out.slash", "out.slash.errors.jsonl"}
    again = nlpmap("retry", "out.slash")
    refused = "nlpmap: out.slash: no job has written it (there is no out.slash.ledger beside it)\n"
    assert (again.returncode, again.stderr) == (1, refused)


def test_resuming_is_refused_and_so_is_an_output_that_has_a_ledger(nlpmap: Run, letters: Path, tmp_path: Path) -> None:
    typed = ["tokenize", letters, "-j", 0, "-o", "out.slash"]
    refused = "nlpmap: a job --no-ledger keeps nothing to go on from; leave it out, or --resume\n"
    assert nlpmap(*typed, "--no-ledger", "--resume").stderr == refused
    assert "6 documents kept" in nlpmap(*typed).stderr
    earlier = "nlpmap: out.slash has the ledger of an earlier job, out.slash.ledger; add --force to begin anew\n"
    assert nlpmap(*typed, "--no-ledger").stderr == earlier
    done = nlpmap(*typed, "--no-ledger", "--force", "--on-error", "quarantine")
    assert done.returncode == 3, done.stderr
    assert names_in(tmp_path) == {"out.slash", "out.slash.errors.jsonl"}
