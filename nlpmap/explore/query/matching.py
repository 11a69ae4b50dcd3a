"""Matches of a query: where they begin and end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np

from ..index.container import Array
from ..index.corpus_index import CorpusIndex
from .automaton import Automaton, Builder
from .candidates import beginnings, first_tests, is_chain
from .compiling import Compiler
from .constraints import ENDS, Constraint
from .labelled import labelled_match
from .parsing import parse
from .simulation import MOST_LABELS, MOST_TOKENS, Simulation
from .strategies import kept
from .syntax import ALWAYS, STRATEGIES, Strategy


class Matches:
    """The matches of a query, in order: ``starts``, and ``ends``, the tokens after the last of each.

    Raises `QueryError` where the query is not understood, or asks for what the corpus has not.
    """

    def __init__(self, index: CorpusIndex, query: str, strategy: Strategy | None = None) -> None:
        self.index = index
        self.text = query
        self.query = parse(query)
        self.strategy: Strategy = strategy or self.query.strategy or STRATEGIES[0]
        self.compiler = Compiler(index, query)
        self.automaton: Automaton = Builder(self.compiler).build(self.query.pattern)
        self.constraint: Constraint | None = None
        if self.query.constraint is not ALWAYS:
            self.constraint = Constraint(self.compiler, self.query.constraint, self.automaton.labels)
        self.regions = None
        if self.query.within is not None:
            self.regions = self.compiler.regions(self.query.within, self.query.column_of_within)

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def starts(self) -> Array:
        return self.spans[0]

    @property
    def ends(self) -> Array:
        return self.spans[1]

    @cached_property
    def spans(self) -> tuple[Array, Array]:
        """Where all matches begin and end."""
        blocks = list(self._blocks())
        starts, ends = (np.concatenate([np.zeros(0, np.int64), *(block[n] for block in blocks)]) for n in (0, 1))
        if self.is_chain:
            return starts, ends
        mask = kept(starts, ends, self.strategy)
        return starts[mask], ends[mask]

    @cached_property
    def is_chain(self) -> bool:
        """Whether all matches have the same length, and each of their tokens one test."""
        return not self.asked and is_chain(self.automaton)

    @cached_property
    def asked(self) -> list[str]:
        """The labels that a condition asks about, beside those that each match has."""
        if self.constraint is None:
            return []
        asked = sorted(self.constraint.labels - ENDS)
        if len(asked) > MOST_LABELS:
            self.compiler.fail(1, f"conditions after :: may be on {MOST_LABELS} labels, not on {len(asked)}")
        return asked

    def first(self, count: int) -> tuple[Array, Array]:
        """Return the first matches, so many, and look no further where that is enough."""
        if "spans" in vars(self) or not self.is_chain:
            return self.starts[:count], self.ends[:count]
        found: list[tuple[Array, Array]] = []
        total = 0
        for starts, ends in self._blocks():
            found.append((starts, ends))
            total += len(starts)
            if total >= count:
                break
        starts, ends = (np.concatenate([np.zeros(0, np.int64), *(block[n] for block in found)]) for n in (0, 1))
        return starts[:count], ends[:count]

    def labels(self, number: int) -> dict[str, int]:
        """Return the tokens that have labels in one match."""
        if not self.automaton.labels:
            return {}
        start, end = int(self.starts[number]), int(self.ends[number])
        found = labelled_match(self.automaton, start, end, "longest", self._accepts)
        return {} if found is None else found[1]

    def _blocks(self) -> Iterator[tuple[Array, Array]]:
        for starts in beginnings(self.automaton, self.index.tokens):
            limits = self._limits(starts)
            if self.is_chain:
                ends = self._chain_ends(starts, limits)
            else:
                accepts = None if self.constraint is None else self.constraint.holds
                ends = Simulation(self.automaton, starts, limits, self.asked).ends(self.strategy, accepts)
            found = ends > 0
            yield (starts, ends) if found.all() else (starts[found], ends[found])

    def _limits(self, starts: Array) -> Array:
        if self.regions is not None:
            return self.regions.ends_of(self.regions.number_at(starts))
        return np.asarray(np.minimum(starts + MOST_TOKENS, self.index.tokens))

    def _chain_ends(self, starts: Array, limits: Array) -> Array:
        ends = starts + len(first_tests(self.automaton))
        if self.regions is not None:
            ends = np.where(ends <= limits, ends, 0)
        if self.constraint is not None:
            held = self.constraint.holds(starts, np.maximum(ends - 1, starts), {})
            ends = np.where(held, ends, 0)
        return ends

    def _accepts(self, labels: Mapping[str, int]) -> bool:
        if self.constraint is None:
            return True
        if not self.constraint.labels <= labels.keys():
            return False  # of a token that is not on this way
        return bool(self.constraint.at({name: np.array([place]) for name, place in labels.items()})[0])
