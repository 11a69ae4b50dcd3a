"""No kernel takes time that grows with the square of its text, whatever the text is made of.

Four times the text takes four times as long where time is linear, and sixteen times where it is quadratic; the bound
lies between, and the least of several times counts, so that the machine's speed and other work on it do not matter.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from nlpmap.models import load
from nlpmap.remote.kernels.align import by_likeness, spans_of
from nlpmap.remote.kernels.chunker.grammar import ENGLISH, GrammarChunker
from nlpmap.remote.kernels.splitter.punkt import PunktSplitter
from nlpmap.remote.kernels.tokenizer.addresses import addresses
from nlpmap.remote.kernels.tokenizer.treebank import TreebankTokenizer
from nlpmap.remote.kernels.typography import plain
from nlpmap.remote.pipeline import Pipeline

UNITS = [
    "'", "\"'", "“‘’”", "([{<", ")]}", "1", ".", ". ", "-", "?!", "🙂", "x", "x.Y", "('ab','cde',12),", "m²'", "²'",
    "e\u0301", "a\xa0", "漢字。", "…", "https://a.b/c,", "a@b.c@", "a.b-", "ab:", "a\t", "a\r\n", "\n", "a.\x1c", '."',
    ",:", "`", "A. ", "function(a){b='x'};", "www.", "(a", "\x00",
]  # fmt: skip
SIZE = 8_000
MOST = 9.0  # times as long for four times the text
Work = Callable[[str], object]


def growth(work: Work, unit: str, size: int = SIZE) -> float:
    """Return how many times as long four times the text takes, unless it takes next to nothing."""
    best = MOST
    for _ in range(4):
        small, large = (seconds(work, (unit * length)[:length]) for length in (size, 4 * size))
        if large < 0.02 or (best := min(best, large / max(small, 1e-4))) < MOST:
            return 0.0
    return best


def seconds(work: Work, text: str) -> float:
    started = time.process_time()
    work(text)
    return time.process_time() - started


@pytest.mark.parametrize("unit", UNITS)
def test_sentences_and_words_are_found_in_linear_time(unit: str) -> None:
    model = load("en")
    english = Pipeline(model.tables)
    ud = Pipeline(model.tables, {"tokenizer": "ud"})

    def words(text: str) -> object:
        return TreebankTokenizer().columns(text, [(0, len(text))])

    def ud_words(text: str) -> object:
        ud.tokenizer.cuts.clear()  # type: ignore[attr-defined]
        return ud.tokenizer.columns(text, [(0, len(text))])

    for work in (
        lambda text: english.splitter.spans_of_all([text]),
        PunktSplitter(model.tables["punkt"]).spans,
        words,
        lambda text: english.tokenizer.columns(text, [(0, len(text))]),
        ud_words,
        plain,
        lambda text: list(addresses(text)),
    ):
        assert growth(work, unit) < MOST


TAG_RUNS = [["("], ["''"], ["``", "NN", "''", ","], ["NN"], ["DT", "NN", "VBZ"], ["CD", ","], ["IN"]]


@pytest.mark.parametrize("tags", TAG_RUNS, ids=" ".join)
def test_phrases_are_found_in_linear_time(tags: list[str]) -> None:
    def chunks(text: str) -> object:
        return GrammarChunker(ENGLISH).chunks(["x"] * len(text), (tags * len(text))[: len(text)])

    assert growth(chunks, "x", 4_000) < MOST


def test_a_very_long_sentence_costs_no_more_than_short_ones() -> None:
    english = Pipeline(load("en").tables)
    forms = ["(", "a", ")", ","] * 20_000

    def tag(lengths: list[int]) -> float:
        return min(cpu(lambda: english.tagger.tag_columns(forms, lengths)) for _ in range(3))

    def chunk(bounds: list[int]) -> float:
        sentences = [(forms[a:b], ["NN"] * (b - a), a) for a, b in pairwise(bounds)]
        return min(cpu(lambda: english.chunker.chunks_all(sentences)) for _ in range(3))

    assert tag([80_000]) < 4 * tag([100] * 800)
    assert chunk([0, 80_000]) < 4 * chunk(list(range(0, 80_001, 100)))


def cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def test_tokens_without_a_place_are_filled_in_linear_time() -> None:
    assert growth(lambda text: by_likeness(["?"] * len(text), text * 100), "x", 20_000) < MOST
    assert growth(lambda text: spans_of(["y", "x"] * len(text), text), "x", 5_000) < MOST
