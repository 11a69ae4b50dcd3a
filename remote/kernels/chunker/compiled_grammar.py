"""Chunks by rules that are tables, by compiled code where that is there and the grammar has no other rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...document import Chunk
from ...document.chunks import ChunkColumns
from ..twins import twin_or_pure
from .long_sentences import Words
from .rules.cascade import FIRST_LETTER, Cascade
from .rules.grammar_reader import Rule
from .rules.pattern_states import NoStates
from .rules.pattern_table import PatternTable

# how its table is gone through, whether it strips, and how many tags of a match are no chunk, before it and after
TableRule = tuple[Callable[[int, int], tuple[int, bool]], bool, int, int]


class CompiledGrammar:
    """Finds the chunks of tagged sentences as a cascade does; raises `NoStates` for a grammar with other rules."""

    def __init__(self, module: Any, cascade: Cascade) -> None:
        self.alphabet = cascade.alphabet
        if cascade.may_be_stopped:
            raise NoStates("a search may be stopped because it takes too long")
        stages = [(stage.label, list(map(self._table_rule, stage.rules))) for stage in cascade.stages]
        self.found = module.Grammar(stages, cascade.loop, self.alphabet, FIRST_LETTER, Chunk)

    def chunks_all(self, sentences: Sequence[Words]) -> list[list[Chunk] | None]:
        """List the chunks of each sentence; None for one that is very long, or has tags that are not usual.

        Raises `NoStates` where a table grows too large.
        """
        found: list[list[Chunk] | None] = self.found.chunks_all(sentences)
        return found

    def columns(
        self, forms: Sequence[str], tags: Sequence[str | None], sentence_ends: Sequence[int]
    ) -> ChunkColumns | None:
        """Return the chunks of a document's sentences as columns; None where it is not usual."""
        found = self.found.columns_of(forms, tags, sentence_ends)
        return None if found is None else ChunkColumns(self.found.labels, *found)

    def _table_rule(self, rule: Rule) -> TableRule:
        before, after = _lengths_around(rule)
        table = PatternTable(rule.patterns, list(self.alphabet.elements))
        return lambda row, letter: table.step(row, self.alphabet.matched(letter)), rule.kind == "strip", before, after


def _lengths_around(rule: Rule) -> tuple[int, int]:
    """Return how many of the tags that a rule matches are no chunk, before it and after."""
    if rule.kind in ("chunk", "strip"):
        return 0, 0
    before, *_, after = (pattern.length for pattern in rule.patterns)
    if rule.kind != "context" or before is None or after is None:
        raise NoStates("a rule does not tell by its match alone where its chunk is")
    return before, after


def compiled_grammar(cascade: Cascade | None) -> CompiledGrammar | None:
    """Return what finds chunks by compiled code; None where there is none, or it can't take the grammar.

    >>> compiled_grammar(None) is None
    True
    """
    if cascade is None:
        return None
    return twin_or_pure("grammars", lambda module: CompiledGrammar(module, cascade), lambda: None)
