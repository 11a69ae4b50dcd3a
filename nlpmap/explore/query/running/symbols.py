"""Tokens as symbols: what the tests and bounds of an automaton say of a token, as one small number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

import numpy as np

from ...index.container import Array, distinct
from ...index.regions import Regions
from ..automaton import Automaton
from ..compiling import BoundTest
from ..conditions import Always, Both, Differs, Either, Inverse, TokenTest, ValueIn
from ..values import Table

MOST_COMBINATIONS = 2**18
At = Callable[[Array], Array]
Between = Callable[[int, int], Array]


class TooManySymbols(Exception):
    """The tests of a query tell too many kinds of tokens apart."""


@dataclass(frozen=True)
class Digit:
    """One of the digits that a token's combination is made of: what is known of it by one column, say."""

    size: int
    factor: int
    at: At  # the digit of each of some tokens, times the factor
    between: Between

    def of(self, combinations: Array) -> Array:
        """Return this digit of combinations."""
        return combinations // self.factor % self.size


class Symbols:
    """Gives each token a symbol: tokens with the same one are the same to all tests and bounds of an automaton.

    Bounds are asked of the place after the token; ``last`` says that no match goes beyond it: with it ends a region
    that matches are within, or the corpus.
    """

    def __init__(self, automaton: Automaton, regions: Regions | None, tokens: int) -> None:
        steps = list(chain.from_iterable(automaton.token_steps))
        self.tests = list({id(step.test): step.test for step in steps}.values())
        bounds = (step.bound for step in chain.from_iterable(automaton.free_steps) if step.bound is not None)
        self.bounds = list({id(bound): bound for bound in bounds}.values())
        self.regions = regions
        self.tokens = tokens
        self.digits: list[Digit] = []
        self.truths: dict[int, tuple[Digit, Array]] = {}  # of the parts of tests: which values of a digit they hold of
        self._add_columns(list({id(part): part for test in self.tests for part in parts_of(test)}.values()))
        for bound in self.bounds:
            self.truths[id(bound)] = self._added(partial(after, bound), partial(after_between, bound))
        self.last = self._added(self._is_last, self._last_between)
        self.known: dict[bytes, int] = {}  # what tests, bounds and ``last`` say, and the symbol for that
        self.symbols: Array = np.full(self.combinations, -1, np.int32)

    @property
    def combinations(self) -> int:
        return self.digits[-1].factor * self.digits[-1].size

    def at(self, positions: Array) -> Array:
        """Return the symbol of each of some tokens."""
        return self._symbols(sum((digit.at(positions) for digit in self.digits), np.zeros(len(positions), np.int32)))

    def between(self, first: int, last: int) -> Array:
        """Return the symbol of each token from one to before another."""
        combined = np.zeros(last - first, np.int32)
        for digit in self.digits:
            combined += digit.between(first, last)
        return self._symbols(combined)

    def said(self) -> list[Array]:
        """List, by symbols, what tests, bounds and ``last`` say."""
        return [np.frombuffer(content, bool) for content in self.known]

    def _symbols(self, combined: Array) -> Array:
        found = self.symbols[combined]
        if found.min(initial=0) < 0:
            self._number(distinct(combined[found < 0]))
            found = self.symbols[combined]
        return found

    def _number(self, combinations: Array) -> None:
        """Give symbols to combinations that are new."""
        truths = [self._truth(test, combinations) for test in self.tests]
        for digit, truth in [*(self.truths[id(bound)] for bound in self.bounds), self.last]:
            truths.append(truth[digit.of(combinations)])
        for combination, row in zip(combinations.tolist(), np.stack(truths, axis=1), strict=True):
            self.symbols[combination] = self.known.setdefault(row.tobytes(), len(self.known))

    def _truth(self, test: TokenTest, combinations: Array) -> Array:
        """Return whether a test holds of tokens with some combinations."""
        if isinstance(test, Always):
            return np.ones(len(combinations), bool)
        if isinstance(test, Inverse):
            return ~self._truth(test.part, combinations)
        if isinstance(test, (Both, Either)):
            join = np.logical_and if isinstance(test, Both) else np.logical_or
            return np.asarray(join.reduce([self._truth(part, combinations) for part in test.parts]))
        digit, truth = self.truths[id(test)]
        return np.asarray(truth[digit.of(combinations)])

    def _add_columns(self, parts: Sequence[TokenTest]) -> None:
        columns: dict[str, list[ValueIn]] = {}
        for part in parts:
            if isinstance(part, ValueIn):
                columns.setdefault(part.column.name, []).append(part)
            else:
                self.truths[id(part)] = self._added(part.at, part.between)
        for tests in columns.values():
            classes, truths = classes_of([test.table for test in tests])
            ids, factor = tests[0].column.all_ids, self._factor
            by_value = (classes * factor).astype(np.int32)
            at, between = partial(value_at, ids, by_value), partial(value_between, ids, by_value)
            digit = Digit(truths.shape[1], factor, at, between)
            self._append(digit)
            for test, truth in zip(tests, truths, strict=True):
                self.truths[id(test)] = digit, truth

    def _added(self, at: At, between: Between) -> tuple[Digit, Array]:
        """Add a digit that is 0 or 1."""
        factor = np.int32(self._factor)
        digit = Digit(2, int(factor), lambda p: at(p) * factor, lambda first, last: between(first, last) * factor)
        self._append(digit)
        return digit, np.array([False, True])

    @property
    def _factor(self) -> int:
        return self.combinations if self.digits else 1

    def _append(self, digit: Digit) -> None:
        if digit.factor * digit.size > MOST_COMBINATIONS:
            raise TooManySymbols
        self.digits.append(digit)

    def _is_last(self, positions: Array) -> Array:
        last: Array = np.asarray(positions == self.tokens - 1)
        return last if self.regions is None else last | self.regions.end_at(positions + 1)

    def _last_between(self, first: int, last: int) -> Array:
        found = np.zeros(last - first, bool) if self.regions is None else self.regions.end_between(first + 1, last + 1)
        if last == self.tokens and last > first:
            found[-1] = True
        return found


