"""Words as Universal Dependencies has them by the compiled scanner: what `UdTokenizer` finds, faster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from ...bounded_cache import BoundedCache
from ...document.buffers import Buffers
from ..feed_forward import Network
from ..multiword import MULTIWORD, ExpandingTokenizer
from ..twins import twin_or_pure
from ..typography import ALWAYS_PLAIN
from .compiled_treebank import LONGEST, Columns, Span, as_columns
from .ud import CACHE_BYTES, LAST, LONGEST_KEPT, UdTokenizer, questions
from .ud_candidates import MARKS, CutLexicon, cuts_by_form
from .ud_features import NEXT, piece_kind

if TYPE_CHECKING:
    from ...native.ud_words import UdWords

Cuts = tuple[int, ...]


class CompiledUdTokenizer:
    """Cuts sentences into UD's words as `UdTokenizer` does; Python sees what is not of plain ASCII, or odd.

    >>> from ..feed_forward import packed_network
    >>> network = packed_network(["1=an", "1=h!", "1=t!"], np.ones((3, 1, 1)), np.array([1]), bias=0)
    >>> tokenizer = ud_tokenizer({"network": network, "endings": "n't", "split": "", "doubtful": ""})
    >>> tokenizer.columns("Oh! I can't!", [(0, 3), (4, 12)])[0]
    ['Oh', '!', 'I', 'ca', "n't", '!']
    """

    def __init__(self, module: Any, tables: Mapping[str, Any], cache_bytes: int = CACHE_BYTES) -> None:
        self.tables = tables
        self.lexicon = CutLexicon(*(tables[name].split() for name in ("endings", "split", "doubtful")))
        self.cuts: BoundedCache[str, Cuts] = BoundedCache(self._cuts_of, most=cache_bytes, size=bytes_of_cuts)
        network = Network(tables["network"])
        lexicon = self.lexicon
        self.scanner: UdWords = module.UdWords(
            np.frombuffer(tables["network"]["names"], "<u4").tolist(), network.rows, network.weights, network.bias,
            (lexicon.endings, lexicon.runs, lexicon.doubtful), MARKS, cuts_by_form, piece_kind, self.cuts_of,
            ALWAYS_PLAIN,
        )  # fmt: skip

    def columns(self, text: str, spans: Sequence[Span]) -> Columns:
        """Return the forms, starts and ends of all words, and the count of words up to each sentence's end."""
        if len(text) > LONGEST:
            return UdTokenizer(self.tables).columns(text, spans)
        return as_columns(*self.scanner.columns(text, spans))

    def buffers(self, text: str, spans: Sequence[Span]) -> Buffers | None:
        """Return the columns with offsets as C ints; None where these can't hold them."""
        return None if len(text) > LONGEST else Buffers(*self.scanner.columns(text, spans))

    def cuts_of(self, piece: str, following: str) -> Cuts:
        """Return where a piece is cut; what follows it is empty after a sentence's last."""
        if not following:
            return self.cuts[piece + LAST]
        is_doubtful = self.lexicon.may_be(piece)
        return self.cuts[f"{piece}{LAST}{following[:NEXT].lower()}" if is_doubtful else piece]

    def _cuts_of(self, key: str) -> Cuts:
        known = cuts_by_form(key.partition(LAST)[0])
        if known is not None:
            return tuple(known)
        return tuple(cut for cut, bag in questions(key, self.lexicon) if self.scanner.is_yes(bag))


def bytes_of_cuts(key: str, cuts: Cuts) -> float:
    """Estimate the memory of a piece's cuts; those of one too long to come again are not to be kept."""
    return 200 + 40 * len(cuts) + len(key) * (2 if key.isascii() else 8) if len(key) <= LONGEST_KEPT else inf


def ud_tokenizer(tables: Mapping[str, Any]) -> CompiledUdTokenizer | UdTokenizer | ExpandingTokenizer:
    """Return the tokenizer of a model's tables: the compiled one where there is one."""
    kernel: CompiledUdTokenizer | UdTokenizer = twin_or_pure(
        "ud_words", lambda native: CompiledUdTokenizer(native, tables), lambda: UdTokenizer(tables)
    )
    return ExpandingTokenizer(kernel, tables[MULTIWORD]) if MULTIWORD in tables else kernel
