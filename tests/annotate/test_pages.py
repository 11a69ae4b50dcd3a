"""The pages on tags, names and datasheets say what the code does, and what they tell one to type works."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nlpmap import corpora
from nlpmap.models.datasheet import faults
from nlpmap.models.nltk_data import PACKAGES
from nlpmap.remote.document.penn_tags import BY_FORM, CLASSIC
from nlpmap.remote.document.tagset import PENN_TO_UNIVERSAL
from tests.annotate.test_tags import NLTKS
from tests.learn.test_names import write
from tests.names_data import use, write_names_data

DOCS = Path(__file__).parents[2] / "docs"
TAGSET, NAMES, DATASHEETS = ((DOCS / f"{name}.md").read_text("utf-8") for name in ("tagset", "names", "datasheets"))
OSLO = [[("Oslo", "NNP"), ("grows", "VBZ"), (".", ".")]]


def rows(page: str) -> list[list[str]]:
    """Return the cells of a page's tables, a row each, without the code's marks."""
    lines = re.findall(r"^\| (.*) \|$", page, re.MULTILINE)
    return [[cell.strip().strip("`") for cell in line.split(" | ")] for line in lines]


def test_the_page_of_tags_has_the_codes_own_table() -> None:
    cells = [row for row in rows(TAGSET) if row[0] in PENN_TO_UNIVERSAL]
    assert {row[0]: row[3] for row in cells if len(row) == 5} == CLASSIC
    by_form = {(form, row[0]): row[2] for row in cells if len(row) == 4 for form in row[1].split()}
    assert by_form == {pair: tag for pair, tag in BY_FORM.items() if pair[0] != "---"} | {("---", ","): ":"}


def test_each_tag_that_nltk_lacks_is_in_the_table(shared_data: Path) -> None:
    with (shared_data / "ud" / "en_ewt-ud-train.conllu").open(encoding="utf-8") as lines:
        tags = {line.split("\t")[4] for line in lines if line[:1].isdigit()} - {"_"}
    assert tags - NLTKS == CLASSIC.keys() & tags
    assert len(tags) > 45


def test_the_page_of_datasheets_has_one() -> None:
    [sheet] = re.findall(r"```json\n(.*?)```", DATASHEETS, re.DOTALL)
    assert list(faults(json.loads(sheet))) == []


def test_the_page_of_names_says_what_to_get() -> None:
    assert f"python -m nltk.downloader {PACKAGES[1]}\n" in NAMES


@pytest.mark.slow
@pytest.mark.parametrize("page", [TAGSET, NAMES], ids=["tags", "names"])
def test_what_a_page_tells_to_type_works(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "nltk_data"
    use(monkeypatch, home)
    write_names_data(home, OSLO)
    for seed, name in enumerate(("eng.train", "eng.testa", "eng.testb")):
        write(tmp_path / name, seed, "{word} NN I-NP {mark}")
    shutil.copytree(corpora.path("sample"), tmp_path / "letters")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    data = os.pathsep.join([str(home), os.environ.get("NLTK_DATA", "")])
    commands = [[sys.executable, "-c", block] for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL)]
    for block in re.findall(r"```console\n(.*?)```", page, re.DOTALL):
        commands += [["bash", "-c", line.removeprefix("$ ")] for line in block.splitlines()]
    for command in commands:
        environment = {**os.environ, "PATH": path, "NLTK_DATA": data}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_files_of_two_and_five_columns_are_made_three(tmp_path: Path) -> None:
    (tmp_path / "en_ewt-ud-train.iob2").write_text(
        "# text = Oslo grows\n1\tOslo\tB-LOC\t-\tx\n2-3\tgrowsit\tO\t-\tx\n2\tgrows\tO\t-\tx\n\n"
    )
    (tmp_path / "wnut17train.conll").write_text("Oslo\tB-location\ngrows\tO\n\t\n")
    lines = [line.rpartition(" > ")[0] for line in NAMES.splitlines() if line.startswith("awk")]
    made = [subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True).stdout for line in lines]
    assert [text.split("\n")[:3] for text in made] == [
        ["Oslo _ B-LOC", "grows _ O", ""],
        ["Oslo _ B-location", "grows _ O", ""],
    ]
