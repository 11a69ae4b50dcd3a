"""Words and sentences of unspaced text: nothing is lost, and none depends on what else is looked at, or on parts."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlpmap.remote.kernels.unspaced import gaps
from nlpmap.remote.kernels.unspaced.characters import codes_of
from nlpmap.remote.kernels.unspaced.hashed_weights import HashedWeights
from nlpmap.remote.kernels.unspaced.splitter import UnspacedSplitter
from nlpmap.remote.kernels.unspaced.tokenizer import UnspacedTokenizer
from nlpmap.remote.kernels.unspaced.word_list import LONGEST, WordList
from tests.growth import TIMES, grows_linearly
from tests.strategies import hostile

WEIGHTS = {"bits": 12, "weights": np.random.default_rng(1).integers(-99, 99, 1 << 12, np.int8).tobytes(), "bias": 3}
WORDS = ["我们", "北京", "北京大学", "大学", "学生", "ab", "一二三四五六七八九十"]
TOKENIZER = UnspacedTokenizer({"words": " ".join(WORDS), "gaps": WEIGHTS})
SPLITTER = UnspacedSplitter({"ends": WEIGHTS})
pieces = st.sampled_from([*WORDS, "。", "！」", "\n", "\n\n", " ", "\u3000", "ab12", "3.5", "が\u3099", "\x00"])
texts = st.lists(pieces | hostile | st.text("我们北京大学生。，\n 1a", max_size=9), max_size=12).map("".join)


def visible(text: str) -> str:
    return "".join(text.split())


@given(texts)
def test_words_are_all_of_a_text_but_its_white_space(text: str) -> None:
    forms, starts, ends, sentence_ends = TOKENIZER.columns(text, [(0, len(text))])
    assert "".join(forms) == visible(text)
    assert forms == [text[start:end] for start, end in zip(starts, ends, strict=True)]
    assert all(one <= other for one, other in pairwise(sorted([*starts, *ends])))
    assert sentence_ends == ([len(forms)] if forms else [])


@given(st.lists(texts, max_size=5))
def test_a_sentence_has_the_same_words_whatever_stands_beside_it(sentences: list[str]) -> None:
    text = "".join(sentences)
    bounds = [0]
    for sentence in sentences:
        bounds.append(bounds[-1] + len(sentence))
    forms, _, _, sentence_ends = TOKENIZER.columns(text, [*pairwise(bounds)])
    alone = [TOKENIZER.columns(sentence, [(0, len(sentence))])[0] for sentence in sentences]
    assert forms == [form for of_one in alone for form in of_one]
    assert np.diff([0, *sentence_ends]).tolist() == [len(of_one) for of_one in alone if of_one]


@given(texts)
def test_sentences_hold_all_of_a_text_but_its_white_space(text: str) -> None:
    spans = SPLITTER.spans(text)
    assert visible("".join(text[start:end] for start, end in spans)) == visible(text)
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert all("\n\n" not in text[start:end] for start, end in spans)
    assert SPLITTER.spans_of_all([text, "我们。", text]) == [spans, SPLITTER.spans("我们。"), spans]


@settings(max_examples=8)
@given(texts, st.integers(2, 9))
def test_long_texts_are_looked_at_part_by_part_with_the_same_result(text: str, size: int) -> None:
    def found() -> object:
        return TOKENIZER.columns(text, [(0, len(text))]), SPLITTER.spans(text)

    whole = found()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gaps, "BLOCK", size)
        assert found() == whole


@given(st.text("ab", max_size=14), st.sets(st.text("ab", min_size=1, max_size=5), max_size=6))
def test_the_longest_words_around_each_gap_are_found(text: str, words: set[str]) -> None:
    ending, starting, across = WordList(words).matches(codes_of(text))
    known = {word for word in words if 2 <= len(word) <= LONGEST}
    for gap in range(1, len(text) + 1):
        assert ending[gap - 1] == max((len(word) for word in known if text[:gap].endswith(word)), default=0)
        if gap < len(text):
            assert starting[gap - 1] == max((len(word) for word in known if text.startswith(word, gap)), default=0)
        over = [
            (len(word), before)
            for word in known
            for before in range(1, len(word))
            if before <= gap and text.startswith(word, gap - before)
        ]
        assert across[gap - 1] // 16 == max(over, default=(0, 0))[0]


def test_numbers_and_words_of_an_alphabet_stay_whole_and_marks_with_their_letters() -> None:
    forms, *_ = TOKENIZER.columns("我abc123们が\u3099", [(0, 10)])
    assert all(any(whole in form for form in forms) for whole in ("abc", "123", "が\u3099"))
    assert not any(form.startswith("\u3099") for form in forms)


@pytest.mark.parametrize("table", [{"bits": 12, "weights": b"", "bias": 0}, {"bits": 40, "weights": b"a", "bias": 0}])
def test_weights_that_are_not_as_many_as_they_say_are_refused(table: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"weights, which .* bits do not number"):
        HashedWeights(table)


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["我", "。", "北京大学", "a", "1.", "\n", " 我", "\u3099", "“", "一二三四五六"])
def test_time_grows_with_the_length_of_a_text(unit: str) -> None:
    small, large = ((unit * (20_000 // len(unit)) * times) for times in (1, TIMES))

    def tokenizing() -> Callable[[str], object]:
        return lambda text: TOKENIZER.columns(text, [(0, len(text))])

    assert grows_linearly(tokenizing, small, large)
    assert grows_linearly(lambda: SPLITTER.spans, small, large)
