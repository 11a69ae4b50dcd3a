"""The trained splitter's spans cover the text in order, whatever the text, and whatever was split before."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nlpmap
from nlpmap import corpora
from nlpmap.learn.splitter import SplitterOptions, train_splitter
from nlpmap.remote.kernels.splitter import network, segments
from nlpmap.remote.kernels.splitter.candidates import candidates_of
from nlpmap.remote.kernels.splitter.network import NetworkSplitter
from nlpmap.remote.kernels.splitter.network_features import inner_cuts
from nlpmap.remote.kernels.splitter.unit_vocabulary import UnitTypes
from tests.strategies import hostile

PIECES = [
    "home.She", "what?yes", "no...Yes", "end.)”He", "“Yes.”", "of", "1.", "3,000", ":-)", "漢字。漢字", "\n \n",
    "word." * 60, "x.Y" * 40, "end.Start" * 30,
]  # fmt: skip
texts = st.lists(hostile | st.sampled_from(PIECES) | st.text(max_size=4), max_size=30).map("".join)


@pytest.fixture(scope="module")
def tables() -> dict[str, object]:
    return train_splitter(list(nlpmap.read(corpora.path("gold"))), SplitterOptions(seeds=(1,), near_count=3))


@pytest.fixture(scope="module")
def splitter(tables: dict[str, object]) -> NetworkSplitter:
    return NetworkSplitter(tables)


@settings(max_examples=3 * settings().max_examples)
@given(text=texts)
def test_spans_are_in_order_and_cover_all_that_is_not_white_space(splitter: NetworkSplitter, text: str) -> None:
    end_of_last = 0
    for start, end in splitter.spans(text):
        assert start < end
        assert not text[end_of_last:start].strip()
        assert text[start:end] == text[start:end].strip()
        end_of_last = end
    assert not text[end_of_last:].strip()


@given(text=texts, others=st.lists(texts, max_size=3))
def test_what_was_split_before_changes_nothing(
    tables: dict[str, object], splitter: NetworkSplitter, text: str, others: list[str]
) -> None:
    for other in others:
        splitter.spans(other)
    assert splitter.spans(text) == splitter.spans(text) == NetworkSplitter(tables).spans(text)


@given(many=st.lists(texts, max_size=5))
def test_texts_split_in_one_go_are_split_as_each_alone(splitter: NetworkSplitter, many: list[str]) -> None:
    assert splitter.spans_of_all(many) == [splitter.spans(text) for text in many]


@given(text=texts, longest=st.integers(1, 60))
def test_a_very_long_text_is_split_part_by_part(splitter: NetworkSplitter, text: str, longest: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "LONGEST", longest)
        spans = splitter.spans(text)
        assert splitter.spans_of_all([text]) == [spans]
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert spans == sorted(spans)


@given(st.lists(texts, min_size=1, max_size=3))
def test_candidates_are_between_units_that_make_up_the_text(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    found = candidates_of([text], UnitTypes())
    units = [text[start:end] for start, end in zip(found.starts.tolist(), found.ends.tolist(), strict=True)]
    assert "".join(units) == "".join(text.split())
    assert len(found.closed) == len(units)
    assert found.context.shape == (len(found.units), 6)
    assert not found.closed[found.units].any()


def test_a_blank_line_ends_a_sentence_and_a_space_between_small_words_does_not(splitter: NetworkSplitter) -> None:
    assert splitter.spans("of the\n\nof the") == [(0, 6), (8, 14)]


def test_a_small_model_finds_common_sentences(splitter: NetworkSplitter) -> None:
    text = "The clock is old. It has stood in the town for years. Who made it? Nobody knows."
    sentences = [text[start:end] for start, end in splitter.spans(text)]
    assert sentences[:2] == ["The clock is old.", "It has stood in the town for years."]


def test_types_are_forgotten_when_there_are_too_many(
    tables: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "TYPES", 100)
    splitter = NetworkSplitter(tables)
    for number in range(10):
        splitter.spans(" ".join(f"w{number}x{index}." for index in range(50)))
        assert len(splitter.types.ids) <= 152
    assert len(splitter.sums) == len(splitter.types.ids)


def test_addresses_and_fractions_have_no_sentence_end_inside() -> None:
    assert [inner_cuts(piece) for piece in ("example.org/a?b", "3.5", "e.g.", "end.", "what?Yes")] == [
        (), (), (), (), (5,)
    ]  # fmt: skip
