"""What the language of queries understands, and what it says of what it does not."""

from __future__ import annotations

import time

import pytest

from nlpmap.explore.index.corpus_index import CorpusIndex
from nlpmap.explore.query.lexing import QueryError
from nlpmap.explore.query.matching import Matches
from nlpmap.explore.query.running import simulation
from nlpmap.explore.query.running.deterministic import Deterministic
from nlpmap.remote.document import Document
from tests.explore.indexes import index_of

SENTENCES = [
    [("The", "DT"), ("old", "JJ"), ("dog", "NN"), ('says "hi"', "VB"), ("it's", "VBZ")],
    [("A", "DT"), ("dog", "NN"), ("barks", "VBZ"), ("Éclair", "NN"), ("a.b", "SYM")],
]
FORMS = [form for sentence in SENTENCES for form, _ in sentence]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> CorpusIndex:
    document = Document.from_sents(SENTENCES, "d1", {"stars": 5, "no. of": "x"})
    return index_of(
        [document, Document.from_sents([[("aaaa", "NN")] * 700 + [("bbbb", "NN")]], "d2")],
        tmp_path_factory.mktemp("index"),
    )


def texts(index: CorpusIndex, query: str) -> list[str]:
    matches = Matches(index, query)
    return [
        " ".join(FORMS[start:end]) for start, end in zip(matches.starts, matches.ends, strict=True) if end <= len(FORMS)
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"dog"', ["dog", "dog"]),
        ("'dog'", ["dog", "dog"]),
        ('"says ""hi"""', ['says "hi"']),
        (r'"says \"hi\""', ['says "hi"']),
        ("'it''s'", ["it's"]),
        ('"it\'s"', ["it's"]),
        ('"DOG"%c', ["dog", "dog"]),
        ('"eclair" %cd', ["Éclair"]),
        ('"a.b"%l', ["a.b"]),
        (r'"a\.b"', ["a.b"]),
        ('[word="dog" & pos="NN"]', ["dog", "dog"]),
        ('[tag="NN" & form!="dog" & form != "a+"]', ["Éclair"]),
        ('[!(xpos="NN" | xpos="V.*" | xpos="DT" | xpos = "SYM")]', ["old"]),
        ('[xpos="VBZ" -> form="barks"] "Éclair"', ["barks Éclair"]),
        ('[xpos="DT"] []{0,3} "dog"', ["The old dog", "A dog"]),
        ('[xpos="DT"] [xpos="JJ"]? "dog" []', ['The old dog says "hi"', "A dog barks"]),
        ('<s> []{2} "dog"', ["The old dog"]),
        ('"dog" []* </s>', ['dog says "hi" it\'s', "dog barks Éclair a.b"]),
        ('<doc stars="5"> []', ["The"]),
        ('<doc_stars="5"> []', ["The"]),
        ('<text stars!="4" stars="[45]"> []', ["The"]),
        ('"it.s" "A"', ["it's A"]),
        ('"it.s" "A" within s', []),
        ('"dog" []* "a.b" within 4', ["dog barks Éclair a.b"]),
        ('"dog" []* "a.b" within 3 tokens', []),
        ('"dog" [] "Éclair" within 3 words;', ["dog barks Éclair"]),
        ('a:[xpos="DT"] []* b:"dog" :: a.form = "A" within s', ["A dog"]),
        ('"dog" # an animal\n  [xpos="VBZ"] # "and" what it does\n', ["dog barks"]),
        ('(?longest) "The" []{0,2}', ["The old dog"]),
        ('("old" | "A") "dog"', ["old dog", "A dog"]),
        ('(("old"))("dog")', ["old dog"]),
        ('"ol.*|do.*" "s.*"', ['dog says "hi"']),
    ],
)
def test_what_is_understood(index: CorpusIndex, query: str, expected: list[str]) -> None:
    assert texts(index, query) == expected


