"""Direct speech for the training of a splitter: treebanks of other text have little of it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import pairwise

from ..remote.document import Document
from ..remote.kernels.splitter.network_units import SAYING

QUOTE = re.compile("[\"“”]|'(?!\\w)|(?<!\\w)'")
SPOKEN = {".": 0.06, "!": 0.5, "?": 0.5}  # the share of sentences with this end that are put in quotation marks
ATTRIBUTED = 0.12  # of those that do not end in a full stop: the share that is followed by who said it
LED = 0.35  # of the others: the share that follows on who said it
SPEAKERS = ("he", "she", "they", "I", "John", "Mary", "Sarah", "David", "Susan", "Peter")


def views_in_speech(document: Document, number: int) -> Iterator[tuple[str, list[int]]]:
    """Yield every second document's text with some sentences in quotation marks, and where its sentences end.

    >>> document = Document.from_sents([["Yes!"], ["What?"], ["Oh!"], ["No!"]])
    >>> list(views_in_speech(document, 0)), list(views_in_speech(document, 1))
    ([('Yes!\\nWhat?\\n"Oh!"\\nNo!', [4, 10, 16, 20])], [])
    """
    if number % 2:
        return
    columns, chance = document.annotated, random.Random(number)
    ends = [columns.ends[end - 1] for end in columns.sentence_ends]
    parts: list[str] = []
    moved: list[int] = []
    length = 0
    for start, end in pairwise([0, *ends]):
        part = document.text[start:end]
        sentence = part.lstrip()
        part = part[: len(part) - len(sentence)] + spoken(sentence, chance)
        parts.append(part)
        length += len(part)
        moved.append(length)
    yield "".join([*parts, document.text[ends[-1] if ends else 0 :]]), moved


def spoken(sentence: str, chance: random.Random) -> str:
    """Put a sentence in quotation marks, perhaps with who said it before or after it, or leave it as it is.

    >>> [spoken("Is it?", random.Random(seed)) for seed in (1, 2, 3, 12)]
    ['"Is it?" she replied.', 'Is it?', '"Is it?"', 'Susan shouted: "Is it?"']
    """
    if chance.random() >= SPOKEN.get(sentence[-1:], 0) or QUOTE.search(sentence):
        return sentence
    speech = f'"{sentence}"'
    speaker, saying = chance.choice(SPEAKERS), chance.choice(SAYING)
    if sentence[-1] != "." and chance.random() < ATTRIBUTED:
        return f"{speech} {speaker} {saying}."
    if chance.random() < LED:
        return f"{speaker[:1].upper()}{speaker[1:]} {saying}{chance.choice(',:')} {speech}"
    return speech
