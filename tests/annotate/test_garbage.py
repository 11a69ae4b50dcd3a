"""A batch of many rows is annotated with few looks for garbage, and the collector is left as it was."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest

import nlpmap
from nlpmap.annotate.garbage import LOOKS, SELDOM
from nlpmap.errors import InputError

OFTEN = (700, 10, 10)


@pytest.fixture(autouse=True)
def usual_collector() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(*OFTEN)
    yield
    gc.set_threshold(*before)


def test_a_batch_of_many_rows_takes_few_looks() -> None:
    looks: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        looks.append(info["generation"])

    annotate = nlpmap.annotator("chunk")
    annotate({"text": ["Dogs bark."]})
    gc.callbacks.append(note)
    try:
        annotate({"text": ["The old dogs bark at the cats."] * 1500})
    finally:
        gc.callbacks.remove(note)
    assert len(looks) <= 4


def test_the_collector_is_left_as_it_was_though_a_batch_fails() -> None:
    with pytest.raises(InputError):
        nlpmap.annotator("tokenize")({"text": [None]})
    assert gc.get_threshold() == OFTEN


def test_it_looks_as_often_as_before_once_the_last_batch_is_done() -> None:
    left, leave = threading.Event(), threading.Event()

    def other() -> None:
        with LOOKS.seldom():
            left.set()
            leave.wait(60)

    thread = threading.Thread(target=other)
    thread.start()
    left.wait(60)
    with LOOKS.seldom():
        pass
    assert gc.get_threshold() == SELDOM
    leave.set()
    thread.join()
    assert gc.get_threshold() == OFTEN


@pytest.mark.parametrize("own", [(0, 10, 10), (1_000_000, 5, 5)])
def test_who_has_the_collector_look_less_keeps_that(own: tuple[int, int, int]) -> None:
    gc.set_threshold(*own)
    with LOOKS.seldom():
        assert gc.get_threshold() == own
    assert gc.get_threshold() == own


def test_what_is_set_meanwhile_stays() -> None:
    with LOOKS.seldom():
        gc.set_threshold(900, 10, 10)
    assert gc.get_threshold() == (900, 10, 10)
