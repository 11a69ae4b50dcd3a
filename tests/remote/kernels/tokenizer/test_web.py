"""The default tokenizer: NLTK's rules for plain text, the surface for the rest, and addresses whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.remote.kernels.protocols import Tokenizer
from nlpmap.remote.kernels.tokenizer.addresses import addresses
from nlpmap.remote.kernels.tokenizer.compiled_web import web_tokenizer
from nlpmap.remote.kernels.tokenizer.treebank import TreebankTokenizer
from nlpmap.remote.kernels.tokenizer.web import WebTokenizer
from nlpmap.remote.kernels.typography import plain
from tests.strategies import hostile

ADDRESSES = [
    "https://example.org", "https://example.org/a", "http://localhost:8080/", "https://example.org:8443/a/b.html",
    "https://example.org/a?b=c&d=e,f", "https://example.org/#part", "https://example.org/a_(b)", "ftp://files.example.org/x",
    "www.example.org", "www.example.org/a-b", "WWW.EXAMPLE.ORG", "example.org/a", "example.com:8080", "https://a.b/ü/漢字",
    "ada@example.org", "Ada.B+news@mail.example.co.uk", "mailto:ada@example.org", "mailto:ada@example.org?subject=Hi",
    "https://user:word@example.org/", "file:///etc/hosts", "https://192.168.0.1/x", "https://[::1]:80/x", "s3://bucket/key",
]  # fmt: skip
AROUND = [
    "{} is here", "See {}.", "See {}, please.", "({})", "<{}>", "“{}”", "'{}'", '"{}"', "See {}! Now.", "{}; {}",
    "[{}]", "at {}:", "{}…", "Is it {}?", "see {} or {}", "({}).", "‘{}’", "{}—there", "{}'s page",
]  # fmt: skip
NO_ADDRESS = ["a@b", "@ada", "and/or", "3:30", "e.g.", "http://", "www.", "U.S./U.K.", "a:b", "x://", "10@5", "c://"]
TOKENIZER, RULES = WebTokenizer(), TreebankTokenizer()
KERNELS = {"numpy": TOKENIZER, "compiled": web_tokenizer()}
each_kernel = pytest.mark.parametrize("tokenizer", KERNELS.values(), ids=KERNELS)
PIECES = [*ADDRESSES, *NO_ADDRESS, "«", "²'", "´s"]
texts = st.lists(hostile | st.sampled_from(PIECES) | st.text(max_size=5)).map("".join)


@each_kernel
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_one_token(tokenizer: Tokenizer, address: str) -> None:
    for frame in AROUND:
        text = frame.replace("{}", address)
        forms, *_ = tokenizer.columns(text, [(0, len(text))])
        assert forms.count(address) == frame.count("{}"), text


@each_kernel
@pytest.mark.parametrize("text", NO_ADDRESS)
def test_what_is_no_address_is_left_to_the_rules(tokenizer: Tokenizer, text: str) -> None:
    assert not list(addresses(text))
    assert tokenizer.columns(text, [(0, len(text))]) == RULES.columns(text, [(0, len(text))])


@given(texts)
def test_tokens_are_in_order_and_are_the_text(text: str) -> None:
    half = len(text) // 2
    forms, starts, ends, sentence_ends = columns = TOKENIZER.columns(text, [(0, half), (half, len(text))])
    assert KERNELS["compiled"].columns(text, [(0, half), (half, len(text))]) == columns
    assert sentence_ends[-1] == len(forms) == len(starts) == len(ends)
    end = 0
    for form, start, following in zip(forms, starts, ends, strict=True):
        assert end <= start < following
        assert not text[end:start].strip()
        assert text[start:following] == form or text[start:following] in ('"', "''")
        end = following
    assert not text[end:].strip()


@given(texts)
def test_plain_text_without_addresses_is_cut_by_nltks_rules(text: str) -> None:
    text = plain(text).replace("…", "...")
    if not list(addresses(text)):
        assert TOKENIZER.columns(text, [(0, len(text))]) == RULES.columns(text, [(0, len(text))])


@given(texts)
def test_typographic_text_is_cut_where_plain_text_is(text: str) -> None:
    text = text.replace("…", "...")
    if list(addresses(text)) == list(addresses(plain(text))):
        typographic, straight = (TOKENIZER.columns(one, [(0, len(one))]) for one in (text, plain(text)))
        assert typographic[1:] == straight[1:]


@given(texts)
def test_addresses_do_not_overlap(text: str) -> None:
    end = 0
    for start, following in addresses(text):
        assert end <= start < following <= len(text)
        assert not any(map(str.isspace, text[start:following]))
        end = following
