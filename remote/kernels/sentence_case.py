"""How a sentence is written: in capitals, as a title, without capitals. There a word's look tells other things.

A capital tells little of a name in a title, and its lack nothing in a message that has none. So the words of such a
sentence are types of their own, with some features more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat

USUAL, CAPITALS, TITLE, LOWER, LOWER_FIRST = range(5)
FEW = 3  # words with letters that tell nothing
LONG = 4  # characters of a word that has a capital in a title
Typed = str | tuple[str, int]  # a word as a type: with the case of its sentence where that is not the usual one


def sentence_case(forms: Sequence[str]) -> int:
    """Return how a sentence is written, by its words that begin with a letter.

    >>> sentences = ["It's a DOG", "GO AWAY", "The Merchant of Venice", "i see you .", "i saw Ada", "No"]
    >>> [sentence_case(sentence.split()) for sentence in sentences]
    [0, 1, 2, 3, 4, 0]
    """
    words = [form for form in forms if form[:1].isalpha()]
    upper = [word for word in words if word.isupper()]
    if len(words) > 1 and 5 * len(upper) >= 4 * len(words) and any(len(word) > 1 for word in upper):
        return CAPITALS
    if len(words) < FEW:
        return USUAL
    long = [word for word in words if len(word) >= LONG]
    titled = [word for word in long if word[0].isupper() and not word.isupper()]
    if len(long) > 1 and 5 * len(titled) >= 4 * len(long):
        return TITLE
    if not words[0][0].islower():
        return USUAL
    return LOWER_FIRST if any(word[0].isupper() for word in words) else LOWER


def typed(forms: Sequence[str], lengths: Sequence[int]) -> Iterator[Typed]:
    """Yield the types of the words of sentences of so many.

    >>> list(typed(["i", "see", "it", "I", "do"], [3, 2]))
    [('i', 3), ('see', 3), ('it', 3), 'I', 'do']
    """
    start = 0
    for length in lengths:
        sentence = forms[start : start + length]
        case = sentence_case(sentence)
        yield from zip(sentence, repeat(case)) if case else sentence
        start += length
