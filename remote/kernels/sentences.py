"""Sentence boundaries by Punkt (Kiss and Strunk 2006), as `nltk.sent_tokenize` finds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Span = tuple[int, int]


class SentenceSplitter:
    """Finds the sentences of a text, by a Punkt model's tables.

    >>> splitter = SentenceSplitter({"abbreviations": ["dr"], "collocations": [], "starters": [], "orthography": {}})
    >>> splitter.spans("Dr. Watson nods. He goes.")
    [(0, 16), (17, 25)]
    """

    def __init__(self, tables: Mapping[str, Any]) -> None:
        from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

        parameters = PunktParameters()
        parameters.abbrev_types = set(tables["abbreviations"])
        parameters.collocations = {(first, second) for first, second in tables["collocations"]}
        parameters.sent_starters = set(tables["starters"])
        parameters.ortho_context.update(tables["orthography"])
        self.punkt = PunktSentenceTokenizer()
        self.punkt._params = parameters

    def spans(self, text: str) -> list[Span]:
        """List the start and end of each sentence, white space around it left out."""
        return list(self.punkt.span_tokenize(text))


def tables_of(parameters: Any) -> dict[str, Any]:
    """Give NLTK's `PunktParameters` as plain tables, sorted, that can be stored and sent."""
    return {
        "abbreviations": sorted(parameters.abbrev_types),
        "collocations": sorted(map(list, parameters.collocations)),
        "starters": sorted(parameters.sent_starters),
        "orthography": dict(sorted(parameters.ortho_context.items())),
    }
