"""Chunks by a grammar over tags, as `nltk.RegexpParser` finds them."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Any, TypeVar

from ...bounded_cache import BoundedCache
from ...document import Chunk
from ...document.chunks import CHUNK_OF, ChunkColumns
from .any_object import chunks_in
from .compiled_grammar import CompiledGrammar, compiled_grammar
from .long_sentences import Words
from .rules.cascade import UNKNOWN, Cascade, Compile, InvalidChunks
from .rules.grammar_reader import Unreadable, read_grammar
from .rules.joined_sentences import Spans
from .rules.pattern_states import NoStates

# Base phrases in the manner of CoNLL-2000 (Tjong Kim Sang and Buchholz 2000): they do not nest, a noun phrase ends
# with its head, a preposition is a phrase by itself, and a possessive begins the noun phrase that it governs.
# "More than 5 %" and "Smith and Sons" are one phrase; a participle or a quote begins none, but after a determiner.
ENGLISH = r"""
NP: {<POS><RB|RBR|RBS|JJ.*|CD|VBN|VBG|HYPH>*<NN.*|CD>+}
    {<JJR|RBR|JJS><IN><\$>?<CD>+<NN.*>*}
    {<DT>?<NNP.*>+<CC><NNP.*>+}
    {<PDT>?<DT|PRP\$|WP\$|WDT><RB|RBR|RBS>*<\$|\#>?<JJ.*|CD|VBN|VBG|HYPH|``|''|AFX>*<NN.*|CD|FW|ADD>+}
    {<RB|RBR|RBS>*<\$|\#>?(<JJ.*|CD|HYPH|AFX><JJ.*|CD|VBN|VBG|HYPH|``|''|AFX>*)?<NN.*|CD|FW|ADD>+}
    {<PDT>?<DT|PRP\$>(<RB|RBR|RBS>*<JJ.*|CD|VBN|VBG>+)?}
    {<EX|PRP|WP|WDT|WP\$|POS>}
VP: {<MD>?(<RB|RBR|TO>*<VB.*>)+}
    {<MD>}
PP: {<IN|TO>}<NP|VP>
"""

CACHE_BYTES = 16 << 20
MOST_TAGS = 10_000
MOST_SECONDS = 0.1  # for one rule on one sentence

Found = TypeVar("Found")

logger = logging.getLogger(__name__)


class GrammarChunker:
    """Finds the chunks of a tagged sentence; ``loop`` is how often the grammar is gone through.

    Raises `ValueError` for a grammar that NLTK can't read. What is known to come out the same, compiled code finds, or
    else rules over letters; NLTK finds the rest.

    >>> GrammarChunker("NP: {<DT>?<NN>}").chunks(["the", "dog", "barks"], ["DT", "NN", "VBZ"])
    [Chunk(label='NP', start=0, end=2)]
    """

    def __init__(self, grammar: str = ENGLISH, loop: int = 1, *, cache_bytes: int = CACHE_BYTES) -> None:
        self.grammar = grammar
        self.loop = loop
        if grammar != ENGLISH:
            self.reference  # noqa: B018  it raises what NLTK has against the grammar
        self.cascade = self._cascade()
        self.twin = compiled_grammar(self.cascade)
        self.cache: BoundedCache[str, Spans] = BoundedCache(most=cache_bytes, size=bytes_of_spans)

    def chunks(self, forms: Sequence[str], tags: Sequence[str | None], offset: int = 0) -> list[Chunk]:
        """List chunks from outer to inner; ``offset`` is the number of the sentence's first token.

        A token without a tag is as one with the tag ``_``.
        """
        [chunks] = self.chunks_all([(forms, tags, offset)])
        return chunks

    def chunks_all(self, sentences: Sequence[Words]) -> list[list[Chunk]]:
        """List the chunks of each sentence: its forms, their tags, and the number of the first."""
        self._bound_tags()
        found = self._by_tables(lambda twin: twin.chunks_all(sentences)) or [None] * len(sentences)
        left = [sentence for sentence, chunks in zip(sentences, found, strict=True) if chunks is None]
        others = iter(self._by_letters(left) if left else ())
        return [next(others) if chunks is None else chunks for chunks in found]

    def columns(
        self, forms: Sequence[str], tags: Sequence[str | None], sentence_ends: Sequence[int]
    ) -> ChunkColumns | None:
        """Return the chunks of a document's sentences as columns; None where compiled code does not make them."""
        self._bound_tags()
        return self._by_tables(lambda twin: twin.columns(forms, tags, sentence_ends))

    @cached_property
    def reference(self) -> Any:
        """NLTK's own parser of the grammar."""
        from nltk.chunk.regexp import RegexpParser

        return RegexpParser(self.grammar, loop=self.loop)

    def _cascade(self) -> Cascade | None:
        try:
            return Cascade(
                read_grammar(self.grammar), self.loop, re.compile if self.grammar == ENGLISH else _guarded_compile()
            )
        except (Unreadable, re.error) as reason:
            logger.warning("NLTK itself applies the chunk grammar, many times slower, because of %s", reason)
            return None

    def _bound_tags(self) -> None:
        """Forget the tags where they have become too many."""
        if self.cascade is not None and len(self.cascade.alphabet) > MOST_TAGS:
            self.cascade.forget_tags()
            self.cache.clear()
            self.twin = self.twin and compiled_grammar(self.cascade)

    def _by_tables(self, find: Callable[[CompiledGrammar], Found]) -> Found | None:
        try:
            return None if self.twin is None else find(self.twin)
        except NoStates:
            self.twin = None
            return None

    def _by_letters(self, sentences: Sequence[Words]) -> list[list[Chunk]]:
        for forms, tags, _ in sentences:
            if len(forms) != len(tags):
                raise ValueError(f"{len(forms)} forms have {len(tags)} tags")
        found = self._spans([tags for _, tags, _ in sentences])
        return [chunks_at(spans, offset) for spans, (*_, offset) in zip(found, sentences, strict=True)]

    def _spans(self, sentences: Sequence[Sequence[str | None]]) -> list[Spans]:
        """Return the chunks of each sentence; those of sentences that are new are looked for together."""
        cascade = self.cascade
        if cascade is None:
            return list(map(self._reference_spans, sentences))
        encoded = list(map(cascade.encode, sentences))
        new = cascade.spans_of_all([letters for letters in encoded if letters not in self.cache])
        for letters, spans in new.items():
            self.cache.keep(letters, spans)
        return [
            new.get(letters) or self.cache.get(letters) or self._new_spans(cascade, letters, tags)
            for letters, tags in zip(encoded, sentences, strict=True)
        ]

    def _new_spans(self, cascade: Cascade, letters: str, tags: Sequence[str | None]) -> Spans:
        if UNKNOWN in letters:
            return self._reference_spans(tags)
        try:
            spans = cascade.spans(letters)
        except (InvalidChunks, TimeoutError):
            return self._reference_spans(tags)  # which may fail just so, with NLTK's error
        self.cache.keep(letters, spans)
        return spans

    def _reference_spans(self, tags: Sequence[str | None]) -> Spans:
        if not tags:
            return [], [], []  # NLTK refuses an empty sentence
        chunks = list(chunks_in(self.reference.parse([("", tag or "_") for tag in tags]), 0))
        return [chunk.label for chunk in chunks], [chunk.start for chunk in chunks], [chunk.end for chunk in chunks]


def chunks_at(spans: Spans, offset: int) -> list[Chunk]:
    """List a sentence's chunks; ``offset`` is the number of its first token.

    >>> chunks_at((["NP"], [0], [2]), 7)
    [Chunk(label='NP', start=7, end=9)]
    """
    return [CHUNK_OF((label, start + offset, end + offset)) for label, start, end in zip(*spans, strict=True)]


def bytes_of_spans(letters: str, spans: Spans) -> int:
    """Estimate the memory of a sentence's letters and spans: three lists in a tuple, and a place in each for a span."""
    return sys.getsizeof(letters) + 400 + 24 * len(spans[0])


def _guarded_compile() -> Compile:
    """Return NLTK's way to compile a regular expression: its newer versions stop a match that takes too long."""
    try:
        from nltk.redos import compile
    except ImportError:
        return re.compile
    return partial(compile, timeout=MOST_SECONDS)
