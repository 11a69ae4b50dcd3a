"""Where a system has not what POSIX has, such as Windows, nlpmap does without: its names are hidden here.

This runs on POSIX, so it shows that no such name is needed, not that all is well on Windows.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nlpmap import corpora
from nlpmap.jobs import Options, annotate_files
from nlpmap.jobs.output import layout

HIDING = """
import os, signal, sys
sys.modules["fcntl"] = sys.modules["pwd"] = sys.modules["grp"] = sys.modules["resource"] = None
for module, names in (
    (signal, ("SIGHUP", "SIGPIPE", "SIGUSR1", "SIGUSR2")),
    (os, ("pread", "pwrite", "sched_getaffinity", "nice", "getuid", "geteuid", "fchmod", "killpg", "setsid")),
):
    for name in names:
        if hasattr(module, name):
            delattr(module, name)
from nlpmap.cli import main
main(sys.argv[1:])
"""


@pytest.mark.slow
def test_a_job_needs_no_name_of_posix(tmp_path: Path) -> None:
    expected = tmp_path / "expected.conllu"
    annotate_files("tag", corpora.path("sample"), expected, Options(workers=0, limit=5))
    command = ["tag", str(corpora.path("sample")), "-o", "out.conllu", "--limit", "5", "-j", "1", "-q"]
    for more in ([], ["--force"]):
        done = subprocess.run(
            [sys.executable, "-c", HIDING, *command, *more], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert (done.stderr, done.returncode) == ("", 0)
        assert (tmp_path / "out.conllu").read_bytes() == expected.read_bytes()


def test_a_dead_workers_last_words_are_read_without_them(tmp_path: Path) -> None:
    hiding = HIDING.partition("from nlpmap.cli")[0]
    code = f"{hiding}\nimport nlpmap\nnlpmap.map(len, ['a'], specs='popen//python=/bin/false')"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "HostError: 1 of 1 workers did not start" in done.stderr


def test_a_folder_may_end_as_windows_writes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not layout.is_folder("out\\", [], ["a.txt"])
    monkeypatch.setattr(layout, "FOLDER_ENDS", ("/", "\\"))  # as it is where that parts folders
    assert layout.is_folder("out\\", [], ["a.txt"])
