"""The file of a model: what is wrong with one is told in a line, and before much of it is unpacked."""

from __future__ import annotations

import contextlib
import hashlib
import json
import tracemalloc
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.errors import ModelError
from nlpmap.models import Model, load
from nlpmap.models.container import read_container
from nlpmap.remote.model_tables import encoded_table


def file_of(body: bytes, version: int = 2) -> bytes:
    return b"nlpmap model %d\n" % version + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def file_with(*parts: tuple[str, bytes, object], **changed: object) -> bytes:
    """A file whose parts are of these names, bytes and, in the index, hashes and sizes."""
    index = {"name": "m", "metadata": {}, "parts": [[key, len(part), *said] for key, part, said in parts]} | changed  # type: ignore[misc]
    return file_of(json.dumps(index).encode() + b"\n" + b"".join(part for _, part, _ in parts), version=3)


def said_of(content: bytes) -> list[object]:
    return [hashlib.sha256(content).hexdigest(), len(content)]


TABLE = encoded_table({"rows": [1, 2, 3]})
PACKED = zlib.compress(TABLE)
ZEROS = bytes(2**24)
SMALL_BOMB = zlib.compress(ZEROS, 9), said_of(ZEROS)


def bomb(size: int) -> bytes:
    """Return what unpacks to so many zeros, but for its end: a block of a megabyte, again and again."""
    packer = zlib.compressobj(9)
    first, *_, last = (packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(3))
    return first + last * (size // 2**20 - 1)


BOMB = bomb(2**28)
WHOLE = Model("tiny", {"splitter": {}, "tagger": {"rows": bytes(range(256))}}).to_bytes()
DAMAGED = "m: not a model file (ValueError: its content is not what its hash says: the file is damaged)"
CANT_BE_UNPACKED = "m: not a model file (ValueError: the table 'tagger' can't be unpacked)"
NOT_AS_SAID = "m: not a model file (ValueError: the table 'tagger' is not what its size and hash say)"
TOO_MUCH = "m: not a model file (ValueError: its tables unpack to more than "
CORRUPTED = {
    "empty": (b"", "m: not a model file ("),
    "nonsense": (b"nonsense", "m: not a model file (ValueError: it does not begin with 'nlpmap model ')"),
    "truncated": (WHOLE[:-9], DAMAGED),
    "damaged": (WHOLE[:-9] + b"\xff" + WHOLE[-8:], DAMAGED),
    "without an index": (file_of(b"nonsense"), "m: not a model file (JSONDecodeError: Expecting value: line 1"),
    "of a name of another kind": (
        file_of(b'{"name":1,"metadata":{},"parts":[]}\n'),
        "m: not a model file (its name, tables or metadata are of another kind)",
    ),
    "deep": (file_of(b"[" * 100_000), "m: not a model file (ValueError: its index has too many levels)"),
    "not UTF-8": (file_of(b"\xff"), "m: not a model file (UnicodeDecodeError: "),
    "of a list": (file_of(b"[1]"), "m: not a model file (ValueError: its index"),
    "of another table's hash": (file_with(("tagger", PACKED, said_of(b"other"))), NOT_AS_SAID),
    "of another size": (file_with(("tagger", PACKED, [said_of(TABLE)[0], 3])), NOT_AS_SAID),
    "of half a table": (file_with(("tagger", PACKED[:-5], said_of(TABLE))), NOT_AS_SAID),
    "of a table and more": (file_with(("tagger", PACKED + b"more", said_of(TABLE))), NOT_AS_SAID),
    "of an empty table": (file_with(("tagger", b"", said_of(b""))), NOT_AS_SAID),
    "of no packed table": (
        file_with(("tagger", b"nonsense", said_of(b""))),
        CANT_BE_UNPACKED,
    ),
    "of a bomb": (file_with(("tagger", BOMB, ["", 2**28])), TOO_MUCH),
    "of a bomb that says it is small": (file_with(("tagger", BOMB, ["", 9])), NOT_AS_SAID),
    "of a bomb that says nothing": (file_with(("tagger", BOMB, [""])), TOO_MUCH),
    "of many small bombs": (file_with(*((f"{n}", *SMALL_BOMB) for n in range(9))), TOO_MUCH),
    "of two tables of a name": (
        file_with(("tagger", PACKED, said_of(TABLE)), ("tagger", PACKED, said_of(TABLE))),
        "m: not a model file (ValueError: it has two tables of one name)",
    ),
    "longer than it says": (
        file_of(b'{"name":"m","metadata":{},"parts":[]}\nmore', 3),
        "m: not a model file (ValueError: 4 bytes follow its last table)",
    ),
    "shorter than it says": (
        file_with(parts=[["tagger", 9, "", 9]]),
        "m: not a model file (ValueError: the table 'tagger' is said to be longer than the file)",
    ),
    "of a negative size": (
        file_with(parts=[["tagger", -9, "", 9]]),
        "m: not a model file (ValueError: its index is not of names, sizes and hashes)",
    ),
    "of a name that is none": (
        file_with(parts=[[["tagger"], 0, "", 9]]),
        "m: not a model file (ValueError: its index is not of names, sizes and hashes)",
    ),
    "without metadata": (
        file_of(b'{"name":"m","parts":[]}\n', 3),
        "m: not a model file (ValueError: its index has not a name, metadata and parts)",
    ),
    "whose index is no object": (
        file_of(b"[]\n", 3),
        "m: not a model file (ValueError: its index has not a name, metadata and parts)",
    ),
    "of parts that are none": (
        file_of(b'{"name":"m","metadata":{},"parts":[1]}\n', 3),
        "m: not a model file (ValueError: its index is not of names, sizes and hashes)",
    ),
    "newer": (b"nlpmap model 4\n" + WHOLE[15:], "m: model format 4 is newer than this nlpmap knows; upgrade nlpmap"),
}


@pytest.mark.parametrize(("content", "message"), CORRUPTED.values(), ids=CORRUPTED)
def test_a_corrupted_file_is_told_in_a_line(content: bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        Model.from_bytes(content, "m")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
    file = tmp_path / "m.nlpmap"
    file.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        load(file)
    assert str(caught.value).startswith(f"{file}: ")


@pytest.mark.parametrize("content", [content for content, _ in CORRUPTED.values()], ids=CORRUPTED)
def test_whatever_a_file_holds_its_reader_raises_nothing_but_what_it_says(content: bytes) -> None:
    with contextlib.suppress(ValueError):
        read_container(content)


def test_a_bomb_is_refused_before_much_of_it_is_unpacked() -> None:
    size = 1500 * 2**20
    content = file_with(("tagger", bomb(size), ["", size]))
    tracemalloc.start()
    with pytest.raises(ModelError, match="which no model of its size does"):
        Model.from_bytes(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * len(content) + 2**24
    silent = file_with(("tagger", bomb(size), [""]))
    with pytest.raises(ModelError, match="which no model of its size does"):
        Model.from_bytes(silent)


def test_a_table_of_nothing_but_zeros_is_written_so_that_it_can_be_read() -> None:
    model = Model("zeros", {"tagger": {"rows": bytes(2**24)}})
    assert Model.from_bytes(model.to_bytes()) == model


def test_a_file_of_the_format_before_is_read() -> None:
    index = {"name": "m", "metadata": {}, "parts": [["tagger", len(PACKED), hashlib.sha256(TABLE).hexdigest()]]}
    body = json.dumps(index).encode() + b"\n" + PACKED
    assert Model.from_bytes(file_of(body)) == Model("m", {"tagger": {"rows": [1, 2, 3]}})
    with pytest.raises(ModelError, match="the table 'tagger' is not what its size and hash say"):
        Model.from_bytes(file_of(body.replace(hashlib.sha256(TABLE).hexdigest().encode(), b"0" * 64)))


def test_a_device_without_an_end_is_no_model() -> None:
    with pytest.raises(ModelError, match="it does not begin with 'nlpmap model '"):
        load("/dev/zero")


@given(st.binary(max_size=400), st.integers(0, 10**6), st.binary(max_size=9))
def test_any_bytes_are_a_model_or_a_model_error(content: bytes, place: int, patch: bytes) -> None:
    place %= len(WHOLE)
    for damaged in (content, file_of(content), WHOLE[:place] + patch + WHOLE[place + len(patch) :]):
        for sealed in (damaged, file_of(damaged.partition(b"\n")[2].partition(b"\n")[2], 3)):
            with contextlib.suppress(ModelError):
                Model.from_bytes(sealed)


def test_a_model_file_loads_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "tiny.nlpmap").write_bytes(WHOLE)
    assert load(tmp_path / "tiny.nlpmap") == load(str(tmp_path / "tiny.nlpmap")) == Model.from_bytes(WHOLE)


def test_a_directory_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Is a directory; name a model file made by"):
        load(tmp_path)
