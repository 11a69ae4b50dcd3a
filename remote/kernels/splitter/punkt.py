"""Sentence boundaries by Punkt (Kiss and Strunk 2006), as `nltk.sent_tokenize` finds them.

One scan finds the marks that may end a sentence; a verdict on each is remembered by the words around it, since words
repeat. NLTK's `PunktSentenceTokenizer.span_tokenize` is the reference.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ...bounded_cache import BoundedCache, bytes_of_key
from .punkt_rules import NON_WORD, NONSPACE, SPACE, PunktRules

Span = tuple[int, int]
CACHE_BYTES = 8_000_000

MARKS = re.compile(rf"[.?!](?:(?={NON_WORD})|{SPACE}+(?={NONSPACE}))")
TOKEN = re.compile(rf"{NONSPACE}+")
CLOSERS = frozenset("\"')]}‘’“”«»")
CLOSING = re.compile(rf"[\"')\]}}‘’“”«»]+?(?:{SPACE}+|(?=--)|$)", re.MULTILINE)


class PunktSplitter:
    """Finds the sentences of a text, by a Punkt model's tables.

    >>> splitter = PunktSplitter({"abbreviations": ["dr"], "collocations": [], "starters": [], "orthography": {}})
    >>> splitter.spans("Dr. Watson nods. He goes.")
    [(0, 16), (17, 25)]
    """

    def __init__(self, tables: Mapping[str, Any], *, cache_bytes: int = CACHE_BYTES) -> None:
        rules = PunktRules(tables)
        self.always = BoundedCache(rules.always_break, most=cache_bytes // 2, size=bytes_of_key)
        self.contexts = BoundedCache(rules.breaks, most=cache_bytes // 2, size=bytes_of_key)

    def spans(self, text: str) -> list[Span]:
        """List the start and end of each sentence, white space around it left out."""
        return list(realigned(text, self._sentences(text)))

    def spans_of_all(self, texts: Sequence[str]) -> list[list[Span]]:
        """List the sentences of each text."""
        return list(map(self.spans, texts))

    def _sentences(self, text: str) -> Iterator[Span]:
        start = 0
        for end, following in self._breaks(text):
            yield start, end
            start = following
        yield start, len(text.rstrip())

    def _breaks(self, text: str) -> Iterator[Span]:
        """Yield where each sentence but the last ends, and where the next starts."""
        always, contexts = self.always, self.contexts
        # str.strip takes these for white space where the patterns do not, so a verdict may need what follows
        certain = not any(separator in text for separator in "\x1c\x1d\x1e\x1f")
        for start, mark, following in candidates(text):
            end = mark + 1
            if (certain and always[text[start:end]]) or contexts[text[start : context_end(text, mark, following)]]:
                yield end, following


def candidates(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield for each mark that may end a sentence where its word starts, where it is, and where what follows starts.

    Of marks in one word only the last counts.

    >>> list(candidates("Oh no!! Dr. Who."))
    [(3, 6, 8), (8, 10, 12)]
    """
    spaced = plainly_spaced(text)
    start = mark = following = 0
    found = False
    for match in MARKS.finditer(text):
        next_mark, next_following = match.span()
        space = spaced.rfind(" ", mark + 1, next_mark)
        # NLTK looks for white space after the last mark, and takes none and one at its very beginning alike
        next_start = start if space < 0 else space + 1
        if found and mark <= next_start:
            yield start, mark, following
        start, mark, following, found = next_start, next_mark, next_following, True
    if found:
        yield start, mark, following


def plainly_spaced(text: str) -> str:
    """Return the text with a space for each white space of ASCII, which is all that NLTK looks for before a word."""
    for space in string.whitespace:
        text = text.replace(space, " ")
    return text


def context_end(text: str, mark: int, following: int) -> int:
    """Return the end of what follows a mark: of the next token, or of the punctuation right after the mark.

    >>> context_end("Oh no! He", 5, 7), context_end("(No.) He", 3, 4)
    (9, 5)
    """
    if following == mark + 1:
        return following + 1
    token = TOKEN.match(text, following)
    return token.end() if token else following


def realigned(text: str, sentences: Iterable[Span]) -> Iterator[Span]:
    """Move quotes and brackets that a sentence begins with to the end of the sentence that they close.

    >>> list(realigned("(Yes.) No.", [(0, 5), (5, 10)]))
    [(0, 6), (7, 10)]
    """
    ends = iter(sentences)
    start, end = next(ends)
    for next_start, next_end in ends:
        closing = closing_match(text, next_start, next_end)
        if closing:
            yield start, next_start + len(closing.group().rstrip())
            next_start = closing.end()
        elif start < end:
            yield start, end
        start, end = next_start, next_end
    if start < end:
        yield start, end


def closing_match(text: str, start: int, end: int) -> re.Match[str] | None:
    """Match the closing punctuation that text[start:end] begins with."""
    return CLOSING.match(text, start, end) if text[start : start + 1] in CLOSERS else None


def tables_of(parameters: Any) -> dict[str, Any]:
    """Return NLTK's `PunktParameters` as plain tables, sorted, that can be stored and sent."""
    return {
        "abbreviations": sorted(parameters.abbrev_types),
        "collocations": sorted(map(list, parameters.collocations)),
        "starters": sorted(parameters.sent_starters),
        "orthography": dict(sorted(parameters.ortho_context.items())),
    }
