"""Counts are those of a slow and obvious recount; measures are those of NLTK, and of published figures."""

from __future__ import annotations

import json
import math
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics import BigramAssocMeasures

from nlpmap.errors import InputError
from nlpmap.explore.statistics.association import MEASURES
from nlpmap.explore.statistics.collocations import collocations
from nlpmap.explore.statistics.dispersion import deviation_of_proportions, dispersion, juilland_d
from nlpmap.explore.statistics.frequencies import frequencies
from nlpmap.explore.statistics.group_keywords import keywords_by_group
from nlpmap.explore.statistics.keywords import KEYNESS, keywords
from nlpmap.explore.statistics.ngrams import ngrams
from nlpmap.explore.table import Table
from nlpmap.remote.document import Document
from tests.explore.corpora_of_letters import Corpus, corpora, forms, indexed, sentences
from tests.explore.indexes import index_of

FEW = settings(max_examples=8, deadline=None)


def counted(table: Table, *names: str) -> dict[object, int]:
    """Return the frequency of each row by its other columns, and check that no row comes twice."""
    rows = {tuple(row[name] for name in names) if len(names) > 1 else row[names[0]]: row["frequency"] for row in table}
    assert len(rows) == len(table)
    assert table["frequency"] == sorted(table["frequency"], reverse=True)
    return rows


@FEW
@given(corpora, st.booleans())
def test_frequencies_are_those_of_a_recount(corpus: Corpus, ignore_case: bool) -> None:
    groups = {number: "xy"[number % 2] for number in range(len(corpus))}
    words = [(str.lower(f) if ignore_case else f, groups[n]) for n, d in enumerate(corpus) for s in d for f, _ in s]
    with indexed(corpus) as index:
        found = frequencies(index, ignore_case=ignore_case, per_million=True)
        assert counted(found, "form") == Counter(form for form, _ in words)
        assert found["per_million"] == [pytest.approx(n * 1e6 / len(words)) for n in found["frequency"]]
        told_apart = frequencies(index, by="group", ignore_case=ignore_case, per_million=True)
        assert counted(told_apart, "form", "group") == Counter(words)
        sizes = Counter(group for _, group in words)
        rates = [row["frequency"] * 1e6 / sizes[row["group"]] for row in told_apart]
        assert told_apart["per_million"] == pytest.approx(rates)


@FEW
@given(corpora)
def test_frequencies_of_matches_are_those_of_a_recount(corpus: Corpus) -> None:
    pairs = [pair for s in sentences(corpus) for pair in pairwise(s) if pair[0][1] == "DT"]
    single = Counter(form for form in forms(corpus) if form in "ab")
    with indexed(corpus) as index:
        found = frequencies(index, where='[xpos="DT"] [] within s')
        assert counted(found, "form") == Counter(f"{one[0]} {two[0]}" for one, two in pairs)
        assert (
            counted(frequencies(index, "xpos", where='"[ab]"'), "xpos")
            == Counter({"DT": single["a"], "NN": single["b"]}) - Counter()
        )


@FEW
@given(corpora, st.integers(1, 4), st.integers(1, 2), st.booleans(), st.sampled_from(["form", "xpos"]))
def test_ngrams_are_those_of_a_recount(corpus: Corpus, n: int, least: int, skip: bool, of: str) -> None:
    place = 0 if of == "form" else 1
    grams = Counter(
        " ".join(token[place] for token in s[first : first + n])
        for s in sentences(corpus)
        for first in range(len(s) - n + 1)
        if not (skip and any(token[1] == "." for token in s[first : first + n]))
    )
    with indexed(corpus) as index:
        found = ngrams(index, n, of, skip, least)
        assert counted(found, of) == {gram: count for gram, count in grams.items() if count >= least}


def windows(corpus: Corpus, before: int, after: int) -> tuple[int, list[str]]:
    """Return how many b there are, and the tokens near one, in its sentence, each once."""
    near = [
        s[place][0]
        for s in sentences(corpus)
        for place in range(len(s))
        if any(other != place and s[other][0] == "b" and -before <= place - other <= after for other in range(len(s)))
    ]
    return forms(corpus).count("b"), near


@FEW
@given(corpora, st.integers(0, 3), st.integers(1, 3))
def test_collocations_are_those_of_a_recount(corpus: Corpus, before: int, after: int) -> None:
    matches, near = windows(corpus, before, after)
    observed, everywhere, n = Counter(near), Counter(forms(corpus)), len(forms(corpus))
    with indexed(corpus) as index:
        found = collocations(index, '"b"', (before, after), "form", list(MEASURES), least=1)
    assert {row["form"]: (row["near"], row["frequency"]) for row in found} == {
        form: (count, everywhere[form]) for form, count in observed.items()
    }
    for row in found:
        o, c = row["near"], row["frequency"]
        assert row["logdice"] == pytest.approx(14 + math.log2(2 * o / (matches + c)))
        assert row["mi"] == pytest.approx(math.log2(o * n / (len(near) * c)))
        check_by_nltk(row, o, len(near), c, n)
    assert found["logdice"] == sorted(found["logdice"], reverse=True)


