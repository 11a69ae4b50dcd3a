"""Compiled code finds the chunks that NLTK finds, and leaves to the way by letters what it can't take."""

from __future__ import annotations

import random
from itertools import accumulate, chain
from typing import Any

import nltk
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlpmap.remote.document import Chunk
from nlpmap.remote.kernels.chunker import grammar as grammar_kernel
from nlpmap.remote.kernels.chunker.compiled_grammar import compiled_grammar
from nlpmap.remote.kernels.chunker.grammar import ENGLISH, GrammarChunker
from nlpmap.remote.kernels.chunker.rules import pattern_table
from nlpmap.remote.native import OFF, compiled

from . import test_grammar
from .test_grammar import CASCADE, GRAMMARS, LABELS, agree, in_python, patterns, random_tags, refusal_of, tags

pytestmark = pytest.mark.skipif(compiled("grammars") is None, reason="nothing compiled")

LONGEST = 256
LEFT = {  # to the way by letters
    "merge", "split", "split of what is no chunk", "mended split", "counts", "no rules",
}  # fmt: skip
atoms = st.lists(test_grammar.elements, max_size=2).map("".join)
rules = st.one_of(
    st.builds("{{{}}}".format, patterns),
    st.builds("{{{}}}".format, patterns),
    st.builds("}}{}{{".format, patterns),
    st.builds("{}{{{}}}{}".format, atoms, patterns, atoms),
)
stages = st.builds(
    lambda label, rules: f"{label}:\n" + "\n".join(rules),
    st.sampled_from(LABELS),
    st.lists(rules, min_size=1, max_size=4),
)
# NLTK's search may take time by a high power of a run's length
short_runs = st.lists(st.tuples(test_grammar.penn_tags, st.integers(1, 8)), max_size=5).map(
    lambda runs: [tag for tag, count in runs for _ in range(count)]
)
grammars = st.lists(stages, min_size=1, max_size=4).map("\n".join)


@settings(suppress_health_check=list(HealthCheck))
@given(grammars, st.integers(1, 3), st.lists(tags | short_runs, min_size=1, max_size=4))
def test_rules_of_one_pattern_give_nltks_chunks(grammar: str, loop: int, sentences: list[list[str | None]]) -> None:
    """A grammar that is left to other ways is of no interest, and may take NLTK long."""
    if refusal_of(lambda: nltk.RegexpParser(grammar, loop=loop)) is None and GrammarChunker(grammar, loop).twin:
        agree(grammar, loop, sentences)


@pytest.mark.parametrize("name", GRAMMARS)
def test_most_grammars_are_for_compiled_code(name: str) -> None:
    assert (GrammarChunker(GRAMMARS[name]).twin is None) == (name in LEFT)


@given(st.sampled_from([ENGLISH, CASCADE.replace("$", ""), GRAMMARS["chinking"]]), st.lists(tags, max_size=7))
def test_columns_hold_the_same_chunks(grammar: str, sentences: list[list[str | None]]) -> None:
    ends = list(accumulate(map(len, sentences)))
    given = [([""] * len(tags), tags, end - len(tags)) for tags, end in zip(sentences, ends, strict=True)]
    found = GrammarChunker(grammar).columns([""] * sum(map(len, sentences)), list(chain(*sentences)), ends)
    assert found is not None
    assert list(found) == list(chain(*in_python(grammar).chunks_all(given)))


@pytest.mark.parametrize(
    "odd",
    [(["a"], [], [1]), (["a"], ["NN"], [2]), (["a"], ["NN"], [1, 0]), (["a"], ["NN"], [True]), (("a",), ["NN"], [1]),
     (["a"], (), [1]), (["a"] * (LONGEST + 1), ["NN"] * (LONGEST + 1), [LONGEST + 1]), (["a"], ["<NN>"], [1])],
    ids=["no tag", "an end beyond", "an end before", "no number", "no list", "no tags", "a long sentence", "brackets"],
)  # fmt: skip
def test_unusual_columns_are_left_to_the_way_by_sentences(odd: Any) -> None:
    assert GrammarChunker().columns(*odd) is None


@pytest.mark.parametrize("length", [LONGEST - 1, LONGEST, LONGEST + 1, 3 * LONGEST])
def test_sentences_of_any_length_have_nltks_chunks(length: int) -> None:
    some = random.Random(length)
    agree(
        "NP: {<DT>?<JJ>*<NN.*>+}\nPP: {<IN><NP>}",
        2,
        [some.choices(["DT", "JJ", "NN", "IN"], k=length), ["JJ"] * length],
    )


