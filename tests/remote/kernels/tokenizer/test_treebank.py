"""The word kernel gives NLTK's tokens, to the last one, keeps where each stands, and does not grow."""

from __future__ import annotations

import re
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nltk import redos
from nltk.tokenize import NLTKWordTokenizer

from nlpmap.remote.document import Document
from nlpmap.remote.kernels.protocols import Tokenizer
from nlpmap.remote.kernels.tokenizer.compiled_treebank import treebank_tokenizer
from nlpmap.remote.kernels.tokenizer.nltk_rules import CONTRACTIONS, PADDING, RULES, UNLIKE
from nlpmap.remote.kernels.tokenizer.treebank import TreebankTokenizer
from nlpmap.remote.kernels.tokenizer.treebank_rules import AGREED, END, NUMERAL, START, disputed
from tests import strategies

Span = tuple[int, int]

REWRITTEN = {("``", '"'), ("``", "''"), ("''", '"')}
WORDS = [
    *strategies.WORDS, *strategies.OTHERS, *strategies.LONG, "Dogs", "CAN'T", "they'LL", "I'm", "'s", "'em", "'TIS",
    "'tis", "'Twas", "d'ye", "D'YE", "more'n", "CANNOT", "Gonna", "wanna", "wanna.", "gotta,", "gimme", "lemme",
    "cannot'tis", "_'s", "Mr.", "a:b", "x,y", "rock'n'roll", "Ælf", "naïve", "ſ", "'ſ", "gımme", "2½", "'³", "½'s",
    "½-d'ye", "¾,", "¹cannot", "n\u0303's", "'\u0301s", "cannot\u0301", "xⓐ'tis", "\u0301cannot", "'K",
    "\U00010d40,1:\U00010d40",
]  # fmt: skip
MARKS = [*strategies.MARKS, "'''", "```", ",,", ".'", ".''", "---", "**", START, END]
NUMERAL_SIGNS = "²³¹¼½¾"
SPACES = [*strategies.SPACES, " ", " ", "\n"]
pieces = st.lists(st.sampled_from(WORDS) | st.sampled_from(MARKS), min_size=1, max_size=4).map("".join)
hostile = st.lists(pieces | st.sampled_from(SPACES) | st.sampled_from(SPACES) | st.text(max_size=3), max_size=12)
sentences = hostile.map("".join)

TOKENIZER = TreebankTokenizer()
KERNELS = {"numpy": TOKENIZER, "compiled": treebank_tokenizer()}
each_kernel = pytest.mark.parametrize("tokenizer", KERNELS.values(), ids=KERNELS)


@cache
def nltk_tokenizer() -> Any:
    return NLTKWordTokenizer()


@settings(max_examples=3 * settings().max_examples)
@given(st.lists(sentences, max_size=4))
@example(['He said "etc.) \' " ', ". ' )", "x' y'\nz'", '"\'".', "\n\"a\" ''b''\n", ",,\n", ":,", ".'", "", " ", "'"])
def test_tokens_are_nltks_and_stand_where_they_say(parts: list[str]) -> None:
    text = "|".join(parts)
    spans = list(spans_of(parts))
    forms, starts, ends, sentence_ends = columns = TOKENIZER.columns(text, spans)
    assert KERNELS["compiled"].columns(text, spans) == columns
    firsts = [0, *sentence_ends]
    for part, first, last in zip(parts, firsts, sentence_ends, strict=False):
        assert forms[first:last] == nltk_tokenizer().tokenize(part)
    for (start, end), first, last in zip(spans, firsts, sentence_ends, strict=False):
        places = list(zip(starts[first:last], ends[first:last], strict=True))
        assert_they_stand_in(text, (start, end), forms[first:last], places)
    assert len(sentence_ends) == len(spans)
    assert firsts[-1] == len(forms) == len(starts) == len(ends)


def assert_they_stand_in(text: str, span: Span, forms: list[str], places: list[Span]) -> None:
    end_of_last = span[0]
    for form, (start, end) in zip(forms, places, strict=True):
        assert text[start:end] == form or (form, text[start:end]) in REWRITTEN
        assert not text[end_of_last:start].strip()
        end_of_last = end
    assert end_of_last <= span[1]
    assert not text[end_of_last : span[1]].strip()


def spans_of(parts: list[str]) -> Iterator[Span]:
    start = 0
    for part in parts:
        yield start, start + len(part)
        start += len(part) + 1


@pytest.mark.parametrize("white", sorted(set(SPACES)), ids=repr)
@pytest.mark.parametrize("mark", ['"', "'", "''", ".", ",", ":", ",,", ".'", '."', "it's'", "'tis", "wanna"])
def test_a_mark_next_to_any_white_space_is_nltks(mark: str, white: str) -> None:
    for pattern in ("{0}{1}", "{1}{0}", "a{1}{0}b", "a{0}{1}b", "a{1}{0}{1}b", "a.{1}{0}", "{0}{1}{0}{1}", "a.{0}{1})"):
        sentence = pattern.format(mark, white)
        forms = nltk_tokenizer().tokenize(sentence)
        for tokenizer in KERNELS.values():
            assert tokenizer.columns(sentence, [(0, len(sentence))])[0] == forms


