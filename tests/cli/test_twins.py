"""The same bytes on every road: serial, parallel, by specs, and from Python."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import nlpmap as package
from nlpmap import corpora
from nlpmap.jobs import Options, annotate_files

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def sample() -> Path:
    return Path(corpora.path("sample"))


@pytest.fixture
def by_command(nlpmap: Run, sample: Path, tmp_path: Path) -> bytes:
    """The bundled corpus, chunked by the command in its own process."""
    assert nlpmap("chunk", sample, "-o", "serial.conllu", "-j", 0).returncode == 0
    return (tmp_path / "serial.conllu").read_bytes()


@pytest.mark.slow
def test_workers_and_specs_change_no_byte(nlpmap: Run, sample: Path, tmp_path: Path, by_command: bytes) -> None:
    for number, where in enumerate([["-j", "1"], ["-j", "4"], ["--tx", "2*popen"]]):
        assert nlpmap("chunk", sample, "-o", f"{number}.conllu", *where).returncode == 0
        assert (tmp_path / f"{number}.conllu").read_bytes() == by_command


def test_python_writes_what_the_command_writes(sample: Path, tmp_path: Path, by_command: bytes) -> None:
    package.write(package.chunk(package.read(sample), workers=0), tmp_path / "python.conllu")
    assert (tmp_path / "python.conllu").read_bytes() == by_command
    annotate_files("chunk", sample, tmp_path / "job.conllu", Options(workers=0))
    assert (tmp_path / "job.conllu").read_bytes() == by_command