def test_unusual_sentences_keep_their_places() -> None:
    found = GrammarChunker("NP: {<NN>}").chunks_all([(tags, tags, 9) for tags in (["NN"], ["NN"] * 300, [], ["NN"])])
    assert [len(chunks) for chunks in found] == [1, 300, 0, 1]


def test_tags_of_more_letters_than_a_table_has_are_left_to_the_way_by_letters() -> None:
    """Each element tells more tags apart, of which there are up to 512."""
    grammar = "NP: " + "".join(f"{{<.*{letter}.*>}}\n" for letter in "abcdefghi")
    some = random.Random(2)
    new: list[str | None] = ["".join(letter for letter in "abcdefghij" if some.random() < 0.5) for _ in range(1500)]
    kernel = agree(grammar, 1, [new[at : at + 15] for at in range(0, len(new), 15)])
    assert kernel is not None
    assert kernel.cascade is not None
    assert len(kernel.cascade.alphabet.letters) > 256
    assert kernel.twin is not None


def test_a_pattern_of_too_many_rows_is_left_to_regular_expressions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pattern_table, "MOST_ROWS", 20)
    some = random.Random(3)
    sentences: list[list[str | None]] = [some.choices(["NN", "JJ", "DT"], k=60) for _ in range(9)]
    kernel = agree("NP: {(<NN>|<JJ>)*<NN>(<NN>|<JJ>){5}<DT>}", 1, [["DT"], *sentences])
    assert kernel is not None
    assert kernel.twin is None


def test_tags_that_are_forgotten_are_learned_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar_kernel, "MOST_TAGS", 100)
    grammar = "NP: {<DT>?<NN>}\nX: {<A.*1>}"
    kernel, parser = GrammarChunker(grammar), nltk.RegexpParser(grammar)
    for number in range(300):
        tags = ["DT", "NN", f"A{number}", "B" * number]
        assert kernel.chunks(tags, tags) == test_grammar.outcome(parser, tags)
        assert kernel.cascade is not None
        assert len(kernel.cascade.alphabet) <= 102
    assert kernel.twin is not None


def test_every_form_needs_a_tag() -> None:
    with pytest.raises(ValueError, match="2 forms have 1 tags"):
        GrammarChunker().chunks_all([(["a"], ["DT"], 0), (["a", "dog"], ["DT"], 1)])


def never(row: int, letter: int) -> tuple[int, bool]:
    return 0, False


ALPHABET = {"NP": "\xa1"}


@pytest.mark.parametrize(
    "odd",
    [{"stages": [("NP", [(never, False, -1, 0)])]}, {"stages": [("NP", [(never, False, 0, 256)])]},
     {"stages": [("VP", [])]}, {"stages": []}, {"first": 0xA2}, {"alphabet": None}, {"chunk": list}, {"loop": 10**30}],
    ids=["row", "letters", "label", "no stage", "first letter", "alphabet", "chunk", "loop"],
)  # fmt: skip
def test_what_is_no_grammar_is_refused(odd: dict[str, Any]) -> None:
    usual = {"stages": [("NP", [])], "loop": 1, "alphabet": ALPHABET, "first": 0xA1, "chunk": Chunk}
    assert compiled("grammars").Grammar(**usual)
    with pytest.raises((ValueError, TypeError, KeyError, OverflowError)):
        compiled("grammars").Grammar(**usual | odd)


@pytest.mark.parametrize("answer", [(500, False), (-1, True), (10**30, False), None, (1,)])
def test_a_row_beyond_the_table_is_refused(answer: Any) -> None:
    grammar = compiled("grammars").Grammar([("NP", [(lambda *_: answer, False, 0, 0)])], 1, ALPHABET, 0xA1, Chunk)
    for _ in range(2):
        with pytest.raises((ValueError, TypeError, OverflowError)):
            grammar.chunks_all([(["a"], ["NP"], 0)])
    assert grammar.chunks_all([([], [], 0)]) == [[]]


def test_it_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    cascade = GrammarChunker().cascade
    assert compiled_grammar(cascade) is not None
    monkeypatch.setenv(OFF, "0")
    assert compiled_grammar(cascade) is None
    assert GrammarChunker().columns(["a"], ["NN"], [1]) is None
    tags = [random_tags(seed) for seed in range(20)]
    assert len(GrammarChunker().chunks_all([(one, one, 0) for one in tags])) == 20  # type: ignore[misc]