def check_by_nltk(scores: dict[str, float], o: int, r: int, c: int, n: int) -> None:
    """Check scores of one contingency table, which NLTK says with its marginals."""
    table = (o, (r, c), n)
    assert scores["mi"] == pytest.approx(BigramAssocMeasures.pmi(*table), rel=1e-6, abs=1e-6)
    assert scores["t"] == pytest.approx(BigramAssocMeasures.student_t(*table), rel=1e-6, abs=1e-6)
    assert 2 ** scores["mi3"] == pytest.approx(BigramAssocMeasures.mi_like(*table) * n, rel=1e-6, abs=1e-6)
    assert scores["log_likelihood"] == pytest.approx(BigramAssocMeasures.likelihood_ratio(*table), rel=1e-4, abs=1e-4)
    if n > r and n > c:
        assert scores["chi2"] == pytest.approx(BigramAssocMeasures.chi_sq(*table), rel=1e-6, abs=1e-6)


@given(st.integers(1, 60), st.integers(0, 90), st.integers(0, 90), st.integers(1, 10_000))
def test_measures_are_those_of_nltk(o: int, more_r: int, more_c: int, rest: int) -> None:
    r, c = o + more_r, o + more_c
    n = r + c - o + rest
    numbers = [np.array([float(number)]) for number in (o, r, c, n)]
    scores = {name: float(measure(*numbers)[0]) for name, measure in MEASURES.items()}
    check_by_nltk(scores, o, r, c, n)
    assert 2 ** (scores["logdice"] - 14) == pytest.approx(BigramAssocMeasures.dice(o, (r, c), n))


def test_measures_are_those_of_the_textbook() -> None:
    """Manning and Schütze (1999): "new companies" in 5.3.3, of a table of 8, 4667, 15820 and 14287181."""
    o, r, c, n = (np.array([float(number)]) for number in (8, 15828, 4675, 14307676))
    assert MEASURES["chi2"](o, r, c, n)[0] == pytest.approx(1.55, abs=0.01)
    assert MEASURES["t"](o, r, c, n)[0] == pytest.approx(0.999932, abs=1e-4)


def test_keyness_is_as_it_is_defined() -> None:
    a, b = np.array([52.0, 5.0, 0.0]), np.array([6.0, 0.0, 9.0])
    n, m = 1000.0, 4000.0
    ll, diff, maths = (
        KEYNESS[name](a, b, n, m).tolist() for name in ("log_likelihood", "percent_difference", "simple_maths")
    )
    e1, e2 = n * 58 / (n + m), m * 58 / (n + m)
    assert ll[0] == pytest.approx(2 * (52 * math.log(52 / e1) + 6 * math.log(6 / e2)))
    assert ll[1] == pytest.approx(2 * 5 * math.log(5 / (n * 5 / (n + m))))
    assert ll[2] == pytest.approx(-2 * 9 * math.log(9 / (m * 9 / (n + m))))
    ratio = KEYNESS["log_ratio"](a[:2], b[:2], n, m).tolist()
    assert ratio == pytest.approx([math.log2(52 / 1000 * 4000 / 6), math.log2(5 / 1000 * 4000 / 0.5)])
    assert diff[0] == pytest.approx(100 * (52_000 - 1500) / 1500)
    assert diff[1] == pytest.approx(100 * 5000 / 1e-18)
    assert maths == pytest.approx([52_100 / 1600, 5100 / 100, 100 / 2350])


@FEW
@given(corpora, corpora)
def test_keywords_are_those_of_a_recount(corpus: Corpus, other: Corpus) -> None:
    here, there = Counter(forms(corpus)), Counter(forms(other))
    with indexed(corpus) as index, indexed(other) as reference:
        found = keywords(index.column("form"), reference.column("form"), list(KEYNESS), least=1)
    assert {row["form"]: (row["frequency"], row["reference"]) for row in found} == {
        form: (count, there[form]) for form, count in here.items()
    }
    assert found["log_likelihood"] == sorted(found["log_likelihood"], reverse=True)


@FEW
@given(corpora)
def test_keywords_of_groups_are_those_of_each_against_the_others(corpus: Corpus) -> None:
    halves = {"x": Counter(forms(corpus[::2])), "y": Counter(forms(corpus[1::2]))}
    with indexed(corpus) as index:
        found = keywords_by_group(index, "group", measures=["log_ratio"], least=1)
    for group, other in (("x", "y"), ("y", "x")):
        mine, others = halves[group], halves[other]
        more = {f for f, k in mine.items() if k * others.total() > others[f] * mine.total()}
        rows = [row for row in found if row["group"] == group]
        assert {row["form"]: (row["frequency"], row["reference"]) for row in rows} == {
            form: (mine[form], others[form]) for form in more
        }


