"""The window of the package: what it shows is there, and nothing is imported before it is asked for."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import nlpmap


def imports_for_types() -> Iterator[tuple[str, str]]:
    """What type checkers see: the room and the name of each import under ``if TYPE_CHECKING``."""
    for node in ast.parse(Path(str(nlpmap.__file__)).read_text("utf-8")).body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for found in node.body:
                assert isinstance(found, ast.ImportFrom)
                for alias in found.names:
                    assert alias.asname == alias.name, "only so is it exported"
                    yield found.module or "", alias.name


def test_what_is_imported_is_what_type_checkers_see() -> None:
    seen = list(imports_for_types())
    assert sorted(seen) == sorted((room, name) for room, names in nlpmap.ROOMS.items() for name in names)
    assert sorted(name for _, name in seen) == nlpmap.__all__


@pytest.mark.parametrize(("room", "name"), list(imports_for_types()))
def test_each_name_is_that_of_its_room(room: str, name: str) -> None:
    expected = getattr(import_module(f"nlpmap.{room}"), name) if room else import_module(f"nlpmap.{name}")
    assert getattr(nlpmap, name) is expected
    assert name in dir(nlpmap)


@pytest.mark.parametrize("name", ["jobs", "learn", "models", "remote"])
def test_the_parts_of_the_package_are_there_without_an_import(name: str) -> None:
    code = f"import nlpmap; print(nlpmap.{name}.__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"nlpmap.{name}\n"


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'nlpmap' has no attribute 'tagg'"):
        nlpmap.tagg  # type: ignore[attr-defined]  # noqa: B018


def test_importing_the_package_imports_none_of_its_rooms() -> None:
    code = "import sys, nlpmap; print([name for name in sys.modules if name.startswith('nlpmap.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
