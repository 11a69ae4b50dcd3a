"""The annotator in Dask: a function of partitions, which are pandas frames."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas
import pytest

import nlpmap

pytestmark = [pytest.mark.slow, pytest.mark.engines]
dask = pytest.importorskip("dask")
frames = pytest.importorskip("dask.dataframe")
distributed = pytest.importorskip("distributed")

TEXTS = [f"Dog number {number} barked at the old cat. It slept." for number in range(60)]
FRAME = pandas.DataFrame({"text": [*TEXTS[:57], None, *TEXTS[58:]], "n": range(60)}, index=range(100, 160))


def same(found: pandas.DataFrame, expected: pandas.DataFrame) -> None:
    """Compare all but the texts, whose type is changed by Dask as it takes them."""
    pandas.testing.assert_frame_equal(found.drop(columns="text"), expected.drop(columns="text"))


@pytest.mark.parametrize("scheduler", ["synchronous", "threads"])
@pytest.mark.parametrize("task", ["tag", "chunk"])
def test_partitions_have_the_answers_in_order_with_their_index(task: Any, scheduler: str) -> None:
    annotate = nlpmap.annotator(task, on_error="column")
    frame = frames.from_pandas(FRAME, npartitions=4)
    annotated = frame.map_partitions(annotate, meta=annotate.meta(frame))
    found = annotated.compute(scheduler=scheduler)
    same(found, annotate(FRAME))
    assert annotated.dtypes.to_dict() == found.dtypes.to_dict()
    tagged = [document.words() for document in nlpmap.tag(FRAME["text"], workers=0, on_error="skip")]
    assert [tokens for tokens in found["tokens"] if tokens is not None] == tagged


def test_workers_of_a_cluster_give_the_same_and_write_parquet(tmp_path: Path) -> None:
    annotate = nlpmap.annotator("chunk", on_error="column")
    frame = frames.from_pandas(FRAME, npartitions=4)
    annotated = frame.map_partitions(annotate, meta=annotate.meta(frame))
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address=None) as cluster,
        distributed.Client(cluster),
    ):
        same(annotated.compute(), annotate(FRAME))
        annotated.to_parquet(tmp_path / "out", schema=annotate.schema(frame))
    written = pandas.read_parquet(tmp_path / "out")
    assert written["error"].notna().sum() == 1
    assert written["xpos"].iloc[0].tolist() == annotate(FRAME)["xpos"].iloc[0]


def test_what_is_wrong_is_told_before_anything_is_computed() -> None:
    frame = frames.from_pandas(FRAME, npartitions=2)
    with pytest.raises(nlpmap.errors.InputError, match="no column 'body'; its columns: 'text', 'n'"):
        nlpmap.annotator("tag", column="body").meta(frame)
    with pytest.raises(nlpmap.errors.InputError, match=r"frame\.map_partitions\(annotate, meta=annotate\.meta\(frame"):
        nlpmap.annotator("tag")(frame)
