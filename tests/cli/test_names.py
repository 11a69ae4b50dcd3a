"""Names from a shell."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.names_data import use, write_names_data

Run = Callable[..., subprocess.CompletedProcess[str]]
OSLO = [[("Oslo", "NNP"), ("grows", "VBZ"), (".", ".")]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "nltk_data"
    use(monkeypatch, root)
    write_names_data(root, OSLO)
    return root


@pytest.mark.slow
def test_names_are_found_by_the_data_that_nltk_would_take(nlpmap: Run, home: Path) -> None:
    found = {}
    for chunker in ("names", "names:binary"):
        environment = {"NLTK_DATA": str(home)}
        done = nlpmap("chunk", "-", "--chunker", chunker, "-f", "iob", "-j0", given="Oslo grows.", env=environment)
        assert (done.returncode, done.stderr[:7]) == (0, "chunked"), done.stderr
        found[chunker] = {line.split()[2].partition("-")[2] for line in done.stdout.splitlines() if line.split()}
    assert found["names:binary"] <= {"", "NE"}
    assert "NE" not in found["names"]


def test_without_the_data_one_line_says_what_to_type(nlpmap: Run, tmp_path: Path) -> None:
    environment = {"NLTK_DATA": str(tmp_path), "HOME": str(tmp_path)}
    done = nlpmap("chunk", "-", "--chunker", "names", given="Oslo grows.", env=environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "nlpmap: NLTK's maxent_ne_chunker_tab is not installed. To get it, type: "
        "python -m nltk.downloader maxent_ne_chunker_tab words\n"
    )


def test_another_kind_of_names_is_refused(nlpmap: Run) -> None:
    done = nlpmap("chunk", "-", "--chunker", "names:ternary", given="Oslo grows.")
    assert done.returncode == 1
    assert "names:ternary" in done.stderr
    assert os.linesep not in done.stderr.rstrip()
