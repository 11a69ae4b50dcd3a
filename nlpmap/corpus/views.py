"""Views: the items of all documents of a corpus as one lazy sequence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import accumulate, chain, islice
from typing import Any, Generic, TypeVar, overload

from ..errors import InputError, meant
from ..remote.document import Document
from ..remote.document.tagset import universal

Item = TypeVar("Item")
NEAR = 100


class View(Sequence[Item], Generic[Item]):
    """The items of many documents as one sequence.

    ``documents_from`` yields the documents from a number on; ``counts`` returns how many items each has, and is not
    called by iteration from the start. Slices are lists. ``all_documents``, where it is given, yields all of them
    faster, with what the items are made of and no more.

    >>> words = ["a", "b"], ["c"], ["d", "e"]
    >>> view = View(lambda first: iter(words[first:]), lambda: map(len, words), list)
    >>> len(view), view[2], view[-1], view[1:4], list(view)
    (5, 'c', 'e', ['b', 'c', 'd'], ['a', 'b', 'c', 'd', 'e'])
    """

    def __init__(
        self,
        documents_from: Callable[[int], Iterator[Any]],
        counts: Callable[[], Iterable[int]],
        items: Callable[[Any], Sequence[Item]],
        all_documents: Callable[[], Iterator[Any]] | None = None,
    ) -> None:
        self.all_documents = all_documents or partial(documents_from, 0)
        self.documents_from = documents_from
        self.counts = counts
        self.items = items

    @cached_property
    def ends(self) -> list[int]:
        """How many items there are up to the end of each document."""
        return list(accumulate(self.counts()))

    def __len__(self) -> int:
        return self.ends[-1] if self.ends else 0

    def __iter__(self) -> Iterator[Item]:
        return chain.from_iterable(map(self.items, self.all_documents()))

    @overload
    def __getitem__(self, index: int) -> Item: ...

    @overload
    def __getitem__(self, index: slice) -> list[Item]: ...

    def __getitem__(self, index: int | slice) -> Item | list[Item]:
        if isinstance(index, slice):
            near = self._near(index.start or 0, index.stop, index.step or 1)
            return self._some(range(len(self))[index]) if near is None else near
        if near := self._near(index, index + 1, 1):
            return near[0]
        try:
            place = range(len(self))[index]
        except IndexError:
            raise IndexError(f"there are {len(self):,}, and none is number {index:,}") from None
        return self._some(range(place, place + 1))[0]

    def _near(self, start: int, stop: int | None, step: int) -> list[Item] | None:
        """List items near the start, which need no counts; ``None`` for others."""
        if stop is None or not 0 <= start <= stop <= NEAR or step < 1:
            return None
        return list(islice(self, start, stop, step))

    def _some(self, wanted: range) -> list[Item]:
        """List the items at increasing or decreasing indices."""
        if not wanted:
            return []
        first, last = min(wanted[0], wanted[-1]), max(wanted[0], wanted[-1])
        number = bisect_right(self.ends, first)
        before = self.ends[number - 1] if number else 0
        items = chain.from_iterable(map(self.items, self.documents_from(number)))
        found = list(islice(items, first - before, last - before + 1, abs(wanted.step)))
        return found if wanted.step > 0 else found[::-1]

    def __reduce__(self) -> tuple[type, tuple[list[Item]]]:
        return list, (list(self),)

    def __repr__(self) -> str:
        shown = [*islice(self, 4)]
        return f"[{', '.join(map(repr, shown[:3]))}{', ...' if len(shown) > 3 else ''}]"


def tagged_in(document: Document, tagset: str | None) -> list[tuple[str, str | None]]:
    """List a document's ``(form, tag)`` pairs, in the Penn tagset or in the universal one.

    >>> tagged_in(Document.from_sents([[("Dogs", "NNS")]]), "universal")
    [('Dogs', 'NOUN')]
    """
    if tagset is None:
        return document.tagged_words()
    if tagset != "universal":
        raise InputError(f"unknown tagset {tagset!r}; {meant(tagset, ['universal'])}, and None for the Penn tags")
    columns = document.annotated
    known = columns.universal or [None] * len(columns.forms)
    penn = columns.tags or [None] * len(columns.forms)
    return [(form, upos or universal(tag)) for form, upos, tag in zip(columns.forms, known, penn, strict=True)]
