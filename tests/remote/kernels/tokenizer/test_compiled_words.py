"""The compiled scanner finds the Python kernels' words, to the last offset, in whatever text, in bounded memory."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlpmap.remote.document import Document
from nlpmap.remote.document.buffers import buffers_of
from nlpmap.remote.kernels.protocols import Tokenizer
from nlpmap.remote.kernels.tokenizer.addresses import ENDINGS, address_marks
from nlpmap.remote.kernels.tokenizer.compiled_treebank import CompiledTreebankTokenizer, treebank_tokenizer
from nlpmap.remote.kernels.tokenizer.compiled_web import CompiledWebTokenizer
from nlpmap.remote.kernels.tokenizer.treebank import TreebankTokenizer
from nlpmap.remote.kernels.tokenizer.web import WebTokenizer
from nlpmap.remote.native import OFF, compiled
from nlpmap.remote.pipeline import Pipeline
from nlpmap.remote.tokenizer import words_with

NATIVE = compiled("words")
pytestmark = pytest.mark.skipif(NATIVE is None, reason="the compiled core was not built, or is turned off")

ALPHABETS = [
    "ns'\" .", "'. )\n\"", "nt'N\xe9 ", "dl’‘' ", "',:5a ", "-.,(`'", "s\t\x1c'\". ", "“”\u0301'n ", "more'n ",
    "dtis' y",
]  # fmt: skip
WEB_ALPHABETS = ["n’'s “", "….a—\u2026", "`´a' ", "1–‒a ", "\xa0\xad. «»", "@a.:/ ", "w.W/a ", "…”.) ’"]


@pytest.fixture(scope="module", params=["nltk", "web"])
def twins(request: pytest.FixtureRequest) -> tuple[Tokenizer, Tokenizer]:
    if request.param == "nltk":
        return TreebankTokenizer(), CompiledTreebankTokenizer(NATIVE)
    return WebTokenizer(), CompiledWebTokenizer(NATIVE)


def short_texts(alphabets: list[str], length: int) -> Iterator[str]:
    for alphabet in alphabets:
        for count in range(length + 1):
            yield from map("".join, itertools.product(alphabet, repeat=count))


def assert_alike(texts: Iterator[str], twins: tuple[Tokenizer, Tokenizer]) -> None:
    one, other = twins
    for text in texts:
        spans = [(0, len(text))]
        assert one.columns(text, spans) == other.columns(text, spans), repr(text)


@pytest.mark.parametrize("length", [3, pytest.param(5, marks=pytest.mark.slow)])
def test_every_short_text_is_cut_alike(length: int, twins: tuple[Tokenizer, Tokenizer]) -> None:
    assert_alike(short_texts(ALPHABETS, length), twins)


@pytest.mark.parametrize("length", [3, pytest.param(5, marks=pytest.mark.slow)])
def test_every_short_text_with_typographic_marks_or_addresses_is_cut_alike(length: int) -> None:
    assert_alike(short_texts(WEB_ALPHABETS, length), (WebTokenizer(), CompiledWebTokenizer(NATIVE)))


RULES = [
    *"'\"`.,:;?!()[]{}<>*-—«»“”‘’„@ \n_aA1é", "``", "''", "--", "..", " ", "'s", "n't", "N'T", "'ll", "'Ll", "'RE",
    "cannot", "Cannot", "d'ye", "D'Ye", "more'n", "MORE'N", "gonna", "wanna", "lemme", "gimme", "gotta",
    "'tis", "'Twas", "tis", "re", "m", "ve", "s", "d", "n", "ll", "t", "ab", "12",
]  # fmt: skip


@given(st.lists(st.sampled_from(RULES), max_size=14).map("".join))
@example("MORE'Nn't 'tisn't cannotn't").via("letters that a rule asks for once another has parted them")
@example("'tis'Twas gonna'tis wanna-be wanna,").via("one contraction after another")
def test_what_the_rules_ask_for_is_cut_alike(text: str) -> None:
    spans = [(0, len(text))]
    assert TreebankTokenizer().columns(text, spans) == CompiledTreebankTokenizer(NATIVE).columns(text, spans)


PARTS = [
    "www.", "WwW.", "wwww.", "@", "://", ":", "/", ".com", ".org:", ".uk?", ".COM/", ".info", "a", "b-", "'", "’",
    "…", "漢", "🙂", " ", "(", ")", ".", ",", "mailto:", "http", "x.y", "#",
]  # fmt: skip
addressed = st.lists(st.sampled_from(PARTS) | st.text(max_size=2), max_size=20).map("".join)


@given(addressed)
def test_marks_of_addresses_are_those_that_the_pattern_finds(text: str) -> None:
    assert NATIVE.address_marks(text, ENDINGS) == list(address_marks(text))


@given(addressed, st.integers(0, 20))
def test_texts_with_addresses_are_cut_alike(text: str, place: int) -> None:
    spans = [(0, min(place, len(text))), (min(place, len(text)), len(text))]
    assert WebTokenizer().columns(text, spans) == CompiledWebTokenizer(NATIVE).columns(text, spans)


CHARACTERS = [
    "\x00", "\x02", "\x03", "\x1c", "\x85", "\xa0", "\xad", "²", "ſ", "ı", "K", "\u0300", "\u1680", "\u200d", "\u2028",
    "\ud800", "\udfff", "\uffff", "\U00010000", "\U0001d7d8", "\U0001ffff", "\U00020000", "\U0010ffff", "𝟘", "٣",
]  # fmt: skip


@pytest.mark.parametrize("character", CHARACTERS, ids=ascii)
def test_any_character_anywhere_is_cut_alike(character: str, twins: tuple[Tokenizer, Tokenizer]) -> None:
    frames = ["{}", "n{}'t", "'{}s", "{}'s", "can{}not", "a{} b.", "{} ' {}", ",{}", "1,{}2", "{}.", "漢{}", "🙂 {}'ll"]
    assert_alike((frame.replace("{}", character) for frame in frames), twins)


@pytest.mark.parametrize("piece", ["x", "'", "a'", ".", "-a", "\u0301", "漢", "🙂", "n't", "\ud800", "\x1c", "…", "”"])
def test_a_piece_of_any_length_is_cut_alike(piece: str, twins: tuple[Tokenizer, Tokenizer]) -> None:
    counts = [1, 2, 3, 5, *range(12, 48, 3), 199, 200, 201, 2000]
    frames = ["{}", "{}.", "a {} b", "'{}'", "{}'s \" )"]
    assert_alike((frame.replace("{}", piece * count) for count in counts for frame in frames), twins)


@given(st.from_type(Document))
def test_a_sentence_is_cut_alike_whatever_was_cut_before(document: Document) -> None:
    text = document.text
    spans = [(0, len(text))]
    kept = treebank_tokenizer()
    kept.columns(" ".join(map("x'{}.y".format, range(30))), [(0, 200)])
    once = kept.columns(text, spans)
    assert once == kept.columns(text, spans) == CompiledTreebankTokenizer(NATIVE, 0).columns(text, spans)


def test_spans_end_with_the_text_and_start_no_sooner() -> None:
    tokenizer = treebank_tokenizer()
    assert tokenizer.columns("Oh no.", [(3, 99), (9, 99), (5, 2)]) == TreebankTokenizer().columns(
        "Oh no.", [(3, 99), (9, 99), (5, 2)]
    )
    with pytest.raises(ValueError, match="no sentence can be from -1 to 3"):
        tokenizer.columns("Oh no.", [(-1, 3)])


def test_offsets_are_cs_until_they_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    annotation = words_with(Pipeline({}).tokenizer)("Oh no.", [(0, 6)])
    buffers = buffers_of(annotation)
    assert buffers is not None
    assert (buffers.starts.typecode, annotation.starts, annotation.ends) == ("i", [0, 3, 5], [2, 5, 6])
    monkeypatch.setenv(OFF, "0")
    assert buffers_of(words_with(Pipeline({}).tokenizer)("Oh no.", [(0, 6)])) is None


def test_a_bounded_number_of_words_is_kept_and_given_back() -> None:
    before = sys.getallocatedblocks()
    tokenizer = CompiledTreebankTokenizer(NATIVE, cache_bytes=100_000)
    for first in range(0, 400_000, 100_000):
        text = " ".join(f"w{number:x}" for number in range(first, first + 100_000))
        odd = " ".join(f"x{'-' * 50}{number}" for number in range(first, first + 100))
        tokenizer.columns(text, [(0, len(text))])
        tokenizer.columns(odd, [(0, len(odd))])
    held = sys.getallocatedblocks() - before
    del tokenizer, text, odd
    rest = sys.getallocatedblocks() - before
    assert 60_000 < held < 80_000
    assert rest < 5_000


@pytest.mark.slow
def test_a_word_of_ten_million_characters_is_found(twins: tuple[Tokenizer, Tokenizer]) -> None:
    for character in "x漢🙂":
        text = character * 10_000_000
        assert_alike(iter([text]), twins)


@pytest.mark.slow
def test_corpora_are_cut_alike(twins: tuple[Tokenizer, Tokenizer], shared_data: Path) -> None:
    one, other = twins
    for file in sorted((shared_data / "ud").glob("*.conllu")):
        lines = file.read_text("utf-8").splitlines()
        for text in (line.partition(" = ")[2] for line in lines if line.startswith("# text = ")):
            assert one.columns(text, [(0, len(text))]) == other.columns(text, [(0, len(text))])
