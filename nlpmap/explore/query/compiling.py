"""Conditions and bounds of a query, compiled for an index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import NoReturn

import numpy as np

from ...errors import InputError
from ..index.container import Array
from ..index.corpus_index import CorpusIndex, compared_text
from ..index.lexicon import lexicon_of
from ..index.regions import Regions
from ..index.token_column import Mask, TokenColumn
from .conditions import Always, Both, Differs, Either, Inverse, TokenTest, ValueIn
from .lexing import QueryError
from .syntax import All, Attribute, Bound, Comparison, Condition, Not, QuotedText
from .values import Table, value_table


@dataclass(frozen=True)
class BoundTest:
    """Whether a region begins or ends at places between tokens, a place being the number of the token after it."""

    regions: Regions
    is_end: bool
    documents: Table | None = None  # those whose metadata are as wanted

    def at(self, places: Array) -> Mask:
        """Return whether it does, at each place."""
        if self.is_end:
            return self.regions.end_at(places)
        found = self.regions.begin_at(places)
        if self.documents is not None and len(self.documents):
            numbers = np.minimum(self.regions.number_at(places), len(self.documents) - 1)
            found = found & self.documents[numbers]
        return found

    def between(self, first: int, last: int) -> Mask:
        """Return whether it does, at each place from one to before another."""
        if self.is_end and first > 0:
            return self.regions.end_between(first, last)
        return self.at(np.arange(first, last))


class Compiler:
    """Compiles what one query says of tokens and regions; errors name the column in the query."""

    def __init__(self, index: CorpusIndex, query: str) -> None:
        self.index = index
        self.query = query

    def test(self, condition: Condition) -> TokenTest:
        """Compile a condition on one token."""
        if isinstance(condition, Comparison):
            return self._comparison(condition)
        if isinstance(condition, Not):
            return inverse(self.test(condition.part), self.index.tokens)
        parts = [self.test(part) for part in condition.parts]
        if not parts:
            return Always(self.index.tokens)
        if isinstance(condition, All):
            return combined(parts, np.logical_and, Both)
        return combined(parts, np.logical_or, Either)

    def bound(self, bound: Bound) -> BoundTest:
        """Compile the place where a region begins or ends."""
        regions = self.regions(bound.region, bound.column)
        if not bound.metadata:
            return BoundTest(regions, bound.is_end)
        if regions is not self.index.region("doc"):
            self.fail(bound.column, "only <doc> has metadata")
        tables = [self.documents(comparison) for comparison in bound.metadata]
        return BoundTest(regions, bound.is_end, reduce(np.logical_and, tables))

    def documents(self, comparison: Comparison) -> Table:
        """Return which documents have metadata as a comparison says."""
        left = comparison.left
        if not isinstance(comparison.right, QuotedText):
            self.fail(left.column, "metadata are compared with a text in quotation marks")
        try:
            column = self.index.metadata_column(left.name)
        except InputError as error:
            self.fail(left.column, str(error))
        values = list(map(compared_text, column.lexicon.values))
        # texts may be alike where the values are not, such as 5 and "5"
        table = value_table(comparison.right, lexicon_of(list(dict.fromkeys(values))), self.query)
        known = dict(zip(dict.fromkeys(values), table.tolist(), strict=True))
        by_number = np.array([known[value] for value in values], bool)
        found: Table = by_number[column.ids]
        return found if comparison.is_equal else ~found

    def regions(self, name: str, at: int) -> Regions:
        """Return the regions of a kind."""
        try:
            return self.index.region(name)
        except InputError as error:
            self.fail(at, str(error))

    def column(self, attribute: Attribute) -> TokenColumn:
        """Return the column that an attribute names."""
        try:
            return self.index.column(attribute.name)
        except InputError as error:
            self.fail(attribute.column, str(error))

    def fail(self, column: int, reason: str) -> NoReturn:
        raise QueryError(self.query, column, reason)

    def _comparison(self, comparison: Comparison) -> TokenTest:
        right = comparison.right
        for attribute in (comparison.left, right):
            if isinstance(attribute, Attribute) and attribute.label is not None:
                reason = f"a label is asked about after ::, as in ... :: {attribute.label}.{attribute.name} = ..."
                self.fail(attribute.column, reason)
        left = self.column(comparison.left)
        if isinstance(right, QuotedText):
            table = value_table(right, left.lexicon, self.query)
            return ValueIn(left, table if comparison.is_equal else ~table)
        other = self.column(right)
        return Differs(left, other, numbers_in(left, other), comparison.is_equal)


def numbers_in(left: TokenColumn, right: TokenColumn) -> Array:
    """Return the number in one column of each value of another; one that it has not gets the next that is free."""
    if left is right:
        return np.arange(len(left.lexicon))
    found = right.lexicon.numbers_in(left.lexicon, np.arange(len(right.lexicon)))
    return np.where(found < 0, len(left.lexicon), found)


def inverse(test: TokenTest, tokens: int) -> TokenTest:
    """Return the test that holds where another does not."""
    return ValueIn(test.column, ~test.table) if isinstance(test, ValueIn) else Inverse(test, tokens)


def combined(
    parts: Sequence[TokenTest],
    join: Callable[[Table, Table], Table],
    together: Callable[[tuple[TokenTest, ...]], TokenTest],
) -> TokenTest:
    """Return one test of several; those of one column become one table."""
    tables: dict[str, ValueIn] = {}
    others: list[TokenTest] = []
    for part in parts:
        if not isinstance(part, ValueIn):
            others.append(part)
        elif (known := tables.get(part.column.name)) is None:
            tables[part.column.name] = part
        else:
            tables[part.column.name] = ValueIn(part.column, join(known.table, part.table))
    found = (*tables.values(), *others)
    return found[0] if len(found) == 1 else together(found)
