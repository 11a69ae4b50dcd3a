"""Words by the compiled scanner: what `TreebankTokenizer` finds, faster."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...document.buffers import Buffers
from ...native import compiled
from .nltk_rules import UNLIKE_SIGNS, cut_whole
from .treebank_rules import AGREED, CACHE_BYTES, END, START, cuts_remembered

if TYPE_CHECKING:
    from ...native.words import Words
    from .treebank import TreebankTokenizer

Span = tuple[int, int]
Columns = tuple[list[str], list[int], list[int], list[int]]
LONGEST = 1 << 30  # characters of a text whose offsets C's ints can hold, with room to spare
RANGES = re.compile("(.)-(.)|(.)", re.DOTALL)


class CompiledTreebankTokenizer:
    """Cuts sentences into words by NLTK's rules, in C but for what it has not seen the like of.

    >>> tokenizer = treebank_tokenizer()
    >>> tokenizer.columns("I can't.", [(0, 8)])
    (['I', 'ca', "n't", '.'], [0, 2, 4, 7], [1, 4, 7, 8], [4])
    """

    def __init__(self, module: Any, cache_bytes: int = CACHE_BYTES) -> None:
        self.scanner = scanner_of(module, cache_bytes)

    def columns(self, text: str, spans: Sequence[Span]) -> Columns:
        """Return the forms, starts and ends of all tokens, and the count of tokens up to each sentence's end."""
        if len(text) > LONGEST:
            return pure_tokenizer().columns(text, spans)
        return as_columns(*self.scanner.columns(text, spans))

    def buffers(self, text: str, spans: Sequence[Span]) -> Buffers | None:
        """Return the columns with offsets as C ints; None where these can't hold them."""
        return None if len(text) > LONGEST else Buffers(*self.scanner.columns(text, spans))


def treebank_tokenizer() -> CompiledTreebankTokenizer | TreebankTokenizer:
    """Return NLTK's word tokenizer: the compiled one where there is one."""
    module = compiled("words")
    return pure_tokenizer() if module is None else CompiledTreebankTokenizer(module)


def pure_tokenizer() -> TreebankTokenizer:
    from .treebank import TreebankTokenizer  # not needed as a rule, and numpy takes its time to load

    return TreebankTokenizer()


def scanner_of(module: Any, cache_bytes: int = CACHE_BYTES, plain: Mapping[str, str] | None = None) -> Words:
    """Make the compiled scanner, which remembers what Python cuts for it; ``plain`` says what is read as what."""
    again = cuts_remembered(cache_bytes).__getitem__
    words: Words = module.Words([*character_ranges(AGREED)], UNLIKE_SIGNS, (START, END), again, cut_whole, plain)
    return words


def character_ranges(characters: str) -> Iterator[tuple[str, str]]:
    """Yield the first and last of each range within a set of characters as regular expressions have it.

    >>> list(character_ranges("a-ze"))
    [('a', 'z'), ('e', 'e')]
    """
    for first, last, single in RANGES.findall(characters):
        yield first or single, last or single


def as_columns(forms: list[str], starts: array[int], ends: array[int], sentence_ends: list[int]) -> Columns:
    """Return columns with offsets as Python's ints.

    >>> as_columns(["a"], array("i", [0]), array("i", [1]), [1])
    (['a'], [0], [1], [1])
    """
    return forms, starts.tolist(), ends.tolist(), sentence_ends
