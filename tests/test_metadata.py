"""What the repository says of itself is the same wherever it says it."""

from __future__ import annotations

import re
from pathlib import Path

import nlpmap

ROOT = Path(__file__).parent.parent
CITATION = (ROOT / "CITATION.cff").read_text("utf-8")
PROJECT = (ROOT / "pyproject.toml").read_text("utf-8")


def test_the_version_is_the_same_in_all_places() -> None:
    [cited] = re.findall(r"^version: (\S+)$", CITATION, re.MULTILINE)
    [built] = re.findall(r'^version = "(\S+)"$', PROJECT, re.MULTILINE)
    assert cited == built == nlpmap.__version__
    assert f"## {built}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_each_licence_is_in_the_expression_and_each_file_of_licences_is_there() -> None:
    [expression] = re.findall(r'^license = "([^"]+)"', PROJECT, re.MULTILINE)
    [code] = re.findall(r"^license: (\S+)$", CITATION, re.MULTILINE)
    assert expression.split(" AND ") == [code, "CC-BY-4.0", "CC-BY-SA-4.0"]
    assert "CC BY 4.0" in (ROOT / "corpora" / "README.md").read_text("utf-8")
    assert "CC BY-SA 4.0" in (ROOT / "nlpmap" / "models" / "bundled" / "README.md").read_text("utf-8")
    [patterns] = re.findall(r"^license-files = \[(.*?)\]", PROJECT, re.MULTILINE)
    assert all(list(ROOT.glob(pattern)) for pattern in re.findall(r'"([^"]+)"', patterns))
