"""The compiled network splitter gives the numpy kernel's spans, for whatever text and tables, in bounded memory."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlpmap.models import load
from nlpmap.remote.kernels.feed_forward import packed_network
from nlpmap.remote.kernels.splitter import segments
from nlpmap.remote.kernels.splitter.compiled_network import CompiledNetworkSplitter, network_splitter
from nlpmap.remote.kernels.splitter.network import NetworkSplitter
from nlpmap.remote.kernels.splitter.network_features import LONGEST, inner_cuts
from nlpmap.remote.kernels.splitter.network_units import FIELDS, SAYING, field_names, unit_features
from nlpmap.remote.native import OFF, compiled
from tests.growth import grows_linearly
from tests.remote.kernels.splitter.test_network import texts

NATIVE = compiled("networks")
pytestmark = pytest.mark.skipif(NATIVE is None, reason="the compiled core was not built, or is turned off")

ALPHABETS = ["aB1.'’", "a.”)…`", 'A-—–"_', "wW.:/@", "mr.s!“"]
PARTS = [
    "www", "com", "html", "htm", "Org", ".", "/", "@", "://", "said", "asks", "Mr", "u.s", "e.g", "'", "``", "?", "…",
    "...", "A", "Bc", "12", ",", ":", "_", "\x00", "“", "n’t", "é", "Ü", "\u200b", "ſ", "漢", "🙂", "\ud800", "p.m",
]  # fmt: skip
WORDS = ["She", "said", "“Yes.”", "word.", "a", "1.", "home.She", "\u2028", "\n", "\r\n", "\n\n", " ", "x" * 130, "!"]
KNOWN = {*map(chr, range(128)), *map(chr, range(0xC0, 0x100)), *"“”‘’–—…"} - {*"×÷"}
TABLES: dict[str, Any] = load("en").tables["splitter"]


@cache
def random_tables(width: int = 5, largest: int = 100, seed: int = 1) -> dict[str, Any]:
    """Tables in which every feature of the words above, and every field's value, has a say."""
    cases, abbreviations = (
        {"L": "said word éà", "U": "bc 12 漢"},
        {"mr": "title", "": "none", "a": "é", "éß": "x", "漢": "y"},
    )
    units = ["\n<", *PARTS, *(one + other for one, other in itertools.product(PARTS, repeat=2)), *WORDS[:7]]
    bags = (unit_features(unit, {"said": "L", "12": "U"}, abbreviations) for unit in units)
    names = sorted({*itertools.chain.from_iterable(bags), *field_names()})
    draw = np.random.default_rng(seed)
    rows = draw.integers(-127, 128, (len(names), 6, width)) * draw.integers(0, 2, (len(names), 6, 1))
    network = packed_network(names, rows, draw.integers(-largest, largest, width), bias=0)
    return {"network": network, "cases": cases, "abbreviations": abbreviations}


def twin(tables: dict[str, Any] = TABLES, types: int = 1000) -> CompiledNetworkSplitter:
    return CompiledNetworkSplitter(tables, NATIVE, types=types)


def differing(tables: dict[str, Any], texts: Sequence[str]) -> list[str]:
    found = zip(texts, NetworkSplitter(tables).spans_of_all(texts), twin(tables).spans_of_all(texts), strict=True)
    return [text for text, spans, others in found if spans != others]


def joined(parts: Sequence[str], count: int) -> Iterator[str]:
    for size in range(1, count + 1):
        yield from map("".join, itertools.product(parts, repeat=size))


@pytest.mark.parametrize("longer", [0, pytest.param(2, marks=pytest.mark.slow)])
def test_every_short_unit_is_described_alike(longer: int) -> None:
    splitter = twin()
    native = NATIVE.UnitFeatures(splitter.cases, dict(splitter.abbreviations), SAYING)
    units = itertools.chain(joined(PARTS, 2), *(joined(alphabet, 3 + longer) for alphabet in ALPHABETS))
    for unit in units:
        described = native.described(unit)
        assert (described is None) == any(character not in KNOWN for character in unit)
        if described:
            flags, names, may_divide = described
            expected, expected_names = splitter.described(unit)
            divisible = expected & NATIVE.FLAGS["divisible"]
            assert (flags, names) == (expected & ~divisible, expected_names), unit
            assert may_divide or not divisible, unit


