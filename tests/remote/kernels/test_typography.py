"""The model `en` reads typographic text as the plain text that it stands for, from sentences to phrases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlpmap
from nlpmap.remote.document import Document
from nlpmap.remote.kernels.typography import DOUBLE, HYPHENS, SINGLE, SPACES, as_penn, plain, spelled

STYLES = {
    "straight": '""', "single": "''", "curly": "“”", "curly single": "‘’", "guillemets": "«»", "reversed": "»«",
    "German": "„“", "low single": "‚‘", "single guillemets": "‹›", "Polish": "„”", "primes": "″″",
}  # fmt: skip
PAIRS = [
    ("He whispered, “It is over.”", "Nobody in the room moved."),
    ("“We must go home now.”", "She looked at her hands."),
    ("“First sentence.”", "Next one."),
    ("“Is it over?”", "Nobody in the room moved."),
    ("Then she cried, “Stop the car!”", "The driver did not hear her."),
    ("“Who are you?”", "The old man opened one eye."),
    ("My father said, “Never again.”", "Then he left the house."),
    ("“That was the last train!”", "We walked all night."),
]
ALIKE = {
    "I don’t know what it’s for.": "I don't know what it's for.",
    "The dogs’ tails wagged ’til dawn.": "The dogs' tails wagged 'til dawn.",
    "She said “no” and left.": 'She said "no" and left.',
    "A well‑known man—an officer—waited.": "A well-known man--an officer--waited.",
    "He paused… then spoke.": "He paused... then spoke.",
    "It fell to −5 degrees.": "It fell to -5 degrees.",
    "Pay 5 euros now.": "Pay 5 euros now.",
    "Pages 3–5 and 1990–1995 were lost.": "Pages 3-5 and 1990-1995 were lost.",
    "He waited – then he left.": "He waited -- then he left.",
    "He waited—then he left.": "He waited--then he left.",
    "Wait… what? He left…": "Wait... what? He left...",
}


PATTERNS = [
    "He said, {0}It is over.{1} Nobody moved.", "The word {0}liberty{1} is old.", "{0}Why not?{1} He shrugged.",
    "They call it {0}home{1}; we do not.", "The {0}old man{1} and the {0}young dogs{1} sat down.",
]  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_direct_speech_ends_its_sentence_in_every_style(style: str) -> None:
    opening, closing = tuple(STYLES[style])
    for pair in PAIRS:
        first, second = (part.replace("“", opening).replace("”", closing) for part in pair)
        [document] = nlpmap.tokenize([f"{first} {second}"], workers=0)
        assert [document.text[s.start : s.end] for s in document.sentences] == [first, second]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("rest", ["he asked.", "she said quietly.", "asked the old man.", "said Tom."])
def test_who_said_it_belongs_to_the_sentence(rest: str, style: str) -> None:
    opening, closing = tuple(STYLES[style])
    [document] = nlpmap.tokenize([f"{opening}Where are you going?{closing} {rest}"], workers=0)
    assert len(document.sents()) == 1


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("style", [*STYLES.values(), "＂＂", "‟”", "❝❞", "「」", "＇＇"])
def test_quotes_of_all_styles_are_annotated_as_plain_ones(style: str, pattern: str) -> None:
    single = plain(style)[0] == "'"
    texts = [pattern.format(*style), pattern.format(*("''" if single else '""'))]
    typographic, straight = nlpmap.chunk(texts, workers=0)
    assert [(token.tag, token.chunk) for token in typographic.tokens] == [
        (token.tag, token.chunk) for token in straight.tokens
    ]
    assert [len(sentence) for sentence in typographic.sents()] == [len(sentence) for sentence in straight.sents()]


@pytest.mark.parametrize("text", ALIKE)
def test_typographic_text_is_annotated_as_plain_text(text: str) -> None:
    typographic, straight = nlpmap.chunk([text, ALIKE[text]], workers=0)
    assert [token.tag for token in typographic.tokens] == [token.tag for token in straight.tokens]
    assert [token.chunk for token in typographic.tokens] == [token.chunk for token in straight.tokens]
    assert all(token.form == text[token.start : token.end] for token in typographic.tokens)


def nlpmap_words(text: str, tokenizer: str) -> list[str]:
    [document] = nlpmap.tokenize([text], workers=0, tokenizer=tokenizer)
    return document.words()


def test_an_apostrophe_parts_a_contraction_in_both_tokenizers() -> None:
    for tokenizer in ("web", "ud"):
        assert nlpmap_words("I don’t.", tokenizer) == ["I", "do", "n’t", "."]


def test_the_model_nltk_keeps_nltks_answers(nltk_data: None) -> None:
    import nltk

    for text in [*ALIKE, "See https://example.org/a, ada@example.org."]:
        [document] = nlpmap.tag([text], model="nltk", workers=0)
        assert document.tagged_sents() == [nltk.pos_tag(nltk.word_tokenize(s)) for s in nltk.sent_tokenize(text)]


@given(st.text(st.sampled_from(DOUBLE + SINGLE + HYPHENS + SPACES + "`´…—ab .\"'") | st.characters()))
def test_plain_text_is_as_long_and_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert len(once) == len(text)
    assert [one for one, other in zip(text, once, strict=True) if one != other and one.isalnum()] == []
    assert plain(once) == once


@given(st.text())
def test_a_plain_word_is_never_empty_nor_changed_twice(word: str) -> None:
    assert as_penn(word) or not word
    assert spelled(spelled(word)) == spelled(word)


def test_a_document_of_quotes_alone_has_no_empty_token() -> None:
    [document] = nlpmap.tag(["“‘’” « » … \u200b \u00ad"], workers=0)
    assert isinstance(document, Document)
    assert all(document.words())
