"""Matches with the tokens that have labels: one match at a time, over all ways through the automaton."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import numpy as np

from ..automaton import Automaton
from ..syntax import Strategy
from .simulation import TooManyWays

MOST_LABELLED_WAYS = 2**20  # of one match
Labels = tuple[tuple[str, int], ...]
LabelledWay = tuple[int, Labels]  # a state, and the labels on the way there
Active = dict[LabelledWay, Labels]  # ways that differ in what is asked about, and all labels of the first that is so
Accepts = Callable[[Mapping[str, int]], bool]


def labelled_match(
    automaton: Automaton, start: int, limit: int, strategy: Strategy, accepts: Accepts, asked: Collection[str]
) -> tuple[int, dict[str, int]] | None:
    """Return the end and the labels of the match that begins at a token, or None.

    Of several ways to the same end, the first is taken whose labels are accepted; only those that are asked about
    matter for that. Raises `TooManyWays` where these are too many.
    """
    best: tuple[int, dict[str, int]] | None = None
    ways = 0
    active = _closed(automaton, [(0, ())], start, asked)
    for place in range(start, limit):
        active = _closed(automaton, _stepped(automaton, active, place), place + 1, asked)
        ways += len(active)
        if ways > MOST_LABELLED_WAYS:
            raise TooManyWays
        for (state, _), labels in active.items():
            if state == automaton.final and accepts({**dict(labels), "match": start, "matchend": place}):
                best = place + 1, dict(labels)
                if strategy != "longest":
                    return best
                break
        if not active:
            break
    return best


def _stepped(automaton: Automaton, active: Active, place: int) -> Iterator[LabelledWay]:
    """Yield the states that are reached over one more token, with the labels on the way."""
    held: dict[int, bool] = {}
    for (state, _), labels in active.items():
        for step in automaton.token_steps[state]:
            if id(step.test) not in held:
                held[id(step.test)] = bool(step.test.at(np.array([place]))[0])
            if held[id(step.test)]:
                yield step.target, labels if step.label is None else _with(labels, step.label, place)


def _closed(automaton: Automaton, reached: Iterable[LabelledWay], place: int, asked: Collection[str]) -> Active:
    """Return states with those that are reached from them over no token."""
    active: Active = {}
    waiting = list(reached)[::-1]
    while waiting:
        state, labels = waiting.pop()
        way = state, tuple(sorted(pair for pair in labels if pair[0] in asked))
        if way in active:
            continue
        active[way] = labels
        for step in reversed(automaton.free_steps[state]):
            if step.bound is None or step.bound.at(np.array([place]))[0]:
                waiting.append((step.target, labels))
    return active


def _with(labels: Labels, name: str, place: int) -> Labels:
    return (*(pair for pair in labels if pair[0] != name), (name, place))