def test_re_and_nltks_regex_agree_on_every_tame_character() -> None:
    everyone = map(chr, range(0x110000))
    tame = (one for one in everyone if not disputed(one) and not UNLIKE.match(one))
    agreed = "".join(one for one in tame if one not in NUMERAL_SIGNS)
    assert len(agreed) > 40_000
    assert not set(agreed) & {START, END, "\x1c", "²", "\u0301", "\u200d", "ſ", "İ", "ı"}
    for pattern in (r"\w", r"\s", r"\d", r"\S+", r"(?i)[revlmtsdn]"):
        assert re.findall(pattern, agreed) == redos.compile(pattern).findall(agreed)
    assert re.findall(r"\S+", agreed) == agreed.split()
    assert re.findall(r"(?i)[a-z]", agreed) == re.findall(r"[A-Za-z]", agreed)
    assert re.compile(f"[{AGREED}]+").fullmatch("".join(one for one in agreed if not one.isascii()))


def test_pieces_are_parted_alike_by_all_but_a_few_control_characters() -> None:
    everything = "".join(one for one in map(chr, range(0x110000)) if not UNLIKE.match(one))
    assert everything.split() == redos.compile(r"\S+").findall(everything)
    assert UNLIKE.sub("", everything) == everything


def test_the_rules_for_a_whole_sentence_are_those_of_the_nltk_that_is_installed() -> None:
    tokenizer = NLTKWordTokenizer
    first = [*tokenizer.STARTING_QUOTES, *tokenizer.PUNCTUATION, tokenizer.PARENS_BRACKETS, tokenizer.DOUBLE_DASHES]
    rules = [(pattern.pattern, replacement) for pattern, replacement in [*first, *tokenizer.ENDING_QUOTES]]
    assert [rule for rule in RULES if rule != PADDING] == rules
    assert RULES[len(first)] == PADDING
    contractions = [*tokenizer.CONTRACTIONS2, *tokenizer.CONTRACTIONS3]
    assert [(each.pattern, type(each)) for each in contractions] == [(each, re.Pattern) for each in CONTRACTIONS]


def test_re_and_nltks_regex_agree_on_a_numeral_but_for_its_being_part_of_a_word() -> None:
    numerals = "".join(filter(NUMERAL.match, map(chr, range(0x110000))))
    assert numerals == NUMERAL_SIGNS
    for pattern in (r"\s", r"\d", r"\S+", r"(?i)[revlmtsdn]"):
        assert re.findall(pattern, numerals) == redos.compile(pattern).findall(numerals)
    assert (len(re.findall(r"\w", numerals)), redos.compile(r"\w").findall(numerals)) == (6, [])


@pytest.mark.slow
def test_what_is_cached_stays_within_its_bytes_however_many_words_come() -> None:
    most_bytes = 200_000
    tokenizer = TreebankTokenizer(most_bytes)
    peaks = []
    tracemalloc.start()
    try:
        for first in range(0, 4000, 1000):
            for number in range(first, first + 1000):
                sentence = f"w{number} a{number}, ({number}), “漢{number}” {'x' * 500}{number}"
                tokenizer.columns(sentence, [(0, len(sentence))])
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.reset_peak()
    finally:
        tracemalloc.stop()
    assert most_bytes / 2 < max(peaks) < most_bytes * 1.5
    assert peaks[-1] < peaks[0] * 1.1
    assert 0 < len(tokenizer.cuts) < 1000


def test_a_piece_forgotten_is_cut_again() -> None:
    text = "isn't, aren't; (don't) can't."
    spans = [(0, len(text))]
    assert TreebankTokenizer(cache_bytes=0).columns(text, spans) == TreebankTokenizer().columns(text, spans)


@each_kernel
def test_no_spans_give_no_tokens(tokenizer: Tokenizer) -> None:
    assert tokenizer.columns("some text", []) == ([], [], [], [])


@each_kernel
def test_sentences_may_be_anywhere_in_the_text(tokenizer: Tokenizer) -> None:
    forms, starts, ends, sentence_ends = tokenizer.columns("One two. Three.", [(9, 15), (3, 3), (0, 8)])
    assert forms == ["Three", ".", "One", "two", "."]
    assert (starts, ends) == ([9, 14, 0, 4, 7], [14, 15, 3, 7, 8])
    assert sentence_ends == [2, 2, 5]


@each_kernel
@given(document=st.from_type(Document))
def test_words_of_a_sentence_move_with_its_start(tokenizer: Tokenizer, document: Document) -> None:
    text = document.text
    forms, starts, ends, _ = tokenizer.columns(text, [(0, len(text))])
    moved = tokenizer.columns("1234567" + text, [(7, 7 + len(text))])
    assert moved[:3] == (forms, [start + 7 for start in starts], [end + 7 for end in ends])


def test_tame_text_needs_no_regex_and_no_text_nltk() -> None:
    script = (
        "import sys; from nlpmap.remote.kernels.tokenizer.compiled_treebank import treebank_tokenizer;"
        "print(len(treebank_tokenizer().columns('“I can’t.”', [(0, 10)])[0]));"
        "assert not {'nltk', 'regex'} & set(sys.modules);"
        "print(len(treebank_tokenizer().columns('n\u0303’t \x1c', [(0, 6)])[0]));"
        "assert not {'nltk'} & set(sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout == "7\n3\n"
