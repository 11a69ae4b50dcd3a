"""A tag pattern as states that lead to one another, each reading one letter or none (Thompson 1968).

Where a state leads to several, they stand in the order in which `re` would try them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .grammar_reader import TagPattern, element

MAY_END, AT_START, AT_END = 1, 2, 4  # what may hold at a position: a match may end there, the text starts, ends there
ANCHORS = {"^": AT_START, "$": AT_END}
MOST_STATES = 200


class NoStates(ValueError):
    """A pattern has too many states, or repeats what may match nothing, where engines part ways."""


@dataclass(eq=False, slots=True)
class State:
    """A state, the states that it leads to, the letters that it reads, and what it needs to hold at its position."""

    following: list[State]
    letters: frozenset[str] | None = None
    needs: int = 0
    is_mark: bool = False


class Fragment(NamedTuple):
    """A part of a pattern: ``connect`` builds its states before the one that follows, and returns the first."""

    connect: Callable[[State], State]
    size: int
    matches_nothing: bool


def fragment_of(pattern: TagPattern, letters: Mapping[str, str]) -> Fragment:
    """Return the states of a tag pattern, given the letters of each element; raises `NoStates`.

    >>> fragment = fragment_of(TagPattern("<DT>?<NN.*>+"), {"DT": "a", "NN[^<>{}]*": "bc"})
    >>> start = fragment.connect(State([], needs=MAY_END))
    >>> ["".join(sorted(state.letters)) for state in start.following], fragment.size, fragment.matches_nothing
    (['a', 'bc'], 5, False)
    """
    return _choices(iter(pattern.tokens), letters)


def reading(letters: str) -> Fragment:
    """Return a fragment that reads one of some letters."""
    return Fragment(lambda after: State([after], frozenset(letters)), 1, False)


def in_sequence(fragments: Sequence[Fragment]) -> Fragment:
    """Return fragments one after the other as one."""

    def connect(after: State) -> State:
        for fragment in reversed(fragments):
            after = fragment.connect(after)
        return after

    return _bounded(connect, fragments, all(fragment.matches_nothing for fragment in fragments))


def _choices(tokens: Iterator[re.Match[str]], letters: Mapping[str, str]) -> Fragment:
    """Read what stands before the next closing parenthesis, or the pattern's end."""
    choices: list[list[Fragment]] = [[]]
    for token in tokens:
        if token["close"]:
            break
        if token["bar"]:
            choices.append([])
        elif token["repeat"] or token["maybe"]:
            choices[-1].append(_repeated(choices[-1].pop(), *_counts(token)))
        else:
            choices[-1].append(_atom(token, tokens, letters))
    return _either([in_sequence(choice) for choice in choices])


def _atom(token: re.Match[str], tokens: Iterator[re.Match[str]], letters: Mapping[str, str]) -> Fragment:
    if token["open"]:
        return _choices(tokens, letters)
    if token["anchor"]:
        needs = ANCHORS[token["anchor"]]
        return Fragment(lambda after: State([after], needs=needs), 1, True)
    return reading(letters[element(token["inner"])])


def _either(choices: Sequence[Fragment]) -> Fragment:
    if len(choices) == 1:
        return choices[0]
    return _bounded(
        lambda after: State([choice.connect(after) for choice in choices]),
        choices,
        any(choice.matches_nothing for choice in choices),
    )


def _counts(token: re.Match[str]) -> tuple[int, int | None, bool]:
    """Return how often at least and at most to repeat, and whether rather seldom."""
    if token["maybe"]:
        return 0, 1, token["maybe"] == "??"
    lazy = bool(token["lazy"])
    if token["repeat"] in "*+":
        return int(token["repeat"] == "+"), None, lazy
    least, comma, most = token["repeat"][1:-1].partition(",")
    return int(least or 0), (int(most) if most else None) if comma else int(least), lazy


def _repeated(fragment: Fragment, least: int, most: int | None, lazy: bool) -> Fragment:
    if fragment.matches_nothing and most != 1:
        raise NoStates("a repeated part may match nothing")

    def connect(after: State) -> State:
        state = after
        if most is None:
            state = State([])
            body = fragment.connect(state)
            state.following = _ordered(body, after, lazy)
            state = body if least else state
        else:
            for _ in range(most - least):
                state = State(_ordered(fragment.connect(state), after, lazy))
        return in_sequence([fragment] * (least - (most is None))).connect(state)

    return _bounded(connect, [fragment] * max(least, most or 1), fragment.matches_nothing or not least)


def _ordered(body: State, after: State, lazy: bool) -> list[State]:
    return [after, body] if lazy else [body, after]


def _bounded(connect: Callable[[State], State], parts: Iterable[Fragment], matches_nothing: bool) -> Fragment:
    size = 1 + sum(part.size for part in parts)
    if size > MOST_STATES:
        raise NoStates("there are too many states")
    return Fragment(connect, size, matches_nothing)
