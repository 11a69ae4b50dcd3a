"""A file that is no whole index is told in one line, whatever is in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap.errors import InputError
from nlpmap.explore.index.container import TAIL
from nlpmap.explore.index.corpus_index import CorpusIndex
from tests.explore.contents import contents
from tests.explore.indexes import index_of
from tests.explore.test_index import DOCUMENTS, ODD

QUERIES = (
    '"dog.*"',
    '[xpos="DT"]? []{0,2} [upos="VERB"] within s',
    '<doc stars="3"> []',
    'a:[] "is" :: a.xpos = "PRP"',
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    documents = [*DOCUMENTS, *ODD[2:]]
    return index_of(documents, tmp_path_factory.mktemp("index")).path.read_bytes()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged") / "corpus.nlpx"


def matches(path: Path, query: str) -> int:
    return len(nlpmap.open(str(path)).query(query).starts)


def used(content: bytes, path: Path) -> str:
    """Use an index in many ways, and return what it says is wrong with it."""
    path.unlink(missing_ok=True)  # the last may still be mapped
    path.write_bytes(content)
    said = []
    uses: list[Callable[[], object]] = [
        lambda: contents(CorpusIndex(path)),
        *(partial(matches, path, query) for query in QUERIES),
        lambda: nlpmap.open(str(path)).concordance(QUERIES[0], sort="left 1").page(),
        lambda: nlpmap.open(str(path)).frequencies("xpos", by="stars"),
        lambda: nlpmap.open(str(path)).collocations('"is"', least=1),
        lambda: list(nlpmap.open(str(path))),
    ]
    for use in uses:
        try:
            use()
        except InputError as error:
            said.append(str(error))
    assert not any("\n" in reason for reason in said)
    return " ".join(said)


@given(st.integers(0, 10**6), st.integers(1, 255))
def test_a_byte_that_is_another_is_told_or_borne(whole: bytes, path: Path, place: int, change: int) -> None:
    content = bytearray(whole)
    content[place % len(content)] ^= change
    used(bytes(content), path)


@given(st.integers(0, 10**6))
def test_an_index_that_is_cut_is_told(whole: bytes, path: Path, length: int) -> None:
    assert used(whole[: length % len(whole)], path)


values = (
    st.none() | st.integers(-(2**70), 2**70) | st.text(max_size=5) | st.floats() | st.lists(st.integers(), max_size=4)
)


@given(st.data())
def test_a_header_may_say_anything(whole: bytes, path: Path, data: st.DataObject) -> None:
    [(offset, length)] = np.frombuffer(whole[-TAIL.itemsize :], TAIL).tolist()
    header = json.loads(whole[offset : offset + length])
    holder = data.draw(st.sampled_from([header, header["arrays"]]))
    key = data.draw(st.sampled_from(sorted(holder)))
    if isinstance(holder[key], list) and data.draw(st.booleans()) and holder[key]:
        holder, key = holder[key], data.draw(st.integers(0, len(holder[key]) - 1))
    holder[key] = data.draw(values)
    text = json.dumps(header).encode()
    used(whole[:offset] + text + np.array([(offset, len(text))], TAIL).tobytes(), path)


@pytest.mark.parametrize("content", [b"", b"x", b"# newdoc\n", bytes(100), b"nlpmap index\x01\n\x00\x00"])
def test_another_file_is_no_index(content: bytes, path: Path) -> None:
    assert used(content, path)


def with_arrays(whole: bytes, **places: list[object]) -> bytes:
    """An index with other places of its arrays."""
    [(offset, length)] = np.frombuffer(whole[-TAIL.itemsize :], TAIL).tolist()
    header = json.loads(whole[offset : offset + length])
    header["arrays"] |= {name.replace("_", "."): place for name, place in places.items()}
    text = json.dumps(header).encode()
    return whole[:offset] + text + np.array([(offset, len(text))], TAIL).tobytes()


@pytest.mark.parametrize(
    "places", [{"s_ends": ["<u4", 64, 0]}, {"p_ends": ["<u4", 64, 0]}, {"form_counts": ["<u4", 64, 0]}]
)
def test_parts_that_are_empty_are_told(whole: bytes, path: Path, places: dict[str, list[object]]) -> None:
    assert "make it again" in used(with_arrays(whole, **places), path)
