"""Matches with conditions on labels and metadata are those of a slow and obvious matcher, which tries all ways."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.explore.query.lexing import QueryError
from nlpmap.explore.query.matching import Matches
from nlpmap.explore.query.syntax import Strategy
from nlpmap.remote.document import Document
from tests.explore.indexes import index_of
from tests.explore.test_queries import WORDS, chosen, matched

STARS = ("5", 5, 4, None)
STRATEGIES: tuple[Strategy, ...] = ("standard", "shortest", "longest")


class Item(NamedTuple):
    """A token of a pattern: its label, the letters that it may be, and how often it comes."""

    label: str
    letters: str
    least: int
    most: int

    def said(self) -> str:
        test = {"abcd": "[]", "ab": '"cat"', "ac": '[xpos="NN"]', "d": '"dogs"'}[self.letters]
        times = {(1, 1): "", (0, 1): "?", (1, 3): "{1,3}", (0, 2): "{,2}"}[self.least, self.most]
        return f"{self.label}:{test}{times}" if self.label else f"{test}{times}"


def attribute(letter: str, name: str) -> str:
    return WORDS[letter][name == "xpos"]


CONSTRAINTS: dict[str, Callable[[dict[str, str]], bool]] = {
    "a.form = b.form": lambda at: attribute(at["a"], "form") == attribute(at["b"], "form"),
    "a.form != b.form": lambda at: attribute(at["a"], "form") != attribute(at["b"], "form"),
    'a.xpos = "N.*" & match.form = "cat"': lambda at: at["a"] in "acd" and at["match"] in "ab",
    "match.xpos = matchend.xpos": lambda at: attribute(at["match"], "xpos") == attribute(at["matchend"], "xpos"),
    'a.form = "cat" -> b.form = "cat"': lambda at: at["a"] not in "ab" or at["b"] in "ab",
    '!(a.form = "dogs") | matchend.xpos = "VB"': lambda at: at["a"] != "d" or at["matchend"] == "b",
}
items = st.builds(
    lambda label, letters, times: Item(label, letters, *times),
    st.sampled_from(["a", "b", ""]),
    st.sampled_from(["abcd", "ab", "ac", "d"]),
    st.sampled_from([(1, 1), (0, 1), (1, 3), (0, 2)]),
)
documents = st.lists(st.tuples(st.text("abcd", min_size=1, max_size=6), st.sampled_from(STARS)), min_size=1, max_size=3)


def ways(
    pattern: list[Item], letters: str, start: int, place: int, at: dict[str, str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the end of each way through a pattern, with the letters that have labels."""
    if not pattern:
        yield place, at
        return
    [item, *rest] = pattern
    for times in range(item.least, item.most + 1):
        part = letters[place : place + times]
        if len(part) == times and set(part) <= set(item.letters):
            named = {**at, item.label: part[-1]} if times and item.label else at
            yield from ways(rest, letters, start, place + times, named)


@given(
    documents,
    st.lists(items, min_size=1, max_size=4),
    st.sampled_from(sorted(CONSTRAINTS)),
    st.sampled_from(STRATEGIES),
)
def test_conditions_on_labels_hold(
    corpus: list[tuple[str, object]], pattern: list[Item], constraint: str, strategy: Strategy
) -> None:
    letters = "".join(text for text, _ in corpus)
    asked = {name for name in ("a", "b") if f"{name}." in constraint.replace("match", "")}
    query = " ".join(item.said() for item in pattern) + f" :: {constraint}"
    found = {
        (start, end)
        for start in range(len(letters))
        for end, at in ways(pattern, letters, start, start, {})
        if end > start and asked <= at.keys()
        if CONSTRAINTS[constraint]({**at, "match": letters[start], "matchend": letters[end - 1]})
    }
    with tempfile.TemporaryDirectory() as folder:
        index = index_of([Document.from_sents([[WORDS[c] for c in text]]) for text, _ in corpus], Path(folder))
        if not asked <= {item.label for item in pattern}:
            with pytest.raises(QueryError, match="label"):
                matched(index, query, strategy)
            return
        assert matched(index, query, strategy) == chosen(sorted(found), strategy)


@given(documents, st.sampled_from(['="5"', '!="5"', '="4|5"', '=""']), st.booleans(), st.booleans())
def test_metadata_of_documents_are_asked_about(
    corpus: list[tuple[str, object]], said: str, is_joint: bool, is_constraint: bool
) -> None:
    wanted = {'="5"': ("5", 5), '!="5"': (4, None), '="4|5"': ("5", 5, 4), '=""': (None,)}[said]
    query = f"<doc_stars{said}> []" if is_joint else f"<doc stars{said}> []"
    if is_constraint:
        query = f"[] :: match.doc_stars{said}"
    expected: list[tuple[int, int]] = []
    place = 0
    for text, stars in corpus:
        if stars in wanted:
            expected += [(n, n + 1) for n in range(place, place + (len(text) if is_constraint else 1))]
        place += len(text)
    made = [Document.from_sents([[WORDS[c] for c in text]], "d", {"stars": stars, "x": 1}) for text, stars in corpus]
    with tempfile.TemporaryDirectory() as folder:
        assert matched(index_of(made, Path(folder), pieces=2), query, "standard") == expected


def test_labels_of_a_match_are_its_tokens(tmp_path: Path) -> None:
    index = index_of([Document.from_sents([[WORDS[c] for c in "abcd"]])], tmp_path)
    matches = Matches(index, 'x:"cat" []* @"dogs"')
    assert (matches.starts.tolist(), matches.ends.tolist()) == ([0], [4])
    assert matches.labels(0) == {"x": 0, "target": 3}