@pytest.mark.parametrize(
    ("query", "column", "reason"),
    [
        ("", 1, "a token is to be here"),
        ("dog", 1, "a word is in quotation marks"),
        ("&", 1, "a token is to be here"),
        ('"dog', 1, "does not end"),
        ('[form="dog"', 12, "']' is missing"),
        ("[form]", 6, "= or != is to be here"),
        ('[form > "a"]', 7, "= or !="),
        ("[form=dog]", 7, "no column 'dog'"),
        ('[lemmma="dog"]', 2, "lemmma"),
        ('[lemma="dog"]', 2, "written without"),
        ('"dog"%x', 6, "flags are"),
        ('"dog"{3,2}', 6, "from more to fewer"),
        ('"dog"{9999999}', 7, "at most"),
        ('"dog" within z', 14, "no regions 'z'"),
        ('"dog" within 2 s', 16, "a number is of tokens"),
        ('"dog" within 0', 15, "0 tokens"),
        ('<s stars="5"> []', 1, "only <doc>"),
        ('<doc year="5"> []', 6, "no metadata 'year'"),
        ("a:[] [form=a.form]", 12, "after ::"),
        ('"dog" :: form="dog"', 10, "label before it"),
        ('"dog" :: b.form="dog"', 10, "label"),
        ('(?first) "dog"', 1, "a strategy is"),
        ('"dog" ) "x"', 7, "not understood"),
        ('"d(og"', 3, "no regular expression"),
        ("§", 1, "no sign"),
        ("(" * 200 + '"dog"' + ")" * 200, 51, "deep"),
        ("[" + "!" * 200 + 'form="dog"]', 51, "deep"),
        ("((" + '"dog"{1000}' + "){1000}){1000}", 1, "too large"),
    ],
)
def test_what_is_not_understood_is_told_with_its_column(
    index: CorpusIndex, query: str, column: int, reason: str
) -> None:
    with pytest.raises(QueryError, match=f"column {column} of the query.*{reason}") as raised:
        Matches(index, query).count  # noqa: B018
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "query",
    [
        "[]* " * 20 + '"nothing"',
        '([]* "aaaa")* "nothing"',
        '([xpos="NN"] | [xpos="NN"] [xpos="NN"])+ "nothing"',
        '(([]*)* ([]+ []?)*)+ "nothing"',
        '(([]{0,5}){0,5}){0,5} "nothing"',
        '(?shortest) (<s> | </s> | []) * "nothing" within s',
        '[]* "aaaa" []{30} "nothing"',
        '"aaaa"? ' * 40 + '"nothing"',
        "(?longest) []+",
        'a:[]* b:"aaaa" :: a.form != b.form within 60',
        "[]{0,1000} []{0,1000}",
    ],
)
@pytest.mark.parametrize("last", ["nothing", "bbbb"])  # a word that is nowhere, and one that is after all others
def test_queries_that_match_in_very_many_ways_end(index: CorpusIndex, query: str, last: str) -> None:
    used = time.process_time()
    assert Matches(index, query.replace("nothing", last)).count >= 0
    assert time.process_time() - used < 20  # seconds of a processor: not the age of the universe


def test_a_query_that_would_take_too_long_says_what_to_do(index: CorpusIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "MOST_WAYS", 10_000)
    with pytest.raises(QueryError, match="too many ways; let it repeat less"):
        Matches(index, 'a:[]* b:[]* "A" :: a.form = b.form').count  # noqa: B018


def test_nothing_is_gone_through_for_a_word_that_is_nowhere(
    index: CorpusIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Deterministic, "ends", pytest.fail)
    assert Matches(index, '([]|[][])+ ("a"|[])* "nothing"').count == 0


def test_labels_of_a_match_with_very_many_ways_are_those_of_the_first(index: CorpusIndex) -> None:
    matches = Matches(index, '(?longest) a:[] []* b:[] []* c:[] []* d:[] []* e:"bbbb"')
    assert matches.labels(0) == {"a": 211, "b": 707, "c": 708, "d": 709, "e": 710}
