"""The page on speed shows its figures, and no others; its plots are made of them."""

from __future__ import annotations

import re
import runpy
from typing import Any

from tests.docs.blocks import DOCS, ROOT

FIGURES: dict[str, Any] = runpy.run_path(str(DOCS / "hooks/figures.py"))
PAGE = (DOCS / "how-it-works/speed.md").read_text("utf-8")


def test_the_tables_are_those_of_the_figures() -> None:
    assert FIGURES["page"](PAGE) == PAGE, "run python docs/hooks/figures.py"
    assert set(re.findall(r"<!-- figures: (\w+) -->", PAGE)) == set(FIGURES["FIGURES"])
    assert len(re.findall(r"^\|---", PAGE, re.MULTILINE)) == len(FIGURES["FIGURES"])


def test_the_plots_are_those_of_the_figures() -> None:
    drawn = FIGURES["pictures"]()
    assert set(re.findall(r"\((speed-[\w-]+\.svg)\)", PAGE)) == set(drawn)
    assert {path.name for path in (DOCS / "how-it-works").glob("*.svg")} == set(drawn)
    for name, picture in drawn.items():
        assert (DOCS / "how-it-works" / name).read_text("utf-8") == picture, "run python docs/hooks/figures.py"


def test_the_benchmarks_that_it_names_are_there() -> None:
    named = re.findall(r"tests/benchmarks/(\w+\.py)", PAGE)
    assert named
    assert [name for name in named if not (ROOT / "tests/benchmarks" / name).exists()] == []


def test_a_bar_is_as_long_as_its_figure_says() -> None:
    lengths = [float(width) for width in re.findall(r'width="([\d.]+)" height', FIGURES["plot"]("corpus"))]
    values = [value for _, _, value in FIGURES["plotted"]("corpus")]
    assert [round(length / lengths[-1], 2) for length in lengths] == [round(value / values[-1], 2) for value in values]


def test_the_readme_has_the_same_figures() -> None:
    _, _, section = (ROOT / "README.md").read_text("utf-8").partition("\n## How fast\n")
    told = re.findall(r"([\d.]+) s, ([\d.]+) ×", section.partition("\n## ")[0])
    known = [(row[at], row[at + 1]) for row in FIGURES["FIGURES"]["corpus"]["rows"] for at in (1, 3)]
    assert told
    assert [pair for pair in told if pair not in known] == [], "change docs/how-it-works/speed.json, too"
