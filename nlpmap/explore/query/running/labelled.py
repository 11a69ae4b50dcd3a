"""Matches with the tokens that have labels: one match at a time, over all ways through the automaton."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ..automaton import Automaton
from ..syntax import Strategy

Labels = tuple[tuple[str, int], ...]
Active = dict[tuple[int, Labels], None]
Accepts = Callable[[Mapping[str, int]], bool]


def labelled_match(
    automaton: Automaton, start: int, limit: int, strategy: Strategy, accepts: Accepts
) -> tuple[int, dict[str, int]] | None:
    """Return the end and the labels of the match that begins at a token, or None.

    Of several ways to the same end, the first is taken whose labels are accepted.
    """
    best: tuple[int, dict[str, int]] | None = None
    active = _closed(automaton, {(0, ()): None}, start)
    for place in range(start, limit):
        reached: Active = {}
        for state, labels in active:
            for step in automaton.token_steps[state]:
                if step.test.at(np.array([place]))[0]:
                    named = labels if step.label is None else _with(labels, step.label, place)
                    reached[step.target, named] = None
        active = _closed(automaton, reached, place + 1)
        for state, labels in active:
            if state == automaton.final and accepts({**dict(labels), "match": start, "matchend": place}):
                best = place + 1, dict(labels)
                if strategy != "longest":
                    return best
                break
        if not active:
            break
    return best


def _closed(
    automaton: Automaton, reached: dict[tuple[int, Labels], None], place: int
) -> dict[tuple[int, Labels], None]:
    active: dict[tuple[int, Labels], None] = {}
    waiting = list(reversed(reached))
    while waiting:
        state, labels = waiting.pop()
        if (state, labels) in active:
            continue
        active[state, labels] = None
        for step in reversed(automaton.free_steps[state]):
            if step.bound is None or step.bound.at(np.array([place]))[0]:
                waiting.append((step.target, labels))
    return active


def _with(labels: Labels, name: str, place: int) -> Labels:
    return (*(pair for pair in labels if pair[0] != name), (name, place))
