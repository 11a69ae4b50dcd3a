"""No module and no folder is longer than a reader can hold."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES = sorted([*ROOT.glob("nlpmap/**/*.py"), *ROOT.glob("remote/**/*.py")])
COMPILED = sorted(file for kind in ("pyx", "pxi") for file in ROOT.glob(f"remote/**/*.{kind}"))
MOST_LINES = 250
MOST_MODULES = 13
LONGER: dict[str, str] = {}  # and why
FULLER: dict[str, str] = {}


def test_no_module_is_over_250_lines_but_those_that_say_why() -> None:
    lengths = {
        file.relative_to(ROOT).as_posix(): len(file.read_text("utf-8").splitlines()) for file in MODULES + COMPILED
    }
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES and name not in LONGER} == {}


def test_no_folder_holds_over_13_modules_but_those_that_say_why() -> None:
    folders = Counter(file.parent.relative_to(ROOT).as_posix() for file in MODULES if file.name != "__init__.py")
    assert {name: modules for name, modules in folders.items() if modules > MOST_MODULES and name not in FULLER} == {}


def test_every_folder_of_the_package_is_in_the_wheel() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    [listed] = re.findall(r"^packages = \[\n(.*?)\n\]", project, re.DOTALL | re.MULTILINE)
    roots = ("nlpmap", "remote", "corpora")
    folders = [file.parent.relative_to(ROOT).parts for root in roots for file in (ROOT / root).rglob("__init__.py")]
    names = [".".join(parts if parts[0] == "nlpmap" else ("nlpmap", *parts)) for parts in folders]
    assert re.findall(r'"(.*)"', listed) == sorted(names)
