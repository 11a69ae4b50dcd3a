"""Counts in workers are those of the documents as they are tagged here, however they travel, merge and are kept."""

from __future__ import annotations

import operator
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.probability import ConditionalFreqDist, FreqDist

import nlpmap
from nlpmap.errors import InputError
from nlpmap.explore.counting.count import MergedCounts
from nlpmap.remote.document import Document

TEXTS = ["Dogs bark.", "Cats sleep. Dogs sleep, too.", "", "A dog barked at the cats."]


def tagged() -> list[Document]:
    return list(nlpmap.tag(TEXTS, workers=0))


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize("of", ["form", "xpos", "upos"])
def test_texts_are_counted_as_they_are_tagged(workers: int, of: str) -> None:
    columns = {"form": "form", "xpos": "tag", "upos": "universal"}
    expected = Counter(getattr(token, columns[of]) for document in tagged() for token in document.tokens)
    assert nlpmap.count(TEXTS, of, workers=workers) == FreqDist(expected)


def test_tagged_documents_are_counted_as_they_are() -> None:
    document = Document.from_sents([[("Dogs", "XX"), ("bark", "YY")]])
    assert nlpmap.count([document], "xpos") == FreqDist({"XX": 1, "YY": 1})


def test_tuples_and_conditions_are_counted() -> None:
    rows = [{"text": text, "stars": number % 2} for number, text in enumerate(TEXTS)]
    expected: ConditionalFreqDist = ConditionalFreqDist()
    for row, document in zip(rows, tagged(), strict=True):
        expected[row["stars"]].update((form.lower(), tag) for form, tag in document.tagged_words())
    found: Any = nlpmap.count(rows, ["form", "xpos"], by="stars", ignore_case=True, workers=2)
    assert {c: dict(found[c]) for c in found} == {c: dict(counts) for c, counts in expected.items()}


def test_a_document_may_have_several_conditions() -> None:
    documents = [Document.from_sents([["a", "b"]], metadata={"topics": ["x", "y"]})]
    found: Any = nlpmap.count(documents, by="topics")
    assert {condition: dict(found[condition]) for condition in found} == {"x": {"a": 1, "b": 1}, "y": {"a": 1, "b": 1}}


counts = st.dictionaries(st.text(max_size=3) | st.tuples(st.text(max_size=2), st.text(max_size=2)), st.integers(1, 9))


@given(st.lists(st.tuples(st.sampled_from(["x", "y", 3]), counts), max_size=6), st.integers(0, 5))
def test_what_spills_to_disk_is_counted_as_in_memory(parts: list[tuple[Any, dict[Any, int]]], most: int) -> None:
    in_memory, spilled = MergedCounts(), MergedCounts(most=most)
    for merged in (in_memory, spilled):
        for condition, part in parts:
            merged.add(condition, part.items())
    expected = {c: dict(d) for c, d in in_memory.conditional().items() if d}
    assert {c: dict(d.items()) for c, d in spilled.conditional().items() if d} == expected
    if spilled.stored is not None:
        spilled.stored.close()


def test_a_stored_distribution_is_opened_and_added_to_again(tmp_path: Path) -> None:
    path = tmp_path / "words.counts"
    for _ in range(2):
        found = nlpmap.count(TEXTS, store=path, workers=0)
        assert isinstance(found, nlpmap.StoredFreqDist)
        found.close()
    once: Any = nlpmap.count(TEXTS, workers=0)
    again = nlpmap.StoredFreqDist(path)
    assert dict(again.items()) == {sample: 2 * number for sample, number in once.items()}
    again.close()


@pytest.mark.parametrize("query", ["N", "B", "hapaxes", "max", "most_common"])
def test_a_stored_distribution_answers_as_nltks(tmp_path: Path, query: str) -> None:
    nltks = FreqDist({"a": 3, "b": 1, "c": 1})
    stored = nlpmap.StoredFreqDist(tmp_path / "words.counts")
    stored.update(nltks)
    assert operator.methodcaller(query)(stored) == operator.methodcaller(query)(nltks)
    assert (stored["none"], stored.freq("a"), len(stored)) == (0, nltks.freq("a"), len(nltks))
    assert stored.to_nltk() == nltks
    stored.close()


def test_a_file_of_others_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("mine\n" * 1000)
    with pytest.raises(InputError, match="no distribution that nlpmap has stored"):
        nlpmap.StoredFreqDist(path)
    assert path.read_text() == "mine\n" * 1000


def test_what_is_no_column_is_refused() -> None:
    with pytest.raises(InputError, match="of='lemmas' is no column; did you mean 'lemma'"):
        nlpmap.count(TEXTS, "lemmas")
