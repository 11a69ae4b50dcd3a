"""What can't be, is refused with what to do instead: options near a known one, and copies of what runs."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nlpmap
from nlpmap.errors import InputError, ModelError, OptionError

untyped: Any = nlpmap


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        (lambda: untyped.write([], "o.tsv", fmt="tsv"), "nlpmap.write has no option 'fmt'; did you mean 'format'?"),
        (
            lambda: untyped.to_frame([], libary="pandas"),
            "nlpmap.to_frame has no option 'libary'; did you mean 'library'?",
        ),
        (lambda: untyped.Recipe(tokeniser="ud"), "nlpmap.Recipe has no option 'tokeniser'; did you mean 'tokenizer'?"),
        (lambda: untyped.Recipe(modl="en"), "nlpmap.Recipe has no option 'modl'; did you mean 'model'?"),
    ],
)
def test_an_option_near_another_is_told(call: Callable[[], object], hint: str) -> None:
    with pytest.raises(OptionError) as caught:
        call()
    assert str(caught.value) == hint


@pytest.mark.parametrize("timeout", ["a", 0, -1])
def test_a_timeout_is_a_number_above_zero(timeout: Any) -> None:
    with pytest.raises(InputError, match="timeout is a number of seconds above 0"):
        nlpmap.map(len, ["a"], workers=0, timeout=timeout)


@pytest.mark.parametrize("model", [None, 5])
def test_a_model_is_a_name_a_path_or_a_model(model: Any) -> None:
    with pytest.raises(ModelError, match="a model is its name"):
        nlpmap.tag(["a"], workers=0, model=model)


@pytest.mark.parametrize("away", [pickle.dumps, copy.copy, copy.deepcopy])
def test_what_runs_is_not_copied(away: Callable[[object], object]) -> None:
    with nlpmap.Pool(workers=0) as pool:
        with pytest.raises(TypeError, match=r"a pool can't be pickled or copied: make one where it is needed"):
            away(pool)
        with pytest.raises(TypeError, match=r"results can't be pickled or copied: take them into a list"):
            away(pool.tag(["a"]))


def test_views_of_a_corpus_are_pickled_as_lists(tmp_path: Path) -> None:
    nlpmap.write(nlpmap.tag(["Dogs bark. Cats sleep."], workers=0), tmp_path / "o.conllu")
    corpus = nlpmap.open(tmp_path / "o.conllu")
    for view in (corpus.words(), corpus.tagged_sents()):
        assert pickle.loads(pickle.dumps(view)) == list(view)


def test_a_corpus_that_is_not_annotated_has_a_repr(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Dogs bark.")
    assert "document 'a.txt' is not tokenized yet" in repr(nlpmap.open(tmp_path / "a.txt"))
    corpus: Any = nlpmap.open(tmp_path / "a.txt")
    with pytest.raises(TypeError, match="a document is got by its number or its id, not by a float"):
        corpus[1.5]
