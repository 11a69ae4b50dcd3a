"""The guide is a test: its blocks run as they are written, one after the other, and print what it says they print."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import DOCS, blocks_of, missing, newcomers_folder, sections_of

WHOLE = ("guide/first-steps.md", "index.md", "how-it-works/recovery.md")  # one story each
BY_SECTION = ("guide/cookbook.md", "reference/models.md", "reference/formats.md", "how-it-works/steps.md", "tagset.md")
ELSEWHERE = {
    "adding.md": "tests/test_adding.py",
    "annotator.md": "tests/engines/test_page.py",
    "security.md": "tests/test_readme.py",
    "names.md": "needs data that may not be copied",
}
STORIES = {page: (DOCS / page).read_text("utf-8") for page in WHOLE} | {
    f"{page}: {title}": text
    for page in BY_SECTION
    for title, text in sections_of((DOCS / page).read_text("utf-8")).items()
    if blocks_of(text)
}


@pytest.mark.slow
@pytest.mark.parametrize("name", STORIES)
def test_what_a_page_tells_to_do_does_what_it_says(name: str, tmp_path: Path) -> None:
    newcomers_folder(tmp_path)
    for block in blocks_of(STORIES[name]):
        for module in re.findall(r"^ *(?:import|from) (\w+)", block.text, re.MULTILINE):
            if module not in sys.stdlib_module_names and not (tmp_path / f"{module}.py").exists():
                pytest.importorskip(module)
        printed = block.run(tmp_path)
        assert list(missing(block.promised, printed)) == [], printed
        failures = re.findall(r"^\(exit code .*", printed, re.MULTILINE)
        assert [line for line in failures if line not in block.promised] == [], printed


def test_the_sample_of_the_home_page_is_what_its_program_prints(tmp_path: Path) -> None:
    shown = re.findall(r"```text\n(.*?)```", STORIES["index.md"], re.DOTALL)
    program = next(block for block in blocks_of(STORIES["index.md"]) if block.language == "python")
    assert [program.run(newcomers_folder(tmp_path))] == shown


def test_no_page_has_blocks_that_nothing_runs() -> None:
    pages = {path.relative_to(DOCS).as_posix(): path.read_text("utf-8") for path in DOCS.rglob("*.md")}
    assert {page for page, text in pages.items() if blocks_of(text)} == {*WHOLE, *BY_SECTION, *ELSEWHERE}


def test_the_pages_have_blocks() -> None:
    assert len(blocks_of(STORIES["guide/first-steps.md"])) >= 8
    assert len([name for name in STORIES if name.startswith("guide/cookbook.md")]) >= 9


def test_what_is_not_printed_is_found() -> None:
    printed = "one\ntwo in 3.5 s\n"
    assert list(missing(["one", "two in ... s"], printed)) == []
    assert list(missing(["two in ... s", "one"], printed)) == ["one"]
    assert list(missing(["one 1"], printed)) == ["one 1"]
