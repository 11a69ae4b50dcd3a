"""The options of an annotator are checked at once, and are those of the task."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

import nlpmap
from nlpmap.errors import InputError, ModelError, OptionError
from nlpmap.models import Model
from tests.annotate.engine_batches import TEXTS, untyped


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: untyped.annotator("tga"), InputError, "unknown task 'tga'; did you mean 'tag'?"),
        (lambda: untyped.annotator(["tag"]), InputError, "unknown task ['tag']; did you mean 'tag'?"),
        (
            lambda: untyped.annotator("tag", tokeniser="ud"),
            OptionError,
            "nlpmap.annotator has no option 'tokeniser'; did you mean 'tokenizer'?",
        ),
        (
            lambda: untyped.annotator("tag", text_key="body"),
            OptionError,
            "nlpmap.annotator has no option 'text_key'; did you mean 'column'?",
        ),
        (
            lambda: untyped.annotator("tag", num_proc=2),
            OptionError,
            "nlpmap.annotator has no option 'num_proc'; processes and sizes of batches are the engine's own",
        ),
        (
            lambda: untyped.annotator("tag", batch_size=2),
            OptionError,
            "nlpmap.annotator has no option 'batch_size'; processes and sizes of batches are the engine's own",
        ),
        (
            lambda: untyped.annotator("tag", on_error="skip"),
            InputError,
            "on_error is 'column' or 'raise', not 'skip'",
        ),
        (lambda: untyped.annotator("tag", column=3), InputError, "column is a text, not 3"),
        (lambda: untyped.annotator("tag", tokenizer="udd"), InputError, "unknown tokenizer 'udd'"),
        (lambda: untyped.annotator("tag", model="enn"), ModelError, "unknown model 'enn'; did you mean 'en'?"),
        (lambda: untyped.annotator("chunk", grammar="NP: {"), InputError, "the chunk grammar can't be read"),
        (
            lambda: untyped.annotator("tag", model=Model("mine", {"tagger": {}})),
            ModelError,
            "the model 'mine' has only: tagger; plain text needs a splitter, too",
        ),
        (
            lambda: untyped.annotator("tokenize", tokenizer=Unpicklable()),
            InputError,
            "can't be sent to workers",
        ),
    ],
)
def test_an_option_is_checked_at_once(call: Callable[[], object], error: type[Exception], said: str) -> None:
    with pytest.raises(error) as caught:
        call()
    assert said in str(caught.value)


class Unpicklable:
    def __init__(self) -> None:
        self.lock = threading.Lock()

    def tokenize(self, text: str) -> list[str]:
        return text.split()


@pytest.mark.parametrize(
    "steps",
    [{"tokenizer": "ud"}, {"splitter": "punkt"}, {"grammar": "NP: {<DT>?<NN>}"}, {"chunker": "grammar"}],
    ids=str,
)
def test_options_are_those_of_the_task(steps: Any) -> None:
    [*expected] = nlpmap.chunk(TEXTS, workers=0, **steps)
    annotated = nlpmap.annotator("chunk", **steps)({"text": TEXTS})
    assert annotated["tokens"] == [document.words() for document in expected]
    assert annotated["iob"] == [list(document.annotated.iob or []) for document in expected]
