"""The window of the package: what it shows is there, and nothing is imported before it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

import nlpmap


def test_everything_that_the_window_names_is_there() -> None:
    assert sorted(nlpmap.__all__) == nlpmap.__all__
    shown = {name for names in nlpmap.ROOMS.values() for name in names}
    assert shown | {"corpora", "errors", "plists"} == set(nlpmap.__all__)
    assert all(getattr(nlpmap, name) is not None for name in nlpmap.__all__)
    assert set(nlpmap.__all__) <= set(dir(nlpmap))


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'nlpmap' has no attribute 'tagg'"):
        nlpmap.tagg  # type: ignore[attr-defined]  # noqa: B018


def test_importing_the_package_imports_none_of_its_rooms() -> None:
    code = "import sys, nlpmap; print([name for name in sys.modules if name.startswith('nlpmap.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
