"""A process makes a kernel once, and lends it to one thread at a time."""

from __future__ import annotations

import os
import pickle
import threading
from typing import Any

import pytest

import nlpmap
from nlpmap.annotate import Annotator, kept_kernels
from nlpmap.annotate.portable_recipe import PortableRecipe
from tests.annotate.engine_batches import TEXTS, Wavering


def test_a_kernel_is_made_once_for_all_that_want_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    really = PortableRecipe.made

    def counted(recipe: PortableRecipe) -> Any:
        made.append(recipe)
        return really(recipe)

    monkeypatch.setattr(PortableRecipe, "made", counted)
    kept_kernels.KEPT.places.clear()
    content = pickle.dumps(nlpmap.annotator("tag"))
    for _ in range(3):
        pickle.loads(content)({"text": ["Dogs bark."]})
        Annotator("tag", column="body")({"body": ["Dogs bark."]})
    assert len(made) == 1
    for _ in range(2):
        nlpmap.annotator("tokenize", tokenizer=Wavering())({"text": ["Dogs bark."]})
    assert len(made) == 2


def test_no_more_kernels_are_kept_than_a_few() -> None:
    kept: kept_kernels.KeptKernels[str] = kept_kernels.KeptKernels()
    for number in range(9):
        with kept.using(str(number), lambda: "kernel"):
            pass
    assert len(kept.places) == kept_kernels.MOST


def test_threads_take_turns_with_a_kernel() -> None:
    annotate = nlpmap.annotator("chunk")
    texts = [f"{text} {number}" for number in range(40) for text in TEXTS]
    expected = annotate({"text": texts})
    kept_kernels.KEPT.places.clear()
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(annotate({"text": texts}))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_fork_while_a_thread_works_does_not_wait_for_it() -> None:
    annotate = nlpmap.annotator("tag")
    at_work, ended = threading.Event(), threading.Event()

    def work() -> None:
        with annotate.recipe.using():
            at_work.set()
            ended.wait(60)

    thread = threading.Thread(target=work)
    thread.start()
    assert at_work.wait(60)
    child = os.fork()
    if not child:
        os._exit(0 if annotate({"text": ["Cats sleep."]})["xpos"] == [["NNS", "VBP", "."]] else 1)
    assert os.waitpid(child, 0)[1] == 0
    ended.set()
    thread.join()


def test_a_kernel_that_was_interrupted_is_made_anew() -> None:
    kept: kept_kernels.KeptKernels[object] = kept_kernels.KeptKernels()
    kernels: list[object] = []
    for error in (ValueError, KeyboardInterrupt, None):
        with pytest.raises(error) if error else threading.Lock():
            with kept.using("a", object) as kernel:
                kernels.append(kernel)
                if error:
                    raise error
    assert kernels[0] is kernels[1]
    assert kernels[1] is not kernels[2]
