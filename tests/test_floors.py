"""Each part imports only what stands on a lower floor (design.md); imports for types count."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = {
    "remote": 0, "errors": 0, "corpora": 0, "__version__": 0,
    "optional": 1, "files": 2,
    "parallel": 3, "corpus": 3, "models": 3,
    "recipe": 4, "plists": 4,
    "annotate": 5,
    "learn": 6, "jobs": 6,
    "cli": 7, "__main__": 8,
}  # fmt: skip
MODULES = sorted([*ROOT.glob("remote/**/*.py"), *ROOT.glob("corpora/**/*.py"), *ROOT.glob("nlpmap/**/*.py")])
LIBRARIES = sys.stdlib_module_names | {"numpy", "nltk"}


def name_of(file: Path) -> tuple[str, ...]:
    """A module's dotted name, in parts; a package ends with ``__init__``."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return parts if parts[0] == "nlpmap" else ("nlpmap", *parts)


def imports(file: Path) -> Iterator[tuple[str, ...]]:
    """What a module imports, in parts, relative names made absolute; each name of ``from x import a, b`` by itself."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = name_of(file)[: -node.level] if node.level else ()
            base = (*package, *(node.module.split(".") if node.module else ()))
            yield from ((*base, alias.name) for alias in node.names)


@pytest.mark.parametrize("file", MODULES, ids=lambda file: ".".join(name_of(file)))
def test_a_module_imports_only_lower_floors_and_its_own_room(file: Path) -> None:
    room = name_of(file)[1]
    if room == "__init__":
        pytest.skip("the window shows all floors")
    for _, target, *_ in (parts for parts in imports(file) if parts[0] == "nlpmap"):
        assert target in FLOORS, f"{target} has no floor"
        assert target == room or FLOORS[target] < FLOORS[room], f"{room} imports {target}"


@pytest.mark.parametrize(
    "file", [file for file in MODULES if name_of(file)[1] == "remote"], ids=lambda file: ".".join(name_of(file))
)
def test_what_runs_on_a_host_needs_no_more_than_python_numpy_and_nltk(file: Path) -> None:
    for parts in imports(file):
        assert parts[0] in LIBRARIES or parts[:2] == ("nlpmap", "remote"), ".".join(parts)


def test_the_walk_sees_relative_and_type_checking_imports() -> None:
    assert ("nlpmap", "remote", "document", "Document") in set(imports(ROOT / "nlpmap" / "annotate.py"))
    assert ("nltk", "tree", "Tree") in set(imports(ROOT / "remote" / "document" / "document.py"))
    assert len(MODULES) > 40
