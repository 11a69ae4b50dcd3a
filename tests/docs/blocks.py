"""The blocks of a page: files that it shows, commands with what they print, and programs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
BLOCK = re.compile(r'^```(\w+)(?: title="(\S+)")?\n(.*?)^```$', re.DOTALL | re.MULTILINE)
PROMISED = re.compile(r"^ *print\(.*\)  # (.*)$", re.MULTILINE)
ANYTHING = re.escape("...")


class Block(NamedTuple):
    """A block of a page: its language, the file that it is, and its text."""

    language: str
    file: str
    text: str

    @property
    def promised(self) -> list[str]:
        """The lines that its programs print, where ``...`` is anything."""
        if self.language == "console":
            return [line for line in self.text.splitlines() if line and not line.startswith("$ ")]
        return PROMISED.findall(self.text)

    def run(self, folder: Path) -> str:
        """Write the file that it is, or run what it says, and return all that this prints."""
        if self.file:
            (folder / self.file).parent.mkdir(parents=True, exist_ok=True)
            (folder / self.file).write_text(self.text, "utf-8")
            return ""
        if self.language == "console":
            commands = re.findall(r"^\$ (.*)$", self.text, re.MULTILINE)
            return "".join(run(["bash", "-o", "pipefail", "-c", command], folder) for command in commands)
        return run([sys.executable, "-W", "error", "-c", self.text], folder)


def blocks_of(text: str) -> list[Block]:
    """Return the blocks of a page that are files, or are run."""
    found = [Block(*groups) for groups in BLOCK.findall(text)]
    return [block for block in found if block.file or block.language in ("console", "python")]


def sections_of(text: str) -> dict[str, str]:
    """Return the sections of a page by their titles; what comes before the first has the page's own."""
    return dict(re.findall(r"(?:\A# |^## )(.+?)\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE))


def rows_of(text: str, first: str) -> list[list[str]]:
    """Return the rows of the table of a page whose first column has a name."""
    lines = text[text.index(f"\n| {first} |") + 1 :].split("\n\n", 1)[0].strip().splitlines()
    return [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))] for line in [lines[0], *lines[2:]]
    ]


def run(command: list[str], folder: Path) -> str:
    """Run a command in a folder with an empty home; one that fails says so by a line ``(exit code N)``."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"HOME": str(folder / "home"), "PATH": path, "COLUMNS": "80"}
    done = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.stdout + (f"(exit code {done.returncode})\n" if done.returncode else "")


def newcomers_folder(folder: Path) -> Path:
    """Make a folder what a newcomer's clone is: the corpora, and an empty home."""
    shutil.copytree(ROOT / "corpora", folder / "corpora", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "home").mkdir()
    return folder


def missing(promised: list[str], printed: str) -> Iterator[str]:
    """Yield the lines that were promised and not printed, in that order."""
    lines = iter(printed.splitlines())
    for line in promised:
        pattern = re.compile(re.escape(line.rstrip()).replace(ANYTHING, ".*"))
        if not any(pattern.fullmatch(one.rstrip()) for one in lines):
            yield line
            return
