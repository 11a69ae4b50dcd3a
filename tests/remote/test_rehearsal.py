"""A rehearsal makes the kernels of a run's tables, and what can't be made is told by the run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from nlpmap import Recipe
from nlpmap.remote.components import Task
from nlpmap.remote.pipeline import Pipeline, UnusableTable

MADE: dict[Task, set[str]] = {
    "tokenize": {"splitter"},  # words are of no table by default
    "tag": {"splitter", "tagger", "lemmatizer"},
    "chunk": {"splitter", "tagger", "lemmatizer", "chunker"},
}


def pipeline_of(recipe: Recipe, task: Task, **tables: Mapping[str, Any]) -> Pipeline:
    setup: Any = recipe.setup(task)
    return Pipeline({**setup["model"], **tables}, setup["choices"])


@pytest.mark.parametrize("task", MADE)
def test_the_kernels_of_a_task_are_made(task: Task) -> None:
    pipeline = pipeline_of(Recipe(), task)
    pipeline.make_ready()
    kernels = ("splitter", "tokenizer", "tagger", "lemmatizer", "features", "chunker")
    assert vars(pipeline).keys() & {*kernels} == MADE[task]


def test_what_is_the_users_own_is_not_made() -> None:
    pipeline = pipeline_of(Recipe(tagger=Unasked()), "tag")
    pipeline.make_ready()
    assert "tagger" not in vars(pipeline)


def test_a_table_that_is_none_fails_where_it_is_used() -> None:
    pipeline = pipeline_of(Recipe(), "tag", tagger={"kind": "rich", "classes": [["NN", "NOUN"]]})
    pipeline.make_ready()
    assert "splitter" in vars(pipeline)
    with pytest.raises(UnusableTable, match="the model's tagger can't be used"):
        _ = pipeline.tagger


class Unasked:
    """A tagger that must not be asked."""

    def tag(self, tokens: list[str]) -> list[tuple[str, str]]:
        raise AssertionError
