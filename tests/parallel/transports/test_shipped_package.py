"""What a worker runs is what was shipped, whether it compiles the source or finds bytecode of it."""

from __future__ import annotations

import os
import py_compile
import runpy
import types
from pathlib import Path

import nlpmap
from nlpmap.parallel.transports import shipped_package

BOOTSTRAP = Path(shipped_package.modules()[".bootstrap"].filename)


def loaded(file: Path, source: str, version: tuple[int, int]) -> object:
    """What a module's ``VALUE`` is, that has a source and is from a file of that version."""
    shipped_class = runpy.run_path(str(BOOTSTRAP))["ShippedPackage"]
    shipped = shipped_class({"shipped_toy": (str(file), False, source)}, (), {"shipped_toy": version})
    module = types.ModuleType("shipped_toy")
    shipped.exec_module(module)
    return module.__dict__["VALUE"]


def test_bytecode_is_taken_only_where_its_file_is_what_was_shipped(tmp_path: Path) -> None:
    file = tmp_path / "toy.py"
    file.write_text("VALUE = 'file'")
    py_compile.compile(str(file))
    version = shipped_package.version_of(str(file))
    assert version is not None
    assert loaded(file, "VALUE = 'shipped'", version) == "file"  # else no bytecode was looked for
    os.utime(file, ns=(0, 0))
    assert loaded(file, "VALUE = 'shipped'", version) == "shipped"
    file.unlink()
    assert loaded(file, "VALUE = 'shipped'", version) == "shipped"


def test_a_file_that_can_not_be_compiled_is_no_hindrance(tmp_path: Path) -> None:
    file = tmp_path / "toy.py"
    file.write_text("VALUE = (")
    version = shipped_package.version_of(str(file))
    assert version is not None
    assert loaded(file, "VALUE = 'shipped'", version) == "shipped"


def test_workers_of_this_machine_alone_look_for_bytecode() -> None:
    here = shipped_package.versions_for("popen")
    root, sources = shipped_package.package()
    assert here.keys() == sources.keys()
    assert shipped_package.versions_for("popen//env:LANG=C") == here
    assert shipped_package.versions_for("ssh=ada") == {}
    assert here[f"{root}.double"] == shipped_package.version_of(sources[f"{root}.double"][0])


def test_the_name_of_the_package_tells_its_content() -> None:
    root, sources = shipped_package.package()
    assert root.startswith("nlpmap_remote_")
    assert all(name.startswith(root) for name in sources)


def test_a_traceback_of_a_worker_shows_its_lines_with_bytecode_too() -> None:
    [error] = nlpmap.map(lambda text: text.upper(), [7], "popen", on_error="return")
    assert "text.upper()" in str(error)


def test_modules_are_found_in_folders_as_python_finds_them() -> None:
    assert dict(sorted(shipped_package.modules_of_archive())) == shipped_package.modules()
