"""An automaton run from many tokens at a time.

What is on its way is a key: the number of the match, and, where a condition asks for them, the tokens that have labels,
each as its distance from the match's first token in nine bits, 0 for a label that no token has yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from ...index.container import Array, distinct
from ..automaton import Automaton
from ..syntax import Strategy
from .deterministic import MOST_TOKENS

BITS = 9  # for a label
MOST_LABELS = 4
MOST_WAYS = 2**27  # that are gone from the tokens of one block, over all their lengths
Keys = Array
Accepts = Callable[[Array, Array, Mapping[str, Array]], Array]  # of matches' first and last tokens, and labels


class TooManyWays(Exception):
    """A query matches in so many ways that it would take too long to go them all."""


class Simulation:
    """Runs an automaton from some tokens; ``limits`` are the tokens that no match goes beyond."""

    def __init__(self, automaton: Automaton, starts: Array, limits: Array, labels: Sequence[str] = ()) -> None:
        self.automaton = automaton
        self.starts = starts
        self.limits = limits
        self.labels = labels
        self.shift = BITS * len(labels)

    def ends(self, strategy: Strategy, accepts: Accepts | None = None) -> Array:
        """Return the end of the shortest match from each start, or of the longest; 0 where there is none.

        Raises `TooManyWays` where that would take too long.
        """
        ways = 0
        ends = np.zeros(len(self.starts), np.int64)
        active = self._closed({0: np.arange(len(self.starts)) << self.shift}, 0)
        for length in range(1, MOST_TOKENS + 1):
            active = self._closed(self._stepped(active, length - 1), length)
            ways += sum(map(len, active.values()))
            if ways > MOST_WAYS:
                raise TooManyWays
            found = active.pop(self.automaton.final, None)
            if found is not None:
                matches = found >> self.shift
                if accepts is not None:
                    matches = matches[self._accepted(found, length, accepts)]
                ends[matches] = self.starts[matches] + length
                if strategy != "longest":
                    active = self._without(active, ends)
            if not active:
                break
        return ends

    def _stepped(self, active: dict[int, Keys], length: int) -> dict[int, Keys]:
        """Return the states that are reached over one more token."""
        reached: dict[int, Keys] = {}
        for state, keys in active.items():
            if not self.automaton.token_steps[state]:
                continue
            places = self.starts[keys >> self.shift] + length
            inside = places < self.limits[keys >> self.shift]
            keys, places = keys[inside], places[inside]
            for step in self.automaton.token_steps[state]:
                found = keys[step.test.at(places)]
                if step.label in self.labels:
                    slot = BITS * self.labels.index(step.label)
                    found = distinct((found & ~((2**BITS - 1) << slot)) | ((length + 1) << slot))
                if len(found):
                    reached[step.target] = united(reached.get(step.target), found)
        return reached

    def _closed(self, reached: dict[int, Keys], length: int) -> dict[int, Keys]:
        """Return states with those that are reached from them over no token."""
        active: dict[int, Keys] = {}
        waiting = list(reached.items())
        while waiting:
            state, keys = waiting.pop()
            known = active.get(state)
            if known is not None:
                keys = np.setdiff1d(keys, known, assume_unique=True)
            if not len(keys):
                continue
            active[state] = united(known, keys)
            for step in self.automaton.free_steps[state]:
                if step.bound is None:
                    waiting.append((step.target, keys))
                else:
                    waiting.append((step.target, keys[step.bound.at(self.starts[keys >> self.shift] + length)]))
        return active

    def _accepted(self, keys: Keys, length: int, accepts: Accepts) -> Array:
        starts = self.starts[keys >> self.shift]
        offsets = [(keys >> BITS * slot) & (2**BITS - 1) for slot in range(len(self.labels))]
        places = {label: starts + offset - 1 for label, offset in zip(self.labels, offsets, strict=True)}
        held = accepts(starts, starts + (length - 1), places)
        for offset in offsets:
            held = held & (offset > 0)  # a token with the label is on the way
        return held

    def _without(self, active: dict[int, Keys], ends: Array) -> dict[int, Keys]:
        left = {state: keys[ends[keys >> self.shift] == 0] for state, keys in active.items()}
        return {state: keys for state, keys in left.items() if len(keys)}


def united(some: Keys | None, others: Keys) -> Keys:
    return others if some is None else distinct(np.concatenate([some, others]))
