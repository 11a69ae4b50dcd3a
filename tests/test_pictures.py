"""The pictures of the README show what the commands print and what the notebook holds."""

from __future__ import annotations

import os
import re
import runpy
from pathlib import Path
from xml.etree import ElementTree

import pytest

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
SHOWN = sorted(path.name for path in FOLDER.glob("*.svg"))
pytestmark = pytest.mark.skipif(os.name != "posix", reason="a terminal is made by POSIX's calls")


RUN_ANEW = {"terminal.svg"}  # its commands take seconds
MADE = [pytest.param(name, marks=[pytest.mark.slow] if name in RUN_ANEW else []) for name in SHOWN]


@pytest.mark.parametrize("name", MADE)
def test_a_picture_is_what_its_script_makes(name: str) -> None:
    pytest.importorskip("rich")
    make = runpy.run_path(str(FOLDER / "make.py"))["PICTURES"][name]
    assert (FOLDER / name).read_text("utf-8") == make(), "python docs/pictures/make.py makes it anew"


@pytest.mark.parametrize("name", SHOWN)
def test_a_picture_loads_nothing_and_runs_nothing(name: str) -> None:
    source = (FOLDER / name).read_text("utf-8")
    ElementTree.fromstring(source)
    assert not re.search(r"<script|\son\w+=|url\((?!#)|@import|<(?:img|iframe|link)\b", source)


def test_readme_shows_each_picture() -> None:
    readme = (FOLDER.parents[1] / "README.md").read_text("utf-8")
    assert sorted(re.findall(r"!\[[^\]]+\]\(docs/pictures/([\w.]+)\)", readme)) == SHOWN
