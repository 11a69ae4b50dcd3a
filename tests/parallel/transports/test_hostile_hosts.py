"""What a worker sends may be anything: it makes one clear error, and no more memory than was sent."""

from __future__ import annotations

import contextlib
import json
import sys
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap.errors import HostError, InputError, WorkerDied, WorkerError
from nlpmap.parallel.options import Policy
from nlpmap.parallel.scheduling.actions import Outcomes
from nlpmap.parallel.scheduling.outcome_values import results_of
from nlpmap.parallel.transports import specs
from nlpmap.parallel.transports.arrivals import KINDS, NoMessage, received
from nlpmap.remote.serving.messages import to_wire
from nlpmap.remote.serving.portable import MARK, portable_dumps, portable_loads
from nlpmap.remote.serving.values import CannotTravel
from nlpmap.remote.serving.wire import LOWERED, MARSHAL, PORTABLE, Codec, decode, encode, pack
from tests.remote.serving.test_wire import values

NO_SUCH = b'{"no such": 1}'
codecs = pytest.mark.parametrize("codec", [MARSHAL, PORTABLE], ids=lambda codec: codec.name)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["tuple", "set", "frozenset", "dict", "int", "bytes", "str", "complex", "x"]),
            inner,
            max_size=2,
        )
    ),
    max_leaves=8,
)


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode) | json_values.map(as_json))
def test_a_portable_payload_makes_builtins_or_a_value_error(payload: bytes) -> None:
    try:
        value = portable_loads(payload)
    except ValueError:
        return
    pack(value, MARSHAL)


NAMES = [
    "tuple", "dict", "set", "frozenset", "dataclass", "namedtuple", "enum", "collections:Counter", "collections:deque",
    "collections:defaultdict", "builtins:range", "builtins:slice", "builtins:bytearray", "array:array",
    "types:SimpleNamespace", "datetime:date", "datetime:time", "datetime:datetime", "datetime:timedelta",
    "datetime:timezone", "zoneinfo:ZoneInfo", "decimal:Decimal", "fractions:Fraction", "uuid:UUID", "pathlib:PosixPath",
    "numpy:ndarray", "numpy:generic", "nltk.tree:Tree", "nltk.probability:FreqDist", "os:system", "",
]  # fmt: skip
parts = st.one_of(
    st.integers(-3, 10**12), st.text(max_size=4), st.binary(max_size=9), st.none(), st.just("1e999999999")
)
travelled = st.recursive(
    parts,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(st.sampled_from(NAMES), inner, inner)
        | st.tuples(st.sampled_from(NAMES), inner)
    ),
)


@codecs
@given(travelled)
def test_values_are_restored_or_told_not_to_travel(codec: Codec, value: object) -> None:
    blob = bytes([LOWERED]) + codec.dumps([[], value])
    payload = (1).to_bytes(8, "little") + len(blob).to_bytes(8, "little") + blob
    with contextlib.suppress(CannotTravel, ValueError):
        [_] = decode(True, payload, codec)


@given(st.lists(values, min_size=1, max_size=4), st.integers(0, 10**6), st.binary(max_size=12), st.booleans())
def test_a_damaged_payload_is_values_or_a_value_error(sent: list[object], place: int, patch: bytes, cut: bool) -> None:
    each, payload = encode([pack(value, PORTABLE) for value in sent], PORTABLE)
    place %= len(payload) + 1
    damaged = payload[:place] + patch + (b"" if cut else payload[place + len(patch) :])
    for many in (each, not each):
        with contextlib.suppress(CannotTravel, ValueError):
            decode(many, damaged, PORTABLE)


@pytest.mark.parametrize("count", [1, 2, 4, 10**9])
def test_a_payload_of_another_number_of_values_is_an_error_of_each_of_its_items(count: int) -> None:
    payload = encode(["a", "b", "c"], PORTABLE)
    part = Outcomes(5, min(count, 9), payload, 0)
    found = [error for several in results_of(part, PORTABLE, Policy(on_error="return")) for error in several]
    assert [error.index for error in found] == list(range(5, 5 + min(count, 9)))
    assert "result: a payload of 3 values for" in found[0].message


def test_a_value_that_cannot_be_read_is_an_error_of_its_item_alone() -> None:
    blobs = [portable_dumps(1), MARK + len(NO_SUCH).to_bytes(8, "little") + NO_SUCH, portable_dumps((2,))]
    lengths = b"".join(len(blob).to_bytes(8, "little") for blob in blobs)
    payload = (True, len(blobs).to_bytes(8, "little") + lengths + b"".join(blobs))
    found = [
        value
        for several in results_of(Outcomes(0, 3, payload, 0), PORTABLE, Policy(on_error="return"))
        for value in several
    ]
    assert (found[0], found[2]) == (1, (2,))
    assert isinstance(found[1], WorkerError)
    assert "result: a payload that was not written as such (KeyError: 'no such')" in found[1].message


