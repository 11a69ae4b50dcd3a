"""Placing: what was tried again as it is to stand in an output, and what that adds to the totals of a job."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, replace

from ...remote.formats import Format
from ..records.parts import Part
from ..records.quarantine import Failure, place_in_input
from .partial_files import Counts
from .retried import Journal, Placed

NOWHERE = (-1, -1, -1)  # before all that there is


@dataclass(frozen=True, slots=True)
class Added:
    """What documents that are put in add to totals."""

    documents: int = 0
    sentences: int = 0
    tokens: int = 0
    empty: int = 0

    @staticmethod
    def by(one: Placed) -> Added:
        if one.counts is None:
            return Added(empty=-bool(one.rendered))
        return Added(one.counts.documents, one.counts.sentences, one.counts.tokens, not one.rendered)

    def __add__(self, other: Added) -> Added:
        return Added(
            self.documents + other.documents,
            self.sentences + other.sentences,
            self.tokens + other.tokens,
            self.empty + other.empty,
        )


def placed_in(
    target: int,
    journal: Journal,
    format: Format,
    end: int,
    added: MutableMapping[int, Added],
) -> Iterator[Placed]:
    """Yield what was tried again as it is to stand in an output of so many bytes, and count what is ``added`` to parts.

    A file of a format that needs tokens has to end with a document that has some.
    """
    last = journal.last_full.get(target, NOWHERE)

    def is_last(failure: Failure) -> bool:
        return format.needs_tokens and failure.raw >= end and place_in_input(failure) > last

    before = Counts()
    for one in ended(map(journal.placed, journal.of(target)), is_last):
        added[one.failure.part] += Added.by(one)
        if one.rendered is None:
            rows = one.failure.rows + getattr(before, format.counts)
            yield replace(one, failure=replace(one.failure, rows=rows))
        else:
            before += one.counts or Counts()
            yield one


def ended(placed: Iterable[Placed], is_last: Callable[[Failure], bool]) -> Iterator[Placed]:
    """Yield documents behind those that were left out before them; at the ``last`` of a file these are, as before."""
    waiting: list[tuple[int, str]] = []
    for one in placed:
        failure = one.failure
        if not is_last(failure):
            for part, head in failure.heads:
                yield Placed(replace(failure, part=part, heads=()), head.encode())
            yield replace(one, failure=replace(failure, heads=()))
        elif one.rendered is None:
            yield replace(one, failure=replace(failure, heads=(*waiting, *failure.heads)))
            waiting = []
        else:
            waiting += [*failure.heads, (failure.part, one.rendered.decode())]
            yield replace(one, rendered=b"")


def counted_anew(parts: Iterable[Part], added: Mapping[int, Added]) -> Iterator[Part]:
    """Count in the totals of parts the documents that were put into each and those before it."""
    before = Added()
    for part in parts:
        before += added.get(part.number, Added())
        yield replace(
            part,
            documents=part.documents + before.documents,
            failed=part.failed - before.documents,
            sentences=part.sentences + before.sentences,
            tokens=part.tokens + before.tokens,
            empty=part.empty + before.empty,
            error_bytes=0,
            error_crc=0,
        )
