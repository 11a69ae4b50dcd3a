"""Every example runs, and everything public has one."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil

import pytest

import nlpmap
from nlpmap import corpora, remote

SKIPPED = ("__main__", "bootstrap")  # they run, rather than define
MODULES = sorted(
    {
        module.name
        for package in (nlpmap, remote, corpora)
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
        if not module.name.endswith(SKIPPED)
    }
    | {"nlpmap", "nlpmap.corpora", "nlpmap.remote"}
)
PUBLIC = [name for name in nlpmap.__all__ if callable(getattr(nlpmap, name))]


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name.endswith("chaos") else []) for name in MODULES]
)
def test_the_examples_of_a_module_run(name: str) -> None:
    results = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert results.failed == 0


def test_the_walk_finds_the_modules() -> None:
    assert {"nlpmap.annotate", "nlpmap.parallel.scheduling.coordinator", "nlpmap.remote.formats.conllu"} <= set(MODULES)


@pytest.mark.parametrize("name", PUBLIC)
def test_everything_public_is_explained_with_an_example(name: str) -> None:
    explained = inspect.getdoc(getattr(nlpmap, name)) or ""
    assert explained[:1].isupper()
    assert ">>>" in explained