fields = st.one_of(
    st.integers(), st.text(max_size=3), st.binary(max_size=3), st.none(), st.booleans(), st.floats(),
    st.lists(st.integers() | st.text(max_size=1), max_size=3),
    st.dictionaries(st.text(max_size=3), st.none(), max_size=2),
)  # fmt: skip
wired = fields | st.lists(fields, max_size=7).map(tuple) | st.tuples(st.sampled_from(sorted(KINDS)), *[fields] * 3)


@given(wired)
def test_what_arrives_is_a_message_or_told_to_be_none(arrived: object) -> None:
    try:
        message = received(arrived)
    except NoMessage as error:
        said = str(error)
    else:
        assert to_wire(message) == arrived
        return
    assert "\n" not in said
    assert len(said) < 300


HOSTILE = """
import os, struct, sys
sys.path.insert(0, {site!r})
from execnet.gateway_base import dumps_internal, Message
def read(count):
    return sys.stdin.buffer.read(count)
def send(code, channel, data):
    sys.stdout.buffer.write(struct.pack("!bii", code, channel, len(data)) + data)
    sys.stdout.buffer.flush()
sys.stdout.write(MARK)
sys.stdout.flush()
sys.stdin.buffer.readline()
sys.stdout.write("1")
sys.stdout.flush()
versions = {{"nltk": "3.10.4", "numpy": "2.0"}}
hello = ("Hello", {{"python": "3.11.0", "executable": "py", "implementation": "cpython", "versions": versions}})
def say(message):
    send(4, channel, dumps_internal(message))
while True:
    code, channel, length = struct.unpack("!bii", read(9))
    data = read(length)
    if code == 3:
        {at_start}
    elif b"Items" in data[:40]:
        {at_items}
"""


def hostile(folder: Path, at_start: str = "say(hello)", at_items: str = "pass") -> str:
    """A spec whose interpreter speaks execnet's protocol, and then says something of its own."""
    import execnet

    site = str(Path(execnet.__file__).parents[1])
    (folder / "hostile.py").write_text(HOSTILE.format(site=site, at_start=at_start, at_items=at_items))
    python = folder / "python"
    # the mark is in the command line, in two parts
    python.write_text(
        f"#!{sys.executable}\nimport re, sys\n"
        "first, last = re.search(r\"write\\('(.*?)'\\+'(.*?)'\\)\", sys.argv[-1]).groups()\n"
        f"exec(compile(open({str(folder / 'hostile.py')!r}).read(), 'hostile', 'exec'), {{'MARK': first + last}})\n"
    )
    python.chmod(0o755)
    return f"popen//python={python}//packs=no"


@pytest.mark.parametrize(
    ("at_start", "said"),
    [
        ("say(('Hello', 1))", "it sent what is no message of a worker: ('Hello', 1)"),
        ("say(('Hello', {}))", "it sent what is no message of a worker: a tuple"),
        ("say('x' * 10**6)", "it sent what is no message of a worker: a str"),
        ("say(('BeginRun', 1, '', '', None, '', None, None, {}))", "it sent what is no message of a worker"),
        ("send(3, 5, b'import os'); send(99, 1, b'')", "it sent what is no message of a worker"),
        ("send(4, channel, b'nonsense')", "it sent what is no message of a worker"),
        ("send(4, channel, NEWLIST + struct.pack('!i', 2**31 - 1) + STOP)", "it sent what is no message of a worker"),
        ("send(6, channel, NEWLIST + struct.pack('!i', 2**31 - 1) + STOP)", "it sent what is no message of a worker"),
        ("send(4, channel, BYTES + struct.pack('!i', 2**31 - 1) + bytes(2**16))", "did not start"),
        ("send(4, channel, BYTES + struct.pack('!i', -1) + bytes(2**16))", "did not start"),
        ("say((bytes(2**16), 1, 'Hello'))", "it sent what is no message of a worker: a tuple"),
        ("say((bytes(2**16), 10**9, 'Hello'))", "it sent what is no message of a worker: a tuple"),
        ("os.write(1, struct.pack('!bii', 4, channel, 2**31 - 1)); os._exit(0)", "did not start"),
        ("say(('Lacks', ['numpy'], {}))", "it asked for packs, which its spec forbids"),
        ("say(('Hello', {**hello[1], 'why_no_packs': 5}))", "it sent what is no message of a worker"),
        ("say(('Hello', {**hello[1], 'why_no_packs': 'x' * 10**6}))", "it sent what is no message of a worker"),
        ("say(('Wants', 1))", "it sent what is no message of a worker: ('Wants', 1)"),
        ("os._exit(0)", "the process ended with exit code 0"),
    ],
)
def test_a_host_that_says_nonsense_as_it_starts_is_one_error(tmp_path: Path, at_start: str, said: str) -> None:
    from execnet.gateway_base import opcode

    at_start = at_start.replace("NEWLIST", repr(opcode.NEWLIST)).replace("STOP", repr(opcode.STOP))
    at_start = at_start.replace("BYTES", repr(opcode.BYTES))
    tracemalloc.start()
    with pytest.raises(HostError, match="1 of 1 workers did not start") as caught:
        nlpmap.map(len, ["a"], hostile(tmp_path, at_start))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert said in str(caught.value)
    assert peak < 2**26


