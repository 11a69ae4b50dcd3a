"""Every regular expression of the code takes time that grows with the text, however hostile that is."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import product
from typing import Any

import pytest

import nlpmap
import nlpmap.remote
from tests.growth import grows_linearly
from tests.pumping import hostile_to

pytestmark = pytest.mark.slow
METHODS = ("match", "fullmatch", "search", "sub", "split", "findall", "finditer")
SMALL, LARGE = 2_000, 16_000
IN_NO_TIME = 0.05  # seconds: of 16,000 characters, work that grows with their square takes several times as long
BOUNDED = {"remote.kernels.splitter.network_features.INNER": 2_000}  # characters of the words that these are given
SHARES = 16  # in which the patterns are tried
MOST = 300  # texts for a pattern
CALLED = re.compile(rf"\b(\w+)\.({'|'.join(METHODS)})\b")


def modules() -> Iterator[Any]:
    for package in (nlpmap, nlpmap.remote):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith(("__main__", "bootstrap")):
                yield importlib.import_module(found.name)


def patterns_of(module: Any) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield the patterns that a module has under a name, or writes where it uses them."""
    short = module.__name__.removeprefix("nlpmap.")
    for owner in (module, *(value for value in vars(module).values() if isinstance(value, type))):
        for name, value in vars(owner).items():
            value = getattr(value, "__self__", value)
            for number, one in enumerate(value if isinstance(value, (tuple, list)) else [value]):
                pattern = getattr(one, "__self__", one)
                if isinstance(pattern, re.Pattern):
                    yield f"{short}.{name}" + f"[{number}]" * isinstance(value, (tuple, list)), pattern
    source = module.__spec__.loader.get_source(module.__name__) or ""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            is_of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            if is_of_re and node.func.attr != "compile" and isinstance(node.args[0], ast.Constant):
                yield f"{short}:{node.lineno}.{node.func.attr}", re.compile(node.args[0].value)


def sources() -> str:
    return "\n".join(module.__spec__.loader.get_source(module.__name__) or "" for module in modules())


@cache
def used() -> set[tuple[str, str]]:
    """Return which methods of which names the code calls."""
    return set(CALLED.findall(sources()))


@cache
def every() -> list[tuple[str, re.Pattern[Any]]]:
    """Return each pattern once, under one of its names."""
    named = {name: pattern for module in modules() for name, pattern in patterns_of(module)}
    once = {(pattern.pattern, pattern.flags): name for name, pattern in named.items()}
    return sorted((name, named[name]) for name in once.values())


@pytest.mark.parametrize("share", range(SHARES))
def test_patterns_take_time_that_grows_with_the_text(share: int) -> None:
    patterns = every()[share::SHARES]
    assert patterns
    for name, pattern in patterns:
        check(name, pattern)


def check(name: str, pattern: re.Pattern[Any]) -> None:
    """Try a pattern on texts that are hostile to it."""
    plain = name.rpartition(".")[2].partition("[")[0]
    methods = [plain] if plain in METHODS else [method for method in METHODS if (plain, method) in used()]
    most = BOUNDED.get(name, LARGE)
    hostile = [*hostile_to(pattern)]
    for method, (lead, unit, end) in product(methods, hostile[:: len(hostile) // MOST + 1]):
        work = _work(pattern, method)
        small, large = (_text(pattern, lead, unit, end, min(size, most)) for size in (SMALL, LARGE))
        if _seconds(work, small) < 5 * IN_NO_TIME and _seconds(work, large) < IN_NO_TIME:
            continue
        assert grows_linearly(partial(_work, pattern, method), small, large), (name, method, lead, unit, end)


def _text(pattern: re.Pattern[Any], lead: str, unit: str, end: str, size: int) -> Any:
    written = lead + unit * (size // len(unit)) + end
    return written.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else written


def _seconds(work: Callable[[Any], object], text: Any) -> float:
    started = time.process_time()
    work(text)
    return time.process_time() - started


def _work(pattern: re.Pattern[Any], method: str) -> Callable[[Any], object]:
    if method == "sub":
        return lambda text: pattern.sub(lambda found: found[0], text)
    if method == "finditer":
        return lambda text: list(pattern.finditer(text))
    return getattr(pattern, method)  # type: ignore[no-any-return]
