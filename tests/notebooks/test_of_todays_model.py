"""What a notebook shows was tagged by the bundled model as it is: one is run only where there are ssh and Dask."""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pytest

MODEL = files("nlpmap") / "models" / "bundled" / "en.nlpmap"
NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_was_run_with_this_model(path: Path) -> None:
    of_run = json.loads(path.read_text("utf-8"))["metadata"]["nlpmap"]["model"]
    assert of_run == sha256(MODEL.read_bytes()).hexdigest(), "run notebooks/refresh.py"
