"""Standard output has results alone: what a user's own modules print, and what they start, is printed aside."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nlpmap import corpora

Run = Callable[..., subprocess.CompletedProcess[str]]
GOLD = corpora.path("gold") / "english.conllu"
TOKENIZER = """
import os
print("imported")

class Loud:
    def tokenize(self, text):
        print("at work")
        os.system("echo started")
        return text.split()

loud = Loud()
"""
MODULE = """
import os
print("imported")
if __name__ == "__channelexec__":
    for i, arg in channel:
        print("at work")
        os.system("echo started")
        channel.send((i, arg * 2))
"""


@pytest.fixture
def loud(tmp_path: Path) -> Path:
    (tmp_path / "loud_tokens.py").write_text(TOKENIZER, "utf-8")
    (tmp_path / "loud_module.py").write_text(MODULE, "utf-8")
    (tmp_path / "a.txt").write_text("Dogs bark.", "utf-8")
    (tmp_path / "items.jsonl").write_text("1\n2\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize("workers", ["0", "1"])
@pytest.mark.parametrize("out", [[], ["-o", "-"], ["-o", "/dev/stdout"]])
def test_a_tokenizer_that_prints_spoils_no_results(nlpmap: Run, loud: Path, workers: str, out: list[str]) -> None:
    if out == ["-o", "/dev/stdout"] and sys.platform == "win32":
        pytest.skip("needs /dev/stdout")
    done = nlpmap("tag", "a.txt", "--tokenizer", "loud_tokens:loud", "-f", "slash", "-q", "-j", workers, *out)
    assert done.stdout == "Dogs/NNS bark./.\n\n"
    assert "imported" in done.stderr
    assert ("at work" in done.stderr and "started" in done.stderr) == (workers == "0")


@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_module_that_prints_spoils_no_results(nlpmap: Run, loud: Path, workers: str) -> None:
    assert nlpmap("map", "loud_module.py", "items.jsonl", "-q", "-j", workers).stdout == "2\n4\n"


def test_numbers_for_programs_stand_alone(nlpmap: Run, loud: Path) -> None:
    typed = ("evaluate", "tokenizer", GOLD, "--tokenizer", "loud_tokens:loud", "--json")
    done = nlpmap(*typed)
    assert json.loads(done.stdout)
    assert "at work" in done.stderr
    assert json.loads(nlpmap("plan", "a.txt", "--tokenizer", "loud_tokens:loud", "--json").stdout)


def test_a_file_has_results_and_prints_stay_where_they_go(nlpmap: Run, loud: Path) -> None:
    typed = ("tag", "a.txt", "--tokenizer", "loud_tokens:loud", "-q", "-j", "0", "-o", "out.slash")
    assert nlpmap(*typed).stdout.splitlines()[0] == "imported"
    assert (loud / "out.slash").read_text("utf-8") == "Dogs/NNS bark./.\n\n"


def test_errors_and_closed_pipes_are_told_as_before(loud: Path, command: str) -> None:
    typed = f"{command} tag a.txt --tokenizer loud_tokens:loud -q -j 0 -f slash 2>/dev/null"
    head = f"{typed} | head -c 0; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", head], capture_output=True, text=True, cwd=loud, check=True)
    assert done.stdout.strip() in ("0", "141")  # as it may have been done before its reader had gone
