"""What is no builtin travels as what it is, by a closed list; a message can make nothing else."""

from __future__ import annotations

import array
import collections
import datetime
import decimal
import enum
import fractions
import functools
import json
import pathlib
import re
import types
import uuid
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import nltk
import numpy
import pandas
import pyarrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.probability import ConditionalFreqDist, FreqDist
from nltk.tree import (
    ImmutableParentedTree,
    ImmutableProbabilisticTree,
    ImmutableTree,
    MultiParentedTree,
    ParentedTree,
    ProbabilisticTree,
)

from nlpmap import Document
from nlpmap.remote.document import Annotation, Chunk
from nlpmap.remote.serving.portable import MARK
from nlpmap.remote.serving.travel import class_unpickled
from nlpmap.remote.serving.values import CannotTravel
from nlpmap.remote.serving.wire import LOWERED, MARSHAL, PORTABLE, Codec, Frozen, decode, encode, pack

codecs = pytest.mark.parametrize("codec", [MARSHAL, PORTABLE], ids=lambda codec: codec.name)


@dataclass
class Point:
    x: Any
    y: Any = field(default_factory=list)

    @functools.cached_property
    def square(self) -> Any:
        return lambda: self.x


@dataclass(frozen=True, slots=True)
class Fixed:
    name: str
    made: bool = field(init=False, default=False)


class Pair(NamedTuple):
    first: Any
    second: Any


OldPair = collections.namedtuple("OldPair", "a b")


class Colour(enum.Enum):
    RED = "r"
    BLUE = ("b", 1)


class Number(enum.IntEnum):
    ONE = 1


class Mode(enum.Flag):
    READ = 1
    WRITE = 2


OWN = {(kind.__module__, kind.__qualname__): kind for kind in (Point, Fixed, Pair, OldPair, Colour, Number, Mode)}


def own(module: str, qualname: str, pickled: bytes | None) -> type:
    return OWN[module, qualname]


def travelled(value: object, codec: Codec) -> Any:
    [arrived] = decode(*encode([pack(value, codec)], codec), codec, own)
    return arrived


def exact(value: Any) -> Any:
    """A value with its types spelt out, so that equal means identical."""
    kind = type(value)
    if isinstance(value, numpy.ndarray):
        return kind, value.dtype, value.shape, value.tobytes()
    if isinstance(value, numpy.generic):
        return kind, value.dtype, value.tobytes()
    if isinstance(value, nltk.Tree):
        return kind, value.label(), [exact(child) for child in value], getattr(value, "prob", int)()
    if isinstance(value, collections.abc.Mapping):
        factory = getattr(value, "default_factory", None)
        return kind, factory, [(exact(key), exact(member)) for key, member in value.items()]
    if isinstance(value, (set, frozenset)):
        return kind, sorted((exact(member) for member in value), key=repr)
    if isinstance(value, collections.deque):
        return kind, value.maxlen, [exact(member) for member in value]
    if isinstance(value, (tuple, list)):
        return kind, [exact(member) for member in value]
    if isinstance(value, (Point, types.SimpleNamespace)):
        return kind, exact({name: part for name, part in vars(value).items() if name != "square"})
    if isinstance(value, Document):
        return kind, value.id, value.text, value.annotation, exact(dict(value.metadata))
    if isinstance(value, datetime.datetime):
        return kind, value.isoformat(), value.fold, repr(value.tzinfo)
    return kind, repr(value)


