"""Compiled code finds the chunks that numpy's kernel finds, and leaves to that one what it can't take."""

from __future__ import annotations

import random
import string
from functools import cache
from itertools import accumulate, chain, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.models import load
from nlpmap.remote.kernels.chunker.compiled_iob import CompiledIobChunker, iob_chunker
from nlpmap.remote.kernels.chunker.iob import IobChunker
from nlpmap.remote.kernels.chunker.long_sentences import LONGEST, Words
from nlpmap.remote.native import OFF, compiled
from tests.strategies import hostile

pytestmark = pytest.mark.skipif(compiled("chunks") is None, reason="the compiled core is not built, or is turned off")

TABLES = load("en").tables["chunker"]
TAGS = [*TABLES["tags"], "-LRB-", "HYPH", "", "NOUN", None]
words = st.tuples(hostile | st.text(max_size=5) | st.text(string.printable, max_size=6), st.sampled_from(TAGS))
sentences = st.lists(words, max_size=12)


@cache
def by_numpy() -> IobChunker:
    return IobChunker(TABLES)


@cache
def by_compiled_code() -> CompiledIobChunker:
    return CompiledIobChunker(compiled("chunks"), TABLES)


def columns(sentence: list[tuple[str, str | None]], offset: int = 0) -> Words:
    return [form for form, _ in sentence], [tag for _, tag in sentence], offset


@given(st.lists(sentences, max_size=7))
def test_the_chunks_are_those_of_numpys_kernel(batch: list[list[tuple[str, str | None]]]) -> None:
    given = [columns(sentence, 7 * rank) for rank, sentence in enumerate(batch)]
    assert by_compiled_code().chunks_all(given) == by_numpy().chunks_all(given)


@given(st.lists(sentences, max_size=7))
def test_columns_hold_the_same_chunks(batch: list[list[tuple[str, str | None]]]) -> None:
    forms, tags = ([token[column] for sentence in batch for token in sentence] for column in (0, 1))
    ends = list(accumulate(map(len, batch)))
    given = [columns(sentence, end - len(sentence)) for sentence, end in zip(batch, ends, strict=True)]
    found = by_compiled_code().columns(forms, tags, ends)  # type: ignore[arg-type]
    assert found is not None
    assert list(found) == [found[at] for at in range(len(found))]
    assert list(found) == list(chain.from_iterable(by_numpy().chunks_all(given)))


@pytest.mark.parametrize(
    "odd",
    [(["a"], [], [1]), (["a"], ["NN"], [2]), (["a"], ["NN"], [1, 0]), (["a"], ["NN"], [True]), (("a",), ["NN"], [1]),
     (["a"], None, [1]), (["a"] * (LONGEST + 1), ["NN"] * (LONGEST + 1), [LONGEST + 1])],
    ids=["no tag", "an end beyond", "an end before", "no number", "no list", "no tags", "a long sentence"],
)  # fmt: skip
def test_unusual_columns_are_left_to_the_way_by_sentences(odd: Any) -> None:
    assert by_compiled_code().columns(*odd) is None


def test_every_short_word_has_the_chunks_of_numpys_kernel() -> None:
    found = ["".join(word) for size in range(4) for word in product("aZ9-'.(é\ud800", repeat=size)]
    given = [columns(list(zip(found[at : at + 9], ["NN", "``", "(", "CD", "VB", "DT"] * 2, strict=False)), at)
             for at in range(0, len(found), 9)]  # fmt: skip
    assert by_compiled_code().chunks_all(given) == by_numpy().chunks_all(given)


def test_long_sentences_have_the_chunks_of_numpys_kernel() -> None:
    chance = random.Random(3)
    forms = chance.choices(["the", "dog", "In", "barks", "1,500"], k=2 * LONGEST + 7)
    sentence = [(form, chance.choice(TAGS)) for form in forms]
    assert by_compiled_code().chunks(*columns(sentence, 5)) == by_numpy().chunks(*columns(sentence, 5))


@pytest.mark.slow
def test_words_that_are_forgotten_are_learned_again() -> None:
    chance = random.Random(4)
    new = [("".join(chance.choices(string.ascii_letters, k=9)), chance.choice(TAGS)) for _ in range(200_000)]
    given = [columns(new[at : at + 20]) for at in range(0, len(new), 20)]
    assert by_compiled_code().chunks_all(given) == by_numpy().chunks_all(given)


def test_a_word_of_any_length_is_taken() -> None:
    given = [columns([("x" * size, "NN"), ("é" * size, "NNP")]) for size in (63, 64, 65, 100_000)]
    assert by_compiled_code().chunks_all(given) == by_numpy().chunks_all(given)


def test_every_form_needs_a_tag() -> None:
    with pytest.raises(ValueError, match="2 forms have 1 tags"):
        by_compiled_code().chunks(["a", "dog"], ["DT"])


@pytest.mark.parametrize(
    "change",
    [
        {"bits": 17}, {"bits": 40}, {"tags": TABLES["tags"][1:]}, {"marks": [*TABLES["marks"], "B-X"]},
        {"weights": {**TABLES["weights"], "dtype": "<i2"}}, {"weights": {**TABLES["weights"], "bytes": b""}},
        {"transitions": {**TABLES["transitions"], "shape": [1, 2, 3]}}, {"marks": []}, {"templates": ["w[9]"]},
        {"templates": ["w[0] " * 9]},
    ],
    ids=str,
)  # fmt: skip
def test_tables_of_other_shapes_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        CompiledIobChunker(compiled("chunks"), {**TABLES, **change})


def test_unusual_tables_go_to_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = {**TABLES, "templates": ["w[0] t[0] " * 5]}
    assert isinstance(iob_chunker(wide), IobChunker)
    assert isinstance(iob_chunker(TABLES), CompiledIobChunker)
    monkeypatch.setenv(OFF, "0")
    assert isinstance(iob_chunker(TABLES), IobChunker)
