"""Word tokens as `nltk.word_tokenize` makes them of a sentence, with where each stands in it.

NLTK's rules only put spaces into a sentence and rewrite its double quotes, so each token is found again by walking
the sentence: it stands there literally, or as one of the quotes that it replaces.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

Word = tuple[str, int, int]
REWRITTEN = {"``": ('"', "''"), "''": ('"',)}


def words_of(sentence: str, offset: int = 0) -> Iterator[Word]:
    """Yield each token's form, start and end; ``offset`` is where the sentence starts.

    >>> list(words_of('"Don\\'t!"'))
    [('``', 0, 1), ('Do', 1, 3), ("n't", 3, 6), ('!', 6, 7), ("''", 7, 8)]
    """
    position = 0
    for form in _tokenizer().tokenize(sentence):
        while not sentence.startswith(form, position) and sentence[position].isspace():
            position += 1
        end = position + _length_of(form, sentence, position)
        yield form, position + offset, end + offset
        position = end


def _length_of(form: str, sentence: str, position: int) -> int:
    for surface in (form, *REWRITTEN.get(form, ())):
        if sentence.startswith(surface, position):
            return len(surface)
    raise ValueError(f"token {form!r} is not at {position} of {sentence!r}")


@cache
def _tokenizer() -> Any:
    from nltk.tokenize import NLTKWordTokenizer

    return NLTKWordTokenizer()
