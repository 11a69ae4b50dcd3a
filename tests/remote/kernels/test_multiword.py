"""A tokenizer that puts multiword tokens asunder does that and nothing else, compiled or not."""

from __future__ import annotations

from array import array
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.remote.document import Annotation, Document
from nlpmap.remote.document.buffers import Buffers
from nlpmap.remote.formats.registry import FORMATS
from nlpmap.remote.kernels.feed_forward import packed_network
from nlpmap.remote.kernels.multiword import LONGEST, ExpandingTokenizer, MultiwordTable, with_words
from nlpmap.remote.kernels.tokenizer.compiled_ud import ud_tokenizer
from nlpmap.remote.kernels.tokenizer.ud import UdTokenizer
from nlpmap.remote.kernels.tokenizer.web import WebTokenizer
from tests.strategies import hostile

TABLE = {
    "forms": {"du": "de le", "zum": "zu dem", "can't": "can not", "solo": "", "日本": "日 本"},
    "endings": {"lo": "- lo", "ándolo": "-ando lo"},
}
NETWORK = packed_network(["1=.$"], np.ones((1, 1, 1)), np.array([1]), bias=0)
UD: dict[str, Any] = {"network": NETWORK, "endings": "", "split": "", "doubtful": "", "multiword": TABLE}
forms = st.sampled_from(["du", "Du", "ZUM", "can’t", "verlo", "dándolo", "solo", "lo", "日本", "İlo", "x" * 99, "ßlo"])
texts = st.lists(forms | hostile, max_size=8).map(" ".join)


@given(texts)
def test_words_are_those_of_the_table_and_others_stay(text: str) -> None:
    plain, expanding = WebTokenizer(), ExpandingTokenizer(WebTokenizer(), TABLE)
    spans = [(0, len(text) // 2), (len(text) // 2, len(text))]
    tokens, starts, ends, sentence_ends = plain.columns(text, spans)
    table = MultiwordTable(TABLE)
    words = [table.words(token) or (token,) for token in tokens]
    found = expanding.columns(text, spans)
    assert found[0] == [word for some in words for word in some]
    assert found[3] == [sum(map(len, words[:end])) for end in sentence_ends]
    assert len(found[1]) == len(found[2]) == len(found[0])
    assert {*zip(starts, ends, strict=True)} == {*groups(found[1], found[2], [len(some) for some in words])}


def groups(starts: list[int], ends: list[int], lengths: list[int]) -> list[tuple[int, int]]:
    """Return where the words of each token begin and end together."""
    bounds = [0]
    for length in lengths:
        bounds.append(bounds[-1] + length)
    return [(starts[first], ends[last - 1]) for first, last in pairwise(bounds)]


@given(texts)
def test_the_compiled_tokenizer_finds_the_same_words(text: str) -> None:
    spans = [(0, len(text))]
    pure = ExpandingTokenizer(UdTokenizer(UD), TABLE)
    kernel = ud_tokenizer(UD)
    assert isinstance(kernel, ExpandingTokenizer)
    assert kernel.columns(text, spans) == pure.columns(text, spans)
    buffers = kernel.buffers(text, spans)
    assert buffers is None or buffers() == Annotation(*pure.columns(text, spans))


def test_a_tokenizer_without_a_table_is_the_kernel_itself() -> None:
    tables = {name: table for name, table in UD.items() if name != "multiword"}
    assert not isinstance(ud_tokenizer(tables), ExpandingTokenizer)


def test_a_long_token_and_an_unspelled_case_are_one_word() -> None:
    table = MultiwordTable(TABLE)
    assert table.words("x" * (LONGEST + 1) + "lo") == ()
    assert table.words("") == ()
    assert table.words("İlo") == ("İ", "lo")


@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if not form.is_binary])
def test_each_format_writes_words_of_buffers_and_of_columns_alike(name: str) -> None:
    text = "Vin du pays. Verlo zum."
    columns = ud_tokenizer(UD).columns(text, [(0, 12), (13, 23)])
    tags = ["X"] * len(columns[0])
    forms, starts, ends, sentence_ends = columns
    buffers = Buffers(forms, array("i", starts), array("i", ends), sentence_ends, tags, None, tags)
    lazy = Document("d", text, annotation=Annotation.lazy(buffers))
    plain = Document("d", text, annotation=Annotation(*columns, tags, None, tags))
    compiled = FORMATS[name].to_utf8
    render = FORMATS[name].render
    assert render is not None
    rendered = render(plain)
    assert compiled is None or (found := compiled(lazy)) is None or found == rendered.encode()


def test_words_are_put_in_their_places() -> None:
    columns = (["a", "du", "b"], [0, 2, 5], [1, 4, 6], [1, 3])
    expanded = with_words(columns, [(), (("de", 0, 2), ("le", 0, 2)), ()])
    assert expanded == (["a", "de", "le", "b"], [0, 2, 2, 5], [1, 4, 4, 6], [1, 4])
