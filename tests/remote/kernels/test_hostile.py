"""No kernel takes time that grows with the square of its text, whatever the text is made of."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from nlpmap.models import load
from nlpmap.remote.kernels.align import by_likeness, spans_of
from nlpmap.remote.kernels.chunker.grammar import ENGLISH, GrammarChunker
from nlpmap.remote.kernels.splitter.compiled_punkt import punkt_splitter
from nlpmap.remote.kernels.splitter.punkt import PunktSplitter
from nlpmap.remote.kernels.tokenizer.addresses import addresses
from nlpmap.remote.kernels.tokenizer.compiled_treebank import treebank_tokenizer
from nlpmap.remote.kernels.tokenizer.compiled_web import web_tokenizer
from nlpmap.remote.kernels.tokenizer.treebank import TreebankTokenizer
from nlpmap.remote.kernels.tokenizer.web import WebTokenizer
from nlpmap.remote.kernels.typography import plain
from nlpmap.remote.pipeline import Pipeline
from tests.growth import TIMES, grows_linearly, least_cpu_seconds

pytestmark = pytest.mark.slow  # each text is large enough for its growth to show

UNITS = [
    "'", "\"'", "“‘’”", "([{<", ")]}", "1", ".", ". ", "-", "?!", "🙂", "x", "x.Y", "('ab','cde',12),", "m²'", "²'",
    "e\u0301", "a\xa0", "漢字。", "…", "https://a.b/c,", "a@b.c@", "a.b-", "ab:", "a\t", "a\r\n", "\n", "a.\x1c", '."',
    ",:", "`", "A. ", "function(a){b='x'};", "www.", "(a", "\x00",
]  # fmt: skip
SIZE = 4_000
Work = Callable[[str], object]
TABLES = load("en").tables


def splitting() -> Work:
    splitter = Pipeline(TABLES).splitter
    return lambda text: splitter.spans_of_all([text])


def tokenizing(name: str) -> Work:
    tokenizer = Pipeline(TABLES, {"tokenizer": name}).tokenizer
    return lambda text: tokenizer.columns(text, [(0, len(text))])


KERNELS: dict[str, Callable[[], Work]] = {
    "splitter": splitting,
    "punkt": lambda: PunktSplitter(TABLES["punkt"]).spans,
    "compiled punkt": lambda: punkt_splitter(TABLES["punkt"]).spans,
    "treebank": lambda: lambda text: TreebankTokenizer().columns(text, [(0, len(text))]),
    "web": lambda: lambda text: WebTokenizer().columns(text, [(0, len(text))]),
    "compiled treebank": lambda: lambda text: treebank_tokenizer().columns(text, [(0, len(text))]),
    "compiled web": lambda: lambda text: web_tokenizer().columns(text, [(0, len(text))]),
    "ud": lambda: tokenizing("ud"),
    "typography": lambda: plain,
    "addresses": lambda: lambda text: list(addresses(text)),
}


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("kernel", KERNELS)
def test_sentences_and_words_are_found_in_linear_time(kernel: str, unit: str) -> None:
    assert grows_linearly(KERNELS[kernel], *((unit * size)[:size] for size in (SIZE, TIMES * SIZE)))


TAG_RUNS = [
    ["("], ["''"], ["``", "NN", "''", ","], ["NN"], ["NNP"], ["JJ"], ["RB"], ["JJR"], ["VBN", "JJ"], ["DT"], ["$"],
    ["PDT", "DT"], ["VB"], ["TO"], ["DT", "NN", "VBZ"], ["CD", ","], ["IN"], ["POS"],
]  # fmt: skip
GRAMMARS = {
    "default": ENGLISH,
    "a strip": "NP: {<.*>+}\n }<VB.*|IN|JJ>+{",
    "a context": "NP: <VB.*>{<DT|JJ>*<NN>}<IN>",
    "a split": "NP: {<.*>*}\n <NN.*|JJ>}{<.*>",
    "a merge": "NP: {<DT>}\n {<JJ>}\n <DT|JJ>*{}<JJ>",
    "three repeats": "NP: {<JJ>*<.*>*<JJ|NN>*<XX>}",
    "a repeat of repeats": "NP: {(<JJ>+<DT>?)+<XX>}",
}


@pytest.mark.parametrize("tags", TAG_RUNS, ids=" ".join)
@pytest.mark.parametrize("grammar", GRAMMARS.values(), ids=GRAMMARS)
def test_phrases_are_found_in_linear_time(grammar: str, tags: list[str]) -> None:
    def chunking() -> Callable[[int], object]:
        chunker = GrammarChunker(grammar)
        return lambda count: chunker.chunks(["x"] * count, (tags * count)[:count])

    assert grows_linearly(chunking, 2_000, TIMES * 2_000)


def test_a_very_long_sentence_costs_no_more_than_short_ones() -> None:
    english = Pipeline(TABLES)
    forms = ["(", "a", ")", ","] * 20_000

    def tag(lengths: list[int]) -> object:
        return english.tagger.tag_columns(forms, lengths)

    def chunk(bounds: list[int]) -> object:
        return english.chunker.chunks_all([(forms[a:b], ["NN"] * (b - a), a) for a, b in pairwise(bounds)])

    assert least_cpu_seconds(tag, [80_000]) < 4 * least_cpu_seconds(tag, [100] * 800)
    assert least_cpu_seconds(chunk, [0, 80_000]) < 4 * least_cpu_seconds(chunk, list(range(0, 80_001, 100)))


def test_tokens_without_a_place_are_filled_in_linear_time() -> None:
    assert grows_linearly(lambda: lambda count: by_likeness(["?"] * count, "x" * 100 * count), 10_000, TIMES * 10_000)
    assert grows_linearly(lambda: lambda count: spans_of(["y", "x"] * count, "x" * count), 2_000, TIMES * 2_000)
