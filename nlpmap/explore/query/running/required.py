"""Tokens without which no match is: where one is rare, a match begins only where one follows soon."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ...index.container import Array
from ..automaton import Automaton
from ..conditions import Always, TokenTest
from .candidates import BLOCK, RARE

MOST_LOOKS = 2**20  # looked at to find what is required: states, times tests


def possible(
    blocks: Iterator[Array], automaton: Automaton, tokens: int, limits: Callable[[Array], Array]
) -> Iterator[Array]:
    """Yield those tokens of blocks after which all comes that a match has, before the limit of each."""
    rare = [places_of(test, tokens) for test in required_tests(automaton) if test.most() * RARE < tokens]
    if any(not len(places) for places in rare):
        return
    for starts in blocks:
        for places in rare:
            starts = starts[followed(starts, places, limits)]
        yield starts


def followed(starts: Array, places: Array, limits: Callable[[Array], Array]) -> Array:
    """Return the numbers of those tokens at or after which one of some places is, before the limit of each.

    >>> followed(np.array([0, 3, 5, 9]), np.array([4, 6]), lambda starts: starts + 2).tolist()
    [1, 2]
    """
    after = np.searchsorted(places, starts.astype(places.dtype, copy=False))
    found = np.flatnonzero(after < len(places))
    return found[places[after[found]] < limits(starts[found])]


def places_of(test: TokenTest, tokens: int) -> Array:
    """Return the tokens, in order, that a test holds of, and perhaps others."""
    if not test.most():
        return np.zeros(0, np.int64)
    if (found := test.positions()) is not None:
        return found
    blocks = [(first, min(first + BLOCK, tokens)) for first in range(0, tokens, BLOCK)]
    return np.concatenate([first + np.flatnonzero(test.between(first, last)) for first, last in blocks])


def required_tests(automaton: Automaton) -> list[TokenTest]:
    """Return the tests each of which a token of every match passes."""
    tests = {id(step.test): step.test for steps in automaton.token_steps for step in steps}
    asked = [test for test in tests.values() if not isinstance(test, Always)]
    if len(asked) * len(automaton.token_steps) > MOST_LOOKS:
        return []
    return [test for test in asked if not ends_without(automaton, test)]


def ends_without(automaton: Automaton, test: TokenTest) -> bool:
    """Return whether a way through an automaton has no token that is to pass a test."""
    waiting, seen = [0], {0}
    while waiting:
        state = waiting.pop()
        steps = [step.target for step in automaton.token_steps[state] if step.test is not test]
        for target in (*steps, *(step.target for step in automaton.free_steps[state])):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return automaton.final in seen
