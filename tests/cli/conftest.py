"""What tests of the command line stand on: the command itself, and a small model that starts fast."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from nlpmap.models import Model, load
from tests.prepared_command import PreparedCommand

COMMAND = Path(sys.executable).with_name("nlpmap")


@pytest.fixture(scope="session")
def command() -> str:
    """The path of the installed command."""
    if not COMMAND.exists():
        pytest.skip(f"{COMMAND} is absent: install nlpmap into this environment")
    return str(COMMAND)


@pytest.fixture(scope="session")
def prepared(command: str) -> Iterator[PreparedCommand]:
    """The command with all that it imports loaded, to start fast."""
    with closing(PreparedCommand(Path(command))) as prepared:
        yield prepared


@pytest.fixture
def nlpmap(command: str, prepared: PreparedCommand, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """A function that runs the command in the test's own folder."""

    def run(
        *arguments: object, given: str | bytes = b"", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        typed = [command, *map(str, arguments)]
        raw, environment = given.encode() if isinstance(given, str) else given, {**os.environ, **(env or {})}
        if prepared.is_for(environment):
            done = prepared.run(typed[1:], raw, tmp_path)
        else:
            done = subprocess.run(typed, input=raw, capture_output=True, cwd=tmp_path, env=environment)
        return subprocess.CompletedProcess(typed, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model file that knows four words."""
    known = {"Dogs": "NNS", "bark": "VBP", "cats": "NNS", ".": "."}
    tagger = {"weights": {}, "tagdict": known, "classes": sorted({*known.values()})}
    path = tmp_path_factory.mktemp("models") / "four-words.nlpmap"
    path.write_bytes(Model("four-words", {"splitter": load("en").tables["splitter"], "tagger": tagger}).to_bytes())
    return path


@pytest.fixture
def tag(
    nlpmap: Callable[..., subprocess.CompletedProcess[str]], model: Path
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """A function that tags with the small model, in the command's own process."""

    def run(
        *arguments: object, given: str | bytes = b"", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return nlpmap("tag", *arguments, "--model", model, "-j", 0, given=given, env=env)

    return run


@pytest.fixture
def dogs(tmp_path: Path) -> Path:
    """A file of one sentence."""
    path = tmp_path / "dogs.txt"
    path.write_text("Dogs bark.", "utf-8")
    return path