@pytest.mark.parametrize("longer", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_python_is_asked_about_every_unit_that_is_divided(longer: int) -> None:
    splitter = twin()
    native = NATIVE.UnitFeatures(splitter.cases, dict(splitter.abbreviations), SAYING)
    for unit in joined(["ab", "\xe9\xe8", "B", "7", ".", "?", "\u2026", ")", "(", "com", "@", "www."], 4 + longer):
        _, _, may_divide = native.described(unit)
        assert may_divide or not inner_cuts(unit), unit


@pytest.mark.parametrize("longer", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_every_short_text_is_split_alike(longer: int) -> None:
    tables = random_tables()
    assert differing(tables, [*joined(WORDS, 3 + longer), *joined("aB.\n \x1c", 4 + longer)]) == []
    spaced = [" ".join(words) for words in itertools.product(WORDS, repeat=3 + longer)]
    assert differing(TABLES, spaced[:: 1 + 4 * longer]) == []  # of the many a fifth, with each three words in it


@settings(max_examples=30, deadline=None)
@given(texts=st.lists(texts | st.lists(st.sampled_from(PARTS + WORDS + [" "]), max_size=60).map("".join), max_size=4))
def test_texts_are_split_alike(texts: list[str]) -> None:
    assert differing(TABLES, texts) == []
    assert differing(random_tables(), texts) == []


@pytest.mark.parametrize(("width", "largest"), [(1, 3), (8, 100), (17, 1_000_000_000), (256, 2), (32, 40_000)])
def test_networks_of_any_width_and_weights_decide_alike(width: int, largest: int) -> None:
    words = [" ".join(words) for words in itertools.product(["Mr.", "Bc", "a", "12,", "\n", "?"], repeat=4)]
    assert differing(random_tables(width, largest, seed=width), [" ".join(words), *words[::9]]) == []


def test_paragraphs_and_lines_of_any_length_are_split_alike() -> None:
    for count in (*range(1, 14), 24, 25, 26, 49, 50, 51, 200):
        for gap in (" ", "\n", " Yes. no\n"):
            text = "\n\n".join((gap.join(["word"] * count), "A. b", "x" * count + "\n" + "y. z"))
            assert differing(random_tables(), [text, text + "\n" + "w " * 70]) == []


def test_kinds_of_text_are_told_apart() -> None:
    for text in ("A b. C", "A b. Cé", "A b. C漢", "A b. C🙂"):
        assert differing(TABLES, [text, f"{text}\x85D. E\u2029F", "\xa0" + text + "\u3000"]) == []


@pytest.mark.parametrize("length", [1, LONGEST - 1, LONGEST, LONGEST + 1, 10_000])
def test_long_units_are_known_by_their_ends(length: int) -> None:
    units = ["x" * length, "…" * length, "`" * length, "a.B" * length, "“" + "—" * length, "漢" * length]
    assert differing(random_tables(), [f"{unit}. {unit} Yes.{unit}?" for unit in units]) == []


def test_frequent_types_are_kept_when_there_are_too_many() -> None:
    tables = random_tables()
    splitter, other = NetworkSplitter(tables), twin(tables, types=100)
    for number in range(40):
        text = "Mr. said Bc. " + " ".join(f"w{number}x{index}." for index in range(50))
        assert other.spans(text) == splitter.spans(text)
        assert 3 <= other.scan.known <= 152
    known = other.scan.known
    other.spans("Mr. said Bc.")
    assert other.scan.known <= known


def test_a_very_long_text_is_split_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Mr. said. Bc home.She\nsaid " * 20
    for longest in (1, 7, 30, 100):
        monkeypatch.setattr(segments, "LONGEST", longest)
        assert differing(random_tables(), [text]) == []


def test_a_text_may_be_of_a_class_of_its_own() -> None:
    class Text(str):
        def __str__(self) -> str:
            return "another"

    assert twin().spans(Text("Yes. No.")) == [(0, 4), (5, 8)]
    with pytest.raises(TypeError):
        twin().scan.spans(b"Yes. No.", 0, 8)
    assert twin().scan.spans("Yes. No.", -5, 99) == [(0, 4), (5, 8)]
    assert twin().scan.spans("Yes. No.", 7, 3) == twin().scan.spans("Yes", 9, 9) == []


def test_tables_that_are_not_as_they_say_are_refused() -> None:
    network = random_tables()["network"]
    for name in ("names", "kept", "rows", "weights"):
        with pytest.raises(ValueError, match=r"than it says|than they say"):
            NATIVE.NetworkRows({**network, name: network[name][:-1]})
    with pytest.raises(NATIVE.Unfit):
        NATIVE.NetworkRows({**network, "width": 0})
    with pytest.raises(NATIVE.Unfit):
        NATIVE.NetworkScan(NATIVE.NetworkRows(network), twin().features, {**FIELDS, "kind": 5}, None, None, 1)


def test_a_network_of_another_shape_is_left_to_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = random_tables()
    assert isinstance(network_splitter(tables), CompiledNetworkSplitter)
    assert isinstance(network_splitter({**tables, "abbreviations": {"mr": "x" * 100}}), NetworkSplitter)
    assert isinstance(network_splitter({**tables, "abbreviations": {"mr": "漢"}}), NetworkSplitter)
    assert isinstance(network_splitter(random_tables(width=257)), NetworkSplitter)
    monkeypatch.setenv(OFF, "0")
    assert isinstance(network_splitter(tables), NetworkSplitter)


@given(st.text())
def test_checksums_are_zlibs(name: str) -> None:
    assert NATIVE.checksum(name) == crc32(name.encode("utf-8", "surrogatepass"))


def test_threads_may_share_a_splitter() -> None:
    shared, parts = twin(types=50), [f"É{number}. home.She — 漢{number}? said" for number in range(200)]
    texts = [" ".join(parts[start : start + 40]) for start in range(0, 200, 5)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(shared.spans, texts))
    finally:
        sys.setswitchinterval(interval)
    assert found == [twin().spans(text) for text in texts]


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["x", "x. ", ".", "home.She", "a\n", "漢 ", "\n", "“.”", "x" * 99 + " ", "?A"])
def test_time_grows_with_the_text_not_with_its_square(unit: str) -> None:
    assert grows_linearly(lambda: twin().spans, unit * 5_000, unit * 40_000)
