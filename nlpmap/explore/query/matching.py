"""Matches of a query: where they begin and end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NoReturn

import numpy as np

from ..index.container import Array, damage_told
from ..index.corpus_index import CorpusIndex
from ..spilling import gathered_arrays, in_blocks
from .automaton import Automaton, Builder, longest_way
from .compiling import Compiler
from .constraints import ENDS, Constraint
from .parsing import parse
from .running.candidates import BLOCK, beginnings, counted, first_tests, is_chain, offsets_of_labels
from .running.deterministic import MOST_TOKENS, Deterministic, TooManyStates
from .running.labelled import labelled_match
from .running.packed import MOST_BITS, SAMPLE, PackedSimulation
from .running.required import possible
from .running.simulation import MOST_LABELS, Simulation, TooManyWays
from .running.strategies import kept
from .running.symbols import Symbols, TooManySymbols
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
        self.bits_left = MOST_BITS
        self.asks_all = True  # not only for the first matches
        self.regions = None
        if self.query.within is not None:
            self.regions = self.compiler.regions(self.query.within, self.query.column_of_within)

    def __len__(self) -> int:
        return self.count

    @cached_property
    def count(self) -> int:
        """How many matches there are; they are not listed for that where each has the same length."""
        if "spans" in vars(self) or not self.is_chain:
            return len(self.starts)
        if self.regions is None and self.constraint is None and self.query.most is None:
            with damage_told():
                return counted(self.automaton, self.index.tokens)
        return sum(len(starts) for starts, _ in self._blocks())

    @property
    def starts(self) -> Array:
        return self.spans[0]

    @property
    def ends(self) -> Array:
        return self.spans[1]

    @cached_property
    def spans(self) -> tuple[Array, Array]:
        """Where all matches begin and end; of very many, that is in a file."""
        starts, ends = gathered_arrays(self._kept_blocks(), 2)
        return starts, ends

    @cached_property
    def is_chain(self) -> bool:
        """Whether all matches have the same length, and each of their tokens one test."""
        return is_chain(self.automaton)

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
        if "spans" in vars(self):
            return self.starts[:count], self.ends[:count]
        found: list[tuple[Array, Array]] = []
        self.asks_all = False
        for block in self._kept_blocks():
            found.append(block)
            if sum(len(starts) for starts, _ in found) >= count:
                break
        self.asks_all = True
        starts, ends = gathered_arrays(found, 2)
        return starts[:count], ends[:count]

    def blocks(self) -> Iterator[tuple[Array, Array]]:
        """Yield all matches in blocks of a size that fits the memory."""
        for starts, ends in in_blocks(self.spans, BLOCK):
            yield starts, ends

    def labels(self, number: int) -> dict[str, int]:
        """Return the tokens that have labels in one match."""
        if not self.automaton.labels:
            return {}
        start, end = int(self.starts[number]), int(self.ends[number])
        try:
            found = labelled_match(self.automaton, start, end, "longest", self._accepts, self.asked)
        except TooManyWays:
            self._fail_by_ways()
        return {} if found is None else found[1]

    def _fail_by_ways(self) -> NoReturn:
        self.compiler.fail(
            1, "the query matches in too many ways; let it repeat less, ask for fewer labels, add within s"
        )

    def _kept_blocks(self) -> Iterator[tuple[Array, Array]]:
        """Yield those matches that the strategy has."""
        return self._blocks() if self.is_chain else kept(self._blocks(), self.strategy)

    def _blocks(self) -> Iterator[tuple[Array, Array]]:
        with damage_told():
            yield from self._found_blocks()

    def _found_blocks(self) -> Iterator[tuple[Array, Array]]:
        for starts in self._beginnings():
            ends = self._chain_ends(starts) if self.is_chain else self._ends(starts)
            found = ends > 0
            yield (starts, ends) if found.all() else (starts[found], ends[found])

    def _beginnings(self) -> Iterator[Array]:
        """Yield, in blocks, the tokens at which a match may begin."""
        found = beginnings(self.automaton, self.index.tokens)
        return found if self.is_chain else possible(found, self.automaton, self.index.tokens, self._limits)

    @cached_property
    def deterministic(self) -> Deterministic | None:
        """The automaton made deterministic; None where that would be too large."""
        try:
            return Deterministic(self.automaton, Symbols(self.automaton, self.regions, self.index.tokens))
        except TooManySymbols:
            return None

    def _ends(self, starts: Array) -> Array:
        """Return the end of the match from each start, 0 where there is none."""
        accepts = None if self.constraint is None else self.constraint.holds
        if self.deterministic is not None:
            try:
                if self.asked:  # of what matches without conditions on labels
                    starts_with = self.deterministic.ends(starts, "shortest", self.most) > 0
                    ends = np.zeros(len(starts), np.int64)
                    ends[starts_with] = self._simulated(starts[starts_with])
                    return ends
                accepted = None if accepts is None else lambda firsts, lasts: accepts(firsts, lasts, {})
                return self.deterministic.ends(starts, self.strategy, self.most, accepted)
            except TooManyStates:
                self.deterministic = None
        return self._simulated(starts)

    def _simulated(self, starts: Array) -> Array:
        accepts = None if self.constraint is None else self.constraint.holds
        try:
            if self.asked:
                return Simulation(self.automaton, starts, self._limits(starts), self.asked).ends(self.strategy, accepts)
            return self._packed_ends(starts)
        except TooManyWays:
            self._fail_by_ways()

    def _packed_ends(self, starts: Array) -> Array:
        constraint = self.constraint
        accepts = None if constraint is None else lambda firsts, lasts: constraint.holds(firsts, lasts, {})

        def run(some: Array, most_bits: float) -> tuple[Array, int]:
            simulation = PackedSimulation(self.automaton, some, self._limits(some), most_bits)
            return simulation.ends(self.strategy, self.most, accepts), simulation.bits

        left = self.index.tokens - int(starts[0]) if len(starts) else 0
        if (share := len(starts) // SAMPLE) > 1:  # a sample tells early whether all would take too long
            to_come = left / (int(starts[-1]) - int(starts[0]) + 1) if self.asks_all else 1
            run(starts[::share], self.bits_left / share / to_come)
        ends, bits = run(starts, self.bits_left)
        self.bits_left -= bits
        return ends

    @cached_property
    def most(self) -> int:
        """How many tokens a match has at most."""
        known = (self.query.most, longest_way(self.automaton), MOST_TOKENS)
        return min(most for most in known if most is not None)

    def _limits(self, starts: Array) -> Array:
        if self.regions is not None:
            ends = self.regions.ends_of(self.regions.number_at(starts))
            return ends if self.is_chain else np.asarray(np.minimum(starts + self.most, ends))
        return np.asarray(np.minimum(starts + self.most, self.index.tokens))

    def _chain_ends(self, starts: Array) -> Array:
        ends = starts + len(first_tests(self.automaton))
        if self.regions is not None or self.query.most is not None:
            ends = np.where(ends <= self._limits(starts), ends, 0)
        if self.constraint is not None:
            places = {label: starts + offset for label, offset in offsets_of_labels(self.automaton).items()}
            held = self.constraint.holds(starts, np.maximum(ends - 1, starts), places)
            ends = np.where(held, ends, 0)
        return ends

    def _accepts(self, labels: Mapping[str, int]) -> bool:
        if self.constraint is None:
            return True
        if not self.constraint.labels <= labels.keys():
            return False  # of a token that is not on this way
        return bool(self.constraint.at({name: np.array([place]) for name, place in labels.items()})[0])
