"""The wire: builtins arrive exactly as they left, and nothing else leaves."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlpmap.remote.serving.portable import MARK, portable_dumps, portable_loads
from nlpmap.remote.serving.values import DEEPEST, CannotTravel
from nlpmap.remote.serving.wire import LOWERED, MARSHAL, PORTABLE, Codec, Frozen, decode, encode, pack, split_packed

codecs = pytest.mark.parametrize("codec", [MARSHAL, PORTABLE], ids=lambda codec: codec.name)

any_text = st.text(st.characters(exclude_categories=())) | st.sampled_from(["\ud83d\ude00", "\ud800", "\udfff\ud800"])
hashable_atoms = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers().map(lambda n: n << 200)
    | st.floats()
    | st.complex_numbers()
    | any_text
    | st.binary()
)
hashables: st.SearchStrategy[object] = st.deferred(
    lambda: hashable_atoms | st.tuples(hashables, hashables) | st.frozensets(hashables, max_size=2)
)
values: st.SearchStrategy[object] = st.deferred(
    lambda: (
        hashables
        | st.lists(values, max_size=4)
        | st.lists(values, max_size=4).map(tuple)
        | st.sets(hashables, max_size=3)
        | st.dictionaries(hashables, values, max_size=3)
    )
)


def travelled(packed: list[object], codec: Codec) -> list[object]:
    return decode(*encode(packed, codec), codec)


def exact(value: object) -> object:
    """A value with its types and bits spelt out, so that equal means identical."""
    kind = type(value).__name__
    if isinstance(value, float):
        return (kind, "nan" if math.isnan(value) else struct.pack("<d", value))
    if isinstance(value, complex):
        return (kind, exact(value.real), exact(value.imag))
    if isinstance(value, dict):
        return (kind, [(exact(key), exact(member)) for key, member in value.items()])
    if isinstance(value, (set, frozenset)):
        return (kind, sorted((exact(member) for member in value), key=repr))
    if isinstance(value, (tuple, list)):
        return (kind, [exact(member) for member in value])
    return (kind, value)


@codecs
@given(sent=st.lists(values, max_size=5))
def test_values_arrive_exactly_as_they_left(codec: Codec, sent: list[object]) -> None:
    arrived = travelled([pack(value, codec) for value in sent], codec)
    assert [exact(value) for value in arrived] == [exact(value) for value in sent]


@codecs
@given(sent=st.lists(values, max_size=5))
def test_a_view_of_a_payload_is_read_as_the_payload_is(codec: Codec, sent: list[object]) -> None:
    each, payload = encode([pack(value, codec) for value in sent], codec)
    whole = memoryview(b"before" + payload + b"after")
    view = whole[6 : 6 + len(payload)]
    packed = split_packed(each, view, codec)
    assert [exact(value) for value in decode(each, view, codec)] == [exact(value) for value in sent]
    assert not each or all(type(value.blob) is bytes for value in packed if isinstance(value, Frozen))
    assert [exact(value) for value in travelled(packed, codec)] == [exact(value) for value in sent]


@codecs
@pytest.mark.parametrize(
    "value",
    [(), [], {}, set(), frozenset(), "", b"", ((),), [[]], {(): {}}, {frozenset(): ()}, -(2**63), 2**63, -(1 << 20_000),
     True, [True, 1, 1.0], {1: "int"}, {True: "bool"}, -0.0, [float("inf"), float("-inf")], complex(-0.0, -0.0),
     {"tuple": [1]}, {"dict": 1, "int": 2}, "\x00", b"\x00\xff", "\u2028"],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_corners_arrive_exactly(codec: Codec, value: object) -> None:
    [arrived] = travelled([pack(value, codec)], codec)
    assert exact(arrived) == exact(value)


class Word(str):
    __slots__ = ()


class Pretender(list[object]):
    pass


STRANGERS = [
    memoryview(b"x"), Word("a"), Pretender(), object(), len, lambda: None, int, iter([1]), ..., NotImplemented,
    {}.keys(), Exception("x"),
]  # fmt: skip


@codecs
@pytest.mark.parametrize("wrap", [lambda v: v, lambda v: [v], lambda v: {"k": (1, [v])}], ids=["bare", "list", "deep"])
@pytest.mark.parametrize("stranger", STRANGERS, ids=lambda value: type(value).__name__)
def test_strangers_are_refused_by_name(stranger: object, wrap: Callable[[object], object], codec: Codec) -> None:
    with pytest.raises(CannotTravel) as caught:
        pack(wrap(stranger), codec)
    assert str(caught.value).startswith(f"a {type(stranger).__qualname__} cannot travel; ")


@codecs
def test_strangers_are_refused_as_keys_and_members_of_sets(codec: Codec) -> None:
    for value in ({Word("a"): 1}, {Word("a")}, frozenset([Word("a")]), {(1, Word("a")): 2}):
        with pytest.raises(CannotTravel):
            pack(value, codec)


def cyclic_list() -> object:
    cycle: list[object] = [1]
    cycle.append(cycle)
    return cycle


def cyclic_dict() -> object:
    cycle: dict[str, object] = {}
    cycle["self"] = [cycle]
    return cycle


def cyclic_tuple() -> object:
    cycle: tuple[list[object]] = ([],)
    cycle[0].append(cycle)
    return cycle


@codecs
@pytest.mark.parametrize("make", [cyclic_list, cyclic_dict, cyclic_tuple])
def test_a_container_that_holds_itself_is_refused(make: Callable[[], object], codec: Codec) -> None:
    with pytest.raises(CannotTravel):
        pack(make(), codec)


def nest(depth: int, wrap: Callable[[object], object]) -> object:
    value: object = ()
    for _ in range(depth):
        value = wrap(value)
    return value


@codecs
@pytest.mark.parametrize("depth", [0, 50, 198, 199, 200, 201, 330, 990, 1990, 2010, 100_000])
@pytest.mark.parametrize(
    "wrap",
    [lambda v: [v], lambda v: (v,), lambda v: {"k": v}],
    ids=["list", "tuple", "dict"],
)
def test_what_is_nested_up_to_200_deep_arrives_and_what_is_deeper_is_refused(
    depth: int, wrap: Callable[[object], object], codec: Codec
) -> None:
    value = nest(depth, wrap)  # the innermost is a container, too
    if depth + 1 > DEEPEST:
        with pytest.raises(CannotTravel, match="it is nested more than 200 deep"):
            pack(value, codec)
    else:
        assert travelled([pack(value, codec)], codec) == [value]


@codecs
@pytest.mark.parametrize("depth", [5, 11, 13, 100])
def test_nested_sets_arrive_or_are_refused(depth: int, codec: Codec) -> None:
    value = nest(depth, lambda v: frozenset({v}))
    if depth > 11:
        with pytest.raises(CannotTravel, match="its sets more than 12"):
            pack(value, codec)
    else:
        assert travelled([pack(value, codec)], codec) == [value]


@codecs
def test_the_same_object_twice_is_no_cycle(codec: Codec) -> None:
    shared = [1]
    assert travelled([pack([shared, shared, {"k": shared}], codec)], codec) == [[[1], [1], {"k": [1]}]]


@codecs
def test_a_packed_container_stays_as_it_was_when_its_owner_changes_it(codec: Codec) -> None:
    value = {"words": [1]}
    packed = pack(value, codec)
    value["words"].append(2)
    assert isinstance(packed, Frozen)
    assert travelled([packed, "atom"], codec) == [{"words": [1]}, "atom"]


TAGS = ["tuple", "set", "frozenset", "dict", "int", "bytes", "str", "strs", "complex", "no such"]
heads = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 2**70)
    | st.integers(0, 5)
    | st.floats()
    | st.sampled_from(["", "a", "0x5"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(TAGS), inner, max_size=2),
)


def framed(head: bytes, tail: bytes, more: int = 0) -> bytes:
    return MARK + (len(head) + more).to_bytes(8, "little") + head + tail


payloads = (
    st.binary(max_size=60)
    | st.text(max_size=60).map(str.encode)
    | st.builds(
        framed, heads.map(json.dumps).map(str.encode), st.binary(max_size=9), st.sampled_from([0, 0, 0, 1, 2**62])
    )
)


@given(payloads)
@example(framed(b'{"bytes":-1}', b"ab"))
@example(framed(b'{"strs":[3,1,-1,3]}', b"abc"))
@example(framed(b'{"bytes":true}', b"a"))
def test_no_portable_payload_makes_more_than_builtins_or_a_clean_error(payload: bytes) -> None:
    try:
        value = portable_loads(payload)
    except ValueError:
        return
    pack(value, MARSHAL)


@codecs
def test_values_of_every_length_arrive(codec: Codec) -> None:
    sent: list[object] = [["\n" * (count % 30), [count] * (count // 2)] for count in range(700)]
    assert travelled([pack(value, codec) for value in sent], codec) == sent
    assert {len(portable_dumps([None] * count)) % 256 for count in range(300)} == set(range(256))
    assert all(portable_dumps(value)[0] != LOWERED for value in sent)


@given(values, st.data())
def test_a_portable_payload_that_is_cut_or_grew_is_an_error(value: object, data: st.DataObject) -> None:
    payload = portable_dumps(value)
    for other in (payload[: data.draw(st.integers(0, len(payload) - 1))], payload + b"x"):
        with pytest.raises(ValueError, match=r"payload|texts|JSON|Exp|Extra|Unterm|codec|range"):
            portable_loads(other)


def test_bytes_and_text_travel_as_they_are_between_other_pythons() -> None:
    text, data, words = "né" * 1000, bytes(range(256)) * 4, ["a", "", "\ud83d", "\ude00é"]
    payload = portable_dumps((text, data, words))
    assert text.encode() in payload
    assert data in payload
    assert len(payload) < len(text.encode()) + len(data) + 100
    assert portable_loads(payload) == (text, data, words)
