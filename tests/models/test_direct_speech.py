"""Where the model `en` ends a sentence in quotation marks, however they look, and whatever mark it ends in."""

from __future__ import annotations

import pytest

import nlpmap

SAID = [
    "Come in", "It is late", "We have to go", "You never told me", "The train has left", "I saw him yesterday",
    "Nobody knows", "That is enough", "They are coming", "This is my house", "He took the money", "She lives there",
    "We won",
]  # fmt: skip
NEXT = [
    "He closed the door.", "She looked away.", "The old man sat down.", "Nobody moved.", "John laughed.",
    "Mary opened the window.", "They waited.", "It was raining.", "The room fell silent.", "I said nothing.",
    "We left.",
    "Then he smiled.", "His voice was cold.",
]  # fmt: skip
SPEAKERS = ["he asked.", "she said quietly.", "asked the old man.", "said Tom."]
PAIRS = [(said, NEXT[(5 * index + 3 * turn) % len(NEXT)]) for turn in range(3) for index, said in enumerate(SAID)]
STYLES = ['""', "“”", "''", "‘’", "«»", "„“", "‚‘", "‹›", "″″"]


def sentences_of(texts: list[str]) -> list[list[str]]:
    documents = nlpmap.tokenize(texts, workers=0)
    return [[document.text[one.start : one.end] for one in document.sentences] for document in documents]


@pytest.mark.parametrize("mark", ".!?")
@pytest.mark.parametrize("style", STYLES)
def test_direct_speech_ends_before_the_next_sentence(style: str, mark: str) -> None:
    opening, closing = tuple(style)
    wanted = [[f"{opening}{said}{mark}{closing}", following] for said, following in PAIRS]
    found = sentences_of([" ".join(pair) for pair in wanted])
    missed = [one for one, other in zip(wanted, found, strict=True) if one != other]
    assert {following for _, following in missed} <= {"I said nothing."}  # which could be who said it, but for its end


@pytest.mark.parametrize("mark", "!?")
@pytest.mark.parametrize("style", STYLES)
def test_direct_speech_goes_on_with_who_said_it(style: str, mark: str) -> None:
    opening, closing = tuple(style)
    wanted = [[f"{opening}{said}{mark}{closing} {speaker}"] for said in SAID for speaker in SPEAKERS]
    assert sentences_of([text for [text] in wanted]) == wanted
