"""NLTK's words for the text that people write today: typographic marks are read as plain ones, addresses stay whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from ..typography import plain
from .addresses import addresses
from .surface import Columns, Span, parted, restored
from .treebank import TreebankTokenizer

DOTS = re.compile("[….]{2,}")
DASH = "—"  # NLTK's rules set a dash off wherever it stands, as they do "..."


class WebTokenizer:
    """Cuts sentences into words as `TreebankTokenizer` cuts the plain text; each token keeps the form that it has.

    >>> WebTokenizer().columns("I don’t. See https://a.org/b.", [(0, 8), (9, 29)])[0]
    ['I', 'do', 'n’t', '.', 'See', 'https://a.org/b', '.']
    """

    def __init__(self) -> None:
        self.rules = TreebankTokenizer()

    def columns(self, text: str, spans: Sequence[Span]) -> Columns:
        """Return the forms, starts and ends of all tokens, and the count of tokens up to each sentence's end."""
        found = list(addresses(text))
        written = masked(dotted(plain(text)), found)
        columns = restored(self.rules.columns(written, spans), written, text)
        return parted(columns, list(chain.from_iterable(found)), text) if found else columns


def dotted(text: str) -> str:
    """Write an ellipsis as what the rules set off as a whole, each character in its place.

    >>> dotted("well…"), dotted("well……")
    ('well—', 'well..')
    """
    return DOTS.sub(lambda found: found[0].replace("…", "."), text).replace("…", DASH) if "…" in text else text


def masked(text: str, spans: Sequence[Span]) -> str:
    """Write letters where addresses stand, which no rule parts.

    >>> masked("at a@b.org.", [(3, 10)])
    'at xxxxxxx.'
    """
    parts, end = [], 0
    for start, last in spans:
        parts += [text[end:start], "x" * (last - start)]
        end = last
    return "".join([*parts, text[end:]]) if parts else text
