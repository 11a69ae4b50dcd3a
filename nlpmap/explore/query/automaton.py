"""A query's pattern as an automaton: states, steps over one token, and steps over none."""

from __future__ import annotations

from dataclasses import dataclass, field

from .compiling import BoundTest, Compiler
from .conditions import TokenTest
from .syntax import Bound, Choice, Pattern, Repeat, Sequence, TokenPattern

MOST_STATES = 20_000


@dataclass(frozen=True)
class TokenStep:
    """A step over a token that passes a test, which may get a label."""

    test: TokenTest
    target: int
    label: str | None = None


@dataclass(frozen=True)
class FreeStep:
    """A step over no token, where a region may have to begin or end."""

    target: int
    bound: BoundTest | None = None


@dataclass
class Automaton:
    """What a pattern matches: the tokens on a way from state 0 to the last state that was made."""

    token_steps: list[list[TokenStep]] = field(default_factory=list)
    free_steps: list[list[FreeStep]] = field(default_factory=list)
    final: int = 0

    @property
    def labels(self) -> list[str]:
        """The labels that tokens get."""
        found = (step.label for steps in self.token_steps for step in steps if step.label is not None)
        return list(dict.fromkeys(found))


def longest_way(automaton: Automaton) -> int | None:
    """Return how many tokens the longest way through an automaton has; None where it has a way around."""
    lengths: dict[int, int] = {}
    begun: set[int] = set()
    waiting = [0]
    while waiting:
        state = waiting[-1]
        steps = [(step.target, 1) for step in automaton.token_steps[state]]
        steps += [(step.target, 0) for step in automaton.free_steps[state]]
        left = [target for target, _ in steps if target not in lengths]
        if state in begun or not left:
            if left:
                return None  # they lead back
            lengths[state] = max((lengths[target] + tokens for target, tokens in steps), default=0)
            waiting.pop()
        else:
            begun.add(state)
            waiting += left
    return lengths[0]


class Builder:
    """Makes an automaton of a pattern."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self.automaton = Automaton()
        self.tests: dict[TokenPattern, TokenTest] = {}
        self.bounds: dict[Bound, BoundTest] = {}

    def build(self, pattern: Pattern) -> Automaton:
        self.automaton.final = self._after(pattern, self._state())
        return self.automaton

    def _state(self) -> int:
        if len(self.automaton.token_steps) >= MOST_STATES:
            self.compiler.fail(1, "the query is too large: it repeats too much, too often")
        self.automaton.token_steps.append([])
        self.automaton.free_steps.append([])
        return len(self.automaton.token_steps) - 1

    def _free(self, source: int, target: int, bound: BoundTest | None = None) -> None:
        self.automaton.free_steps[source].append(FreeStep(target, bound))

    def _after(self, pattern: Pattern, source: int) -> int:
        """Add the steps of a pattern from a state on, and return the state after it."""
        if isinstance(pattern, TokenPattern):
            target = self._state()
            if pattern not in self.tests:
                self.tests[pattern] = self.compiler.test(pattern.condition)
            self.automaton.token_steps[source].append(TokenStep(self.tests[pattern], target, pattern.label))
            return target
        if isinstance(pattern, Bound):
            target = self._state()
            if pattern not in self.bounds:
                self.bounds[pattern] = self.compiler.bound(pattern)
            self._free(source, target, self.bounds[pattern])
            return target
        if isinstance(pattern, Sequence):
            for part in pattern.parts:
                source = self._after(part, source)
            return source
        if isinstance(pattern, Choice):
            ends = [self._after(part, source) for part in pattern.parts]
            target = self._state()
            for end in ends:
                self._free(end, target)
            return target
        return self._after_repeat(pattern, source)

    def _after_repeat(self, pattern: Repeat, source: int) -> int:
        for _ in range(pattern.least):
            source = self._after(pattern.part, source)
        target = self._state()
        if pattern.most is None:
            begin = self._state()
            self._free(source, begin)
            self._free(self._after(pattern.part, begin), begin)
            self._free(begin, target)
            return target
        for _ in range(pattern.most - pattern.least):
            self._free(source, target)
            source = self._after(pattern.part, source)
        self._free(source, target)
        return target
