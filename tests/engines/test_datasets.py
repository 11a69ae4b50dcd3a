"""The annotator in Hugging Face's datasets: batches are mapped, types are known from the first, the cache is hit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import nlpmap
from nlpmap.errors import InputError

pytestmark = [pytest.mark.slow, pytest.mark.engines]
datasets: Any = pytest.importorskip("datasets")

TEXTS: list[str | None] = [f"Dog number {number} barked at the old cat. It slept." for number in range(300)]
TEXTS[290] = None
ROWS = {"text": TEXTS, "n": [*range(300)]}


@pytest.fixture(autouse=True)
def quiet() -> None:
    datasets.disable_progress_bars()


@pytest.mark.parametrize("layout", [None, "arrow", "pandas", "polars"])
def test_rows_and_types_are_the_same_in_every_format(layout: str | None) -> None:
    annotate = nlpmap.annotator("chunk", on_error="column")
    dataset = datasets.Dataset.from_dict(ROWS)
    # the error is in the second batch: the type of its column must be known without it
    annotated = dataset.with_format(layout).map(annotate, batched=True, batch_size=200).with_format(None)
    expected = annotate(ROWS)
    assert annotated.to_dict() == {name: list(cells) for name, cells in expected.items()}
    if layout in (None, "arrow"):
        assert annotated.features.arrow_schema.types == annotate.schema(dataset).types


def test_columns_can_be_removed_and_processes_share_the_work() -> None:
    annotate = nlpmap.annotator("tag", on_error="column")
    dataset = datasets.Dataset.from_dict(ROWS)
    annotated = dataset.map(annotate, batched=True, batch_size=50, num_proc=2, remove_columns=["text"])
    assert annotated.column_names == ["n", *annotate.names]
    assert annotated["xpos"][:] == annotate(ROWS)["xpos"]
    streamed = list(dataset.to_iterable_dataset().map(annotate, batched=True))
    assert [row["xpos"] for row in streamed] == annotate(ROWS)["xpos"]


def test_two_processes_have_one_fingerprint_and_the_cache_is_hit(tmp_path: Path) -> None:
    datasets.Dataset.from_dict(ROWS).save_to_disk(tmp_path / "rows")
    code = (
        "import datasets, nlpmap, sys; rows = datasets.load_from_disk('rows');"
        "annotate = nlpmap.annotator('tag', on_error='column', tokenizer='ud');"
        "annotated = rows.map(annotate, batched=True);"
        "print(annotated._fingerprint, annotated.cache_files[0]['filename'])"
    )
    said, written = [], []
    for seed in ("1", "2"):
        env = os.environ | {"PYTHONHASHSEED": seed, "HF_HOME": str(tmp_path / "home")}
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
        said.append(done.stdout)
        written.append([path.stat().st_mtime_ns for path in (tmp_path / "rows").glob("cache-*")])
    assert said[0] == said[1]
    assert written[0] == written[1]
    assert len(written[0]) == 1


def test_rows_given_one_by_one_are_told_how_they_are_given_together() -> None:
    dataset = datasets.Dataset.from_dict(ROWS)
    with pytest.raises(InputError, match=r"not a str: in datasets, map\(annotate, batched=True\)"):
        dataset.map(nlpmap.annotator("tag"))
    with pytest.raises(InputError, match=r"write dataset\.map\(annotate, batched=True\)"):
        nlpmap.annotator("tag")(dataset)
