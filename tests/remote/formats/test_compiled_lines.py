"""What compiled code writes is what Python writes; what it leaves to Python is seldom, and none that is usual."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise, product
from typing import Any
from unicodedata import combining, decomposition, is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.remote.document import Annotation, Chunk, Document
from nlpmap.remote.document.buffers import Buffers, buffers_of
from nlpmap.remote.document.chunks import ChunkColumns
from nlpmap.remote.document.packing import pack_annotation, unpack_annotation
from nlpmap.remote.formats import FORMATS, UnfitForFormat, encoded, renderer
from nlpmap.remote.native import OFF, compiled
from nlpmap.remote.pipeline import write_and_count

NAMES = [name for name, format in FORMATS.items() if format.to_utf8]
CHARACTERS = [
    *"ans'`./_-[]\"\\&<>|=1²", *" \t\n\r\x0b\x1c\x85\xa0\u2003\u2028", *"\0\x07\x7f\x9f\xad\u200b\ufeff\ud800\udfff",
    *"’“…éſK\u0301\u0338ﬁΩאब়가각あ゙漢", "🙂", "𝒳", "\U00011100\U00011127",
]  # fmt: skip
forms = st.lists(st.sampled_from(CHARACTERS), max_size=4).map("".join)
tags = st.sampled_from(["NN", "POS", "VB", None, "", "a/b", "a b", "é", "\ud800", "NN\n", "<&>", '"'])
lemmas = st.sampled_from(
    ["dog", None, "", "a b", " a", "a\xa0b", "e\u0301", "\u212b", "é<&>", '"', "a\tb", "\ud800", "🙂"]
)
labels = st.sampled_from(["NP", "VP", "", "N P", "é<", '"', "\ud800"])

pytestmark = pytest.mark.skipif(compiled("lines") is None, reason="the compiled core is not built, or is turned off")


@st.composite
def tokenized(draw: st.DrawFn) -> Document:
    """A document most of whose tokens are in order, free of white space and parted by some; not all."""
    spaces = st.sampled_from(["", "", " ", " ", "\n", " \u2028", "x"])
    pieces = draw(st.lists(st.tuples(forms, spaces), max_size=8))
    before = draw(st.sampled_from(["", "", " ", "x"]))
    ends = list(accumulate((len(form) + len(gap) for form, gap in pieces), initial=len(before)))
    spans = [(start, start + len(form)) for start, (form, _) in zip(ends, pieces, strict=False)]
    words = [draw(st.just(form) | forms) for form, _ in pieces]
    if draw(st.integers(0, 4)) == 0:
        places = st.integers(0, ends[-1])
        spans = [draw(st.just(span) | st.tuples(places, places)) for span in spans]
    count = len(words)
    sentence_ends = sorted({*draw(st.lists(st.integers(1, max(count, 1)), max_size=3)), count} if count else ())
    columns = Annotation(words, [start for start, _ in spans], [end for _, end in spans], sentence_ends)
    text = before + "".join(map("".join, pieces))
    return Document(draw(forms), text, draw(st.just({}) | st.dictionaries(forms, forms)), annotated(draw, columns))


def annotated(draw: st.DrawFn, columns: Annotation) -> Annotation:
    count = len(columns.forms)
    places = st.integers(0, count)
    spans = st.tuples(labels, places, places).map(lambda chunk: Chunk(chunk[0], *sorted(chunk[1:])))
    return replace(
        columns,
        tags=draw(st.none() | st.lists(tags, min_size=count, max_size=count)),
        universal=draw(st.none() | st.lists(tags, min_size=count, max_size=count)),
        chunks=draw(st.none() | st.lists(spans, max_size=4)),
        lemmas=draw(st.none() | st.lists(lemmas, min_size=count, max_size=count)),
    )


def with_buffers(document: Document) -> Document:
    """The document as compiled kernels make one: its offsets, and its chunks, C ints."""
    columns = document.annotated
    starts, ends = array("i", columns.starts), array("i", columns.ends)
    return document.with_annotation(
        Annotation.lazy(
            Buffers(
                list(columns.forms), starts, ends, list(columns.sentence_ends), columns.tags,
                columns.chunks and chunk_columns(columns.chunks), columns.universal, columns.lemmas,
            )
        )
    )  # fmt: skip


def chunk_columns(chunks: Sequence[Chunk]) -> ChunkColumns:
    labels = [label for label, _, _ in chunks]
    starts, ends = array("i", [chunk.start for chunk in chunks]), array("i", [chunk.end for chunk in chunks])
    return ChunkColumns(labels, array("i", range(len(labels))), starts, ends)


def written(name: str, document: Document) -> bytes | str:
    """What Python writes, or says."""
    try:
        return encoded(renderer(name)(document))
    except ValueError as error:
        return str(error)


def by_compiled_code(name: str, document: Document) -> bytes | str | None:
    to_utf8 = FORMATS[name].to_utf8
    assert to_utf8 is not None
    try:
        return to_utf8(document)
    except ValueError as error:
        return str(error)


def check(document: Document) -> bool:
    """Compare what is written; return whether compiled code wrote all of it."""
    left = 0
    for name in NAMES:
        expected = written(name, document)
        for one in (document, with_buffers(document)):
            found = by_compiled_code(name, one)
            assert found is None or found == expected, name
            left += found is None
    return left == 0


@given(tokenized())
def test_what_is_written_is_what_python_writes(document: Document) -> None:
    check(document)


@given(st.from_type(Document))
def test_hostile_documents_are_written_as_python_writes_them(document: Document) -> None:
    check(document)


def usual(tokens: Sequence[str], tag: str = "NN") -> Document:
    """A document whose tokens stand together, each two sentences."""
    ends = list(accumulate(map(len, tokens)))
    starts = [end - len(token) for token, end in zip(tokens, ends, strict=True)]
    sentence_ends = sorted({len(tokens) // 2 + 1, len(tokens)})
    return Document(
        "d", "".join(tokens), {}, Annotation(list(tokens), starts, ends, sentence_ends, [tag] * len(tokens))
    )


@pytest.mark.parametrize("name", NAMES)
def test_usual_documents_are_not_left_to_python(name: str) -> None:
    document = Document.from_sents([[("Dogs", "NNS"), ("’s", "POS"), ("—", ":"), ("漢", None)], [("é", "FW")]], "d")
    chunks = [Chunk("NP", 0, 3), Chunk("PP", 1, 2)]
    for columns in (document.annotated, replace(document.annotated, chunks=chunks)):
        one = document.with_annotation(columns)
        assert by_compiled_code(name, one) == written(name, one)
        assert by_compiled_code(name, with_buffers(one)) == written(name, one)
        assert written(name, one)


def words_up_to(length: int, alphabet: str) -> Iterator[str]:
    return ("".join(word) for size in range(1, length + 1) for word in product(alphabet, repeat=size))


BEFORE = ["a", "1", ".", "é", "²", "x’", "ſ"]


def check_joins(words: Sequence[str], joins: Iterable[tuple[str, str]] = tuple(product(BEFORE, ["POS", "NN"]))) -> None:
    """Words after others that nothing parts from them are of the same token in CoNLL-U just where Python finds so."""
    for before, tag in joins:
        document = usual([part for word in words for part in (before, word, "|")], tag)
        check_all = by_compiled_code("conllu", document)
        assert check_all == written("conllu", document), (before, tag)


def test_clitics_are_of_the_token_before_as_python_has_it() -> None:
    check_joins(list(words_up_to(3, "n'’ts.")))
    check_joins(list(words_up_to(2, "n'’`tsSmdrelvDſé1.KÀ÷ﬆ")))


@pytest.mark.slow
def test_all_short_words_are_of_the_token_before_as_python_has_it() -> None:
    alphabet = "n'’`tsSreLlvdmſé1."
    check_joins(list(words_up_to(3, alphabet)))
    words = list(words_up_to(4, alphabet))
    for first, before in enumerate(BEFORE):  # each of four after one or two, and with either tag after some
        check_joins(words[first :: len(BEFORE)], [(before, "POS"), (before, "NN")])


def test_each_character_is_written_as_python_writes_it() -> None:
    for code in [
        *range(0x250),
        *range(0x2000, 0x2070),
        *range(0xD7F0, 0xD810),
        *range(0xDFF0, 0xE010),
        0xFFFF,
        0x10FFFF,
    ]:
        check(usual(["a", f"{chr(code)}b", chr(code)]))


@pytest.mark.slow
def test_every_character_is_written_as_python_writes_it() -> None:
    forms = [f"{chr(code)}." for code in range(0x110000)]
    for many in pieces_of(forms, 1000):
        if not check(usual(many)):  # some are left to Python, and the others of theirs
            for few in pieces_of(many, 40):
                check(usual(few))


def pieces_of(forms: list[str], count: int) -> Iterator[list[str]]:
    return (forms[first : first + count] for first in range(0, len(forms), count))


@pytest.mark.slow
def test_all_cuts_of_all_short_texts_are_written_as_python_writes_them() -> None:
    for text in words_up_to(4, "a' .\u0301é"):
        for cuts in product([0, 1], repeat=len(text) - 1):
            bounds = [0, *(place for place, cut in enumerate(cuts, 1) if cut), len(text)]
            spans = [span for span in pairwise(bounds) if not text[slice(*span)].isspace()]
            if spans:
                starts, ends = map(list, zip(*spans, strict=True))
                columns = Annotation([text[slice(*span)] for span in spans], starts, ends, [len(spans)])
                check(Document("d", text, {}, columns))


@pytest.mark.slow
def test_characters_that_count_as_safe_are_in_nfc_whatever_stands_beside_them() -> None:
    safe = compiled("lines").safe_in_nfc
    second = {int(pair[1], 16) for pair in pairs_of(range(0x110000))} | {*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)}
    for code in filter(safe, range(0x110000)):
        assert is_normalized("NFC", chr(code)), hex(code)
        assert not combining(chr(code)), hex(code)
        assert code not in second, hex(code)


def pairs_of(codes: Sequence[int]) -> Iterator[list[str]]:
    """The canonical decompositions into two."""
    for code in codes:
        parts = decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            yield parts


ODD_COLUMNS: list[dict[str, Any]] = [
    {"starts": [0, 2**40]}, {"starts": [0, True]}, {"starts": [0]}, {"starts": [-1, 2]}, {"starts": (0, 2)},
    {"ends": [1, 99]}, {"ends": [1, 1.5]}, {"sentence_ends": [1]}, {"sentence_ends": [2, 1]}, {"sentence_ends": []},
    {"sentence_ends": [1, 3]}, {"sentence_ends": [0, 2]}, {"tags": ["NN"]}, {"tags": ("NN", "NN")}, {"tags": []},
    {"tags": ["NN", 1]}, {"universal": ["X"]}, {"universal": []}, {"forms": ("a", "b")}, {"forms": ["a", 1]},
    {"forms": ["a"]}, {"chunks": []}, {"chunks": [("NP", 0, 1)]}, {"chunks": [Chunk("NP", 1, 1)]},
    {"chunks": [Chunk("NP", 0, 9)]}, {"chunks": [Chunk("NP", -1, 1)]}, {"chunks": [Chunk(1, 0, 1)]},  # type: ignore[arg-type]
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD_COLUMNS, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_odd_columns_are_written_or_refused_as_before(name: str, odd: dict[str, Any]) -> None:
    columns = replace(Annotation(["a", "b"], [0, 2], [1, 3], [2], ["NN", "VB"]), **odd)
    document = Document("d", "a b", {}, columns)
    try:
        expected: object = encoded(renderer(name)(document))
    except Exception as error:
        expected = type(error)
    found = by_compiled_code(name, document)
    assert found is None or found == expected


ODD_CHUNKS = {
    "no such label": ChunkColumns(["NP"], array("i", [1]), array("i", [0]), array("i", [1])),
    "a label below the first": ChunkColumns(["NP"], array("i", [-1]), array("i", [0]), array("i", [1])),
    "an end beyond the last": ChunkColumns(["NP"], array("i", [0]), array("i", [0]), array("i", [3])),
    "an end before the start": ChunkColumns(["NP"], array("i", [0]), array("i", [1]), array("i", [1])),
    "other numbers": ChunkColumns(["NP"], array("q", [0]), array("i", [0]), array("i", [1])),
    "an end too few": ChunkColumns(["NP"], array("i", [0]), array("i", [0]), array("i")),
}


@pytest.mark.parametrize("odd", ODD_CHUNKS.values(), ids=list(ODD_CHUNKS))
@pytest.mark.parametrize("name", ["jsonl", "vertical", "conllu"])
def test_odd_columns_of_chunks_are_left_to_python(name: str, odd: ChunkColumns) -> None:
    buffers = Buffers(["a", "b"], array("i", [0, 2]), array("i", [1, 3]), [2], chunks=odd)
    to_utf8 = FORMATS[name].to_utf8
    assert to_utf8 is not None
    assert to_utf8(Document("d", "a b", annotation=Annotation.lazy(buffers))) is None


@pytest.mark.parametrize("name", NAMES)
def test_long_texts_are_written_within_the_bounds_of_the_core_s_memory(name: str) -> None:
    word = "é’🙂\\" * 100_000
    check_one = usual([word, ".", word, "'s"])
    assert by_compiled_code(name, check_one) == written(name, check_one)


def test_writing_leaves_offsets_as_they_are() -> None:
    document = with_buffers(Document.from_sents([[("Dogs", "NNS")]], "d"))
    for name in NAMES:
        assert write_and_count(lambda one, name=name: by_compiled_code(name, one), document)[1:] == (1, 1)  # type: ignore
    packed = pack_annotation(document)
    assert buffers_of(document.annotated) is not None
    assert packed == pack_annotation(Document.from_sents([[("Dogs", "NNS")]], "d"))


@given(tokenized())
def test_buffers_are_packed_as_lists_are(document: Document) -> None:
    found, expected = map(pack_annotation, (with_buffers(document), document))
    assert [*found[:5], *found[6:]] == [*expected[:5], *expected[6:]]
    assert unpack_annotation(document.text, found) == unpack_annotation(document.text, expected)


def test_a_tag_that_does_not_fit_is_refused_as_without_the_core(monkeypatch: pytest.MonkeyPatch) -> None:
    document = Document.from_sents([[("a", "N/N"), ("b", "N N")]])
    said = []
    for value in ("1", "0"):
        monkeypatch.setenv(OFF, value)
        with pytest.raises(UnfitForFormat) as error:
            write_and_count(lambda one: FORMATS["slash"].to_utf8(one) or encoded(renderer("slash")(one)), document)  # type: ignore
        said.append(str(error.value))
    assert said[0] == said[1]
