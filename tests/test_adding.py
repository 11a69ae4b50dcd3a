"""docs/adding.md, followed to the letter in a copy of the package."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "adding.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE))
STEP = re.compile(
    r"^(?:`(?P<file>[^`\n]+)`(?:, after `(?P<line>[^\n]+?)`)?|It is there):\n\n```python\n(?P<code>.*?)```",
    re.DOTALL | re.MULTILINE,
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The folder of a copy of the package, laid out as it is installed."""
    for folder, place in {"nlpmap": "nlpmap", "remote": "nlpmap/remote", "corpora": "nlpmap/corpora"}.items():
        unneeded = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, tmp_path / place, ignore=unneeded, dirs_exist_ok=True)
    return tmp_path


def follow(step: re.Match[str], folder: Path) -> None:
    """Write a file, add lines to one, or run a program."""
    code, line = step["code"], step["line"]
    if step["file"] is None:
        env = {**os.environ, "PYTHONPATH": str(folder)}
        done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=env, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        return
    path = folder / (step["file"] if step["file"].startswith("nlpmap/") else f"nlpmap/{step['file']}")
    if line is None:
        assert not path.exists()
        path.write_text(code, "utf-8")
        return
    text = path.read_text("utf-8")
    assert text.count(f"{line}\n") == 1, f"{line!r} is in {path.name} {text.count(line)} times"
    path.write_text(text.replace(f"{line}\n", f"{line}\n{code}"), "utf-8")


@pytest.mark.parametrize("section", SECTIONS)
def test_what_the_page_says_adds_it(section: str, copy: Path) -> None:
    steps = list(STEP.finditer(SECTIONS[section]))
    assert len(steps) >= 3
    assert steps[-1]["file"] is None
    for step in steps:
        follow(step, copy)


@pytest.mark.parametrize("section", SECTIONS)
def test_it_is_said_in_under_ten_lines(section: str) -> None:
    said = SECTIONS[section].split("\n`", 1)[0]
    assert len(said.strip().splitlines()) < 10


def test_the_page_tells_of_all_four() -> None:
    assert list(SECTIONS) == ["A format", "A kernel", "A component", "A transport"]
