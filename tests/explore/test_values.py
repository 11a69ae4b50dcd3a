"""Texts of queries stand for the values that Python's expressions match, however these are looked up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.explore.index.lexicon import lexicon_of
from nlpmap.explore.query.lexing import QueryError
from nlpmap.explore.query.syntax import QuotedText
from nlpmap.explore.query.values import value_table, without_marks

LETTERS = "aAbké" + "\u212a\u0301\n"  # a Kelvin sign is a k without regard to case
plain = st.text(LETTERS, min_size=1, max_size=2)
patterns = st.recursive(
    plain | st.sampled_from([".", "[ab]", "[^a]", r"\.", r"\w", "[|]", "[(]"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.tuples(inner, inner).map("|".join),
        inner.map(lambda one: f"({one})"),
        st.tuples(inner.filter(lambda one: one[-1] not in "?*+}"), st.sampled_from("?*+")).map("".join),
        st.tuples(inner, st.sampled_from(["?", "{2}", "{0,1}"])).map(lambda pair: f"({pair[0]}){pair[1]}"),
    ),
    max_leaves=5,
)


@given(
    st.lists(st.text(LETTERS, max_size=4), unique=True, max_size=12),
    patterns,
    st.sampled_from(["", "c", "d", "cd", "l", "cl"]),
)
def test_a_text_stands_for_what_its_expression_matches(values: list[str], pattern: str, flags: str) -> None:
    values = list(dict.fromkeys(["", *values]))
    said = without_marks(pattern) if "d" in flags else pattern
    try:
        expression = re.compile(re.escape(said) if "l" in flags else said, re.DOTALL | (re.I if "c" in flags else 0))
        table = value_table(QuotedText(pattern, flags), lexicon_of(values), "")
    except (re.error, QueryError):
        return
    expected = [expression.fullmatch(without_marks(value) if "d" in flags else value) is not None for value in values]
    assert table.tolist() == expected


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a+)+b", "repeat of a repeat"),
        (r"x(\w*)*", "repeat of a repeat"),
        ("([a-z]+)*!", "repeat of a repeat"),
        ("[[:alpha:]]+", "no regular expression"),
        ("(", "no regular expression"),
        (r"\p{Lu}", "no regular expression"),
        ("a{99999999999}", "no regular expression"),
    ],
)
def test_an_expression_that_is_none_is_told_with_its_column(pattern: str, reason: str) -> None:
    with pytest.raises(QueryError, match=reason) as raised:
        value_table(QuotedText(pattern, "", 7), lexicon_of(["", "a" * 64]), f'[form="{pattern}"]')
    assert raised.value.column >= 7
