"""The compiled scanner finds the words of UD that the Python kernel finds, whatever its tables and the text are."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.models import load
from nlpmap.remote.document import Document
from nlpmap.remote.kernels.feed_forward import checksums, packed_network
from nlpmap.remote.kernels.tokenizer.compiled_ud import CompiledUdTokenizer
from nlpmap.remote.kernels.tokenizer.ud import UdTokenizer, questions
from nlpmap.remote.kernels.tokenizer.ud_candidates import CutLexicon
from nlpmap.remote.native import compiled
from tests.strategies import hostile

NATIVE = compiled("ud_words")
pytestmark = pytest.mark.skipif(NATIVE is None, reason="the compiled core was not built, or is turned off")

LEXICON = {"endings": "n't not 's t é", "split": "gonna its", "doubtful": "lets 'em a-b"}
ALPHABETS = ["notN'", "its'.", "a1,.-", "A@.:b", "lets-", "\u2019\xe9n't", "((a))", "_-9x", "\x00~a^", "w.W:/"]
PIECES = [
    "gonna", "Gonna", "its", "ITS,", "lets", "(lets)", "'em", "a-b", "can't", "CANNOT", "knot", "not",
    "http://a.b/c-d", "www.a.b", "www.", "a@b.org", "a.txt", "A.B.C.", "1,234.5", "10:30am", "3x5", "3f9a8b2c",
    "----", "-" * 30, "(){}" * 6, "x" * 450, "word," * 45, "word," * 38, "a-" * 99, "a-" * 101, "é", "naïve-té",
    "n\u0303o", "漢字。", "🙂", "\ud800", "\x7f", "a\x00b", "McDonald's-2004", "rock-'n'-roll", "$5.50/lb",
    "U.S.A-based", "e.g.,", ".com", ".html,", "www.-", "w.w", "a:", "@a.b", "...", "?!", "\x01", "½-x",
]  # fmt: skip
pieces = st.sampled_from(PIECES) | st.text("aN'nt.-1@:,(é ", max_size=8) | hostile
texts = st.lists(pieces, max_size=12).map(" ".join)


def short_pieces(length: int) -> Iterator[str]:
    for alphabet in ALPHABETS:
        for count in range(1, length + 1):
            yield from map("".join, itertools.product(alphabet, repeat=count))


def network_that_knows_all(tried: Iterable[str]) -> dict[str, Any]:
    """Return tables by which each feature of some pieces weighs in, so that one that is written otherwise shows."""
    lexicon = CutLexicon(*(LEXICON[name].split() for name in ("endings", "split", "doubtful")))
    keys = (key for piece in tried for key in (piece, f"{piece} "))
    names = {name for key in keys for _, bag in questions(key, lexicon) for name in bag}
    of_checksums = dict(zip(checksums(sorted(names)), sorted(names), strict=True))
    rows = np.random.default_rng(1).integers(-20, 21, (len(of_checksums), 1, 5))
    return {"network": packed_network([*of_checksums.values()], rows, np.array([3, -2, 1, -1, 2]), bias=-5), **LEXICON}


def assert_alike(tried: list[str], tables: dict[str, Any]) -> None:
    one, other = UdTokenizer(tables), CompiledUdTokenizer(NATIVE, tables)
    text = " ".join(tried)
    ends = list(itertools.accumulate(len(piece) + 1 for piece in tried))
    alone = [(end - len(piece) - 1, end - 1) for piece, end in zip(tried, ends, strict=True)]
    for spans in (alone, [(0, len(text))]):
        found, expected = other.columns(text, spans), one.columns(text, spans)
        assert {*zip(*found[:3], strict=True)} ^ {*zip(*expected[:3], strict=True)} == set()
        assert found == expected


@pytest.mark.parametrize("length", [3, pytest.param(5, marks=pytest.mark.slow)])
def test_every_short_piece_is_cut_alike(length: int) -> None:
    tried = [*short_pieces(length), *PIECES]
    assert_alike(tried, network_that_knows_all(tried))


def test_long_pieces_are_cut_alike() -> None:
    draw = random.Random(1)
    tried = ["".join(draw.choices("abN'ot.-,1234@:/(", k=draw.randint(4, 40))) for _ in range(150)]
    assert_alike(tried, network_that_knows_all(tried))


@given(st.lists(texts, max_size=4))
def test_texts_are_cut_alike_by_the_bundled_model(parts: list[str]) -> None:
    text = "\n".join(parts)
    ends = list(itertools.accumulate(len(part) + 1 for part in parts))
    spans = [(end - len(part) - 1, end - 1) for part, end in zip(parts, ends, strict=True)]
    one, other = twins()
    assert one.columns(text, spans) == other.columns(text, spans) == other.columns(text, spans)


def test_ever_new_pieces_are_cut_as_if_each_were_the_first() -> None:
    one, other = twins()
    text = " ".join(f"w{'abc'[number % 3]}-{number:x}," for number in range(40_000))
    other.columns(text, [(0, len(text))])
    assert one.columns(text[:300], [(0, 300)]) == other.columns(text[:300], [(0, 300)])


@pytest.mark.slow
def test_the_treebank_is_cut_alike(ewt_dev: list[Document]) -> None:
    one, other = twins()
    for document in ewt_dev:
        spans = [(0, len(document.text))]
        assert one.columns(document.text, spans) == other.columns(document.text, spans)


def test_spans_are_checked() -> None:
    _, other = twins()
    assert other.columns("Oh no.", [(3, 99), (9, 99), (5, 2)])[1:] == ([3, 5], [5, 6], [2, 2, 2])
    with pytest.raises(ValueError, match="no sentence can be from -1 to 3"):
        other.columns("Oh no.", [(-1, 3)])


def test_a_network_of_another_form_is_refused() -> None:
    tables = load("en").tables["tokenizer"]
    network = {**tables["network"], "weights": tables["network"]["weights"][:-4]}
    with pytest.raises(ValueError, match="a network of 12 sums has 11 weights"):
        CompiledUdTokenizer(NATIVE, {**tables, "network": network})


def twins() -> tuple[UdTokenizer, CompiledUdTokenizer]:
    tables = load("en").tables["tokenizer"]
    return UdTokenizer(tables), CompiledUdTokenizer(NATIVE, tables)
