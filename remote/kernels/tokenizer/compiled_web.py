"""The default tokenizer by the compiled scanner: what `WebTokenizer` finds, faster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...document.buffers import Buffers
from ...native import compiled
from ..typography import ALWAYS_PLAIN
from .addresses import ENDINGS, addresses
from .compiled_treebank import LONGEST, Columns, Span, as_columns, scanner_of

if TYPE_CHECKING:
    from .web import WebTokenizer


class CompiledWebTokenizer:
    """Cuts sentences into words as `WebTokenizer` does; Python sees but the addresses.

    >>> web_tokenizer().columns("I don’t. See https://a.org/b.", [(0, 8), (9, 29)])[0]
    ['I', 'do', 'n’t', '.', 'See', 'https://a.org/b', '.']
    """

    def __init__(self, module: Any) -> None:
        self.marks = module.address_marks
        self.scanner = scanner_of(module, plain=ALWAYS_PLAIN)

    def columns(self, text: str, spans: Sequence[Span]) -> Columns:
        """Return the forms, starts and ends of all tokens, and the count of tokens up to each sentence's end."""
        if len(text) > LONGEST:
            return pure_web_tokenizer().columns(text, spans)
        return as_columns(*self.scanner.columns(text, spans, self._addresses(text)))

    def buffers(self, text: str, spans: Sequence[Span]) -> Buffers | None:
        """Return the columns with offsets as C ints; None where these can't hold them."""
        if len(text) > LONGEST:
            return None
        return Buffers(*self.scanner.columns(text, spans, self._addresses(text)))

    def _addresses(self, text: str) -> list[Span]:
        marks = self.marks(text, ENDINGS)
        return list(addresses(text, marks)) if marks else []


def web_tokenizer() -> CompiledWebTokenizer | WebTokenizer:
    """Return the default tokenizer: the compiled one where there is one."""
    module = compiled("words")
    return pure_web_tokenizer() if module is None else CompiledWebTokenizer(module)


def pure_web_tokenizer() -> WebTokenizer:
    from .web import WebTokenizer  # not needed as a rule, and numpy takes its time to load

    return WebTokenizer()
