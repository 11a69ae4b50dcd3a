"""A disk that is full, or a file that may grow no further: a line says so, and the job goes on once there is room.

These take parts of their full size; tests/jobs/test_full_disk.py holds the same of small ones.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
MEGABYTE = 2**20


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Text for some five parts."""
    path = tmp_path / "corpus.jsonl"
    text = "Dogs bark at the old mill. " * 90
    path.write_text("".join(json.dumps({"text": f"{n} {text}"}) + "\n" for n in range(4000)), "utf-8")
    return path


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of few megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=7m", "tmpfs", folder], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"no file system can be made here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.slow
@pytest.mark.parametrize(("out", "megabytes"), [("out.slash", 7), ("out.parquet", 40)])
def test_a_full_disk_is_told_and_the_job_goes_on_once_there_is_room(
    nlpmap: Run, corpus: Path, small_disk: Path, tmp_path: Path, out: str, megabytes: int
) -> None:
    typed = ["tokenize", corpus, "-j", 2, "-q"]
    assert nlpmap(*typed, "-o", tmp_path / out).returncode == 0
    subprocess.run(["mount", "-o", f"remount,size={megabytes}m", small_disk], check=True)
    full = nlpmap(*typed, "-o", small_disk / out)
    assert full.returncode == 1
    told = rf"nlpmap: {small_disk}/{out}: can't be written \(No space left on device\); "
    assert re.fullmatch(told + r"[\d,]+ documents kept; go on with: nlpmap tokenize .* --resume\n", full.stderr)
    again = nlpmap(*typed, "-o", small_disk / out, "--resume")
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    assert "No space left on device" in again.stderr
    subprocess.run(["mount", "-o", "remount,size=200m", small_disk], check=True)
    assert nlpmap(*typed, "-o", small_disk / out, "--resume").returncode == 0
    assert (small_disk / out).read_bytes() == (tmp_path / out).read_bytes()
    assert nlpmap("verify", small_disk / out).returncode == 0


def test_the_ledger_finds_no_room_either(nlpmap: Run, corpus: Path, small_disk: Path, tmp_path: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(7 * MEGABYTE))
    full = nlpmap("tokenize", corpus, "-o", small_disk / "out.slash", "-j", 0)
    told = f"nlpmap: {small_disk}/out.slash.ledger: can't be written (No space left on device)\n"
    assert (full.returncode, full.stderr) == (1, told)
    assert list(small_disk.iterdir()) == [ballast]


@pytest.mark.slow
def test_a_file_that_may_grow_no_further_is_told_and_goes_on_later(command: str, corpus: Path, tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (5 * MEGABYTE, resource.RLIM_INFINITY))

    typed = [command, "tokenize", str(corpus), "-j", "2", "-q", "-o"]
    subprocess.run([*typed, "whole.slash"], cwd=tmp_path, check=True)
    full = subprocess.run(
        [*typed, "out.slash"], cwd=tmp_path, capture_output=True, text=True, preexec_fn=limit, env={**os.environ}
    )
    assert full.returncode == 1
    told = r"nlpmap: out\.slash: can't be written \(File too large\); [\d,]+ documents kept; go on with: .* --resume\n"
    assert re.fullmatch(told, full.stderr)
    subprocess.run([*typed, "out.slash", "--resume"], cwd=tmp_path, check=True)
    assert (tmp_path / "out.slash").read_bytes() == (tmp_path / "whole.slash").read_bytes()
