"""Rewriting: a finished job's outputs, failures and ledger are written anew, and replaced all or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from ..errors import InputError, Message, Option
from ..files.atomic import next_version, replace_all
from ..files.compression import compression_of
from ..remote.formats import FORMATS, Format
from .output.joining import names_for
from .output.partial_files import Counts
from .output.retried import Journal, Placed, Retried
from .output.splicing import Left, manifest_with, spliced, spliced_rows
from .records import quarantine as quarantines
from .records.checking import compared, pieces_by_target
from .records.job_files import JobFiles
from .records.ledger import BY, RETRY, History, Ledger, read
from .records.parts import Part
from .records.quarantine import Failure, place_in_input

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


@dataclass(frozen=True, slots=True)
class Rewriting:
    """The files of a job that was done, which are to change together; the ledger's is the last to take its place."""

    own: JobFiles
    history: History
    journal: Journal
    added: dict[int, Added] = field(default_factory=lambda: defaultdict(Added))  # by the number of a part

    def rewrite(self, recipe: Callable[[], Mapping[str, Any]], order: Mapping[str, Any]) -> Part:
        """Put documents into the outputs, and write down those that failed again; return the last part.

        ``order`` describes the job as it is now; ``recipe`` is asked for where an output says by which it was made.
        """
        self.own.claim()
        claimed = Ledger.begun(self.own.ledger, {**order, BY: RETRY}, like=self.own.kept.ledger)
        try:
            with claimed.file:
                return self._rewritten(claimed, recipe)
        except InputError:
            if not claimed_is_whole(claimed):
                with suppress(OSError, InputError):
                    self.own.discard()
            raise

    @property
    def format(self) -> Format:
        return FORMATS[self.history.order["format"]]

    def _rewritten(self, claimed: Ledger, recipe: Callable[[], Mapping[str, Any]]) -> Part:
        parts: Sequence[Part] = self.history.parts
        errors, is_left = self.own.kept.errors, bool(self.journal.left)
        with ExitStack() as files:
            file = files.enter_context(next_version(errors)) if is_left else None

            def left(failure: Failure) -> None:
                assert file is not None
                file.write(quarantines.to_line(failure))

            for target, mine in groupby(self.journal, lambda one: one.failure.target):
                if target in self.journal.counts:
                    parts = self._next_output(target, self._placed(target, mine), parts, recipe, left)
                else:
                    for one in mine:
                        left(one.failure)
        history = History(self.history.order, tuple(counted_anew(parts, self.added)))
        claimed.add(b"".join(history.lines()))  # last: once it is complete, all are
        replace_all((*self.own.outputs, errors), last=self.own.kept.ledger, gone=() if is_left else (errors,))
        return history.last

    def _placed(self, target: int, retried: Iterable[Retried]) -> Iterator[Placed]:
        """Yield what was tried again as it is to stand in an output, and count it."""
        end = sum(piece.raw for part in self.history.parts for piece in part.pieces if piece.target == target)
        last = self.journal.last_full.get(target, NOWHERE)

        def is_last(failure: Failure) -> bool:
            return self.format.needs_tokens and failure.raw >= end and place_in_input(failure) > last

        before = Counts()
        for one in ended(map(self.journal.placed, retried), is_last):
            self.added[one.failure.part] += Added.by(one)
            if one.rendered is None:
                rows = one.failure.rows + getattr(before, self.format.counts)
                yield replace(one, failure=replace(one.failure, rows=rows))
            else:
                before += one.counts or Counts()
                yield one

    def _next_output(
        self,
        target: int,
        placed: Iterable[Placed],
        parts: Sequence[Part],
        recipe: Callable[[], Mapping[str, Any]],
        left: Left,
    ) -> list[Part]:
        path = self.own.outputs[target]
        for difference in compared(path, pieces_by_target(self.history).get(target, []), is_complete=True):
            raise InputError(
                Message(f"{difference}, so nothing is put into it; run the job anew with ", Option("force", True))
            )
        names = names_for(self.format, {entry["format"] for entry in self.history.order["inputs"]})
        with next_version(path) as new:
            if self.format.is_binary:
                manifest = manifest_with(path, self.journal.counts[target], recipe())
                return spliced_rows(parts, target, placed, path, new, manifest, left)
            with path.open("rb") as old:
                return spliced(parts, target, placed, old, new, compression_of(path), names, left)


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


def claimed_is_whole(claimed: Ledger) -> bool:
    """Return whether the new versions are complete, so that they will take their places."""
    found = read(claimed.path)
    return found is not None and found.last.finished


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
