"""Kernels are made once for many calls, and give the same answers in each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

import nlpmap
from nlpmap.remote import pipeline
from nlpmap.remote.pipeline import MOST_KEPT, Pipeline

TEXT = "The old dog barked at us. We didn't move."


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Pipeline]:
    """The pipelines that this process makes meanwhile."""
    made: list[Pipeline] = []

    class Counted(Pipeline):
        def __init__(self, *parts: object) -> None:
            super().__init__(*parts)  # type: ignore[arg-type]
            made.append(self)

    monkeypatch.setattr(pipeline, "Pipeline", Counted)
    monkeypatch.setattr(pipeline, "KEPT", {})
    return made


def tagged(text: str, **options: object) -> list[tuple[str, str | None]]:
    [document] = nlpmap.tag([text], workers=0, **options)  # type: ignore[arg-type]
    return document.tagged_words()


def test_a_second_call_makes_no_kernels(made: list[Pipeline]) -> None:
    first = tagged(TEXT)
    assert tagged(TEXT) == first
    with nlpmap.Pool(workers=0) as pool:
        assert [document.tagged_words() for document in pool.tag([TEXT])] == [first]
    assert len(made) == 1


def test_another_recipe_or_task_has_kernels_of_its_own(made: list[Pipeline]) -> None:
    recipes: list[dict[str, object]] = [{}, {"tokenizer": "ud"}, {"splitter": "punkt"}]
    first = [tagged(TEXT, **recipe) for recipe in recipes]
    assert [tagged(TEXT, **recipe) for recipe in recipes] == first
    assert len(pipeline.KEPT) == MOST_KEPT


def test_kernels_that_failed_are_not_kept(made: list[Pipeline]) -> None:
    class Failing:
        def tokenize(self, text: str) -> list[str]:
            raise RuntimeError("no")

    assert list(nlpmap.tag([TEXT], workers=0, tokenizer=Failing(), on_error="skip")) == []
    failed, *_ = made
    assert failed not in [annotator.pipeline for annotator in pipeline.KEPT.values()]


def test_calls_in_many_threads_share_no_kernel_at_the_same_time(made: list[Pipeline]) -> None:
    texts = [TEXT * number for number in range(1, 9)]
    expected = [tagged(text) for text in texts]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(tagged, texts * 3)) == expected * 3
