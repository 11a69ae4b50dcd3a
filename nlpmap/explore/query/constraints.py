"""Conditions on tokens with labels, after ``::`` in a query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ..index.container import Array
from .compiling import Compiler, numbers_in
from .syntax import Any as AnyOf
from .syntax import Attribute, Comparison, Condition, Not, QuotedText
from .values import value_table

MATCH, MATCH_END = "match", "matchend"
ENDS = frozenset((MATCH, MATCH_END))
DOCUMENT = "doc_"


class Constraint:
    """A condition on the tokens that have labels; ``match`` is the first of a match, ``matchend`` the last."""

    def __init__(self, compiler: Compiler, condition: Condition, labels: list[str]) -> None:
        self.compiler = compiler
        self.condition = condition
        for attribute in asked_attributes(condition):
            if attribute.label not in (*labels, *ENDS):
                known = ", ".join([*labels, MATCH, MATCH_END])
                compiler.fail(
                    attribute.column, f"after :: a column has a label before it, such as match.form ({known})"
                )
        self.tables: dict[Comparison, Array] = {}

    @property
    def labels(self) -> set[str]:
        """The labels that are asked about."""
        return {str(attribute.label) for attribute in asked_attributes(self.condition)}

    def holds(self, firsts: Array, lasts: Array, places: Mapping[str, Array]) -> Array:
        """Return whether it holds of matches whose first and last tokens are given, and the tokens with labels."""
        return self.at({**places, MATCH: firsts, MATCH_END: lasts})

    def at(self, places: Mapping[str, Array]) -> Array:
        """Return whether it holds of each of some matches, whose tokens with labels are given."""
        return self._at(self.condition, places)

    def _at(self, condition: Condition, places: Mapping[str, Array]) -> Array:
        if isinstance(condition, Comparison):
            return self._comparison(condition, places)
        if isinstance(condition, Not):
            return ~self._at(condition.part, places)
        parts = [self._at(part, places) for part in condition.parts]
        join = np.logical_or if isinstance(condition, AnyOf) else np.logical_and
        found: Array = join.reduce(parts)
        return found

    def _comparison(self, comparison: Comparison, places: Mapping[str, Array]) -> Array:
        left, right = comparison.left, comparison.right
        here = places[str(left.label)]
        if left.name.startswith(DOCUMENT) and isinstance(right, QuotedText):
            key = Attribute(left.name.removeprefix(DOCUMENT), None, left.column)
            if comparison not in self.tables:
                self.tables[comparison] = self.compiler.documents(Comparison(key, right, comparison.is_equal))
            documents = self.compiler.index.region("doc").number_at(here)
            return self.tables[comparison][documents]
        column = self.compiler.column(left)
        if isinstance(right, QuotedText):
            if comparison not in self.tables:
                self.tables[comparison] = value_table(right, column.lexicon, self.compiler.query)
            found = self.tables[comparison][column.ids[here]]
        else:
            other = self.compiler.column(right)
            if comparison not in self.tables:
                self.tables[comparison] = numbers_in(column, other)
            found = self.tables[comparison][other.ids[places[str(right.label)]]] == column.ids[here]
        return np.asarray(found == comparison.is_equal)


def asked_attributes(condition: Condition) -> Iterator[Attribute]:
    """Yield the attributes that a condition asks about."""
    if isinstance(condition, Comparison):
        yield condition.left
        if isinstance(condition.right, Attribute):
            yield condition.right
    elif isinstance(condition, Not):
        yield from asked_attributes(condition.part)
    else:
        for part in condition.parts:
            yield from asked_attributes(part)
