"""A concordance: the matches of a query in the order that was asked for; its lines are made when they are looked at."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from ...errors import InputError
from ..grouping import Groups
from ..index import SPACE_AFTER
from ..index.container import Array
from ..index.corpus_index import CorpusIndex
from ..query.matching import Matches
from ..table import Table, column_name
from .display import concordance_html, concordance_text
from .sorting import check_key, sorted_order

LINES = 20  # that are shown
MANY = 2**24  # matches: of more, numbers are drawn one by one
TOKENS = 12  # before and after the match
LINE_COLUMNS = ("left", "node", "right", "id", "position")


@dataclass(frozen=True)
class Line:
    """A match with what is before and after it, and the document that it is in."""

    left: str
    node: str
    right: str
    id: str
    position: int  # of its first token in the corpus
    labels: dict[str, int] = field(default_factory=dict)
    group: Any = None  # the metadata by which lines are told apart


class Concordance(Sequence[Line]):
    """The matches of a query, as lines; ``context`` is how many tokens are before and after, or a kind of region.

    ``len()`` counts all matches. ``by`` is a key of metadata by whose values the lines are in groups, each with a
    sample of its own. In a terminal and a notebook the first are shown with their matches below each other.
    """

    def __init__(
        self,
        index: CorpusIndex,
        query: str,
        context: int | str = TOKENS,
        sort: str | Sequence[str] = (),
        sample: int | None = None,
        seed: int = 1,
        by: str | None = None,
    ) -> None:
        self.corpus = index
        self.matches = Matches(index, query)
        self.context = context
        self.sort = [sort] if isinstance(sort, str) else list(sort)
        self.sample = sample
        self.seed = seed
        self.groups = Groups(index, by)
        for key in self.sort:
            check_key(index, key)
        if sample is not None and sample < 1:
            raise InputError(f"a sample is of 1 line or more, not of {sample}")
        if isinstance(context, str):
            index.region(context)
        elif context < 0:
            raise InputError(f"context is a number of tokens, or a kind of region such as 's', not {context!r}")

    @cached_property
    def order(self) -> Array:
        """The numbers of the matches in the order of the lines."""
        count = len(self.matches)
        if self.groups.by is None and self.sample is not None:
            chosen = drawn(count, self.sample, self.seed)
        elif self.sample is not None:
            chosen = sampled(self.groups.of_tokens(self.matches.starts), self.sample, self.seed)
        else:
            chosen = np.arange(count, dtype=np.uint32)  # as many as an index has tokens at most
        if self.groups.by is None and not self.sort:
            return chosen
        starts, ends = self.matches.starts[chosen], self.matches.ends[chosen]
        of_group = self.groups.of_tokens(starts)
        return np.asarray(chosen[sorted_order(self.corpus, starts, ends, self.sort, of_group)])

    def __len__(self) -> int:
        return len(self.matches) if self.sample is None else len(self.order)

    def __getitem__(self, index: Any) -> Any:
        """Return a line, or a list of those of a slice."""
        if isinstance(index, slice):
            return [self.line(number) for number in self.order[index].tolist()]
        return self.line(int(self.order[index]))

    def __iter__(self) -> Iterator[Line]:
        return map(self.line, self.order.tolist())

    def page(self, lines: int = LINES) -> list[Line]:
        """Return the first lines; where they are as in the corpus, no more is looked for."""
        if self.sort or self.sample is not None or self.groups.by is not None:
            found: list[Line] = self[:lines]
            return found
        starts, ends = self.matches.first(lines)
        return [self._line(*span) for span in zip(starts.tolist(), ends.tolist(), strict=True)]

    def line(self, number: int) -> Line:
        """Return the line of a match, by its number in the corpus."""
        start, end = int(self.matches.starts[number]), int(self.matches.ends[number])
        return self._line(start, end, self.matches.labels(number))

    def to_table(self, lines: int | None = None) -> Table:
        """Return all lines as a table, or the first ones, with the metadata of their documents."""
        order = self.order[:lines]
        found = list(map(self.line, order.tolist()))
        numbers = self.corpus.region("doc").number_at(self.matches.starts[order])
        columns: dict[str, list[Any]] = {name: [getattr(line, name) for line in found] for name in LINE_COLUMNS}
        for key in self.corpus.keys:
            values, ids = self.corpus.metadata_values(key), self.corpus.metadata_column(key).ids
            columns[column_name(key, LINE_COLUMNS)] = [values[number] for number in ids[numbers].tolist()]
        return Table(columns, labels=[name for name in columns if name not in LINE_COLUMNS])

    def to_pandas(self) -> Any:
        """Return all lines as a `pandas.DataFrame`."""
        return self.to_table().to_pandas()

    def to_polars(self) -> Any:
        """Return all lines as a `polars.DataFrame`."""
        return self.to_table().to_polars()

    def to_arrow(self) -> Any:
        """Return all lines as a `pyarrow.Table`."""
        return self.to_table().to_arrow()

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write all lines for spreadsheets, as `Table.to_csv` does."""
        self.to_table().to_csv(path)

    def __repr__(self) -> str:
        return concordance_text(self.page(), self.note)

    def _repr_html_(self) -> str:
        return concordance_html(self.page(), self.note)

    @property
    def note(self) -> str:
        """How many lines there are."""
        return self.note_of(LINES)

    def note_of(self, lines: int) -> str:
        """Say how many lines there are, and how many are shown."""
        count = len(self)
        shown = f", the first {lines:,} of which are shown" if count > lines else ""
        return f"{count:,} {'line' if count == 1 else 'lines'}{shown}"

    def _line(self, start: int, end: int, labels: dict[str, int] | None = None) -> Line:
        low, high = self._bounds(start, end)
        document = int(self.corpus.region("doc").number_at(np.array([start]))[0])
        [id] = self.corpus.document_ids(np.array([document]))
        left, node, right = (text_between(self.corpus, *span) for span in ((low, start), (start, end), (end, high)))
        group = self.groups.labels[int(self.groups.of_documents[document])] if self.groups.by is not None else None
        return Line(left, node, right, id, start, labels or {}, group)

    def _bounds(self, start: int, end: int) -> tuple[int, int]:
        """Return the tokens from which to which a line is: within the match's document."""
        kind = self.context if isinstance(self.context, str) else "doc"
        regions = self.corpus.region(kind)
        first, last = regions.number_at(np.array([start, end - 1]))
        low, high = int(regions.starts_of(np.array([first]))[0]), int(regions.ends_of(np.array([last]))[0])
        if isinstance(self.context, str):
            return low, high
        return max(low, start - self.context), min(high, end + self.context)


