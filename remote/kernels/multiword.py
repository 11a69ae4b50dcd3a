"""Multiword tokens: tokens such as ``du`` or ``dámelo`` are put asunder into the words that a treebank has for them.

A table says so of forms, and of endings for forms that it does not have. Words that spell their token stand where their
letters do; others share the whole token's place.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from itertools import compress, pairwise
from typing import Any

from ..bounded_cache import BoundedCache, bytes_of_key
from ..document.buffers import Buffers
from ..document.word_spans import Span, word_spans
from .tokenizer.ud_candidates import lowered

Columns = tuple[list[str], list[int], list[int], list[int]]
Word = tuple[str, int, int]  # its form, and where in its token it starts and ends
MULTIWORD = "multiword"  # the table of these within a tokenizer's
LONGEST = 60  # characters of a token that may be several words
CACHE_BYTES = 8 << 20
STEM = "-"  # stands in an ending's words for what comes before the ending


class MultiwordTable:
    """Which words a token is: by its form, or else by the longest ending that the table has.

    >>> table = MultiwordTable({"forms": {"du": "de le", "solo": ""}, "endings": {"ámelo": "-a me lo", "lo": "- lo"}})
    >>> table.words("Du"), table.words("dámelo"), table.words("verlo")
    (('De', 'le'), ('da', 'me', 'lo'), ('ver', 'lo'))
    >>> table.words("solo"), table.words("lo")
    ((), ())
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.forms: dict[str, str] = {str(form): str(words) for form, words in table["forms"].items()}
        self.endings: dict[str, str] = {str(ending): str(words) for ending, words in table["endings"].items()}
        self.longest = min(max(map(len, self.endings), default=0), LONGEST)

    def words(self, form: str) -> tuple[str, ...]:
        """Return the words of a token; none where it is one itself."""
        if len(form) > LONGEST:
            return ()
        low = lowered(form)
        words = self.forms.get(low)
        if words is None:
            words = self.by_ending(low)
        return in_case(words.split(" "), form) if words else ()

    def by_ending(self, low: str) -> str:
        """Return the words of a form that is not listed, as the table writes them; none for a single word."""
        for length in range(min(self.longest, len(low) - 1), 0, -1):
            words = self.endings.get(low[-length:])
            if words is not None:
                return words.replace(STEM, low[:-length], 1)
        return ""


def in_case(words: Sequence[str], form: str) -> tuple[str, ...]:
    """Write words as their token is written: by its own letters where they spell it, else in capitals as it is.

    >>> in_case(["de", "le"], "Du"), in_case(["de", "le"], "DU"), in_case(["it", "'s"], "IT’s")
    (('De', 'le'), ('DE', 'LE'), ('IT', '’s'))
    """
    if "".join(words) == lowered(form):
        ends = [*accumulated(words)]
        return tuple(form[start:end] for start, end in pairwise((0, *ends)))
    if form.isupper() and len(form) > 1:
        return tuple(word.upper() for word in words)
    return (words[0][:1].upper() + words[0][1:], *words[1:]) if form[:1].isupper() else tuple(words)


def accumulated(words: Sequence[str]) -> list[int]:
    """Return where each word ends, if nothing is between them."""
    ends = [0]
    for word in words:
        ends.append(ends[-1] + len(word))
    return ends[1:]


class ExpandingTokenizer:
    """Another tokenizer, whose multiword tokens are put asunder into words.

    >>> from .tokenizer.web import WebTokenizer
    >>> tokenizer = ExpandingTokenizer(WebTokenizer(), {"forms": {"du": "de le"}, "endings": {}})
    >>> tokenizer.columns("vin du pays", [(0, 11)])
    (['vin', 'de', 'le', 'pays'], [0, 4, 4, 7], [3, 6, 6, 11], [4])
    """

    def __init__(self, tokenizer: Any, table: Mapping[str, Any], cache_bytes: int = CACHE_BYTES) -> None:
        self.tokenizer = tokenizer
        self.table = MultiwordTable(table)
        self.known: BoundedCache[str, tuple[Word, ...]] = BoundedCache(
            self._words, most=cache_bytes, size=bytes_of_expansion
        )

    def columns(self, text: str, spans: Sequence[Span]) -> Columns:
        """Return the forms, starts and ends of all words, and the count of words up to each sentence's end."""
        columns: Columns = self.tokenizer.columns(text, spans)
        found = [*map(self.known.__getitem__, columns[0])]
        return with_words(columns, found) if any(found) else columns

    def buffers(self, text: str, spans: Sequence[Span]) -> Buffers | None:
        """Return the columns with offsets as C ints; None where these can't hold them."""
        make = getattr(self.tokenizer, "buffers", None)
        columns: Buffers | None = make and make(text, spans)
        if columns is None:
            return None
        found = [*map(self.known.__getitem__, columns.forms)]
        if not any(found):
            return columns
        forms, starts, ends, sentence_ends = with_words(
            (columns.forms, columns.starts.tolist(), columns.ends.tolist(), columns.sentence_ends), found
        )
        return Buffers(forms, array("i", starts), array("i", ends), sentence_ends)

    def _words(self, form: str) -> tuple[Word, ...]:
        words = self.table.words(form)
        return tuple((word, *span) for word, span in zip(words, word_spans(words, form, 0), strict=True))


def bytes_of_expansion(form: str, words: Sequence[Word]) -> int:
    """Estimate the memory of a form and its words."""
    return bytes_of_key(form, words) + 250 * len(words)


def with_words(columns: Columns, found: Sequence[tuple[Word, ...]]) -> Columns:
    """Put the words that were found of some tokens in their places.

    >>> with_words((["x", "du"], [0, 2], [1, 4], [2]), [(), (("de", 0, 2), ("le", 0, 2))])
    (['x', 'de', 'le'], [0, 2, 2], [1, 4, 4], [3])
    """
    forms, starts, ends, sentence_ends = columns
    new: Columns = ([], [], [], [])
    done = 0
    places = [*compress(range(len(found)), found)]
    for place in places:
        start = starts[place]
        new[0].extend((*forms[done:place], *(word for word, _, _ in found[place])))
        new[1].extend((*starts[done:place], *(start + first for _, first, _ in found[place])))
        new[2].extend((*ends[done:place], *(start + last for _, _, last in found[place])))
        done = place + 1
    new[0].extend(forms[done:])
    new[1].extend(starts[done:])
    new[2].extend(ends[done:])
    more = [0]
    for words in found:
        more.append(more[-1] + (len(words) - 1 if words else 0))
    return new[0], new[1], new[2], [end + more[end] for end in sentence_ends]
