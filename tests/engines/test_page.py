"""The page on the annotator is a test: each engine's block runs as it is written, and prints what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "annotator.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
QUICK = ("pandas",)


def engine_of(block: str) -> str:
    found: list[str] = re.findall(r"^import (\w+)", block, re.MULTILINE)
    return found[0]


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(block, id=engine_of(block), marks=[pytest.mark.slow, pytest.mark.engines])
        if engine_of(block) not in QUICK
        else pytest.param(block, id=engine_of(block))
        for block in BLOCKS
    ],
)
def test_a_block_prints_what_it_says(block: str, tmp_path: Path) -> None:
    for module in re.findall(r"^import (\w+)", block, re.MULTILINE):
        pytest.importorskip(module)
    env = os.environ | {"RAY_AUTH_MODE": "disabled", "RAY_USAGE_STATS_ENABLED": "0", "HF_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", block], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    promised = re.findall(r"^print\(.*\)  # (.*)$", block, re.MULTILINE)
    assert promised
    assert [line for line in promised if line not in done.stdout.splitlines()] == []


def test_the_page_has_a_block_for_each_engine() -> None:
    assert [engine_of(block) for block in BLOCKS] == ["pandas", "polars", "dask", "datasets", "ray", "spacy"]
