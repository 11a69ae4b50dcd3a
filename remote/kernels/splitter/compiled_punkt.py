"""Punkt's sentence boundaries with the scan over the characters in C, where that could be built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..twins import twin_or_pure
from .punkt import CACHE_BYTES, PunktSplitter, Span
from .punkt_rules import PunktRules


class CompiledPunktSplitter:
    """Finds the sentences that `PunktSplitter` finds, several times as fast.

    Words before a mark and after it are judged in C by the sets of `PunktRules`, but for those that may hold digits of
    other scripts, which it judges itself.
    """

    def __init__(self, tables: Mapping[str, Any], native: Any, *, cache_bytes: int = CACHE_BYTES) -> None:
        rules = PunktRules(tables)
        self.scan = native.PunktScan(rules, cache_bytes)

    def spans(self, text: str) -> list[Span]:
        """List the start and end of each sentence, white space around it left out."""
        spans: list[Span] = self.scan.spans(text)
        return spans

    def spans_of_all(self, texts: Sequence[str]) -> list[list[Span]]:
        """List the sentences of each text."""
        return list(map(self.scan.spans, texts))


def punkt_splitter(tables: Mapping[str, Any]) -> PunktSplitter | CompiledPunktSplitter:
    """Make the splitter of a Punkt model's tables: the compiled one, where there is one.

    >>> splitter = punkt_splitter({"abbreviations": ["dr"], "collocations": [], "starters": [], "orthography": {}})
    >>> splitter.spans("Dr. Watson nods. He goes.")
    [(0, 16), (17, 25)]
    """
    return twin_or_pure(
        "sentences", lambda native: CompiledPunktSplitter(tables, native), lambda: PunktSplitter(tables)
    )
