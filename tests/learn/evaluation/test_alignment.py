"""Scores are those of the CoNLL 2018 evaluation, counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.errors import InputError
from nlpmap.learn.evaluation.alignment import Scores, align, align_all
from nlpmap.learn.evaluation.scores import Score
from nlpmap.remote.document import Annotation, Document


def document(
    text: str, spans: list[tuple[int, int]], sentence_ends: list[int], tags: list[str | None] | None = None
) -> Document:
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    forms = [text[start:end] for start, end in spans]
    return Document("d", text, annotation=Annotation(forms, starts, ends, sentence_ends, tags))


def test_a_token_is_right_where_both_its_ends_are() -> None:
    gold = document("can't go.", [(0, 2), (2, 5), (6, 8), (8, 9)], [4])
    system = document("can't go.", [(0, 5), (6, 8), (8, 9)], [3])
    assert align(gold, system).tokens == Score(gold=4, found=3, right=2)
    assert align(gold, system).sentences == Score(1, 1, 1)


def test_white_space_is_no_matter() -> None:
    gold = document("Yes. No.", [(0, 3), (3, 4), (5, 7), (7, 8)], [2, 4])
    system = document(" Yes.\n\nNo .", [(1, 4), (4, 5), (7, 9), (10, 11)], [2, 4])
    assert align(gold, system) == Scores(Score(2, 2, 2), Score(4, 4, 4))


def test_a_boundary_too_few_costs_two_gold_sentences_and_one_found() -> None:
    gold = document("a b c", [(0, 1), (2, 3), (4, 5)], [1, 2, 3])
    system = document("a b c", [(0, 1), (2, 3), (4, 5)], [2, 3])
    scores = align(gold, system).sentences
    assert scores == Score(gold=3, found=2, right=1)
    assert (scores.precision, scores.recall, scores.f1) == (1 / 2, 1 / 3, 2 / 5)


def test_a_tag_counts_on_a_right_token_only() -> None:
    gold = document("can't go", [(0, 2), (2, 5), (6, 8)], [3], ["MD", "RB", "VB"])
    system = document("can't go", [(0, 5), (6, 8)], [2], ["MD", "NN"])
    scores = align(gold, system)
    assert scores.tags == Score(gold=3, found=2, right=0)
    assert scores.tokens.right == 1
    assert scores.tags.right == 0


def test_words_that_share_a_span_are_aligned_by_their_longest_common_subsequence() -> None:
    gold = Document("d", "vámonos", annotation=Annotation(["vamos", "nos"], [0, 0], [7, 7], [2]))
    system = Document("d", "vámonos", annotation=Annotation(["nos", "vamos", "NOS"], [0] * 3, [7] * 3, [3]))
    assert align(gold, system).tokens == Score(gold=2, found=3, right=2)


def test_one_token_for_two_words_that_share_its_span_is_wrong() -> None:
    gold = Document("d", "zum", annotation=Annotation(["zu", "dem"], [0, 0], [3, 3], [2]))
    assert align(gold, document("zum", [(0, 3)], [1])).tokens == Score(gold=2, found=1, right=0)


def test_texts_that_differ_are_refused_by_the_documents_name() -> None:
    with pytest.raises(InputError, match="document 'd': the two texts differ in more than white space"):
        align(document("a", [(0, 1)], [1]), document("b", [(0, 1)], [1]))


def test_nothing_scores_nothing() -> None:
    empty = document("", [], [])
    assert align(empty, empty) == Scores()
    assert Score().f1 == Score().precision == Score().recall == 0


@given(st.lists(st.from_type(Document), max_size=3))
def test_a_document_agrees_with_itself_and_scores_add_up(documents: list[Document]) -> None:
    scores = align_all(documents, documents)
    assert scores.sentences.right == scores.sentences.gold == scores.sentences.found
    assert scores.tokens.right == scores.tokens.gold == sum(len(document.annotated.forms) for document in documents)
