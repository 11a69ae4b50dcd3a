"""The trained chunker: the best marks by the model, whatever sentences travel together."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nlpmap
from nlpmap import Document, corpora
from nlpmap.learn.chunker import ChunkerOptions, forbidden, train_chunker
from nlpmap.remote.document import Chunk, chunks_of
from nlpmap.remote.kernels.chunker import iob
from nlpmap.remote.kernels.chunker.iob import IobChunker
from nlpmap.remote.kernels.chunker.long_sentences import Words
from nlpmap.remote.kernels.chunker.viterbi import FORBIDDEN, Transitions

forms = st.sampled_from(["The", "dog", "DOGS", "bit", "1,500", "$", "'s", "(", "naïve", "\ud800", ""]) | st.text(
    max_size=5
)
tags = st.sampled_from(["DT", "NN", "VBD", "-LRB-", "HYPH", "_", "", "NOUN", None])
sentences = st.lists(st.tuples(forms, tags), max_size=9)


@cache
def chunker() -> IobChunker:
    return IobChunker(train_chunker(list(nlpmap.read(corpora.path("gold")))))


def words(sentence: list[tuple[str, str | None]], offset: int = 0) -> Words:
    return [form for form, _ in sentence], [tag for _, tag in sentence], offset


@given(st.lists(sentences, max_size=7), st.randoms())
def test_a_sentence_has_the_same_chunks_in_any_company(
    batch: list[list[tuple[str, str | None]]], chance: object
) -> None:
    alone = [chunker().chunks(*words(sentence)) for sentence in batch]
    assert chunker().chunks_all([words(sentence) for sentence in batch]) == alone
    chunker().forget()
    assert chunker().chunks_all([words(sentence) for sentence in reversed(batch)]) == alone[::-1]


@given(sentences)
def test_chunks_follow_each_other_within_the_sentence(sentence: list[tuple[str, str | None]]) -> None:
    ends = 0
    for label, start, end in chunker().chunks(*words(sentence)):
        assert label in {"NP", "VP", "PP"}
        assert ends <= start < end <= len(sentence)
        ends = end


@settings(max_examples=50)
@given(st.data())
def test_the_labels_are_the_best_of_all_sequences(data: st.DataObject) -> None:
    scores = st.integers(-50, 50)

    def some(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
        size = int(np.prod(shape))
        return np.array(data.draw(st.lists(scores, min_size=size, max_size=size)), np.int32).reshape(shape)

    transitions, of_tokens = some(2, 4, 3), some(3, 5)
    tag_ids = np.array([0, 1, 1, 0, 1])
    found = Transitions(transitions).best(of_tokens, tag_ids, np.array([5]))

    def total(labels: tuple[int, ...]) -> int:
        before = (3, *labels)
        steps = [transitions[tag_ids[n], before[n], label] + of_tokens[label, n] for n, label in enumerate(labels)]
        return int(sum(steps))

    assert total(tuple(found.tolist())) == max(map(total, product(range(3), repeat=5)))


def test_no_chunk_goes_on_that_has_not_begun() -> None:
    marks = ["B-NP", "B-VP", "I-NP", "I-VP", "O"]
    scores = np.tile(np.array([[0], [0], [100], [90], [0]], np.int32), 6)  # the model wants I-NP everywhere
    barred = np.where(forbidden(marks), FORBIDDEN, 0).astype(np.int32)
    found = Transitions(barred[None]).best(scores, np.zeros(6, np.intp), np.array([6]))
    assert [marks[label] for label in found] == ["B-NP", *["I-NP"] * 5]


def test_a_trained_chunker_knows_what_it_learned(gold: list[Document]) -> None:
    for document in gold:
        columns = document.annotated
        assert columns.tags is not None
        sents = [(columns.forms[a:b], columns.tags[a:b], a) for a, b in columns.sentence_ranges()]
        found = [chunk for chunks in chunker().chunks_all(sents) for chunk in chunks]
        assert len(set(found) & set(columns.chunks or ())) > 0.99 * len(found)


def test_chunks_count_from_the_offset() -> None:
    tagged = words([("The", "DT"), ("dog", "NN"), ("barks", "VBZ")], 300)
    assert chunker().chunks(*tagged) == [Chunk("NP", 300, 302), Chunk("VP", 302, 303)]


def test_brackets_of_other_treebanks_are_those_of_the_training_data() -> None:
    learned = Document.from_sents([[("(", "("), ("dogs", "NNS"), (")", ")")]] * 9)
    marks = ["O", "B-NP", "O"] * 9
    learned = learned.with_annotation(replace(learned.annotated, chunks=chunks_of(marks)))
    model = IobChunker(train_chunker([learned], ChunkerOptions(passes=2)))
    assert model.tag_ids["-LRB-"] == model.tag_ids["("]
    assert "HYPH" not in model.tag_ids


def test_every_form_needs_a_tag() -> None:
    with pytest.raises(ValueError, match="2 forms have 1 tags"):
        chunker().chunks(["a", "dog"], ["DT"])


def test_an_empty_sentence_has_no_chunks() -> None:
    assert chunker().chunks([], []) == []
    assert chunker().chunks_all([]) == []


def test_a_very_long_sentence_is_chunked() -> None:
    found = chunker().chunks(["the", "dog", "barks"] * 7_000, ["DT", "NN", "VBZ"] * 7_000)
    assert len(found) == 14_000
    assert found[-1] == Chunk("VP", 20_999, 21_000)


@pytest.mark.slow
def test_ever_new_words_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iob, "TYPES", 1_000)
    monkeypatch.setattr(iob, "TYPE_BYTES", 20_000)
    model = chunker()
    for number in range(300):
        model.chunks([f"word{number}x{rank}" for rank in range(20)] + ["y" * number * 10], ["NN"] * 21)
        assert len(model.atoms) <= 1_030
        assert model.bytes <= 24_000
    model.forget()


@pytest.mark.parametrize("brackets", [("(", ")"), ("[", "]"), ("{", "}")], ids="".join)
@pytest.mark.parametrize(
    "text",
    [
        "He put the book (a novel) on the table.",
        "the (very) old man slept",
        "Ada Ode (Ely) won (again).",
        "(see below)",
    ],
)
def test_a_bracket_stands_in_no_phrase(text: str, brackets: tuple[str, str]) -> None:
    written = text.replace("(", brackets[0]).replace(")", brackets[1])
    [document] = nlpmap.chunk([written], workers=0)
    assert {token.chunk for token in document.tokens if token.form in brackets} == {"O"}


def test_a_sentence_of_many_tokens_has_the_chunks_of_its_parts() -> None:
    model = chunker()
    tagged: list[tuple[str, str | None]] = [("the", "DT"), ("dog", "NN"), ("barks", "VBZ"), (".", ".")] * 700
    assert model.chunks(*words(tagged, 5)) == [
        Chunk(chunk.label, chunk.start + 4 * number, chunk.end + 4 * number)
        for number in range(700)
        for chunk in model.chunks(*words(tagged[:4], 5))
    ]
