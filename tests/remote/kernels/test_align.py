"""Tokens find their places in the text, also where a tokenizer wrote them otherwise."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.remote.kernels.align import by_likeness, spans_of

PLACED = {
    "plain": (["It", "'s"], "It 's", [(0, 2), (3, 5)]),
    "joined": (["It", "'s"], "It's", [(0, 2), (2, 4)]),
    "quotes": (["``", "a", "''"], '"a"', [(0, 1), (1, 2), (2, 3)]),
    "brackets": (["-LRB-", "a", "-RRB-"], "(a)", [(0, 1), (1, 2), (2, 3)]),
    "an entity read": (["a", "&", "b"], "a &amp; b", [(0, 1), (2, 7), (8, 9)]),
    "an entity written": (["a", "&#124;", "b"], "a | b", [(0, 1), (2, 3), (4, 5)]),
    "a tab written": (["a", "&#9;", "b"], "a \tb", [(0, 1), (2, 3), (3, 4)]),
    "dropped": (["a", "c"], "a, b c", [(0, 1), (5, 6)]),
    "another case": (["ONE", "TWO"], "One two", [(0, 3), (4, 7)]),
    "nothing alike": (["a", "XYZ", "c"], "a # c", [(0, 1), (2, 3), (4, 5)]),
    "nothing left": (["a", "X", "b"], "ab", [(0, 1), (1, 1), (1, 2)]),
    "none": ([], "text", []),
}


@pytest.mark.parametrize(("tokens", "text", "expected"), PLACED.values(), ids=PLACED)
def test_a_token_stands_where_a_reader_would_see_it(
    tokens: list[str], text: str, expected: list[tuple[int, int]]
) -> None:
    assert spans_of(tokens, text) == expected


words = st.text(string.ascii_letters + "'&.;", min_size=1, max_size=6)


@given(st.lists(words, max_size=8), st.lists(st.sampled_from(["", " ", "\n ", "\t"]), min_size=9, max_size=9))
def test_tokens_that_were_not_rewritten_cover_themselves(tokens: list[str], gaps: list[str]) -> None:
    text = "".join(gap + token for gap, token in zip(gaps, tokens, strict=False))
    assert [text[start:end] for start, end in spans_of(tokens, text)] == tokens


@given(st.lists(st.text(min_size=1, max_size=5), max_size=8), st.text(max_size=40))
def test_whatever_the_tokens_their_places_are_in_the_text_and_in_order(tokens: list[str], text: str) -> None:
    spans = by_likeness(tokens, text)
    assert len(spans) == len(tokens)
    bounds = [bound for span in spans for bound in span]
    assert bounds == sorted(bounds)
    assert all(0 <= bound <= len(text) for bound in bounds)


def test_a_very_long_text_is_placed_without_comparing_it_all() -> None:
    tokens = [f"W{number}" for number in range(3000)]
    text = " ".join(tokens).lower().replace("w", "W", 1500)
    spans = spans_of(tokens, text)
    assert len(spans) == 3000
    assert [text[start:end] for start, end in spans[:1500]] == tokens[:1500]
