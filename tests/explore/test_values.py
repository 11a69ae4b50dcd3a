"""Texts of queries stand for the values that Python's expressions match, however these are looked up."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.explore.index.lexicon import lexicon_of
from nlpmap.explore.query import expressions
from nlpmap.explore.query.lexing import QueryError, on_one_line
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


HOSTILE = (
    "(a|aa)+b",
    "(a+)+b",
    r"x?(\w*)*!",
    "([a-z]+)*!",
    "(?:a?){40}a{40}b",
    "((a|b)*|a)*c",
    "(?P<one>a*)*b",
    "(?:(?:a|a)(?:a|a))*b",
    r"(a*)\1*(a*)\1*\2*(a|aa)+b",
    "(a|aa(?#())+b",
    "(?x)(a|aa#(\n)+b",
    "(b)?((?(1)a|aa)|a)+!",
    "(?=(a|aa)+b).*",
    "(?i:(a|aa)+)b",
    "(a*?)*?b",
    "a?" * 40 + "a" * 40 + "b",
    "(a|aa)" * 40 + "b",
    ".*a" * 12 + "b",
    "[]a(]*([)a]|aa)*b",
    r"(?:\(|a|aa)*b",
)


@pytest.mark.parametrize(
    "pattern", [HOSTILE[0], *(pytest.param(pattern, marks=pytest.mark.slow) for pattern in HOSTILE[1:])]
)
def test_an_expression_that_would_not_end_is_told_in_one_line(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expressions, "MOST_SECONDS", 1)
    lexicon = lexicon_of(["", "aab", "a" * 400, "dog"])
    with pytest.raises(QueryError, match="takes more than 1 s") as raised:
        value_table(QuotedText(pattern), lexicon, f'"{pattern}"')
    assert on_one_line(pattern) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_expression_that_may_take_long_and_does_not_is_answered() -> None:
    values = ["", "aab", "b", "\ud800", "Aa", "aa\nb"]
    for pattern in ("(a|aa)+b", "(a+)*.?b?", "((un|re)?a*)+b|.", "([^b]|.)*"):
        for flags in ("", "c", "d"):
            expression = re.compile(pattern, re.DOTALL | (re.I if flags == "c" else 0))
            table = value_table(QuotedText(pattern, flags), lexicon_of(values), "")
            assert table.tolist() == [expression.fullmatch(value) is not None for value in values]


@pytest.mark.parametrize(
    "pattern",
    [
        ".*ing",
        "walk(s|ed|ing)?",
        "(un)?[a-z]+(ly|ness)",
        r"\d+(?:\.\d+)?",
        r"[A-Z][a-z]*-\w+",
        "(a|b)c*",
        "|".join(["un.*"] * 9),
    ],
)
def test_usual_expressions_need_no_process_of_their_own(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expressions, "matched_elsewhere", pytest.fail)
    values = ["", *map(str, range(1000)), "walked", "unfairly"]
    found = value_table(QuotedText(pattern), lexicon_of(values), "")
    assert found.tolist() == [re.fullmatch(pattern, value) is not None for value in values]
