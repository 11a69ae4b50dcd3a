"""The compiled scan for Punkt's sentences gives the Python kernel's spans, for whatever text, in bounded memory."""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from nlpmap.remote.kernels.splitter.compiled_punkt import CompiledPunktSplitter, punkt_splitter
from nlpmap.remote.kernels.splitter.punkt import PunktSplitter
from nlpmap.remote.kernels.splitter.punkt_rules import PERHAPS_DIGIT, PunktRules
from nlpmap.remote.native import OFF, compiled
from tests.growth import grows_linearly
from tests.remote.kernels.splitter.test_punkt import EMPTY, TINY, ever_new, texts, unspaced

NATIVE = compiled("sentences")
pytestmark = pytest.mark.skipif(NATIVE is None, reason="the compiled core was not built, or is turned off")

ALPHABETS = ["x.?')\n ", "a. -,\x1c", "Xj.\u2003”(5", "co-. 5", ".!«») –", "x. \n\x1f\x85A"]


def twin(tables: dict[str, Any] = TINY, cache_bytes: int = 1_000_000) -> CompiledPunktSplitter:
    return CompiledPunktSplitter(tables, NATIVE, cache_bytes=cache_bytes)


def short_texts(length: int) -> Iterator[str]:
    for alphabet in ALPHABETS:
        for count in range(length + 1):
            yield from map("".join, itertools.product(alphabet, repeat=count))


@pytest.mark.parametrize("length", [4, pytest.param(6, marks=pytest.mark.slow)])
def test_every_short_text_is_split_alike(length: int) -> None:
    splitter, other = PunktSplitter(TINY), twin()
    assert [text for text in short_texts(length) if splitter.spans(text) != other.spans(text)] == []


@settings(max_examples=50, deadline=None)
@given(texts | unspaced)
def test_a_verdict_is_the_same_when_it_is_remembered_or_not(text: str) -> None:
    remembering = twin()
    found = PunktSplitter(TINY).spans(text)
    assert [remembering.spans(text), remembering.spans(text), twin(cache_bytes=0).spans(text)] == [found] * 3


@pytest.mark.parametrize("filler", ["", "é", "漢", "🙂"])
@pytest.mark.parametrize("length", [0, 30, 31, 32, 33, 63, 64, 65])
def test_a_mark_is_found_wherever_it_stands(length: int, filler: str) -> None:
    for before, after in itertools.product(range(3), repeat=2):
        text = filler + "x" * length + " " * before + "." + " " * after + "Yes! No.)"
        assert twin().spans(text) == PunktSplitter(TINY).spans(text)


def test_words_of_any_length_are_judged_alike() -> None:
    for word in ("x" * 20_000, "x-" * 10_000 + "co", "X" * 20_000 + "é", "'" * 20_000, ". " * 10_000, "--" * 10_000):
        text = f"{word}. He. {word}! {word} ({word}.) Yes."
        assert twin().spans(text) == PunktSplitter(TINY).spans(text)


def test_no_tables_and_no_text_are_tables_and_text() -> None:
    assert [twin(EMPTY).spans(text) for text in ("", " \x1c", ".", "\x00.", "\ud800. \udfff")] == [
        [], [], [(0, 1)], [(0, 2)], [(0, 2), (3, 4)],
    ]  # fmt: skip


def test_every_character_is_judged_alike() -> None:
    splitter, other = PunktSplitter(TINY), twin()
    for letter in map(chr, [*range(0x700), *range(0x700, 0x20000, 61)]):
        text = f"{letter}. He x.{letter} 5.{letter}. Dr. {letter}b e.g. {letter} Dr{letter}. He J.{letter}co. X"
        assert splitter.spans(text) == other.spans(text), ascii(letter)


def test_the_rules_are_asked_for_all_characters_that_may_be_digits() -> None:
    asked = NATIVE.PunktScan(FailingRules({**TINY, "abbreviations": ["co"]}), 0)
    for code in range(128, 0x110000, 7):
        try:
            asked.spans(f"{chr(code)}co. He")
            certain = True
        except LookupError:
            certain = False
        assert certain == (re.match(f"[{PERHAPS_DIGIT}]", chr(code)) is None), hex(code)


def test_a_text_may_be_of_a_class_of_its_own() -> None:
    class Text(str):
        def __str__(self) -> str:
            return "another"

    assert twin().spans(Text("Yes. No.")) == [(0, 4), (5, 8)]
    with pytest.raises(TypeError):
        NATIVE.PunktScan(PunktRules(EMPTY), 0).spans(b"Yes. No.")


class FailingRules(PunktRules):
    def ends_sentence(self, token: str, following: str) -> bool:
        raise LookupError(f"{token}|{following}")


def test_the_rules_are_asked_where_another_scripts_digits_may_be_and_what_they_raise_is_raised() -> None:
    scan = NATIVE.PunktScan(FailingRules(TINY), 1000)
    assert scan.spans("Oh. Yes. Dr. No? 漢字. Ж is x. é. 5. May.") == PunktSplitter(TINY).spans(
        "Oh. Yes. Dr. No? 漢字. Ж is x. é. 5. May."
    )
    for word, following in (("१.", "No"), ("Dr.", "१"), ("Ж.", "No"), ("J.", "\ua7c5")):
        with pytest.raises(LookupError, match=rf"^{re.escape(word)}\|{following}$"):
            scan.spans(f"{word} {following}")


def test_ever_new_words_do_not_grow_the_memory_and_frequent_ones_are_not_forgotten() -> None:
    splitter = twin(cache_bytes=100_000)
    splitter.spans("१. Bach")
    for text in ever_new():
        splitter.spans(text.replace("No. ", "No.१ ").replace(". Yes", "१. Yes") + " १. Bach")
        tables = splitter.scan.tables()
        assert sum(sys.getsizeof(table) + sum(map(sys.getsizeof, table)) for table in tables) < 100_000
        assert any("१. Bach" in table for table in tables)


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["a. B", "a.'", "! ", '." ', "x", ". . ", ".   ", "--.", ".\n\n\x1c", "-.", ".,", ")"])
def test_time_grows_with_the_text_not_with_its_square(unit: str) -> None:
    assert grows_linearly(lambda: twin().spans, unit * 50_000, unit * 400_000)


def test_the_compiled_one_is_chosen_unless_it_is_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(punkt_splitter(TINY), CompiledPunktSplitter)
    monkeypatch.setenv(OFF, "0")
    assert isinstance(punkt_splitter(TINY), PunktSplitter)
