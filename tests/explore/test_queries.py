"""Matches of queries are those of a slow and obvious matcher: tokens as letters, a query as a regular expression."""

from __future__ import annotations

import re
import tempfile
from itertools import accumulate, combinations
from pathlib import Path
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from nlpmap.explore.index.corpus_index import CorpusIndex
from nlpmap.explore.query.matching import Matches
from nlpmap.explore.query.running import deterministic, required, symbols
from nlpmap.explore.query.syntax import Strategy
from nlpmap.remote.document import Document
from tests.explore.indexes import index_of

WORDS = {"a": ("cat", "NN"), "b": ("cat", "VB"), "c": ("Cat", "NN"), "d": ("dogs", "NNS")}
TOKENS = {  # what is asked of one token, and the letters of those that it holds of
    '"cat"': "ab",
    '"cat"%c': "abc",
    '"ca.|dogs"': "abd",
    '[xpos="NN.*"]': "acd",
    '[xpos!="NN"]': "bd",
    '[form="cat" & xpos="NN"]': "a",
    '[form="dogs" | xpos="VB"]': "bd",
    '[!(form="cat" | form="Cat")]': "d",
    "[]": "abcd",
    '"bird"': "",
}
# before each letter, and after the last, a digit says whether a sentence begins there (1), ends (2) or both (3)
token = st.sampled_from(sorted(TOKENS)).map(lambda said: (said, f"\\d[{TOKENS[said]}]" if TOKENS[said] else "(?!)"))
bound = st.sampled_from([("<s>", "(?=[13])"), ("</s>", "(?=[23])")])


def joined(parts: list[tuple[str, str]], said: str, expression: str) -> tuple[str, str]:
    return said.join(part[0] for part in parts), expression.join(part[1] for part in parts)


def repeated(inner: tuple[str, str], times: tuple[str, str]) -> tuple[str, str]:
    return f"({inner[0]}){times[0]}", f"(?:{inner[1]}){times[1]}"


patterns = st.recursive(
    token | bound,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: joined(parts, " ", "")),
        st.lists(inner, min_size=2, max_size=3).map(
            lambda p: (f"({joined(p, ' | ', '')[0]})", f"(?:{joined(p, '', '|')[1]})")
        ),
        st.tuples(inner, st.sampled_from([(s, s) for s in ("?", "*", "+", "{2}", "{1,3}", "{0,2}", "{2,}")])).map(
            lambda pair: repeated(*pair)
        ),
    ),
    max_leaves=6,
)
texts = st.lists(st.lists(st.text("abcd", min_size=1, max_size=5), max_size=3), max_size=3)


def documents_of(text: list[list[str]]) -> list[Document]:
    return [
        Document.from_sents([[WORDS[letter] for letter in sentence] for sentence in document], f"d{number}")
        for number, document in enumerate(text)
    ]


def spans(pattern: str, text: list[list[str]], within: bool) -> list[tuple[int, int]]:
    """List all spans of tokens that a pattern matches, tried one by one."""
    sentences = [sentence for document in text for sentence in document]
    letters = "".join(sentences)
    ends = {*accumulate(map(len, sentences))}
    begins = {end - len(sentence) for end, sentence in zip(accumulate(map(len, sentences)), sentences, strict=True)}
    places = [(place in begins) + 2 * (place in ends) for place in range(len(letters) + 1)]
    marked = "".join(f"{place}{letter}" for place, letter in zip(places, [*letters, ""], strict=True))
    expression = re.compile(f"{pattern}\\d")
    return [
        (start, end)
        for start, end in combinations(range(len(letters) + 1), 2)
        if expression.fullmatch(marked, 2 * start, 2 * end + 1)
        and not (within and any(start < bound < end for bound in ends))
    ]


def chosen(found: list[tuple[int, int]], strategy: Strategy) -> list[tuple[int, int]]:
    """Apply a strategy, as its definition says."""
    by_start: dict[int, int] = {}
    for start, end in found:
        best = max if strategy == "longest" else min
        by_start[start] = best(end, by_start.get(start, end))
    matches = sorted(by_start.items())
    if strategy == "standard":
        return [(s, e) for s, e in matches if not any(other < s and end == e for other, end in matches)]
    if strategy == "shortest":
        return [m for m in matches if not any(m != n and m[0] <= n[0] and n[1] <= m[1] for n in matches)]
    return [m for m in matches if not any(m != n and n[0] <= m[0] and m[1] <= n[1] for n in matches)]


def matched(index: CorpusIndex, query: str, strategy: Strategy) -> list[tuple[int, int]]:
    matches = Matches(index, query, strategy)
    return list(zip(matches.starts.tolist(), matches.ends.tolist(), strict=True))


@given(texts, patterns, st.booleans(), st.sampled_from(["standard", "shortest", "longest"]))
def test_matches_are_those_of_an_obvious_matcher(
    text: list[list[str]], pattern: tuple[str, str], within: bool, strategy: Strategy
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = index_of(documents_of(text), Path(folder), pieces=2)
        query = pattern[0] + (" within s" if within else "")
        assert matched(index, query, strategy) == chosen(spans(pattern[1], text, within), strategy)


@given(
    texts,
    patterns,
    st.booleans(),
    st.sampled_from(["standard", "shortest", "longest"]),
    st.sampled_from([(2, 64, 0), (4, 64, 32), (64, 2, 0), (2**12, 2**18, 0)]),
)
def test_matches_are_the_same_whatever_way_they_are_found(
    text: list[list[str]], pattern: tuple[str, str], within: bool, strategy: Strategy, limits: tuple[int, int, int]
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        patch.object(deterministic, "MOST_STATES", limits[0]),
        patch.object(symbols, "MOST_COMBINATIONS", limits[1]),
        patch.object(required, "RARE", limits[2]),
    ):
        index = index_of(documents_of(text), Path(folder))
        query = pattern[0] + (" within s" if within else "")
        assert matched(index, query, strategy) == chosen(spans(pattern[1], text, within), strategy)
