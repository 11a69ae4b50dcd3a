"""Each part imports only what is on a lower floor; imports for types count, and those of the examples."""

from __future__ import annotations

import ast
import doctest
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

import nlpmap

ROOT = Path(__file__).parents[1]
FLOORS = {
    "remote": 0, "errors": 0, "corpora": 0, "__version__": 0,
    "optional": 1, "option_names": 1, "requirements": 1, "terminal": 1, "files": 2,
    "parallel": 3, "corpus": 3, "models": 3,
    "plists": 4, "frames": 4, "annotate": 4,
    "learn": 5, "jobs": 5, "checkup": 5, "explore": 5, "spacy_component": 5,
    "cli": 6, "testing": 6, "__main__": 7,
}  # fmt: skip
KERNELS = [f"remote.kernels.{step}" for step in ("splitter", "tokenizer", "tagger", "chunker")]
NLP = ["remote.document", "remote.formats", "remote.kernels", "remote.pipeline"]
JOBS = [f"jobs.{name}" for name in ("annotating", "planning", "job_status", "verifying", "shared", "engines")]
APART = {  # within a floor: what imports nothing of what
    "remote.native": [*NLP, "remote.serving"],
    "remote.serving": NLP,
    "remote.document": ["remote.serving", "remote.formats", "remote.kernels"],
    "remote.formats": ["remote.serving", "remote.kernels"],
    "remote.kernels": ["remote.serving", "remote.formats"],
    **{step: [other for other in KERNELS if other != step] for step in KERNELS},
    "parallel.transports": ["parallel.scheduling", "parallel.pool"],
    "parallel.scheduling": ["parallel.pool"],
    "jobs.records": ["jobs.output", *JOBS],
    "jobs.output": JOBS,
    "corpus.inputs": ["corpus.reading"],
    "learn.tagger": ["learn.evaluation"],
    "explore": ["learn", "jobs"],
    "explore.index": ["explore.query", "explore.concordance", "explore.statistics"],
    "explore.query": ["explore.concordance", "explore.statistics"],
}
MODULES = sorted([*ROOT.glob("remote/**/*.py"), *ROOT.glob("corpora/**/*.py"), *ROOT.glob("nlpmap/**/*.py")])
REMOTE = sorted(ROOT.glob("remote/**/*.py"))
LIBRARIES = sys.stdlib_module_names | {"numpy", "nltk", "regex"}  # which NLTK needs
HOMES = {name: room for room, names in nlpmap.ROOMS.items() if room for name in names}


def name_of(file: Path) -> tuple[str, ...]:
    """A module's dotted name, in parts; a package ends with ``__init__``."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return parts if parts[0] == "nlpmap" else ("nlpmap", *parts)


def label(file: Path) -> str:
    return ".".join(name_of(file))


@cache
def imports(file: Path) -> tuple[tuple[str, ...], ...]:
    """What a module imports, in parts, relative names made absolute; each name of ``from x import a, b`` by itself."""
    return tuple(imports_of(file.read_text(encoding="utf-8"), name_of(file)))


def imports_of(source: str, name: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = name[: -node.level] if node.level else ()
            base = (*package, *(node.module.split(".") if node.module else ()))
            yield from ((*base, alias.name) for alias in node.names)


def imports_of_examples(file: Path) -> Iterator[tuple[str, ...]]:
    """What the examples in a module's docstrings import."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            for example in doctest.DocTestParser().get_examples(ast.get_docstring(node) or ""):
                yield from imports_of(example.source)


def targets(found: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """The rooms of nlpmap that are imported, a name that the window shows as the room it comes from."""
    for package, *rest in found:
        if package == "nlpmap" and rest:
            yield HOMES.get(rest[0], rest[0]).removeprefix(".").partition(".")[0]


def is_within(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}.")


@pytest.mark.parametrize("file", MODULES, ids=label)
def test_a_module_imports_only_lower_floors_and_its_own_room(file: Path) -> None:
    room = name_of(file)[1]
    if room == "__init__":
        return  # the window shows all floors
    for target in [*targets(imports(file)), *targets(imports_of_examples(file))]:
        assert target in FLOORS, f"{target} has no floor"
        assert target == room or FLOORS[target] < FLOORS[room], f"{room} imports {target}"


@pytest.mark.parametrize("part", APART)
def test_parts_of_a_floor_know_nothing_of_those_that_need_them(part: str) -> None:
    within = [file for file in MODULES if is_within(".".join(name_of(file)[1:]), part)]
    assert within
    for file in within:
        found = [".".join(parts[1:]) for parts in imports(file) if parts[0] == "nlpmap"]
        assert [name for name in found for other in APART[part] if is_within(name, other)] == [], label(file)


@pytest.mark.parametrize("file", REMOTE, ids=label)
def test_what_runs_on_a_host_needs_no_more_than_python_numpy_and_nltk(file: Path) -> None:
    for parts in imports(file):
        assert parts[0] in LIBRARIES or parts[:2] == ("nlpmap", "remote"), ".".join(parts)


def test_every_floor_and_part_exists() -> None:
    names = {".".join(name_of(file)[1:]).removesuffix(".__init__") for file in MODULES}
    named = [*FLOORS, *APART, *(other for others in APART.values() for other in others)]
    assert [name for name in named if name != "__version__" and name not in names] == []


def test_the_walk_sees_relative_and_type_checking_imports_and_those_of_examples() -> None:
    assert ("nlpmap", "remote", "document", "Document") in set(imports(ROOT / "nlpmap" / "annotate" / "tasks.py"))
    assert ("nltk", "tree", "Tree") in set(imports(ROOT / "remote" / "document" / "document.py"))
    assert ("nltk", "RegexpParser") in set(
        imports_of_examples(ROOT / "remote" / "kernels" / "chunker" / "any_object.py")
    )
    assert list(targets(iter([("nlpmap", "Document"), ("nlpmap", "tag"), ("numpy", "x")]))) == ["corpus", "annotate"]
    assert len(MODULES) > 40
