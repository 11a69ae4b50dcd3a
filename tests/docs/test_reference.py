"""The references are whole: every command with every option, and every name of the package, each made of the code."""

from __future__ import annotations

import pydoc
import re
import runpy
import sys
from collections.abc import Callable

import click
import pytest

import nlpmap
from nlpmap.cli import main
from tests.docs.blocks import DOCS

COMMANDS = runpy.run_path(str(DOCS / "hooks/commands.py"))
ALL: dict[str, click.Command] = dict(COMMANDS["all_commands"]())
REFERENCE: Callable[[], str] = COMMANDS["reference"]
PYTHON = (DOCS / "reference/api.md").read_text("utf-8")


@pytest.fixture(scope="module")
def chapters() -> dict[str, str]:
    """What the page says of each command."""
    return dict(re.findall(r"^### nlpmap ([\w ]+)\n(.*?)(?=^##|\Z)", REFERENCE(), re.DOTALL | re.MULTILINE))


def test_every_command_is_in_the_reference_once(chapters: dict[str, str]) -> None:
    assert {*chapters} == {*ALL}
    assert {*main.commands, "train tagger"} <= {*ALL}
    assert len(re.findall("^### ", REFERENCE(), re.MULTILINE)) == len(ALL)
    assert "<!-- commands -->" in (DOCS / "reference/commands.md").read_text("utf-8")


@pytest.mark.parametrize("name", ALL)
def test_a_command_has_its_help_and_all_its_options(name: str, chapters: dict[str, str]) -> None:
    command, chapter = ALL[name], chapters[name]
    for option in command.params:
        if isinstance(option, click.Option):
            rows = [line for line in chapter.splitlines() if line.startswith("| `") and f"`{option.opts[-1]}`" in line]
            assert len(rows) == 1, option.opts
            assert len(rows[0].rstrip("| ").split(" | ")) == 2, f"{option.opts} has no help"
        else:
            assert option.make_metavar(click.Context(command)) in chapter
    assert isinstance(command, click.Group) or (command.epilog and command.epilog in chapter)
    assert "{formats}" not in chapter


def test_every_public_name_is_in_the_reference_of_python() -> None:
    documented = set(re.findall(r"^::: (\S+)$", PYTHON, re.MULTILINE))
    missing = {f"nlpmap.{name}" for name in nlpmap.__all__} - documented - {"nlpmap.errors", "nlpmap.corpora"}
    assert missing == set()
    assert {"nlpmap.errors", "nlpmap.corpora"} <= documented
    assert [name for name in documented if pydoc.locate(name) is None] == []


@pytest.mark.parametrize("package", ["nlpmap.jobs", "nlpmap.models"])
def test_the_packages_that_it_has_are_there_whole(package: str) -> None:
    names = sys.modules[package].__all__ if package in sys.modules else __import__(package, fromlist=["_"]).__all__
    assert [name for name in names if f"::: {package}.{name}\n" not in PYTHON] == []


def test_every_example_of_a_docstring_is_code() -> None:
    fenced = runpy.run_path(str(DOCS / "hooks/fences.py"))["fenced"]
    said = fenced("Return it.\n\n>>> one()\n1\n>>> two()\n2\n\nMore.\n\n- a list")
    assert said == "Return it.\n\n\n```pycon\n>>> one()\n1\n>>> two()\n2\n```\n\n\nMore.\n\n- a list"


def test_what_two_colons_announce_needs_none_of_them() -> None:
    fenced = runpy.run_path(str(DOCS / "hooks/fences.py"))["fenced"]
    assert fenced("A tree.\n\n::\n\n    a\n    b") == "A tree.\n\n    a\n    b"
