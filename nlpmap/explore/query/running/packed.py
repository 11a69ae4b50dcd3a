"""An automaton run from many tokens at a time, with no labels: for each state a row of bits, one for each token."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator

import numpy as np

from ...index.container import Array
from ..automaton import Automaton
from ..syntax import Strategy
from .simulation import TooManyWays

Accepts = Callable[[Array, Array], Array]  # of matches' first and last tokens
Rows = dict[int, Array]  # by state
MOST_BITS = 2**39  # of rows that are gone through for a query, some of which take a minute
SAMPLE = 64  # tokens of a block that are gone from first, to know early how many that would be


class PackedSimulation:
    """Runs an automaton from some tokens; ``limits`` are the tokens that no match goes beyond."""

    def __init__(self, automaton: Automaton, starts: Array, limits: Array, most_bits: float) -> None:
        self.automaton = automaton
        self.ranks = ranks_of(automaton)
        self.starts = starts
        self.limits = limits
        self.numbers = np.arange(len(starts))  # of those that are still on their way
        self.most_bits = most_bits
        self.bits = 0

    def ends(self, strategy: Strategy, most: int, accepts: Accepts | None = None) -> Array:
        """Return the end of the shortest match from each start, or of the longest; 0 where there is none.

        Raises `TooManyWays` where more bits would be gone through.
        """
        ends = np.zeros(len(self.starts), np.int64)
        rows = self._closed({0: as_bits(np.ones(len(self.numbers), bool))}, 0)
        for length in range(1, most + 1):
            rows = self._closed(self._stepped(rows, length - 1), length)
            found = rows.pop(self.automaton.final, None)
            if found is not None:
                places = np.flatnonzero(self._unpacked(found))
                matches = self.numbers[places]
                if accepts is not None:
                    held = accepts(self.starts[matches], self.starts[matches] + (length - 1))
                    places, matches = places[held], matches[held]
                ends[matches] = self.starts[matches] + length
            rows = self._alive(rows, None if found is None or strategy == "longest" else places)
            if not rows:
                break
        return ends

    def _stepped(self, rows: Rows, length: int) -> Rows:
        """Return the states that are reached over one more token."""
        places = self.starts[self.numbers] + length
        inside = places < self.limits[self.numbers]
        masks: dict[int, Array] = {}
        reached: Rows = {}
        for state, row in rows.items():
            for step in self.automaton.token_steps[state]:
                if id(step.test) not in masks:
                    holds = np.zeros(len(places), bool)
                    holds[inside] = step.test.at(places[inside])
                    masks[id(step.test)] = as_bits(holds)
                added = row & masks[id(step.test)]
                self._count(added)
                if step.target in reached:
                    reached[step.target] |= added
                elif added.any():
                    reached[step.target] = added
        return reached

    def _closed(self, reached: Rows, length: int) -> Rows:
        """Return states with those that are reached from them over no token."""
        waiting = [(self.ranks[state], state) for state in reached]
        heapq.heapify(waiting)
        masks: dict[int, Array] = {}
        while waiting:
            _, state = heapq.heappop(waiting)
            for step in self.automaton.free_steps[state]:
                added = reached[state]
                if step.bound is not None:
                    if id(step.bound) not in masks:
                        masks[id(step.bound)] = as_bits(step.bound.at(self.starts[self.numbers] + length))
                    added = added & masks[id(step.bound)]
                known = reached.get(step.target)
                self._count(added)
                if known is None:
                    is_new, reached[step.target] = bool(added.any()), added.copy()
                else:
                    is_new = bool((added & ~known).any())
                    known |= added
                if is_new and (self.ranks[step.target], step.target) not in waiting:
                    heapq.heappush(waiting, (self.ranks[step.target], step.target))
        return {state: row for state, row in reached.items() if self._goes_on(state) and row.any()}

    def _goes_on(self, state: int) -> bool:
        return state == self.automaton.final or bool(self.automaton.token_steps[state])

    def _alive(self, rows: Rows, done: Array | None) -> Rows:
        """Leave out the tokens that are done, and those from which there is no way on, where they are many."""
        if not rows:
            return rows
        alive = self._unpacked(np.bitwise_or.reduce(list(rows.values())))
        if done is not None:
            alive[done] = False
        left = np.flatnonzero(alive)
        if len(left) * 2 > len(alive):
            if done is not None:
                mask = as_bits(alive)
                rows = {state: row & mask for state, row in rows.items()}
            return rows
        rows = {state: as_bits(self._unpacked(row)[left]) for state, row in rows.items()}
        self.numbers = self.numbers[left]
        return {state: row for state, row in rows.items() if row.any()}

    def _unpacked(self, row: Array) -> Array:
        return np.unpackbits(row, count=len(self.numbers)).view(bool)

    def _count(self, row: Array) -> None:
        self.bits += 8 * len(row)
        if self.bits > self.most_bits:
            raise TooManyWays


def as_bits(mask: Array) -> Array:
    """Return truths as bits."""
    return np.packbits(mask)


def ranks_of(automaton: Automaton) -> list[int]:
    """Return the rank of each state in an order in which steps over no token lead on, but for those that lead back."""
    ranks = [-1] * len(automaton.token_steps)
    last = len(ranks)
    for root in range(len(ranks)):
        if ranks[root] < 0:
            for state in finished_after(automaton, root, ranks):
                last -= 1
                ranks[state] = last
    return ranks


def finished_after(automaton: Automaton, root: int, ranks: list[int]) -> Iterator[int]:
    """Yield states, each after those that free steps lead to from it."""
    begun = {root}
    waiting = [(root, iter(automaton.free_steps[root]))]
    while waiting:
        state, steps = waiting[-1]
        target = next((s.target for s in steps if s.target not in begun and ranks[s.target] < 0), None)
        if target is None:
            waiting.pop()
            yield state
        else:
            begun.add(target)
            waiting.append((target, iter(automaton.free_steps[target])))
