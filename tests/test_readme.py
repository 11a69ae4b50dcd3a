"""The README is a test: its Python and console blocks run as they are written, in their order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(python|console)\n(.*?)```", README, re.DOTALL)
COMMANDS = [line.removeprefix("$ ") for line in README.splitlines() if line.startswith("$ ")]
SET_UP = COMMANDS[:2]


@pytest.fixture
def newcomer(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A folder with the corpora in it, and an environment with an empty home whose commands are this one's."""
    shutil.copytree(ROOT / "corpora", tmp_path / "corpora", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "home").mkdir()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return tmp_path, os.environ | {"HOME": str(tmp_path / "home"), "PATH": path}


def test_the_first_two_commands_set_everything_up() -> None:
    install, check = SET_UP
    assert "nlpmap tag corpora/sample" in install
    assert "pytest" in check


def test_the_first_command_leaves_the_clone_itself_importable() -> None:
    """Python started in the clone finds nlpmap/ there first, and remote/ beside it by an editable install only."""
    assert "pip install -q -e . " in SET_UP[0]


def test_every_block_runs_as_written(newcomer: tuple[Path, dict[str, str]]) -> None:
    folder, environment = newcomer
    scripts = {"python": "", "console": ""}
    for kind, block in BLOCKS:
        scripts[kind] += block
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", scripts["python"]],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "[0, 2, 4, 6, 8, 10, 12, 14, 16, 18]" in run.stdout
    assert "[1, 2]" in run.stdout
    for command in COMMANDS[2:]:
        run = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, f"{command}: {run.stderr}"
    assert len(list((folder / "sample-by-file").iterdir())) == len(list((folder / "corpora/sample").glob("*.txt")))


def test_every_link_leads_to_a_file() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
