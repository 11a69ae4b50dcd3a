"""What a command reads it never replaces, whatever is forced."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from nlpmap import corpora

Run = Callable[..., subprocess.CompletedProcess[str]]
GOLD = corpora.path("gold") / "english.conllu"
MODULE = """
if __name__ == "__channelexec__":
    for i, arg in channel:
        channel.send((i, arg))
"""
CASES = {
    "a count": ["count", "c.conllu", "-o", "c.conllu"],
    "by another name": ["count", "c.conllu", "-o", "link.conllu"],
    "in a folder": ["count", "folder", "-o", "folder/c.conllu"],
    "of a pattern": ["query", "*.conllu", '[form="a"]', "-o", "c.conllu"],
    "a corpus to compare with": ["keywords", "folder", "--reference", "c.conllu", "-o", "c.conllu"],
    "of texts": ["stats", "a.txt", "-o", "a.txt"],
    "a report": ["report", "c.conllu", "-o", "c.conllu"],
    "hits": ["export", "c.conllu", "c.conllu", "--to", "hits", "--where", '[form="a"]'],
    "an index": ["count", "c.nlpx", "-o", "c.nlpx"],
    "items": ["map", "m.py", "items.jsonl", "-o", "items.jsonl"],
    "a module": ["map", "m.py", "items.jsonl", "-o", "m.py"],
    "gold data": ["evaluate", "tagger", "c.conllu", "--picture", "c.conllu"],
}


@pytest.fixture
def files(tmp_path: Path, nlpmap: Run) -> Path:
    shutil.copy(GOLD, tmp_path / "c.conllu")
    (tmp_path / "folder").mkdir()
    shutil.copy(GOLD, tmp_path / "folder" / "c.conllu")
    (tmp_path / "link.conllu").hardlink_to(tmp_path / "c.conllu")
    (tmp_path / "a.txt").write_text("Dogs bark.", "utf-8")
    (tmp_path / "m.py").write_text(MODULE, "utf-8")
    (tmp_path / "items.jsonl").write_text("1\n", "utf-8")
    assert nlpmap("index", "folder", "-o", "c.nlpx").returncode == 0
    return tmp_path


def content(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
@pytest.mark.parametrize("typed", CASES.values(), ids=CASES)
def test_an_input_is_not_replaced(nlpmap: Run, files: Path, typed: list[str]) -> None:
    before = content(files)
    done = nlpmap(*typed, "--force")
    out = typed[typed.index("-o") + 1] if "-o" in typed else "c.conllu"
    assert done.stderr == f"nlpmap: {out} is among the inputs; choose another output\n"
    assert done.returncode != 0
    assert content(files) == before


def test_what_lies_beside_the_inputs_is_replaced(nlpmap: Run, files: Path) -> None:
    for name in ("c.conllu", "left-out.conllu"):
        shutil.copy(GOLD, files / "folder" / name)
    typed = ["count", "folder", "--exclude", "left-out.*", "-o", "folder/left-out.conllu"]
    assert "exists; add --force" in nlpmap(*typed).stderr
    assert nlpmap(*typed, "--force").returncode == 0
    assert (files / "folder" / "left-out.conllu").read_text("utf-8").startswith("form\tfrequency\n")
    picture = ["count", "folder/c.conllu", "-f", "svg", "-o", "folder/c.svg"]
    for _ in range(2):
        assert nlpmap(*picture, "--force").returncode == 0
