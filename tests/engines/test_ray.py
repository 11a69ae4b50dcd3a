"""The annotator in Ray Data: batches in each of its formats, in the order of the rows where that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import nlpmap
from nlpmap.annotate import Annotator

pytestmark = [
    pytest.mark.slow,
    pytest.mark.engines,
    pytest.mark.filterwarnings("ignore"),  # Ray's own, of files and sockets that it leaves open
]
ray: Any = pytest.importorskip("ray")
pytest.importorskip("ray.data")

TEXTS: list[str | None] = [f"Dog number {number} barked at the old cat. It slept." for number in range(60)]
TEXTS[57] = None
ROWS = {"text": TEXTS, "n": [*range(60)]}


@pytest.fixture(scope="module")
def rows() -> Iterator[Any]:
    """A dataset of four blocks, in a cluster of two processes on this machine."""
    environment = pytest.MonkeyPatch()
    environment.setenv("RAY_AUTH_MODE", "disabled")
    environment.setenv("RAY_USAGE_STATS_ENABLED", "0")
    mine = {"address": "local", "num_cpus": 2, "include_dashboard": False}  # whatever cluster this machine has besides
    ray.init(**mine, log_to_driver=False, logging_level="ERROR", object_store_memory=10**8)
    context = ray.data.DataContext.get_current()
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    yield ray.data.from_items([{"text": text, "n": n} for n, text in enumerate(TEXTS)]).repartition(4)
    ray.shutdown()
    environment.undo()


def columns_of_rows(found: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [plain(row[name]) for row in found] for name in found[0]}


def plain(cell: Any) -> Any:
    """A cell as Python has it: what is missing is None, not NaN."""
    cell = cell.tolist() if hasattr(cell, "tolist") else cell
    return None if cell != cell else cell


@pytest.mark.parametrize("batch_format", ["default", "numpy", "pandas", "pyarrow"])
def test_batches_of_each_format_have_the_answers_in_order(rows: Any, batch_format: str) -> None:
    annotate = nlpmap.annotator("chunk", on_error="column")
    annotated = rows.map_batches(annotate, batch_format=batch_format, batch_size=10)
    assert columns_of_rows(annotated.take_all()) == {name: list(cells) for name, cells in annotate(ROWS).items()}
    if batch_format == "pyarrow":
        assert annotated.schema().base_schema.types == annotate.schema(rows.schema().base_schema).types


def test_an_actor_may_make_its_own(rows: Any) -> None:
    options = {"on_error": "column"}
    annotated = rows.map_batches(
        Annotator,
        fn_constructor_args=("tag",),
        fn_constructor_kwargs=options,
        compute=ray.data.ActorPoolStrategy(size=1),
    )
    expected = nlpmap.annotator("tag", on_error="column")(ROWS)
    assert columns_of_rows(annotated.take_all()) == {name: list(cells) for name, cells in expected.items()}


def test_a_dataset_itself_is_told_how_it_is_mapped(rows: Any) -> None:
    with pytest.raises(nlpmap.errors.InputError, match=r"write dataset\.map_batches\(annotate\)"):
        nlpmap.annotator("tag")(rows)
