"""Words by any object that tokenizes as NLTK's do (`nltk.tokenize.api.TokenizerI`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..align import Span, own_spans, spans_of

Columns = tuple[list[str], list[int], list[int], list[int]]


class ObjectTokenizer:
    """Cuts sentences into words by an object with NLTK's ``tokenize``; empty tokens are left out.

    >>> from nltk.tokenize import WordPunctTokenizer
    >>> ObjectTokenizer(WordPunctTokenizer()).columns("It's so.", [(0, 8)])
    (['It', "'", 's', 'so', '.'], [0, 2, 3, 5, 7], [2, 3, 4, 7, 8], [5])
    """

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer

    def columns(self, text: str, spans: Sequence[Span]) -> Columns:
        """Return the forms, starts and ends of all tokens, and the count of tokens up to each sentence's end."""
        forms: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        sentence_ends: list[int] = []
        for first, last in spans:
            for form, start, end in self.words(text[first:last]):
                forms.append(form)
                starts.append(first + start)
                ends.append(first + end)
            if len(forms) > (sentence_ends[-1] if sentence_ends else 0):
                sentence_ends.append(len(forms))
        return forms, starts, ends, sentence_ends

    def words(self, sentence: str) -> Iterator[tuple[str, int, int]]:
        """Yield each token of a sentence with its start and end."""
        tokens = list(self.tokenizer.tokenize(sentence))
        for token in tokens:
            if not isinstance(token, str):
                kind = type(self.tokenizer).__name__
                raise TypeError(f"{kind}.tokenize gave a {type(token).__name__} for a token: {token!r}")
        forms = [str(token) for token in tokens if token]  # of the exact type, as only builtins travel
        placed = own_spans(self.tokenizer, sentence, forms) or spans_of(forms, sentence)
        return ((form, *span) for form, span in zip(forms, placed, strict=True))
