"""An automaton made deterministic while it runs: one state at a time for each token that a match may begin with."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...index.container import Array, distinct
from ..automaton import Automaton
from ..syntax import Strategy
from .symbols import Symbols

MOST_TOKENS = 500  # of a match, as CQP has it where nothing else is said
MOST_STATES = 2**12
MOST_CELLS = 2**24  # of the table of steps
DENSE = 16  # where one token in so many begins a match, the symbols of all are looked up at once
NOWHERE = 0  # the state from which there is no match
States = frozenset[int]
Accepted = Callable[[Array, Array], Array]  # of matches' first and last tokens


class TooManyStates(Exception):
    """The automaton would have too many states."""


class Deterministic:
    """Runs an automaton, whose states are sets of those of the given one, each made when it is first reached."""

    def __init__(self, automaton: Automaton, symbols: Symbols) -> None:
        self.automaton = automaton
        self.symbols = symbols
        self.sets: list[States] = [frozenset()]
        self.numbers: dict[States, int] = {frozenset(): NOWHERE}
        self.accepting: Array = np.zeros(MOST_STATES, bool)
        self.goes_on: Array = np.zeros(MOST_STATES, bool)
        self.table: Array = np.full((64, 64), -1, np.int32)
        self.test_places = {id(test): place for place, test in enumerate(symbols.tests)}
        self.bound_places = {id(bound): place for place, bound in enumerate(symbols.bounds, len(symbols.tests))}

    def ends(
        self, starts: Array, strategy: Strategy, most: int = MOST_TOKENS, accepted: Accepted | None = None
    ) -> Array:
        """Return the end of the shortest match from each start, or of the longest; 0 where there is none.

        A match has at most so many tokens.

        Raises `TooManyStates` where the table of steps would be too large.
        """
        ends = np.zeros(len(starts), np.int64)
        states = self._first_states(starts)
        active = np.flatnonzero(self.goes_on[states])
        states, places = states[active], starts[active]
        symbol_at = self._symbol_at(starts)
        for _ in range(most):
            if not len(active):
                break
            states = self._stepped(states, symbol_at(places))
            found = self.accepting[states]
            if accepted is not None and found.any():
                found[found] = accepted(starts[active[found]], places[found])
            ends[active[found]] = places[found] + 1
            left = self.goes_on[states] if strategy == "longest" else self.goes_on[states] & ~found
            active, states, places = active[left], states[left], places[left] + 1
        return ends

    def _symbol_at(self, starts: Array) -> Callable[[Array], Array]:
        """Return what looks up the symbols of tokens: all at once where many are needed."""
        if not len(starts) or (int(starts[-1]) - int(starts[0])) > DENSE * len(starts):
            return self.symbols.at
        first = int(starts[0])
        known = self.symbols.between(first, min(int(starts[-1]) + MOST_TOKENS, self.symbols.tokens))
        return lambda places: known[places - first]

    def _first_states(self, starts: Array) -> Array:
        """Return the state before the first token of each match."""
        if not self.symbols.bounds:
            nothing = np.zeros(len(self.symbols.tests), bool)
            return np.full(len(starts), self._number(self._closed({0}, nothing)), np.int32)
        said = np.zeros(len(starts), np.int64)
        for bound in self.symbols.bounds:
            said = np.unique(2 * said + bound.at(starts), return_inverse=True)[1]
        _, firsts, inverse = np.unique(said, return_index=True, return_inverse=True)
        held = np.stack([bound.at(starts[firsts]) for bound in self.symbols.bounds], 1)
        nothing = np.zeros(len(self.symbols.tests), bool)
        rows = [np.concatenate([nothing, row]) for row in held]
        found = [self._number(self._closed({0}, row)) for row in rows]
        return np.array(found, np.int32)[inverse] if found else np.zeros(0, np.int32)

    def _stepped(self, states: Array, symbols: Array) -> Array:
        """Return the states after one more token."""
        if len(self.symbols.known) > self.table.shape[1] or len(self.sets) > self.table.shape[0]:
            self._grow()
        found = self.table[states, symbols]
        if found.min(initial=0) < 0:
            unknown = found < 0
            width = self.table.shape[1]
            said = self.symbols.said()
            for cell in distinct(states[unknown].astype(np.int64) * width + symbols[unknown]).tolist():
                state, symbol = divmod(cell, width)
                self._step(state, symbol, said)
            found = self.table[states, symbols]
        return np.asarray(found)

    def _step(self, state: int, symbol: int, said: list[Array]) -> None:
        row = said[symbol]
        reached = {
            step.target
            for number in self.sets[state]
            for step in self.automaton.token_steps[number]
            if row[self.test_places[id(step.test)]]
        }
        after = self._closed(reached, row)
        if row[-1]:  # no match goes beyond this token
            after &= {self.automaton.final}
        target = self._number(after)
        self.table[state, symbol] = target

    def _closed(self, reached: set[int], row: Array) -> States:
        """Return states with those that are reached from them over no token, at a place of which some bounds hold."""
        found, waiting = set(reached), list(reached)
        while waiting:
            for step in self.automaton.free_steps[waiting.pop()]:
                if step.target not in found and (step.bound is None or row[self.bound_places[id(step.bound)]]):
                    found.add(step.target)
                    waiting.append(step.target)
        return frozenset(n for n in found if self.automaton.token_steps[n] or n == self.automaton.final)

    def _number(self, states: States) -> int:
        number = self.numbers.get(states)
        if number is None:
            number = self.numbers[states] = len(self.sets)
            if number >= MOST_STATES:
                raise TooManyStates
            self.sets.append(states)
            self.accepting[number] = self.automaton.final in states
            self.goes_on[number] = any(self.automaton.token_steps[n] for n in states)
            if number >= len(self.table):
                self._grow()
        return number

    def _grow(self) -> None:
        rows, columns = self.table.shape
        while rows <= len(self.sets):
            rows *= 2
        while columns < len(self.symbols.known):
            columns *= 2
        if rows * columns > MOST_CELLS:
            raise TooManyStates
        grown: Array = np.full((rows, columns), -1, np.int32)
        grown[: self.table.shape[0], : self.table.shape[1]] = self.table
        self.table = grown
