"""Corpora of next to nothing and with odd metadata can be asked all, and answered in each format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap.errors import InputError
from nlpmap.explore.grouping import Groups
from nlpmap.explore.index.lexicon import lexicon_of
from nlpmap.explore.opening import ExplorableCorpus
from nlpmap.explore.query.syntax import QuotedText
from nlpmap.explore.query.values import value_table
from nlpmap.explore.table import Table
from nlpmap.explore.table_formats import TABLE_FORMATS
from nlpmap.remote.document import Document
from tests.explore.indexes import index_of


def opened(documents: Sequence[Document], folder: Path) -> ExplorableCorpus:
    return nlpmap.open(str(index_of(documents, folder).path))


def said(id: str, words: str, **metadata: Any) -> Document:
    return Document.from_sents([[(word, "NN") for word in words.split()]] if words else [], id, metadata)


LITTLE = {
    "nothing": [],
    "no tokens": [said("d", "", k=1)],
    "one token": [said("d", "a", k=1)],
    "empty documents around": [said("d0", ""), said("d1", "a", k=None), said("d2", "", k=["x"])],
}
QUESTIONS: dict[str, Callable[[ExplorableCorpus], Table]] = {
    "frequencies": lambda c: c.frequencies("form"),
    "of no match": lambda c: c.frequencies("form", where='"zz"', by="id"),
    "by metadata": lambda c: c.frequencies("form", by="k", per_million=True),
    "n-grams": lambda c: c.ngrams(3, skip_punctuation=True),
    "collocations": lambda c: c.collocations('"zz"', least=1),
    "keywords": lambda c: c.keywords(c, least=1),
    "compare": lambda c: c.compare("folder", least=1),
    "word scores": lambda c: c.word_scores("id"),
    "dispersion": lambda c: c.dispersion('"zz"'),
    "summary": lambda c: c.summary(),
    "concordance": lambda c: c.concordance('"zz"', sort="left 1", sample=3, by="id").to_table(),
    "sketch": lambda c: c.word_sketch("a", "NOUN"),
}


@pytest.mark.parametrize("kind", LITTLE)
def test_a_corpus_of_little_is_answered_in_each_format(kind: str, tmp_path: Path) -> None:
    corpus = opened(LITTLE[kind], tmp_path)
    for name, ask in QUESTIONS.items():
        if (kind, name) == ("nothing", "by metadata"):
            with pytest.raises(InputError, match="no metadata 'k' in this corpus"):
                ask(corpus)
            continue
        table = ask(corpus)
        written = {name: b"".join(render(table)) for name, render in TABLE_FORMATS.items()}
        assert written["tsv"].decode().splitlines()[0].split("\t") == list(table.columns)
        assert len(list(csv.reader(io.StringIO(written["csv"].decode(), newline="")))) == len(table) + 1
        assert len(written["jsonl"].splitlines()) == len(table)
        assert written["parquet"].startswith(b"PAR1")
        assert table.plot().svg.startswith("<svg")
        assert repr(table)
        assert table._repr_html_()


ODD = [
    said("d0", "a a", year=1999, tags=["x", "y"], on=date(2020, 1, 2), none=None),
    said("d1", "a b", year="1999", tags="x"),
    said("d2", "b", **{"k=v": 'say "hi", =1+1', "=f": "-2"}, none=""),
    said("d3", "c", year=2001.5, none={"deep": [1]}),
]


@pytest.fixture
def odd(tmp_path: Path) -> ExplorableCorpus:
    return opened(ODD, tmp_path)


def test_values_that_queries_take_as_alike_are_one_group(odd: ExplorableCorpus) -> None:
    assert list(odd.dispersion('"a"', by="year").rows()) == [
        (1999, 3, 4, 750_000.0), (2001.5, 0, 1, 0.0), (None, 0, 1, 0.0),
    ]  # fmt: skip
    assert odd.dispersion('"a"', by="none")["none"] == [{"deep": [1]}, None]
    assert len(odd.query('<doc year="1999"> []')) == 2


def test_each_member_of_a_list_is_a_label_of_word_scores(odd: ExplorableCorpus) -> None:
    found = {row["form"]: row for row in odd.word_scores("tags")}
    assert set(found) == {"a", "b", "c"}
    assert {row["label"] for row in found.values()} <= {"x", "y", None}
    assert len(odd.word_scores("none")) == 3


@pytest.mark.parametrize("by", ["year", "tags", "on", "none", "k=v", "=f", "id", "folder"])
def test_groups_by_any_metadata_are_counted_sorted_and_written(by: str, odd: ExplorableCorpus) -> None:
    table = odd.frequencies("form", by=by, per_million=True)
    assert sum(table["frequency"]) == odd.explored.tokens
    assert Groups(odd.explored, by).sizes.sum() == odd.explored.tokens
    rows = list(csv.reader(io.StringIO(b"".join(TABLE_FORMATS["csv"](table)).decode(), newline="")))
    assert all(not cell.startswith(("=", "-", "+", "@")) for row in rows for cell in row)
    assert [json.loads(line)["frequency"] for line in TABLE_FORMATS["jsonl"](table)] == table["frequency"]
    assert len(odd.concordance('"a"', sort=by, by=by).to_table()) == 3


def test_a_key_with_signs_is_asked_for_in_quotation_marks(odd: ExplorableCorpus) -> None:
    assert odd.query("""<doc "k=v"="say.*" '=f'="-2"> []""").starts.tolist() == [4]
    with pytest.raises(InputError, match="no metadata 'k=w' in this corpus; did you mean 'k=v'"):
        odd.query('<doc "k=w"="x"> []')


LETTERS = st.text("aSsßẞİiIıΣσςﬁFfÉé", max_size=5)


@given(LETTERS, st.lists(LETTERS, min_size=1, max_size=6, unique=True))
def test_words_that_fold_alike_are_alike_without_regard_to_case(word: str, values: list[str]) -> None:
    for flags in ("c", "cl"):
        table = value_table(QuotedText(word, flags), lexicon_of(values), "")
        alike = np.array([value.casefold() == word.casefold() for value in values])
        assert (table | ~alike).all()  # those alike are found
        assert all(len(value) == len(word) for value in np.array(values, object)[table & ~alike])  # others by letters


def test_a_letter_that_folds_to_several_is_one_in_an_expression() -> None:
    lexicon = lexicon_of(["STRASSE", "Straße", "strasssse", "Strae", "straẞßn"])
    for pattern, found in (("stra(ß)+e", 3), ("straß*e", 4), ("[s-z]traße", 2), ("strasse", 2), ("stra(ß|ss)+n?e?", 4)):
        assert value_table(QuotedText(pattern, "c"), lexicon, "").sum() == found, pattern
