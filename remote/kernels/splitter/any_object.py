"""Sentences by any object that tokenizes as NLTK's do (`nltk.tokenize.api.TokenizerI`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..align import Span, own_spans, spans_of


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
        return own_spans(self.splitter, text, sentences) or spans_of(sentences, text)

    def spans_of_all(self, texts: Sequence[str]) -> list[list[Span]]:
        """List the sentences of each text."""
        return list(map(self.spans, texts))
