"""Help, version and models: what the command says of itself, and how soon."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import nlpmap as package

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize("typed", ["", "tokenize", "tag", "chunk", "map", "models"])
def test_help_has_an_example(nlpmap: Run, typed: str) -> None:
    done = nlpmap(*typed.split(), "--help")
    assert done.returncode == 0
    example = done.stdout.partition("Example:\n")[2]
    assert example.strip().startswith(f"nlpmap {typed}")


def test_the_version_is_the_package_s(nlpmap: Run) -> None:
    assert nlpmap("--version").stdout == f"nlpmap, version {package.__version__}\n"


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_the_command_answers_in_a_fifth_of_a_second(nlpmap: Run, option: str) -> None:
    nlpmap(option)  # from now on the files are in the system's cache

    def processor_seconds() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        nlpmap(option)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert statistics.median(processor_seconds() for _ in range(5)) < 0.2


def test_models_are_listed_with_accuracy_and_licence(nlpmap: Run) -> None:
    lines = nlpmap("models").stdout.splitlines()
    english = lines[lines.index("en") : lines.index("nltk")]
    assert any(line.startswith("  accuracy: 9") and "%" in line for line in english)
    assert "  licence:  CC BY-SA 4.0" in english


def test_models_are_listed_for_programs_too(nlpmap: Run, tmp_path: Path) -> None:
    nowhere = {"NLTK_DATA": str(tmp_path), "HOME": str(tmp_path)}
    english, nltk = json.loads(nlpmap("models", "--json", env=nowhere).stdout)
    assert english["name"] == "en"
    assert all(0.5 < score < 1 for score in english["accuracy"].values())
    if nltk["accuracy"]:
        pytest.skip("NLTK's data is installed for the whole system here")
    assert "python -m nltk.downloader" in nltk["missing"]