@pytest.mark.parametrize(
    "at_items",
    [
        "say(('Answers', 1, 7, 1, False, b'[1]', 0.0))",  # an item that it has not
        "say(('Answers', 1, 0, 10**12, False, b'[1]', 0.0))",
        "say(('Scattered', 1, [0, 0], False, b'[1,2]', 0.0))",
        "say(('Scattered', 1, [0], False, b'[1,2]', 0.0))",
        "say(('Scattered', 1, [0], True, b'\\xff' * 8, 0.0))",
        "say((bytes(2**16), 4, 'Scattered', 1, [0], True, 0.0))",
        "say((bytes(2**16), 3, 'Answers', 1, 0, 1, True, 0.0))",
        "say(('AmbiguousFailure', 1, [0, 1, 2, 3]))",
        "say(('Failed', 1, 9, 'E', 'm', 't'))",
        "say(('Answers', 1, 0, 1, False, b'[1]', float('nan')))",
    ],
)
def test_a_host_that_answers_what_it_was_not_asked_is_given_up_with_its_item(tmp_path: Path, at_items: str) -> None:
    with pytest.raises((WorkerDied, HostError)) as caught:
        nlpmap.map(len, ["a"], hostile(tmp_path, at_items=at_items), retries=0)
    assert "item 0" in str(caught.value)


def test_results_that_cannot_be_read_are_errors_of_their_items(tmp_path: Path) -> None:
    spec = hostile(tmp_path, at_items="say(('Answers', 1, 0, 1, False, b'nonsense', 0.0))")
    [error] = nlpmap.map(len, ["a"], spec, on_error="return")
    assert isinstance(error, WorkerError)
    assert error.summary.startswith("ProtocolError: result: ")


def test_no_host_makes_this_process_run_code(tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    source = f"open({str(marker)!r}, 'w').close()"
    spec = hostile(tmp_path, f"send(3, 7, dumps_internal(({source!r}, None, None, {{}}))); say(hello)", "os._exit(1)")
    with pytest.raises((WorkerDied, HostError)):
        nlpmap.map(len, ["a"], spec, retries=0)
    assert not marker.exists()


@pytest.mark.parametrize(
    "spec",
    [
        "ssh=-oProxyCommand=touch pwned", "ssh=-oProxyCommand=touch", "ssh=-F/tmp/config ada",
        "ssh=ada -oProxyCommand=x",
        "ssh=-p 22 -oProxyCommand=x ada", "ssh=-p 22x ada", "ssh=-p ada", "ssh=user@-oProxyCommand=x", "ssh=-x@ada",
        "ssh=",
        "ssh=ada\nbob", "ssh=ada\tbob", "ssh= -oProxyCommand=x", "ssh=ada//id=x');import os#", "popen//id=a b",
        "popen//python=a\nb", "ssh=ada\x1b[31m", "ssh=-4 ada", "ssh=-Eada",
    ],
)  # fmt: skip
def test_options_in_the_place_of_a_host_are_refused_in_a_line(spec: str) -> None:
    with pytest.raises(InputError, match=r"^spec ") as caught:
        specs.expand(spec)
    assert "\n" not in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "spec",
    ["ssh=ada", "ssh=user@ada", "ssh=-p 2222 user@ada", "ssh=10.0.0.7", "ssh=user@::1", "ssh=first.last@ada-2.lab.org",
     "ssh=ada//id=gw_1.a", "ssh=DOM\\user@ada", "ssh=user+x@ada"],
)  # fmt: skip
def test_users_hosts_and_ports_are_taken(spec: str) -> None:
    assert specs.expand(spec) == [spec]