DOCUMENT = Document(
    "d1", "The dog``s", {"year": 1900},
    Annotation(["The", "dog", "''"], [0, 4, 7], [3, 7, 9], [2, 3], ["DT", "NN", None], [Chunk("NP", 0, 2)], ["X"] * 3),
)  # fmt: skip
defaulting = collections.defaultdict(collections.Counter, {"a": collections.Counter("ab")})
SAMPLES = [
    collections.Counter("abca"), collections.OrderedDict([("b", 1), ("a", [2])]), defaulting,
    collections.defaultdict(None, {1: 2}), collections.deque([1, (2,)], maxlen=5), FreqDist("abca"),
    ConditionalFreqDist([("NN", "dog"), ("NN", "cat"), ("VB", "run")]),
    nltk.Tree.fromstring("(S (NP the dog) barks)"),
    nltk.Tree("S", [nltk.Tree("NP", [("dog", "NN")]), ("barks", "VBZ")]),
    ImmutableTree("S", ["a"]), ParentedTree.fromstring("(S (NP a))"), MultiParentedTree.fromstring("(S (NP a))"),
    ImmutableParentedTree("S", ["a"]), ProbabilisticTree("S", [ProbabilisticTree("NP", ["a"], prob=0.5)], prob=0.25),
    ImmutableProbabilisticTree("S", ["a"], logprob=-2.0),
    numpy.int64(-3), numpy.float32(1.5), numpy.float64("nan"), numpy.bool_(True), numpy.str_("é\0"),
    numpy.bytes_(b"a\0"),
    numpy.complex128(1j), numpy.datetime64("2020-02-29"), numpy.timedelta64(3, "s"), numpy.longdouble(1.5),
    numpy.arange(6).reshape(2, 3), numpy.zeros((0, 3)), numpy.array(5), numpy.array(["ab", "c"]), numpy.array([True]),
    numpy.asfortranarray(numpy.ones((2, 2))), numpy.arange(10)[::3],
    numpy.array([(1, 2.5)], dtype=[("a", "i4"), ("b", "f8")]),
    datetime.date(2020, 2, 29), datetime.time(1, 2, 3, 4, fold=1), datetime.timedelta(-1, 5, 7),
    datetime.datetime(2020, 1, 2, 3), datetime.datetime(2020, 1, 2, tzinfo=datetime.timezone.utc),
    datetime.datetime(2020, 10, 25, 2, 30, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin"), fold=1),
    datetime.timezone(datetime.timedelta(hours=2), "X"), decimal.Decimal("-0.10"), decimal.Decimal("NaN"),
    fractions.Fraction(-3, 7), uuid.UUID(int=7), pathlib.Path("a/b"), pathlib.PureWindowsPath("c:/x"),
    pathlib.PurePosixPath("/a"), range(1, 9, 2), slice(1, None), bytearray(b"x\0"), array.array("d", [1.5]),
    types.SimpleNamespace(a=1, b=[collections.Counter()]), Point(1, [Point(2)]), Fixed("a"), Pair(1, Pair("x", {2})),
    OldPair(1, 2), Colour.RED, Colour.BLUE, Number.ONE, Mode.READ | Mode.WRITE, Mode.READ,
    DOCUMENT, Document("u", "plain"), DOCUMENT.tokens[0], Chunk("NP", 0, 1), DOCUMENT.annotation,
    {Pair(1, 2): Point(1), (Number.ONE, "a"): 2}, {frozenset({decimal.Decimal(1)}), Colour.RED},
    {"tuple": ("tuple", 1), "dict": [("dict",)]}, [("collections:Counter", {"a": 1}), FreqDist()],
]  # fmt: skip


@codecs
@pytest.mark.parametrize("value", SAMPLES, ids=lambda value: type(value).__name__)
def test_each_kind_arrives_as_what_it_is(value: Any, codec: Codec) -> None:
    assert exact(travelled(value, codec)) == exact(value)
    assert exact(travelled([value, {"k": (value, None)}], codec)) == exact([value, {"k": (value, None)}])


kinds: st.SearchStrategy[Any] = st.deferred(
    lambda: (
        st.sampled_from(SAMPLES)
        | st.text()
        | st.integers()
        | st.lists(kinds, max_size=3)
        | st.lists(kinds, max_size=3).map(tuple)
        | st.dictionaries(st.text() | st.dates() | st.decimals(allow_nan=False), kinds, max_size=3)
        | st.dictionaries(st.text(), kinds, max_size=3).map(collections.OrderedDict)
        | st.dictionaries(st.text(), st.integers(), max_size=3).map(collections.Counter)
        | st.builds(Point, kinds, kinds)
        | st.builds(Pair, kinds, kinds)
        | st.builds(Document, st.text(), st.text(), st.dictionaries(st.text(), kinds, max_size=2))
        | st.sets(st.dates() | st.fractions() | st.text() | st.sampled_from(Colour), max_size=3)
        | st.datetimes(timezones=st.none() | st.just(datetime.timezone.utc))
        | st.timedeltas()
        | st.uuids()
    )
)


@codecs
@settings(max_examples=60)
@given(value=kinds)
def test_any_nesting_arrives_as_it_left(codec: Codec, value: Any) -> None:
    assert exact(travelled(value, codec)) == exact(value)


def test_what_is_computed_and_kept_does_not_travel() -> None:
    point = Point(3)
    assert point.square() == 3
    assert vars(travelled(point, MARSHAL)) == {"x": 3, "y": []}


def test_no_init_runs_where_a_value_arrives() -> None:
    @dataclass
    class Counting:
        made = 0

        def __post_init__(self) -> None:
            type(self).made += 1

    counting = Counting()
    [arrived] = decode(*encode([pack(counting, MARSHAL)], MARSHAL), MARSHAL, lambda *name: Counting)
    assert (type(arrived), Counting.made) == (Counting, 1)


class Shelf(dict[str, int]):
    pass


@dataclass
class DataShelf(dict[str, int]):
    size: int = 0


@codecs
@pytest.mark.parametrize(
    ("value", "words"),
    [
        (iter([1]), "a list_iterator cannot travel; return list(...) of it instead"),
        ({1: 2}.keys(), "return list(...) of it instead"),
        (Shelf(a=1), "a Shelf cannot travel; return dict(...) of it instead"),
        (DataShelf(), "return dict(...) of it instead"),
        (lambda: 1, "a function cannot travel; call it where it is needed, and return the result"),
        (ValueError("x"), r"return str(...) or repr(...) of it instead"),
        (numpy.array([object()]), "a numpy array of objects cannot travel; return its .tolist() instead"),
        (collections.defaultdict(lambda: 1), "cannot travel; return dict(...) of it instead"),
        (object(), "return what you need of it: builtins, a dataclass or a named tuple"),
        (memoryview(b""), "return bytes(...) of it instead"),
        (int, "a type cannot travel; return its name instead"),
        (types.MappingProxyType({}), "return dict(...) of it instead"),
        (collections.UserString("a"), "return str(...) of it instead"),
        (re.compile("a"), "return its .pattern instead"),
        (re.match("a", "a"), "return its .group() or .groups() instead"),
        (nltk.Text(["a"]), "return its .tokens instead"),
        (nltk.LaplaceProbDist(FreqDist("ab")), "return its .freqdist() instead"),
        (pandas.NA, "return None instead"),
        (pandas.DataFrame({"a": [1]}), "return its .to_dict() instead"),
        (pyarrow.table({"a": [1]}), "return its .to_pylist() instead"),
        (pyarrow.scalar(1), "return its .as_py() instead"),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
@pytest.mark.parametrize("wrap", [lambda v: v, lambda v: Point({"k": (1, [v])})], ids=["bare", "deep"])
def test_what_cannot_travel_is_refused_with_what_to_return(
    value: object, words: str, wrap: Callable[[object], object], codec: Codec
) -> None:
    with pytest.raises(CannotTravel) as caught:
        pack(wrap(value), codec)
    assert words in str(caught.value)


@codecs
def test_what_holds_itself_is_refused_whatever_it_is(codec: Codec) -> None:
    point = Point(1)
    point.y = [point]
    deep: Any = Point(1)
    for _ in range(300):
        deep = Point(deep)
    bag = collections.deque([1])
    bag.append({"key": (bag,)})  # type: ignore[arg-type]
    for value in (point, bag, [bag], Pair(1, [point])):
        with pytest.raises(CannotTravel, match="it holds itself"):
            pack(value, codec)
    with pytest.raises(CannotTravel, match="nested more than 200 deep"):
        pack(deep, codec)


def test_what_is_met_twice_is_one_again() -> None:
    shared = Point(1)
    first, second = travelled([shared, shared], MARSHAL)
    assert first is second


def as_portable(tagged: object, tail: bytes = b"") -> bytes:
    head = json.dumps(tagged).encode()
    return MARK + len(head).to_bytes(8, "little") + head + tail


@pytest.mark.parametrize(
    "lowered",
    [
        [[["os", "system", None]], {"tuple": ["dataclass", 0, {"dict": []}]}],
        [[], {"tuple": ["os:system", "true"]}],
        [[], {"tuple": ["builtins:eval", "1"]}],
        [[], {"tuple": ["numpy:generic", "O", {"bytes": 8}]}],
        [[], {"tuple": ["dataclass", 0, {"dict": []}]}],
        [[], {"tuple": ["collections:defaultdict", "eval", {"dict": []}]}],
        [[], {"tuple": ["fractions:Fraction", 1, 0]}],
        [[["x", "y", {"bytes": 8}]], 1],
    ],
    ids=str,
)
def test_a_message_from_a_host_makes_nothing_but_what_is_on_the_list(lowered: object) -> None:
    blob = bytes([LOWERED]) + as_portable(lowered, bytes(8) if "bytes" in str(lowered) else b"")
    with pytest.raises((CannotTravel, ValueError, KeyError, IndexError, TypeError, ZeroDivisionError)):
        decode(*encode([Frozen(blob)], PORTABLE), PORTABLE)


def test_a_dataclass_is_given_no_attribute_that_is_pythons_own() -> None:
    lowered = [[[Point.__module__, "Point", None]], {"tuple": ["dataclass", 0, {"dict": [["__class__", 1]]}]}]
    with pytest.raises(CannotTravel, match="'__class__' is no attribute of Point"):
        decode(*encode([Frozen(bytes([LOWERED]) + as_portable(lowered))], PORTABLE), PORTABLE, own)


def test_a_worker_unpickles_only_what_came_with_a_class() -> None:
    with pytest.raises(CannotTravel, match=r"some\.where is unknown here"):
        class_unpickled("some", "where", None)
