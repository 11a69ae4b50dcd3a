"""The words of UD stand where they say, cover the text, and don't depend on what was cut before."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nlpmap
from nlpmap import corpora
from nlpmap.learn.tokenizer import TokenizerOptions, train_tokenizer
from nlpmap.models import load
from nlpmap.remote.document import Annotation, Document
from nlpmap.remote.kernels.tokenizer import ud as ud_kernel
from nlpmap.remote.kernels.tokenizer.ud import UdTokenizer
from nlpmap.remote.kernels.tokenizer.ud_candidates import cuts_by_form
from tests.strategies import hostile

PIECES = ["Dogs", "CAN'T", "its", "Its", "'s", "Mr.", "10:30am", "a.txt", ":)", "x" * 450, "word," * 90, "!" * 250]
texts = st.lists(hostile | st.sampled_from(PIECES) | st.text(max_size=3), max_size=24).map("".join)


@pytest.fixture(scope="module")
def tables() -> dict[str, object]:
    forms, starts, ends = ["See", "it", "s", "a", "dog", "of", "its", "age"], [0, 4, 6, 8, 10, 14, 17, 21], []
    ends = [start + len(form) for form, start in zip(forms, starts, strict=True)]
    doubtful = Document("", "See its a dog of its age", annotation=Annotation(forms, starts, ends, [8]))
    documents = [*nlpmap.read(corpora.path("gold")), *[doubtful] * 30]
    return train_tokenizer(documents, TokenizerOptions(seeds=(1,), passes=40, least_count=1))


@pytest.fixture(scope="module")
def tokenizer(tables: dict[str, object]) -> UdTokenizer:
    return UdTokenizer(tables)


@settings(max_examples=3 * settings().max_examples)
@given(parts=st.lists(texts, max_size=4))
def test_words_stand_where_they_say_and_cover_all_that_is_not_white_space(
    tokenizer: UdTokenizer, parts: list[str]
) -> None:
    text = "|".join(parts)
    bounds = [0]
    for part in parts:
        bounds.append(bounds[-1] + len(part) + 1)
    spans = [(start, start + len(part)) for start, part in zip(bounds, parts, strict=False)]
    forms, starts, ends, sentence_ends = tokenizer.columns(text, spans)
    assert forms == [text[start:end] for start, end in zip(starts, ends, strict=True)]
    assert all(forms)
    assert len(sentence_ends) == len(spans)
    for (start, end), first, last in zip(spans, [0, *sentence_ends], sentence_ends, strict=False):
        places = list(zip(starts[first:last], ends[first:last], strict=True))
        assert "".join(text[one:other] for one, other in places) == "".join(text[start:end].split())
        assert places == sorted(places)
        assert all(start <= one < other <= end for one, other in places)


@given(text=texts, others=st.lists(texts, max_size=3))
def test_what_was_cut_before_changes_nothing(
    tables: dict[str, object], tokenizer: UdTokenizer, text: str, others: list[str]
) -> None:
    for other in others:
        tokenizer.columns(other, [(0, len(other))])
    spans = [(0, len(text))]
    first = tokenizer.columns(text, spans)
    assert first == tokenizer.columns(text, spans) == UdTokenizer(tables).columns(text, spans)
    assert first == UdTokenizer(tables, cache_bytes=0).columns(text, spans)


def test_a_doubtful_piece_is_cut_by_what_follows(tokenizer: UdTokenizer) -> None:
    text = "its a clock of its age"
    forms, *_ = tokenizer.columns(text, [(0, len(text))])
    assert forms == ["it", "s", "a", "clock", "of", "its", "age"]


def test_what_a_pieces_form_decides_the_network_would_decide_just_so(
    ewt_dev: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces = dict.fromkeys(piece for document in ewt_dev for piece in document.text.split())
    decided = [piece for piece in pieces if cuts_by_form(piece) is not None]
    assert len(decided) > 50
    bundled = load("en").tables["tokenizer"]
    by_form = UdTokenizer(bundled).columns(" ".join(decided), [(0, 1 << 30)])
    monkeypatch.setattr(ud_kernel, "cuts_by_form", lambda piece: None)
    assert UdTokenizer(bundled).columns(" ".join(decided), [(0, 1 << 30)]) == by_form


@pytest.mark.parametrize(
    "unit", ["12,345.6", "http://a.b/{}/c-d", "a{}@b.org", "3f{}a8b2c0d1", "({})[<>]-!?.,;:(){{}}[]/=+*-~|-(<>)"]
)
def test_ever_new_pieces_that_form_decides_are_not_asked_about(
    tables: dict[str, object], unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def questions(key: str, lexicon: object) -> Iterator[tuple[int, list[str]]]:
        asked.append(key)
        yield from ()

    monkeypatch.setattr(ud_kernel, "questions", questions)
    text = " ".join(unit.format(number) for number in range(1000))
    forms, *_ = UdTokenizer(tables).columns(text, [(0, len(text))])
    assert "".join(forms) == text.replace(" ", "")
    assert asked == []


def test_sentences_may_be_anywhere_in_the_text(tokenizer: UdTokenizer) -> None:
    forms, starts, ends, sentence_ends = tokenizer.columns("One  two. Three.", [(10, 16), (3, 3), (0, 9)])
    assert forms == ["Three", ".", "One", "two", "."]
    assert (starts, ends) == ([10, 15, 0, 5, 8], [15, 16, 3, 8, 9])
    assert sentence_ends == [2, 2, 5]


def test_no_spans_give_no_words(tokenizer: UdTokenizer) -> None:
    assert tokenizer.columns("some text", []) == ([], [], [], [])


@pytest.mark.slow
def test_what_is_cached_stays_within_its_bytes_however_many_words_come(tables: dict[str, object]) -> None:
    most_bytes = 50_000
    tokenizer = UdTokenizer(tables, most_bytes)
    kept, held = [], 0
    tracemalloc.start()
    try:
        for number in range(0, 600, 10):
            sentence = " ".join(f"w{one} a{one}, “漢{one}” {'x' * 250}{one}" for one in range(number, number + 10))
            tokenizer.columns(sentence, [(0, len(sentence))])
            kept.append(len(tokenizer.cuts))
            held = max(held, tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert held < 2 * most_bytes + 600_000  # CPython keeps some thousand tuples for later
    assert max(kept) < 300
    assert any(later < earlier for earlier, later in pairwise(kept))
