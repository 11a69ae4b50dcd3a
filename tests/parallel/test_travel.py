"""Through real workers: what is mapped and what comes back are what they are."""

from __future__ import annotations

import enum
from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import nltk
import numpy
import pytest

import nlpmap
from nlpmap import Document, corpora
from nlpmap.errors import ProtocolError
from nlpmap.parallel.known_classes import KnownClasses
from nlpmap.remote.serving.values import CannotTravel


@dataclass
class Count:
    word: str
    times: int


@dataclass(frozen=True, slots=True)
class Fixed:
    word: str


class Pair(NamedTuple):
    first: int
    second: int


class Colour(enum.Enum):
    RED = 1


@pytest.fixture(scope="module", params=["in-process", "popen"])
def pool(request: pytest.FixtureRequest) -> Iterator[nlpmap.Pool]:
    with nlpmap.Pool(workers=0 if request.param == "in-process" else 2) as pool:
        yield pool


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return list(nlpmap.chunk(nlpmap.read(corpora.path("sample")), workers=0))


def test_words_of_documents_are_counted_on_all_cores(pool: nlpmap.Pool, documents: list[Document]) -> None:
    counts = pool.map(lambda document: Counter(word.lower() for word in document.words()), documents)
    assert {type(count) for count in counts} == {Counter}
    expected = Counter(word.lower() for document in documents for word in document.words())
    assert sum(counts, Counter()) == expected


def test_a_class_with_slots_comes_back_as_itself(pool: nlpmap.Pool) -> None:
    @dataclass(frozen=True, slots=True)
    class Local:
        word: str

    for value in (Fixed("a"), Local("a")):  # the second is pickled by value, with the class that it was made from
        [back] = pool.map(lambda value: value, [value])
        assert back == value
        [made] = pool.map(type(value), ["a"])
        assert made == value


def test_a_class_that_a_function_defines_comes_back_as_itself(pool: nlpmap.Pool) -> None:
    @dataclass
    class Local:
        word: str

    class LocalPair(NamedTuple):
        word: str

    class LocalColour(enum.Enum):
        RED = "a"

    for kind in (Local, LocalPair, LocalColour):
        for function in (kind, lambda word, kind=kind: kind(word)):
            [made] = pool.map(function, ["a"])
            assert made == kind("a")
        assert pool.map(lambda value: [value], [kind("a")]) == [[kind("a")]]


def test_documents_come_and_go_whole(pool: nlpmap.Pool, documents: list[Document]) -> None:
    assert pool.map(lambda document: document, documents) == documents
    tagged = pool.map(lambda document: document.tagged_sents()[:1], documents)
    assert tagged == [document.tagged_sents()[:1] for document in documents]


def test_a_document_is_of_the_class_that_a_function_knows(pool: nlpmap.Pool, documents: list[Document]) -> None:
    def is_known(document: Any) -> bool:
        import nlpmap as imported

        return isinstance(document, Document) and isinstance(document, imported.Document)

    assert all(pool.map(is_known, documents[:2]))


@pytest.mark.parametrize(
    "value",
    [Counter("aab"), OrderedDict(a=1), nltk.FreqDist("aab"), nltk.ConditionalFreqDist([("a", 1)]),
     nltk.Tree.fromstring("(S (NP a) b)"), numpy.int64(3), Path("a"), Count("a", 1), Pair(1, 2), Colour.RED],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_values_travel_both_ways_as_what_they_are(pool: nlpmap.Pool, value: Any) -> None:
    [(name, arrived)] = pool.map(lambda value: (type(value).__name__, value), [value])
    assert (name, type(arrived), arrived) == (type(value).__name__, type(value), value)


def test_arrays_travel(pool: nlpmap.Pool) -> None:
    [arrived] = pool.map(lambda array: array * 2, [numpy.arange(6).reshape(2, 3)])
    assert arrived.tolist() == [[0, 2, 4], [6, 8, 10]]


def test_a_worker_makes_values_of_classes_that_the_function_names(pool: nlpmap.Pool) -> None:
    made = pool.map(lambda word: [Count(word, 1), {Pair(1, 2): Colour.RED}], ["a"])
    assert made == [[Count("a", 1), {Pair(1, 2): Colour.RED}]]


def test_a_class_that_this_process_never_sent_is_its_items_error(pool: nlpmap.Pool) -> None:
    def work(n: int) -> Any:
        from dataclasses import dataclass

        @dataclass
        class Inner:
            n: int

        return Inner(n) if n == 2 else n

    returned = pool.map(work, [1, 2, 3], on_error="return")
    assert returned[::2] == [1, 3]
    assert isinstance(returned[1], ProtocolError)
    assert "cannot travel back: this process sent no such class" in returned[1].message
    results = pool.imap(work, [1, 2, 3])
    assert next(results) == 1
    with pytest.raises(ProtocolError, match="item 1: "):
        next(results)


def test_an_error_of_what_cannot_travel_is_short(pool: nlpmap.Pool) -> None:
    with pytest.raises(ProtocolError) as caught:
        pool.map(lambda n: {"k": [object()]}, [1])
    first, *rest = str(caught.value).splitlines()
    assert "a object cannot travel; return what you need of it" in first
    assert len(rest) == 1


def test_classes_are_found_only_where_they_were_sent() -> None:
    known = KnownClasses()
    with pytest.raises(CannotTravel):
        known.find(Count.__module__, "Count")
    known.learn(Count)
    assert known.find(Count.__module__, "Count") is Count
    with pytest.raises(CannotTravel):
        known.find("subprocess", "Popen")
    with pytest.raises(CannotTravel):
        known.find(Count.__module__, "Pair")


def test_other_pythons_get_values_too(documents: list[Document]) -> None:
    import sys

    [count] = nlpmap.map(Counter, ["aab"], f"popen//python={sys.executable}")
    assert (type(count), count) == (Counter, Counter("aab"))
