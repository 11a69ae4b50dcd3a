"""The sentence splitter gives NLTK's spans, for any text and tables, in linear time and bounded memory."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nltk import redos
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer, PunktToken

from nlpmap.models import Model, load
from nlpmap.remote.bounded_cache import BoundedCache
from nlpmap.remote.document import Document
from nlpmap.remote.kernels.splitter import punkt_rules
from nlpmap.remote.kernels.splitter.compiled_punkt import CompiledPunktSplitter
from nlpmap.remote.kernels.splitter.punkt import PunktSplitter, Span
from nlpmap.remote.native import compiled
from tests.growth import grows_linearly
from tests.strategies import hostile

EVERY_CHARACTER = "".join(map(chr, range(sys.maxunicode + 1)))

TINY = {
    "abbreviations": ["dr", "e.g", "x", "co", "ü", "", "5"],
    "collocations": [
        ["j", "bach"], ["##number##", "may"], [".", "he"], ["co", "##number##"], ["word", "he"], ["x", ")"],
    ],
    "starters": ["he", "the", "##number##", "."],
    "orthography": {
        "he": 34, "bach": 4, "may": 126, "the": 2, "yes": 64, "no": 16, "dr.": 12, "co": 70, "ü": 40, "a": 18,
    },
}  # fmt: skip
EMPTY: dict[str, Any] = {"abbreviations": [], "collocations": [], "starters": [], "orthography": {}}

PIECES = [
    "U.S", "Co.", "x-co.", "half-x", "a.m.", "J.", "S. Bach", "Bach", "ü.", "Ü.", "_.", "²x.", "É.", "word", "word.",
    "Word!", "he", "He", "may", "May", "yes", "No", "I", "x", "no.", "well-known.", "can't.", "5.", "5", "-1,000.5.",
    ".5", "3rd.", "1.-2.", "5,", "19.", "१९.", "१.", "\U0001e4f1.", "\U00010d41.", "٣.", "٣٤,٥.", "½.", "五.", ". .",
    "!!!", "–.", '?")', ".”", "’.", ".'x", "\x1d", "\x1e", "\u1680", "\u2003", "\u202f", "\u180e", "\u200d.", "ש.",
    "e\u0301.", "\u0301.", "漢.", "है.", "ि.", "ⓐ.", "ⅷ.", "İ.", "ß.", "ª.", "\ud800.", "x" * 3000, "a.b" * 500,
]  # fmt: skip

KINDS = ["dr", "j", "x", "he", "the", "bach", "word", "##number##", ".", "...", "", "x-co", "co", "u.s"]
FORMS: list[Callable[[str], str]] = [str, str.title, str.upper, "x-{}".format, '"{}'.format]

pieces = hostile | st.sampled_from(PIECES)
kinds = st.sampled_from(KINDS)
texts = st.lists(pieces | st.text(max_size=4), max_size=24).map("".join) | st.lists(pieces, max_size=16).map(" ".join)
unspaced = st.text("ab.?!'\")-,5 \n\x1c", max_size=30)
made_up = st.fixed_dictionaries(
    {
        "abbreviations": st.lists(kinds),
        "collocations": st.lists(st.tuples(kinds, kinds)),
        "starters": st.lists(kinds),
        "orthography": st.dictionaries(kinds, st.integers(0, 63).map(lambda flags: flags * 2)),
    }
)


def texts_of(tables: Mapping[str, Any]) -> st.SearchStrategy[str]:
    """Texts of the words that the tables know, and of hostile pieces."""
    known = [*tables["abbreviations"], *tables["starters"], *itertools.chain.from_iterable(tables["collocations"])]
    words = st.sampled_from([*known, *list(tables["orthography"])[::20], "5"])
    forms = st.sampled_from(FORMS)
    marks = st.sampled_from([" ", ". ", ".\n", '." ', ".) ", "... ", "? ", "."])
    sequences = st.lists(st.tuples(forms, words, marks, st.just("") | pieces), max_size=12)
    return sequences.map(lambda parts: "".join(f"{form(word)}{mark}{piece}" for form, word, mark, piece in parts))


def nltks(tables: Mapping[str, Any]) -> PunktSentenceTokenizer:
    parameters = PunktParameters()
    parameters.abbrev_types = set(tables["abbreviations"])
    parameters.collocations = set(map(tuple, tables["collocations"]))
    parameters.sent_starters = set(tables["starters"])
    parameters.ortho_context.update(tables["orthography"])
    tokenizer = PunktSentenceTokenizer()
    tokenizer._params = parameters
    return tokenizer


def spans_by_each(tables: Mapping[str, Any]) -> Callable[[str], list[Span]]:
    """What splits a text by the Python kernel and, where it was built, by the compiled one, which must agree."""
    splitter, native = PunktSplitter(tables), compiled("sentences")
    twin = CompiledPunktSplitter(tables, native) if native else splitter

    def spans(text: str) -> list[Span]:
        found = splitter.spans(text)
        assert twin.spans(text) == found
        return found

    return spans


@pytest.fixture(params=["nltk", "bundled", "tiny", "empty"])
def tables(request: pytest.FixtureRequest) -> Any:
    if request.param == "nltk":
        model: Model = request.getfixturevalue("reference")
        return model.tables["splitter"]
    return {"bundled": load("en").tables["punkt"], "tiny": TINY, "empty": EMPTY}[request.param]


def test_sentences_are_nltks(tables: Mapping[str, Any]) -> None:
    spans, reference = spans_by_each(tables), nltks(tables)

    @settings(max_examples=3 * settings().max_examples)
    @given(texts | unspaced | texts_of(tables))
    @example("")
    @example(" \n\x1c")
    @example(" a. B")
    @example("a. \x1c")
    @example("a.\n\x1c\nB.")
    @example("! !'!'! x")
    @example("x. “‘Yes.’” -- He said (no.)-- The end.")
    @example("'a.'b.'" * 200)
    @example("a\x85b.\x85C. D\xa0e.\xa0\u2028F")
    def agree(text: str) -> None:
        assert spans(text) == list(reference.span_tokenize(text))

    agree()


@settings(max_examples=3 * settings().max_examples)
@given(made_up, st.lists(texts | unspaced, min_size=1, max_size=3))
def test_sentences_are_nltks_by_any_tables(tables: dict[str, Any], texts: list[str]) -> None:
    spans, reference = spans_by_each(tables), nltks(tables)
    for text in texts:
        assert spans(text) == list(reference.span_tokenize(text))


def test_sentences_of_real_text_are_nltks(ewt_dev: list[Document], tables: Mapping[str, Any]) -> None:
    spans, reference = spans_by_each(tables), nltks(tables)
    text = "\n".join(document.text for document in ewt_dev)
    assert spans(text) == list(reference.span_tokenize(text))


def test_a_verdict_is_the_same_when_it_is_remembered() -> None:
    splitter, text = PunktSplitter(TINY), "He saw Dr. Who. Yes! No. 5 men, e.g. J. Bach."
    assert splitter.spans(text) == splitter.spans(text) == PunktSplitter(TINY, cache_bytes=0).spans(text)


def test_white_space_is_the_regex_packages() -> None:
    assert re.findall(f"{punkt_rules.SPACE}+", EVERY_CHARACTER) == redos.findall(r"\s+", EVERY_CHARACTER)
    assert re.findall(f"{punkt_rules.NONSPACE}+", EVERY_CHARACTER) == redos.findall(r"\S+", EVERY_CHARACTER)


def test_letters_that_are_not_left_to_nltk_are_the_regex_packages() -> None:
    known = "".join(punkt_rules.KNOWN_LETTER.findall(EVERY_CHARACTER))
    assert [letter for letter in known if letter.isalpha() or letter == "_"] == redos.findall(r"[^\W\d]", known)


def test_digits_that_are_not_left_to_nltk_are_the_ten_of_ascii() -> None:
    known = "".join(re.findall(rf"[0-9]|[^{punkt_rules.PERHAPS_DIGIT}]", EVERY_CHARACTER))
    assert redos.findall(r"\d", known) == list("0123456789")


def test_every_characters_type_and_initial_are_nltks() -> None:
    for letter in EVERY_CHARACTER[:0x3100] + EVERY_CHARACTER[0xA000:0xB000] + EVERY_CHARACTER[0x1E400:0x1E600]:
        token = PunktToken(letter + ".")
        assert (punkt_rules.type_of(token.tok), punkt_rules.is_initial(token.tok)) == (
            token.type,
            bool(token.is_initial),
        )


def test_tokens_that_look_like_numbers_get_nltks_type() -> None:
    parts = ["-", ""], [".", ",", ""], ["5", "٣", "x", ""], ["0", ",", ".", "-", "१", "½"], [".", "", ","]
    for token in map("".join, itertools.product(*parts)):
        assert punkt_rules.type_of(token) == PunktToken(token).type


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["a. B", "a.'", "! ", '." ', "x", ". . ", ".   ", "--.", ".\n\n\x1c"])
def test_time_grows_with_the_text_not_with_its_square(unit: str) -> None:
    assert grows_linearly(lambda: PunktSplitter(TINY).spans, unit * 5_000, unit * 40_000)


def test_ever_new_words_do_not_grow_the_memory() -> None:
    splitter = PunktSplitter(TINY, cache_bytes=100_000)
    for text in ever_new():
        splitter.spans(text)
        for verdicts in (splitter.always, splitter.contexts):
            assert measured(verdicts) < 100_000


def ever_new() -> Iterator[str]:
    letters = "abcdefghijklmnop"
    for number, word in enumerate(map("".join, itertools.product(letters, repeat=4))):
        if number % 16 == 0:
            yield f"{word}. No. {number} is J. {word}; 漢{word}. Yes{number}."


def measured(verdicts: BoundedCache[str, bool]) -> int:
    """The bytes of the keys and of the table."""
    return sys.getsizeof(verdicts) + sum(map(sys.getsizeof, verdicts))


def test_common_text_is_split_without_nltk() -> None:
    text = "Dr. Who said “no.” — 5. He’s é. Ünal. It’s 1.5 €. 漢字. Привет! J. Bach…"
    program = (
        "import sys\n"
        "from nlpmap.remote.kernels.splitter.punkt import PunktSplitter\n"
        f"PunktSplitter({TINY!r}).spans({text!r})\n"
        "sys.exit('nltk' in sys.modules or 'regex' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
