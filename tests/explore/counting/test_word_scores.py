"""Words are scored as the NLTK Cookbook's recipe scores them, with NLTK's own formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import nltk
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.metrics import BigramAssocMeasures
from nltk.probability import ConditionalFreqDist, FreqDist

import nlpmap
from nlpmap.errors import InputError

Pairs = Sequence[tuple[list[str], Sequence[str]]]
MEASURES = {
    "chi2": BigramAssocMeasures.chi_sq,
    "log_likelihood": BigramAssocMeasures.likelihood_ratio,
    "mi": BigramAssocMeasures.pmi,
    "t": BigramAssocMeasures.student_t,
}


def scores_by_nltk(pairs: Pairs, measure: Callable[..., float]) -> dict[str, float]:
    """Score words as the recipe does: the best of each word's scores."""
    words: FreqDist = FreqDist()
    by_label: ConditionalFreqDist = ConditionalFreqDist()
    for labels, own in pairs:
        for label, word in product(labels, own):
            words[word] += 1
            by_label[label][word] += 1
    found: dict[str, float] = {}
    for label in by_label.conditions():
        for word, number in by_label[label].items():
            score = measure(number, (words[word], by_label[label].N()), by_label.N())
            found[word] = max(found.get(word, score), score)
    return found


pairs_of_words = st.lists(
    st.tuples(
        st.lists(st.sampled_from(["pos", "neg", "mixed"]), min_size=1, unique=True),
        st.lists(st.sampled_from("abcde"), min_size=1),
    ),
    min_size=2,
    max_size=8,
).filter(lambda pairs: len({label for labels, _ in pairs for label in labels}) > 1)


@pytest.mark.parametrize("measure", MEASURES)
@given(pairs=pairs_of_words)
def test_scores_are_those_of_nltks_formula(measure: str, pairs: Pairs) -> None:
    table = nlpmap.score_words(pairs, measure)
    found = dict(zip(table["form"], table["score"], strict=True))
    try:
        expected = scores_by_nltk(pairs, MEASURES[measure])
    except ZeroDivisionError:  # of a word that all have, in NLTK's χ²
        return
    assert found == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("words", [("bad", "film"), [["bad"], ["film"]], ["bad"] * 40, {"bad": True}])
def test_a_label_behind_its_words_is_told(words: Any) -> None:
    if isinstance(words, tuple):
        words = nltk.collections.LazyMap(str, list(words))  # as corpus readers have them: it can't be hashed
    with pytest.raises(InputError, match=r"item 0: the label comes first, then .*: \('neg', \.\.\.\)"):
        nlpmap.score_words([(words, "neg")])


@pytest.mark.slow
def test_movie_reviews_have_the_cookbooks_scores(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nltk.data, "path", [str(shared_data / "nltk_data")])
    reader: Any = nltk.corpus.util.LazyCorpusLoader(
        "movie_reviews", nltk.corpus.reader.CategorizedPlaintextCorpusReader, r"(?!\.).*\.txt",
        cat_pattern=r"(neg|pos)/.*", encoding="ascii",
    )  # fmt: skip
    table = nlpmap.score_words((label, reader.words(categories=[label])) for label in ("neg", "pos"))
    assert len(table) == 39_768
    assert table["form"][:10] == ["bad", "?", "movie", "t", "worst", "and", "i", "!", ",", '"']
    assert [round(score, 1) for score in table["score"][:5]] == [398.9, 181.2, 180.4, 166.3, 166.0]