def test_dispersion_is_as_it_is_published() -> None:
    """Gries (2008), 3.2: a word of 1, 2, 3, 4 and 5 times in parts of 9, 10, 10, 10 and 11 words of 50."""
    counts, sizes = np.array([1, 2, 3, 4, 5]), np.array([9, 10, 10, 10, 11])
    assert deviation_of_proportions(counts, sizes) == pytest.approx(0.18)
    rates = [count / size for count, size in zip(counts.tolist(), sizes.tolist(), strict=True)]
    mean = sum(rates) / 5
    spread = math.sqrt(sum((rate - mean) ** 2 for rate in rates) / 5)
    assert juilland_d(counts, sizes) == pytest.approx(1 - spread / mean / 2)
    assert juilland_d(counts, sizes) == pytest.approx(0.785, abs=0.001)


@FEW
@given(corpora)
def test_dispersion_counts_the_matches_of_each_document(corpus: Corpus) -> None:
    sizes = {f"d{n}": sum(map(len, d)) for n, d in enumerate(corpus)}
    counts = {f"d{n}": forms([d]).count("b") for n, d in enumerate(corpus)}
    with indexed(corpus) as index:
        found = dispersion(index, '"b"')
        picture = found.plot().svg
    assert dict(zip(found["id"], found["matches"], strict=True)) == {d: counts[d] for d, n in sizes.items() if n}
    assert picture.count("<rect") == len(found)


def test_what_has_no_value_is_left_out_and_said(tmp_path: Path) -> None:
    said = [[("a", "DT"), ("b", None), ("b", "NN"), ("a", "DT"), ("b", "NN")]]
    index = index_of([Document.from_sents(said, "d")], tmp_path)
    found = frequencies(index, "xpos")
    assert (counted(found, "xpos"), found.note) == ({"DT": 2, "NN": 2}, "tokens without xpos, left out: 1")
    found = frequencies(index, "xpos", where='"a" "b"')
    assert (counted(found, "xpos"), found.note) == ({"DT NN": 1}, "matches without xpos, left out: 1")
    found = ngrams(index, 2, "xpos")
    assert counted(found, "xpos") == {"DT NN": 1, "NN DT": 1}
    assert found.note == "tokens without xpos: 1; sequences with one are left out"


def test_sequences_that_read_alike_are_one_row(tmp_path: Path) -> None:
    index = index_of([Document.from_sents([[("a b", "X"), ("a", "Y"), ("b", "Y")]], "d")], tmp_path)
    assert counted(frequencies(index, where='[xpos="X"] | [xpos="Y"] [xpos="Y"]'), "form") == {"a b": 2}


@pytest.mark.parametrize("corpus", [[], [[]], [[[("a", "DT")]]]])
def test_a_corpus_of_little_has_statistics(corpus: Corpus) -> None:
    with indexed(corpus) as index:
        size = len(forms(corpus))
        assert len(frequencies(index)) == len(frequencies(index, by="id")) == len(ngrams(index, 1)) == size
        assert len(ngrams(index, 2)) == len(collocations(index, '"a"', least=1)) == 0
        assert len(dispersion(index, '"a"')) == size
        assert len(keywords(index.column("form"), index.column("form"), least=1)) == size
        assert dispersion(index, '"z"').plot().svg.startswith("<svg")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda index: ngrams(index, 0), "a sequence has 1 token or more, not 0"),
        (lambda index: collocations(index, '"b"', 0), "a window is of 1 token or more"),
        (lambda index: collocations(index, '"b"', json.loads("[5]")), "a window is of 1 token or more, or a pair"),
        (lambda index: collocations(index, '"b"', (1, -1)), "a window is of 1 token or more, or a pair"),
        (lambda index: collocations(index, '"b"', of="form", measures="mi"), "measures are a list of names"),
        (lambda index: collocations(index, '"b"', of="form", measures=["mii"]), "unknown measure 'mii'"),
        (lambda index: keywords_by_group(index, "group", measures=["ll"]), "unknown measure 'll'"),
        (lambda index: keywords_by_group(index, "groups"), "no metadata 'groups' in this corpus"),
    ],
)  # fmt: skip
def test_what_can_t_be_asked_is_said(ask: object, said: str) -> None:
    with indexed([[[("b", "NN")]]]) as index, pytest.raises(InputError, match=said):
        ask(index)  # type: ignore[operator]


def test_documents_without_metadata_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    index = index_of([Document.from_sents([["b"]], "books/one")], tmp_path)
    with pytest.raises(InputError, match=r"no metadata 'label' .* told apart by 'id' or 'folder'"):
        frequencies(index, "form", by="label")
    assert [*frequencies(index, "form", by="folder").columns["folder"]] == ["books"]
