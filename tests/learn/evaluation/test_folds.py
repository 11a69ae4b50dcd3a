"""Cross-validation: every item is measured once, by a model that has not seen it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap import Document, corpora
from nlpmap.errors import InputError, WorkerError
from nlpmap.learn.evaluation.folds import cross_validate, foldable, pieces


@given(st.lists(st.integers(), min_size=2, max_size=30), st.data())
def test_each_item_is_measured_once_by_a_model_of_the_others(items: list[int], data: st.DataObject) -> None:
    folds = data.draw(st.integers(2, len(items)))
    found = cross_validate(sorted, lambda model, fold: [model, fold], items, folds=folds, workers=0)
    assert [item for _, fold in found for item in fold] == items
    for model, fold in found:
        assert sorted([*model, *fold]) == sorted(items)
        assert abs(len(fold) - len(items) / folds) < 1


def test_workers_change_nothing() -> None:
    words = ["a", "bc", "def", "g"]
    found = [
        cross_validate(" ".join, lambda model, fold: model + "|" + " ".join(fold), words, folds=4, workers=workers)
        for workers in (0, 2)
    ]
    assert found[0] == found[1] == ["bc def g|a", "a def g|bc", "a bc g|def", "a bc def|g"]


@pytest.mark.parametrize("folds", [0, 1, 5])
def test_folds_have_to_be_possible(folds: int) -> None:
    with pytest.raises(InputError, match=f"4 items can't be parted into {folds} folds; choose 2 to 4"):
        cross_validate(sum, max, [1, 2, 3, 4], folds=folds, workers=0)


def test_an_error_in_a_fold_names_it() -> None:
    with pytest.raises(WorkerError, match="item 1: ZeroDivisionError"):
        cross_validate(sum, lambda model, fold: 1 // (fold[0] - 2), [1, 2], folds=2, workers=0)


def test_a_document_is_cut_between_sentences() -> None:
    for document in nlpmap.read(corpora.path("gold")):
        cut = pieces(document, 4)
        assert [sent for piece in cut for sent in piece.tagged_sents()] == document.tagged_sents()
        assert [tree for piece in cut for tree in piece.chunked_sents()] == document.chunked_sents()
        for piece in cut:
            assert all(piece.text[token.start : token.end] in (token.form, '"') for token in piece.tokens)


def test_documents_enough_stay_whole() -> None:
    documents = [Document.from_sents([["One"], ["Two"]]), Document.from_sents([["Three"]])]
    assert foldable(documents, 2) == documents
    assert [piece.text for piece in foldable(documents, 3)] == ["One", "Two", "Three"]
