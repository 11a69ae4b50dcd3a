"""Where tokens stand in the text that they were cut from, whoever cut them, also where their forms were rewritten."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Any

Span = tuple[int, int]

SPACE = re.compile(r"\s*")
ENTITY = re.compile(r"&#?\w{1,31};")
MOST_CELLS = 4_000_000  # characters of the one times those of the other that are compared
REWRITTEN = {
    "``": ('"', "“", "''"), "''": ('"', "”", "``"), "-LRB-": ("(",), "-RRB-": (")",),
    "-LSB-": ("[",), "-RSB-": ("]",), "-LCB-": ("{",), "-RCB-": ("}",), "...": ("…",), "--": ("—", "–"),
}  # fmt: skip


def spans_of(tokens: Sequence[str], text: str) -> list[Span]:
    """Return the start and end of each token, in order.

    A tokenizer may drop characters, write a quote or an HTML entity otherwise, or more: then the likeliest places
    are given, and a token of which nothing can be found has those that are left between its neighbours.

    >>> spans_of(["``", "Tom", "&", "I", "''"], '"Tom &amp; I"')
    [(0, 1), (1, 4), (5, 10), (11, 12), (12, 13)]
    >>> spans_of(["the", "cats"], "The cats!")
    [(0, 3), (4, 8)]
    """
    return in_sequence(tokens, text) or by_likeness(tokens, text)


def own_spans(tokenizer: Any, text: str, forms: Sequence[str]) -> list[Span] | None:
    """Return the spans that a tokenizer itself gives, where it can and they are those of the forms."""
    try:
        spans = [(int(start), int(end)) for start, end in tokenizer.span_tokenize(text)]
    except (AttributeError, NotImplementedError, ValueError):  # ValueError: Treebank's, for some quotes
        return None
    spans = [span for span in spans if span[0] < span[1]]
    return spans if [text[start:end] for start, end in spans] == list(forms) else None


def in_sequence(tokens: Sequence[str], text: str) -> list[Span] | None:
    """Place tokens one after the other, white space between; give ``None`` where one does not follow."""
    spans = []
    end = 0
    for token in tokens:
        match = SPACE.match(text, end)
        start = match.end() if match else end
        if (blank := html.unescape(token)).isspace():  # Toktok makes a token of a tab
            start = max(end, text.find(blank, end, start))
        length = surface_length(token, text, start)
        if length is None:
            return None
        end = start + length
        spans.append((start, end))
    return spans


def surface_length(token: str, text: str, start: int) -> int | None:
    """Return how many characters of the text at a place a token was made of, if it stands there.

    >>> surface_length("<", "&lt;", 0), surface_length("&lt;", "<", 0), surface_length("a", "b", 0)
    (4, 1, None)
    """
    if text.startswith(token, start):
        entity = ENTITY.match(text, start) if token == "&" else None
        return len(entity[0]) if entity and html.unescape(entity[0]) == "&" else len(token)
    plain = html.unescape(token)
    for surface in (plain, *REWRITTEN.get(token, ())):
        if text.startswith(surface, start):
            return len(surface)
    entity = ENTITY.match(text, start)
    return len(entity[0]) if entity and html.unescape(entity[0]) == token else None


def by_likeness(tokens: Sequence[str], text: str) -> list[Span]:
    """Place tokens by the longest stretches of characters that they have in common with the text.

    >>> by_likeness(["do", "not", "GO"], "don't go")
    [(0, 2), (2, 5), (6, 8)]
    """
    joined = "".join(tokens)
    if len(joined) * len(text) > MOST_CELLS:
        return _one_by_one(tokens, text)
    matcher = SequenceMatcher(None, text.casefold() if _keeps_length(text) else text, joined.casefold(), autojunk=False)
    at: dict[int, int] = {}
    for ours, theirs, size in matcher.get_matching_blocks():
        at.update(zip(range(theirs, theirs + size), range(ours, ours + size), strict=True))
    found: list[Span | None] = []
    position = 0
    for token in tokens:
        length = len(token.casefold())
        known = [at[index] for index in range(position, position + length) if index in at]
        found.append((known[0], known[-1] + 1) if known else None)
        position += length
    return _filled(found, text)


def _one_by_one(tokens: Sequence[str], text: str) -> list[Span]:
    found: list[Span | None] = []
    end = 0
    for token in tokens:
        start = text.find(token, end, end + 1000 + len(token))
        found.append(None if start < 0 else (start, start + len(token)))
        end = end if start < 0 else start + len(token)
    return _filled(found, text)


def _filled(found: Sequence[Span | None], text: str) -> list[Span]:
    """Assign each token without a place what is left between its neighbours, less the white space around it."""
    spans: list[Span] = []
    end = 0
    starts = list(accumulate((span and span[0] for span in reversed(found)), _later, initial=len(text)))
    for span, following in zip(found, reversed(starts[:-1]), strict=True):
        if span is None:
            gap = text[end:following]
            start = end + len(gap) - len(gap.lstrip())
            span = (start, max(start, end + len(gap.rstrip())))
        spans.append(span)
        end = span[1]
    return spans


def _later(following: int, start: int | None) -> int:
    return following if start is None else start


def _keeps_length(text: str) -> bool:
    return len(text.casefold()) == len(text)
