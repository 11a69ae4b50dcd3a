"""An array of batch jobs does the parts of a job, as far as a stand-in for sbatch can tell; no Slurm runs here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from nlpmap import corpora
from nlpmap.errors import HostError
from nlpmap.jobs import Options, annotate_files, verify

SBATCH = """#!{python}
import os, subprocess, sys
[wait, array, wrap, command] = sys.argv[1:]
assert (wait, wrap) == ("--wait", "--wrap")
first, last = map(int, array.removeprefix("--array=").split("-"))
for number in range(first, last + 1):
    environment = os.environ | {{"SLURM_ARRAY_TASK_ID": str(number)}}
    code = subprocess.run(["sh", "-c", command], env=environment).returncode
    if code:
        print("sbatch: error: job", number, "failed", file=sys.stderr)
        sys.exit(code)
"""


def put_sbatch(folder: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    (folder / "bin").mkdir()
    sbatch = folder / "bin" / "sbatch"
    sbatch.write_text(program)
    sbatch.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder / "bin"), prepend=":")


@pytest.mark.slow
def test_jobs_of_an_array_do_the_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_sbatch(tmp_path, monkeypatch, SBATCH.format(python=sys.executable))
    out, inputs = tmp_path / "out", corpora.path("sample")
    options = Options(parts="20KB", workers=0, engine="slurm")
    assert annotate_files("tag", inputs, out, options).parts == (3, 3)
    annotate_files("tag", inputs, tmp_path / "whole.conllu", Options(workers=0))
    found = b"".join(path.read_bytes() for path in sorted(out.glob("part-*")))
    assert found == (tmp_path / "whole.conllu").read_bytes()
    assert verify(out).differences == ()


def test_a_job_that_fails_and_a_host_without_slurm_are_one_line_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = Options(parts="20KB", workers=0, engine="slurm")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(HostError, match="there is no sbatch here"):
        annotate_files("tag", corpora.path("sample"), tmp_path / "a", options)
    put_sbatch(tmp_path, monkeypatch, "#!/bin/sh\necho 'sbatch: error: no such partition' >&2\nexit 1\n")
    with pytest.raises(HostError, match="a job of the array failed: sbatch: error: no such partition"):
        annotate_files("tag", corpora.path("sample"), tmp_path / "b", options)
