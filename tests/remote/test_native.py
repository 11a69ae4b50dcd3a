"""The compiled core: where it is in use, and that nothing needs it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import nlpmap
from nlpmap.parallel.transports.shipped_package import libraries, libraries_for
from nlpmap.remote import native
from nlpmap.remote.native import compiled, kernels_in_use

FOLDER = Path(native.__file__).resolve().parent
PROJECT = Path(nlpmap.__file__).resolve().parents[1] / "pyproject.toml"
SOURCES = sorted(path.stem for path in FOLDER.glob("*.pyx"))
built = pytest.mark.skipif(compiled("items") is None, reason="nothing compiled")


def used_by_worker(argument: object) -> str:
    from nlpmap.remote.native import kernels_in_use

    return kernels_in_use()


def test_each_source_is_a_module_that_may_be_asked_for() -> None:
    assert sorted(native.MODULES) == SOURCES or not SOURCES  # sources are not installed


def included(file: Path) -> Iterator[Path]:
    """List the files that a source is made of besides itself."""
    for name in re.findall(r'^include "(.*)"$', file.read_text("utf-8"), re.MULTILINE):
        part = (file.parent / name).resolve()
        yield part
        yield from included(part)


@pytest.mark.skipif(not PROJECT.exists() or not SOURCES, reason="no sources")
def test_a_module_is_built_anew_when_a_part_of_it_changes() -> None:
    for table in PROJECT.read_text("utf-8").split("[[tool.setuptools.ext-modules]]")[1:]:
        source, *parts = (PROJECT.parent / name for name in re.findall(r'"(remote/native/.*?)"', table))
        assert sorted(parts) == sorted(set(included(source))), source.name


@pytest.mark.skipif(not SOURCES, reason="no sources")
def test_each_part_belongs_to_a_module() -> None:
    used = {part for name in SOURCES for part in included(FOLDER / f"{name}.pyx")}
    assert used == set(FOLDER.rglob("*.pxi"))


@built
def test_all_of_it_is_in_use_where_it_was_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(native.OFF, raising=False)
    assert kernels_in_use() == "compiled kernels"
    assert nlpmap.map(used_by_worker, [1], workers=1) == ["compiled kernels"]


@pytest.mark.parametrize("specs", [None, ["popen//env:NLPMAP_NATIVE=0"]])
def test_it_can_be_turned_off(monkeypatch: pytest.MonkeyPatch, specs: list[str] | None) -> None:
    if specs is None:
        monkeypatch.setenv(native.OFF, "0")
        assert [compiled(name) for name in native.MODULES] == [None] * len(native.MODULES)
    assert nlpmap.map(used_by_worker, [1], specs or [("popen", 1)]) == ["numpy kernels (NLPMAP_NATIVE=0)"]


def test_one_built_from_other_sources_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    old = ModuleType("words")
    old.INTERFACE = native.INTERFACE - 1  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, f"{native.__name__}.words", old)
    native._built.cache_clear()
    try:
        assert compiled("words") is None
    finally:
        native._built.cache_clear()


def test_no_library_goes_to_another_machine_or_python() -> None:
    assert all(set(libraries_for(spec)) == set() for spec in ("ssh=ada", "popen//via=ada", "socket=ada:1"))
    assert len(libraries_for("popen")) == len(libraries())


def test_workers_load_nothing_of_the_package_that_was_not_shipped() -> None:
    def found(name: str) -> str:
        import importlib

        import nlpmap.remote

        try:
            importlib.import_module(f"{nlpmap.remote.__name__}.{name}")
        except ModuleNotFoundError as error:
            return str(error)
        return "loaded"

    [said] = nlpmap.map(found, ["no_such_module"], workers=1)
    assert said.endswith("no_such_module was not shipped")
