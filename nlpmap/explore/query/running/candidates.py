"""Where a pattern may begin: found by the rarest of its first tokens, or by looking through all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...index.container import Array
from ..automaton import Automaton
from ..compiling import BoundTest, combined
from ..conditions import Always, Either, TokenTest, ValueIn

BLOCK = 2**20  # tokens looked through at a time
RARE = 32  # one token in so many: where each is, is looked up


def first_tests(automaton: Automaton) -> list[TokenTest]:
    """Return the tests of the first tokens that every match has, up to where there are several ways to go on."""
    tests: list[TokenTest] = []
    state, passed = 0, set[int]()
    while state != automaton.final and state not in passed:
        passed.add(state)
        token_steps, free_steps = automaton.token_steps[state], automaton.free_steps[state]
        if len(token_steps) + len(free_steps) != 1:
            break
        if token_steps:
            tests.append(token_steps[0].test)
            state = token_steps[0].target
        else:
            state = free_steps[0].target
    return tests


def is_chain(automaton: Automaton) -> bool:
    """Return whether there is one way only through an automaton, over tokens alone."""
    return all(
        len(tokens) + len(free) == (state != automaton.final) and not any(step.bound for step in free)
        for state, (tokens, free) in enumerate(zip(automaton.token_steps, automaton.free_steps, strict=True))
    )


def offsets_of_labels(automaton: Automaton) -> dict[str, int]:
    """Return how far the token that gets each label is from a match's first, where there is one way only."""
    found: dict[str, int] = {}
    state = offset = 0
    while state != automaton.final:
        for step in automaton.free_steps[state]:
            state = step.target
        for token in automaton.token_steps[state]:
            if token.label is not None:
                found[token.label] = offset
            offset, state = offset + 1, token.target
    return found


def counted(automaton: Automaton, tokens: int) -> int:
    """Return how many matches there are of what there is one way only through, wherever they are."""
    return sum(map(matched_in, blocks_of(first_tests(automaton), tokens)))


def beginnings(automaton: Automaton, tokens: int) -> Iterator[Array]:
    """Yield, in order and in blocks, the tokens at which a match may begin."""
    if (bound := first_bound(automaton)) is not None:
        places = bound.regions.beginnings()
        yield from (places[first : first + BLOCK] for first in range(0, len(places), BLOCK))
        return
    tests = first_tests(automaton) or [joint_first(automaton, tokens)]
    for first, found in blocks_of(tests, tokens):
        yield found if first is None else first + np.flatnonzero(found)


def blocks_of(tests: list[TokenTest], tokens: int) -> Iterator[tuple[int | None, Array]]:
    """Yield where all tests hold, each of one token further on: positions, or a mask of tokens from one on."""
    last = tokens - len(tests) + 1
    rarest = min(range(len(tests)), key=lambda number: tests[number].most())
    if tests[rarest].most() * RARE < tokens and (known := tests[rarest].positions()) is not None:
        found = known - rarest
        is_sure = isinstance(tests[rarest], ValueIn)  # its positions are those that it holds of, and no others
        others = [pair for pair in enumerate(tests) if pair[0] != rarest or not is_sure]
        for block in at_known(others, found[(found >= 0) & (found < last)]):
            yield None, block
    else:
        for first in range(0, max(last, 0), BLOCK):
            yield first, together(tests, first, min(first + BLOCK, last))


def matched_in(block: tuple[int | None, Array]) -> int:
    first, found = block
    return len(found) if first is None else int(np.count_nonzero(found))


def first_bound(automaton: Automaton) -> BoundTest | None:
    """Return the beginning of a region with which every match begins; None where there is no such."""
    [*tokens], [*free] = automaton.token_steps[0], automaton.free_steps[0]
    bound = free[0].bound if len(free) == 1 and not tokens else None
    return None if bound is None or bound.is_end else bound


def at_known(tests: list[tuple[int, TokenTest]], found: Array) -> Iterator[Array]:
    """Yield those of some tokens at which all tests hold, each of a token so much further on."""
    by_rarity = sorted(tests, key=lambda pair: pair[1].most())
    for first in range(0, len(found), BLOCK):
        block = found[first : first + BLOCK]
        for offset, test in by_rarity:
            block = block[test.at(block + offset)]
        yield block


def joint_first(automaton: Automaton, tokens: int) -> TokenTest:
    """Return a test that the first token of each match passes."""
    found: list[TokenTest] = []
    waiting, seen = [0], {0}
    while waiting:
        state = waiting.pop()
        found += [step.test for step in automaton.token_steps[state]]
        for step in automaton.free_steps[state]:
            if step.target not in seen:
                seen.add(step.target)
                waiting.append(step.target)
    if not found or any(isinstance(test, Always) for test in found):
        return Always(tokens)
    return combined(found, np.logical_or, Either)


def together(tests: list[TokenTest], first: int, last: int) -> Array:
    """Return at which tokens of a block all tests hold, each of one token further on."""
    mask = tests[0].between(first, last)
    for offset, test in enumerate(tests[1:], start=1):
        if isinstance(test, Always):
            continue
        mask = mask & test.between(first + offset, last + offset)
    return mask
