"""Chunks are those of `nltk.RegexpParser`, to the last one, whatever the grammar and the tags."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence

import nltk
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nltk.tree import Tree

from nlpmap.remote import chunker
from nlpmap.remote.document import Chunk, Document
from nlpmap.remote.kernels.chunker import grammar as grammar_kernel
from nlpmap.remote.kernels.chunker.grammar import ENGLISH, GrammarChunker
from nlpmap.remote.kernels.chunker.rules import linear_search, rule_search
from nlpmap.remote.pipeline import Pipeline

# the NLTK book, 7.4.1: phrases in phrases, the whole cascade twice
CASCADE = r"""
  NP: {<DT|JJ|NN.*>+}
  PP: {<IN><NP>}
  VP: {<VB.*><NP|PP|CLAUSE>+$}
  CLAUSE: {<NP><VP>}
"""
GRAMMARS = {
    "default": ENGLISH,
    "book, 7.2.1": "NP: {<DT>?<JJ>*<NN>}",
    "book, 7.2.3": "NP: {<DT|PP\\$>?<JJ>*<NN>}  # determiner/possessive, adjectives and noun\n  {<NNP>+}",
    "book, 7.2.3, two nouns": "NP: {<NN><NN>}  # Chunk two consecutive nouns",
    "book, 7.2.4": "CHUNK: {<V.*> <TO> <V.*>}",
    "book, 7.2.5": "NP:\n {<.*>+}  # Chunk everything\n }<VBD|IN>+{  # Chink sequences of VBD and IN",
    "book, 7.3.2": "NP: {<[CDJNP].*>+}",
    "chinking": "NP: {<.*>+}\n }<VB.*|IN>+{",
    "merge": "NP: {<DT>}\n {<JJ>}\n {<NN.*>}\n <DT>{}<JJ|NN.*>\n <JJ>{}<NN.*>",
    "split": "NP: {<.*>*}\n <NN.*>}{<.*>\n <.*>}{<DT>",
    "split of what is no chunk": "NP: {<DT>+}\n <DT>}{<NN>",
    "mended split": "NP: <NN>}{<NN>\n <NN>{}<NN>",
    "context": "NP: <VB.*>{<DT|JJ>*<NN.*>}<IN|\\.>",
    "two labels": "NP: {<DT>?<JJ>*<NN>}\nVP: {<VB.*><NP>?}\nNP: {<PRP>}",
    "regexp": r"X: {<[JN].*>+|<(VB|RB)[DGZ]?>}",
    "counts": "NP: {<NN>{2,3}<.*>{,1}|^<DT>{1}$}",
    "nothing": "NP: {<DT>*<JJ>?}",
    "nested": "NP: {<NP|NN>}\nNP: {<NP>}",
    "not a dollar": "NP: {<PRP$>?<NN>}",
    "not": "NP: {<[^N].*>+}",
    "comments": "# a grammar\nNP: # nouns\n  {<\\#>?<NN>}# {<DT>}\n\n  {<CD>}",
    "no rules": "NP:",
}
# left to NLTK
REFUSED = {
    "look-around": "NP: {<(?!NN).*>}",
    "negated class": "NP: {<[^N]*>}",
    "word class": r"NP: {<\w+>}",
    "letters between tags": "NP: {<NN>.*}",
    "lazy nothing": "NP: {<NN>??}",
    "split of nothing": "NP: {<.*>*}\n <NN>?}{<DT>",
    "strip of nothing": "NP: {<.*>*}\n }<NN>*{",
    "dot in a class": r"NP: {<[.N]>}",
    "range": r"NP: {<[0-Z]+>}",
    "bracketed label": "<NP>: {<NN>}",
    "groups across tags": "NP: {<NN)|(JJ>}",
    "groups across the rule": "NP: {<NN>)(<JJ>?}",
}
PENN = "DT JJ NN NNS NNP VB VBD VBZ IN PRP PRP$ RB TO CD CC . , : `` '' $ # -LRB- POS MD EX"
LABELS = ["NP", "VP", "CLAUSE"]
penn_tags = st.sampled_from([*PENN.split(), *LABELS])
odd_tags = st.sampled_from(["", None, "AT-TL", "NP$", "*", "(", "É", "a.b", "NN|JJ", "\n", "x y", "\\", "^", "NN\n"])
bad_tags = st.sampled_from(["<NN>", "}", "{", "N>", "a{b}", "><"])
tags = st.lists(penn_tags | odd_tags, max_size=30)
runs = st.tuples(st.lists(penn_tags, min_size=1, max_size=3), st.integers(1, 120)).map(lambda run: run[0] * run[1])
runs_of_tags = st.lists(runs, min_size=1, max_size=4).map(lambda runs: [tag for run in runs for tag in run])

ELEMENTS = (
    r"<DT> <JJ> <NN> <NN.*> <.*> <DT|JJ> <NP> <VP|NP> <VB.*> <[JN].*> <[^V].*> <.> <N+[A-Z]?> <PRP\$> <\.|,> "
    "<(VB|RB)D?> <-LRB-> <``|''> <X> <.*P>"
)
elements = st.sampled_from(ELEMENTS.split())
quantifiers = st.sampled_from(["", "", "", "", "?", "*", "+", "{2}", "{1,2}", "{,2}", "{2,}", "*?", "+?", "??"])
atoms = st.tuples(elements, quantifiers).map("".join)
groups: st.SearchStrategy[str] = st.deferred(lambda: st.tuples(patterns.map("({})".format), quantifiers).map("".join))
sequences = st.lists(atoms | atoms | atoms | groups, min_size=1, max_size=3).map("".join)
patterns: st.SearchStrategy[str] = sequences | sequences | st.lists(sequences, min_size=2, max_size=2).map("|".join)
anchored = st.tuples(st.sampled_from(["", "", "", "^"]), sequences, st.sampled_from(["", "", "", "$"])).map("".join)
pattern = patterns | anchored
rules = st.one_of(
    st.builds("{{{}}}".format, pattern),
    st.builds("{{{}}}".format, pattern),
    st.builds("}}{}{{".format, pattern),
    st.builds("{}}}{{{}".format, pattern, pattern),
    st.builds("{}{{}}{}".format, pattern, pattern),
    st.builds("{}{{{}}}{}".format, st.just("") | pattern, pattern, st.just("") | pattern),
)
stages = st.builds(
    lambda label, first, rules: f"{label}:\n" + "\n".join([*first, *rules]),
    st.sampled_from(LABELS),
    st.sampled_from([[], [], ["{<.*>*}"], ["{<.*>}"], ["{<.*>+}  # all"]]),
    st.lists(rules, min_size=1, max_size=4),
)
grammars = st.lists(stages, min_size=1, max_size=3).map("\n".join)


def outcome(parser: nltk.RegexpParser, tags: Sequence[str | None]) -> list[Chunk] | str:
    """What NLTK makes of a sentence: its chunks from outer to inner, or its error."""
    try:
        tree = parser.parse([("form", tag or "_") for tag in tags]) if tags else ()
    except ValueError as error:
        return str(error)
    return list(chunks_in(tree, 0))


def chunks_in(tree: Tree, position: int) -> Iterator[Chunk]:
    for child in tree:
        length = len(child.leaves()) if isinstance(child, Tree) else 1
        if isinstance(child, Tree):
            yield Chunk(child.label(), position, position + length)
            yield from chunks_in(child, position)
        position += length


def ours(grammar: GrammarChunker, tags: Sequence[str | None]) -> list[Chunk] | str:
    try:
        return grammar.chunks(["form"] * len(tags), tags)
    except ValueError as error:
        return str(error)


def in_python(grammar: str, loop: int = 1) -> GrammarChunker:
    """Return what finds chunks with nothing compiled."""
    chunker = GrammarChunker(grammar, loop)
    chunker.twin = None
    return chunker


@pytest.mark.slow
@settings(suppress_health_check=list(HealthCheck))
@given(grammars, st.integers(1, 3), st.lists(tags | tags | st.lists(bad_tags | penn_tags, max_size=5), max_size=6))
def test_any_grammar_gives_nltks_chunks(grammar: str, loop: int, sentences: list[list[str | None]]) -> None:
    agree(grammar, loop, sentences)


@settings(suppress_health_check=list(HealthCheck))
@given(grammars | st.sampled_from(list(GRAMMARS.values())), st.lists(tags | runs_of_tags, max_size=4))
def test_a_search_in_linear_time_finds_nltks_chunks(grammar: str, sentences: list[list[str | None]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rule_search, "LONG", 0)
        agree(grammar, 1, sentences)


@settings(suppress_health_check=list(HealthCheck))
@given(st.sampled_from(list(GRAMMARS.values())), runs_of_tags)
def test_long_runs_of_tags_get_nltks_chunks(grammar: str, sentence: list[str | None]) -> None:
    agree(grammar, 2, [sentence])


@given(st.sampled_from(sorted(GRAMMARS)), st.integers(1, 2), st.lists(tags | runs_of_tags, max_size=5))
def test_a_sentence_has_the_same_chunks_in_any_company(name: str, loop: int, sentences: list[list[str | None]]) -> None:
    given = [([""] * len(sentence), sentence, 3) for sentence in sentences]
    for make in (GrammarChunker, in_python):
        together = make(GRAMMARS[name], loop)
        try:
            alone = [make(GRAMMARS[name], loop).chunks(*one) for one in given]
        except ValueError as error:
            with pytest.raises(ValueError, match=re.escape(str(error))):
                together.chunks_all(given)
        else:
            assert together.chunks_all(given) == alone


def test_a_pattern_of_too_many_states_is_left_to_regular_expressions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linear_search, "MOST_SETS", 50)
    some = random.Random(1)
    grammars = "NP: {<NN>(<NN>|<JJ>){10}<DT>}", "NP: {<NN>{300}}", "NP: {(<DT>?<JJ>*)+<NN>}"
    for grammar in grammars:
        agree(grammar, 1, [some.choices(["NN", "NN", "JJ", "DT"], k=400) for _ in range(3)])


def refusal_of(make: Callable[[], object]) -> str | None:
    try:
        make()
    except ValueError as error:
        return str(error)
    return None


def agree(grammar: str, loop: int, sentences: list[list[str | None]]) -> GrammarChunker | None:
    refusal = refusal_of(lambda: nltk.RegexpParser(grammar, loop=loop))
    if refusal:
        assert refusal_of(lambda: GrammarChunker(grammar, loop)) == refusal
        return None
    parser = nltk.RegexpParser(grammar, loop=loop)
    kernel = GrammarChunker(grammar, loop)
    pure = in_python(grammar, loop) if kernel.twin else kernel
    for tags in [*sentences, *sentences[:1]]:
        assert ours(kernel, tags) == ours(pure, tags) == outcome(parser, tags)
        columns = kernel.columns([""] * len(tags), list(tags), [len(tags)])
        assert columns is None or list(columns) == ours(pure, tags)
    return kernel


@pytest.mark.parametrize("grammar", GRAMMARS.values(), ids=GRAMMARS)
def test_a_grammar_gives_nltks_chunks(grammar: str) -> None:
    """None of these needs NLTK itself, and the second time a sentence comes from the cache."""
    sentences = list(map(random_tags, range(100)))
    for loop in (1, 2):
        kernel = agree(grammar, loop, sentences)
        assert kernel is not None
        assert kernel.cascade is not None


@pytest.mark.parametrize("grammar", REFUSED.values(), ids=REFUSED)
def test_what_only_nltk_can_do_is_left_to_nltk(grammar: str, caplog: pytest.LogCaptureFixture) -> None:
    kernel = agree(grammar, 2, list(map(random_tags, range(30))))
    assert kernel is not None
    assert kernel.cascade is None
    [record] = caplog.records
    assert record.getMessage().startswith("NLTK itself applies the chunk grammar, many times slower, because of ")


@given(st.lists(tags, max_size=3))
def test_the_worker_gives_nltks_trees(sentences: list[list[str | None]]) -> None:
    sents = [[(form, tag or "_") for form, tag in zip("ab({<>})" * 4, tags, strict=False)] for tags in sentences]
    pipeline = Pipeline({}, {"grammar": CASCADE})
    pipeline.chunker = GrammarChunker(CASCADE, loop=2)
    parser = nltk.RegexpParser(CASCADE, loop=2)
    assert trees(sents, pipeline) == [parser.parse(sent) for sent in sents if sent]


def test_the_books_sentence_gets_the_books_tree() -> None:
    sentence = [
        ("John", "NNP"), ("thinks", "VBZ"), ("Mary", "NN"), ("saw", "VBD"), ("the", "DT"), ("cat", "NN"),
        ("sit", "VB"), ("on", "IN"), ("the", "DT"), ("mat", "NN"),
    ]  # fmt: skip
    pipeline = Pipeline({}, {"grammar": CASCADE})
    assert trees([sentence], pipeline) == [nltk.RegexpParser(CASCADE).parse(sentence)]
    assert "(CLAUSE\n    (NP Mary/NN)\n    (VP" not in str(trees([sentence], pipeline)[0])
    pipeline.chunker = GrammarChunker(CASCADE, loop=2)
    [tree] = trees([sentence], pipeline)
    assert tree == nltk.RegexpParser(CASCADE, loop=2).parse(sentence)
    assert [child.label() for child in tree if isinstance(child, Tree)] == ["NP", "CLAUSE"]


@pytest.mark.parametrize("grammar", [ENGLISH, CASCADE], ids=["default", "book"])
def test_chunks_of_real_sentences_are_nltks_trees(ewt_dev: list[Document], grammar: str) -> None:
    pipeline = Pipeline({}, {"grammar": grammar})
    parser = nltk.RegexpParser(grammar)
    for document in ewt_dev[::8]:
        assert chunker.work(document, pipeline).chunked_sents() == list(map(parser.parse, document.tagged_sents()))


@pytest.mark.parametrize("count", [9_999, pytest.param(30_000, marks=pytest.mark.slow)])
def test_a_very_long_sentence_is_chunked(count: int) -> None:
    agree("NP: {<DT>?<NN>}\n<NN>{}<DT>\nVP: {<VB><NP>}", 1, [[*["DT", "NN", "VB"] * (count // 3)]])


def test_an_empty_sentence_has_no_chunks() -> None:
    assert GrammarChunker(ENGLISH).chunks([], []) == []


def test_chunks_count_from_the_offset() -> None:
    grammar = GrammarChunker(ENGLISH)
    first, again = (grammar.chunks(["a", "dog", "barks"], ["DT", "NN", "VBZ"], offset) for offset in (0, 300))
    assert first == [Chunk("NP", 0, 2), Chunk("VP", 2, 3)]
    assert again == [Chunk("NP", 300, 302), Chunk("VP", 302, 303)]


def test_every_form_needs_a_tag() -> None:
    with pytest.raises(ValueError, match="2 forms have 1 tags"):
        GrammarChunker(ENGLISH).chunks(["a", "dog"], ["DT"])


def test_a_rule_that_explodes_is_stopped_and_left_to_nltk() -> None:
    pattern = "((<NN>|<NN.*>)+<DT>?)+<VB>"
    agree(f"NP: {{{pattern}}}", 1, [[*["NN"] * 12, "VB"], [*["NN"] * 8]])


def test_ever_new_sentences_and_tags_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar_kernel, "MOST_TAGS", 1_000)
    grammar = GrammarChunker("NP: {<DT>?<NN>}\nX: {<A.*1>}", cache_bytes=100_000)
    grammar.twin = None  # which keeps no sentences
    parser = nltk.RegexpParser("NP: {<DT>?<NN>}\nX: {<A.*1>}")
    assert grammar.cascade is not None
    for number in range(3_000):
        tags = [("DT", "NN")[number >> bit & 1] for bit in range(15)] + [f"A{number}", "B" * (number % 300)]
        chunks = grammar.chunks(tags, tags)
        if number % 100 == 1:
            assert chunks == outcome(parser, tags)
        assert grammar.cache.used <= 100_000
        assert len(grammar.cache) <= 100_000 / 400
    assert len(grammar.cascade.alphabet) <= 1_002
    assert max(len(tag or "") for tag in grammar.cascade.alphabet) <= 64


def test_the_default_grammar_needs_no_nltk() -> None:
    program = (
        "import sys; from nlpmap.remote.kernels.chunker.grammar import ENGLISH, GrammarChunker; "
        "print(GrammarChunker(ENGLISH).chunks(['dogs'], ['NNS'])); print('nltk' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[Chunk(label='NP', start=0, end=1)]\nFalse\n"


def random_tags(seed: int) -> list[str | None]:
    some = random.Random(seed)
    pools: list[list[str | None]] = [
        ["DT", "JJ", "NN"],
        [*PENN.split()],
        [*PENN.split(), *LABELS, "", None, "NP$", "É"],
    ]
    return some.choices(some.choice(pools), k=some.randint(0, 20))


def trees(sents: list[list[tuple[str, str]]], pipeline: Pipeline) -> list[Tree]:
    return chunker.work(Document.from_sents(sents), pipeline).chunked_sents()
