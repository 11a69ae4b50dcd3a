"""The README is a test: its Python and console blocks run as they are written, each where those above it were read."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


class Block(NamedTuple):
    """A block of the README: its language and its text."""

    language: str
    text: str

    @property
    def commands(self) -> list[str]:
        return [line.removeprefix("$ ") for line in self.text.splitlines()]

    @property
    def is_slow(self) -> bool:
        return self.language != "python" or "chaos(" in self.text or "RegexpTagger" in self.text

    @property
    def imports(self) -> str:
        return "".join(re.findall(r"^(?:import|from) .*\n", self.text, re.MULTILINE))

    @property
    def files(self) -> list[str]:
        return re.findall(r'Path\("(\S+)"\)\.write_text', self.text)

    @property
    def promised(self) -> list[str]:
        return re.findall(r"^print\(.*\)  # (\[.*)$", self.text, re.MULTILINE)


BLOCKS = [Block(*found) for found in re.findall(r"```(python|console)\n(.*?)```", README, re.DOTALL)]
SET_UP, *EXAMPLES = BLOCKS
NEWCOMER = [
    pytest.param(number, id=block.commands[0][:40], marks=[pytest.mark.slow] if block.is_slow else [])
    for number, block in enumerate(EXAMPLES)
]


@pytest.fixture
def newcomer(tmp_path: Path) -> Path:
    """A folder with the corpora and an empty home in it."""
    shutil.copytree(ROOT / "corpora", tmp_path / "corpora", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "home").mkdir()
    return tmp_path


def run(command: list[str], folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"HOME": str(folder / "home"), "PATH": path}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command[-1]}: {done.stderr}"
    return done.stdout


def run_block(number: int, folder: Path) -> str:
    """Run a block after the imports of those above it, and after those that write the files it names."""
    block, above = EXAMPLES[number], EXAMPLES[:number]
    for needed, earlier in enumerate(above):
        if any(file in block.text for file in earlier.files):
            run_block(needed, folder)
    if block.language == "console":
        return "".join(run(["bash", "-o", "pipefail", "-c", command], folder) for command in block.commands)
    imports = "".join(one.imports for one in above if one.language == "python")
    return run([sys.executable, "-W", "error", "-c", imports + block.text], folder)


def test_the_first_two_commands_set_everything_up() -> None:
    install, check = SET_UP.commands
    assert "nlpmap tag corpora/sample" in install
    assert "pytest" in check


def test_each_of_the_first_two_commands_works_where_nothing_was_done_before() -> None:
    """Python started in the clone finds nlpmap/ there first, and remote/ beside it by an editable install only."""
    for command in SET_UP.commands:
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install -q -e ")


def test_the_first_command_ends_with_the_line_that_is_shown(newcomer: Path) -> None:
    [shown] = re.findall(r"`(tagged .* tokens) in .*: tagged.conllu`", README)
    command = SET_UP.commands[0].replace(".venv/bin/", "").rpartition("&& ")[2]
    assert shown in run(["bash", "-c", f"{command} 2>&1"], newcomer)


@pytest.mark.parametrize("number", NEWCOMER)
def test_a_block_runs_as_written(number: int, newcomer: Path) -> None:
    printed = run_block(number, newcomer)
    assert [line for line in EXAMPLES[number].promised if line not in printed.splitlines()] == []


@pytest.mark.slow
def test_a_corpus_is_tagged_into_a_file_for_each(newcomer: Path) -> None:
    [command] = [line for block in EXAMPLES for line in block.commands if "-o sample-by-file/" in line]
    run(["bash", "-c", command.removeprefix("$ ")], newcomer)
    assert len(list((newcomer / "sample-by-file").iterdir())) == len(list((newcomer / "corpora/sample").glob("*.txt")))


def test_the_reading_of_the_readme_finds_what_it_promises() -> None:
    assert {"[1, 2]", "[0, 2, 4, 6, 8, 10, 12, 14, 16, 18]"} <= {line for block in EXAMPLES for line in block.promised}
    assert [file for block in EXAMPLES for file in block.files] == ["count_words.py", "reviews.csv"]
    assert len(EXAMPLES) >= 11


def test_every_link_leads_to_a_file() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_examples_of_the_page_on_security_run(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pandas")
    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(block, {})
    assert capsys.readouterr().out == """["'=1+1", 'Dogs', "'-", "'@user"]\n"""