def drawn(count: int, size: int, seed: int) -> Array:
    """Return the numbers of so many of some matches, drawn at random, in order.

    >>> len(drawn(9, 4, 1)), drawn(3, 20, 1).tolist()
    (4, [0, 1, 2])
    """
    chances = np.random.default_rng(seed)
    if count <= MANY:
        return np.flatnonzero(chances.permutation(count) < size)
    return np.sort(chances.choice(count, min(size, count), replace=False, shuffle=False))


def sampled(of_group: Array, size: int, seed: int) -> Array:
    """Return the numbers of so many matches of each group, drawn at random, in order.

    >>> [len(sampled(np.zeros(9, int), size, 1)) for size in (4, 20)]
    [4, 9]
    """
    chances = np.random.default_rng(seed).permutation(len(of_group))
    by_group = np.lexsort((chances, of_group))
    firsts = np.searchsorted(of_group[by_group], of_group[by_group])
    found: Array = np.sort(by_group[np.arange(len(of_group)) - firsts < size])
    return found


def text_between(index: CorpusIndex, first: int, last: int) -> str:
    """Return the text of tokens, with a space where there is white space after one."""
    forms = index.column("form").values_at(np.arange(first, last))
    spaces = index.flags[first:last].tolist()
    return "".join(form + " " * (flag & SPACE_AFTER) for form, flag in zip(forms, spaces, strict=True)).rstrip(" ")