def after(bound: BoundTest, positions: Array) -> Array:
    """Return whether a bound holds after each of some tokens."""
    return bound.at(positions + 1)


def after_between(bound: BoundTest, first: int, last: int) -> Array:
    """Return whether a bound holds after each token from one to before another."""
    return bound.between(first + 1, last + 1)


def value_at(ids: Array, by_value: Array, positions: Array) -> Array:
    """Return what is known of the values of some tokens."""
    return np.asarray(by_value[ids[positions]])


def value_between(ids: Array, by_value: Array, first: int, last: int) -> Array:
    """Return what is known of the value of each token from one to before another."""
    return np.asarray(by_value[ids[first:last]])


def parts_of(test: TokenTest) -> Iterable[TokenTest]:
    """Yield the parts of a test that ask about one or two columns."""
    if isinstance(test, (Both, Either)):
        for part in test.parts:
            yield from parts_of(part)
    elif isinstance(test, Inverse):
        yield from parts_of(test.part)
    elif isinstance(test, (ValueIn, Differs)):
        yield test


def classes_of(tables: Sequence[Table]) -> tuple[Array, Array]:
    """Return the class of each value, those of one class being in the same tables, and which classes are in each table.

    >>> classes, truths = classes_of([np.array([True, False, True]), np.array([True, False, False])])
    >>> classes.tolist(), truths.tolist()
    ([2, 0, 1], [[False, True, True], [False, False, True]])
    """
    classes = np.zeros(len(tables[0]), np.int64)
    for table in tables:
        _, firsts, classes = np.unique(2 * classes + table, return_index=True, return_inverse=True)
    return classes, np.stack([table[firsts] for table in tables])
