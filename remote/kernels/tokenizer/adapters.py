"""Other tokenizers than the default one: NLTK's own by name, and any object that tokenizes as NLTK's do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .align import Span, places

NAMES = {
    "toktok": "ToktokTokenizer",
    "treebank": "TreebankWordTokenizer",
    "tweet": "TweetTokenizer",
    "whitespace": "WhitespaceTokenizer",
    "wordpunct": "WordPunctTokenizer",
}
REGEXP = "regexp:"
Columns = tuple[list[str], list[int], list[int], list[int]]


def named(name: str) -> Any:
    """Make one of NLTK's tokenizers: one of `NAMES`, or ``regexp:`` and a pattern that matches a token.

    >>> named("tweet").tokenize("@you :-)")
    ['@you', ':-)']
    >>> named(r"regexp:\\w+").tokenize("It's")
    ['It', 's']
    """
    import nltk.tokenize

    if name.startswith(REGEXP):
        return nltk.tokenize.RegexpTokenizer(name.removeprefix(REGEXP))
    return getattr(nltk.tokenize, NAMES[name])()


class ObjectTokenizer:
    """Cuts sentences into words by an object with NLTK's ``tokenize``; empty tokens are left out.

    >>> ObjectTokenizer(named("wordpunct")).columns("It's so.", [(0, 8)])
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
        placed = _own_spans(self.tokenizer, sentence, forms) or places(forms, sentence)
        return ((form, *span) for form, span in zip(forms, placed, strict=True))


class ObjectSplitter:
    """Finds sentences by an object with NLTK's ``span_tokenize`` or ``tokenize``.

    >>> from nltk.tokenize import BlanklineTokenizer
    >>> ObjectSplitter(BlanklineTokenizer()).spans("One\\n\\nTwo")
    [(0, 3), (5, 8)]
    """

    def __init__(self, splitter: Any) -> None:
        self.splitter = splitter

    def spans(self, text: str) -> list[Span]:
        """List the start and end of each sentence; one of white space alone is left out."""
        sentences = [str(sentence) for sentence in self.splitter.tokenize(text) if sentence.strip()]
        return _own_spans(self.splitter, text, sentences) or places(sentences, text)

    def spans_of_all(self, texts: Sequence[str]) -> list[list[Span]]:
        """List the sentences of each text."""
        return list(map(self.spans, texts))


def _own_spans(tokenizer: Any, text: str, forms: Sequence[str]) -> list[Span] | None:
    """Return the places that a tokenizer itself tells, where it can and they are those of the forms."""
    try:
        spans = [(int(start), int(end)) for start, end in tokenizer.span_tokenize(text)]
    except (AttributeError, NotImplementedError, ValueError):  # ValueError: Treebank's, for some quotes
        return None
    spans = [span for span in spans if span[0] < span[1]]
    return spans if [text[start:end] for start, end in spans] == list(forms) else None
