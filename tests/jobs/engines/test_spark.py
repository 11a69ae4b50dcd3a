"""Spark does the parts of a job by the line that the documentation has: the bytes of one undisturbed job."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import cloudpickle
import pytest

from nlpmap import corpora
from nlpmap.jobs import Options, annotate_files, part_numbers, verify, work_on
from nlpmap.jobs.shared.planning import planned
from nlpmap.jobs.shared.stores.store import store_at

PAGE = Path(__file__).parents[3] / "docs" / "more-machines.md"


class Resilient:
    """What stands for Spark's data: each function goes to a partition as bytes, and comes back to be called."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self.numbers = list(numbers)

    def foreach(self, function: Callable[[int], object]) -> None:
        sent = cloudpickle.dumps(function)
        for number in reversed(self.numbers):
            pickle.loads(sent)(number)


class StandIn:
    """What stands for a session of Spark's."""

    @property
    def sparkContext(self) -> StandIn:
        return self

    def parallelize(self, numbers: Iterable[int]) -> Resilient:
        return Resilient(numbers)


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A real session, on this machine."""
    pyspark = pytest.importorskip("pyspark.sql")
    if shutil.which("java") is None:
        pytest.skip("no Java on this machine")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    builder = pyspark.SparkSession.builder.master("local[2]")
    for key, value in {"ui.enabled": "false", "driver.bindAddress": "127.0.0.1", "driver.host": "127.0.0.1"}.items():
        builder = builder.config(f"spark.{key}", value)
    made = builder.getOrCreate()
    yield made
    made.stop()


def documented() -> str:
    """Return the line that the page on more machines has."""
    [line] = re.findall(r"`(spark\.sparkContext\..*)`", PAGE.read_text("utf-8"))
    return str(line)


def annotate_by(spark: Any, tmp_path: Path) -> None:
    """Plan a job, have its parts done, and compare them with one undisturbed job."""
    out, inputs = tmp_path / "out", corpora.path("sample")
    planned(store_at(out), "tokenize", [str(inputs)], Options(parts="6KB"))
    assert len(part_numbers(out)) > 4
    eval(documented(), {"spark": spark, "part_numbers": part_numbers, "work_on": work_on, "url": str(out)})
    annotate_files("tokenize", inputs, tmp_path / "whole.conllu", Options(workers=0))
    found = b"".join(path.read_bytes() for path in sorted(out.glob("part-*")))
    assert found == (tmp_path / "whole.conllu").read_bytes()
    assert verify(out).differences == ()


@pytest.mark.slow  # a pool for each part
def test_the_documented_line_does_all_parts(tmp_path: Path) -> None:
    annotate_by(StandIn(), tmp_path)


@pytest.mark.slow
@pytest.mark.engines
@pytest.mark.filterwarnings("ignore")  # of PySpark's own
def test_a_real_session_does_all_parts(session: Any, tmp_path: Path) -> None:
    annotate_by(session, tmp_path)
