"""Rewriting: a finished job's outputs, failures and ledger are written anew, and replaced all or none."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import reduce
from itertools import chain, groupby
from operator import add
from typing import Any, Generic, NamedTuple, TypeVar

from ..errors import InputError, Message, Option
from ..files.atomic import next_version, replace_all
from ..files.compression import compression_of, open_compressed
from ..remote.formats import FORMATS, Format
from .output.insertions import Insertion
from .output.joining import in_one_file, names_for
from .output.partial_files import Counts
from .output.splicing import spliced, spliced_rows
from .records import quarantine as quarantines
from .records.checking import compared, pieces_by_target
from .records.job_files import JobFiles
from .records.ledger import BY, RETRY, History, Ledger, read
from .records.parts import Part
from .records.quarantine import Failure

Key = TypeVar("Key", int, tuple[int, int, int])


@dataclass(frozen=True, slots=True)
class Rewriting:
    """The files of a job that was done, which are to change together; the ledger's is the last to take its place."""

    own: JobFiles
    history: History

    def rewrite(
        self,
        inserted: Sequence[Insertion],
        left: Sequence[Failure],
        recipe: Callable[[], Mapping[str, Any]],
        order: Mapping[str, Any],
    ) -> Part:
        """Put documents into the outputs, and write down those that failed again; return the last part.

        ``order`` describes the job as it is now; ``recipe`` is asked for where an output says by which it was made.
        """
        self.own.claim()
        claimed = Ledger.begun(self.own.ledger, {**order, BY: RETRY}, like=self.own.kept.ledger)
        try:
            with claimed.file:
                return self._rewritten(claimed, inserted, left, recipe)
        except InputError:
            if not claimed_is_whole(claimed):
                with suppress(OSError, InputError):
                    self.own.discard()
            raise

    def _rewritten(
        self,
        claimed: Ledger,
        inserted: Sequence[Insertion],
        left: Sequence[Failure],
        recipe: Callable[[], Mapping[str, Any]],
    ) -> Part:
        parts: Sequence[Part] = self.history.parts
        inserted = [one for target, mine in by_target(inserted).items() for one in self._fitted(target, mine)]
        for target, mine in by_target(inserted).items():
            parts = self._next_output(target, mine, parts, recipe)
        errors = self.own.kept.errors
        history = History(self.history.order, tuple(counted_anew(parts, inserted)))
        if left:
            failures = list(moved(left, inserted, FORMATS[history.order["format"]]))
            with next_version(errors) as file:
                file.writelines(map(quarantines.to_line, failures))
        claimed.add(b"".join(history.lines()))  # last: once it is complete, all are
        replace_all((*self.own.outputs, errors), last=self.own.kept.ledger, gone=() if left else (errors,))
        return history.last

    def _fitted(self, target: int, inserted: Sequence[Insertion]) -> list[Insertion]:
        """Return insertions as they are to stand in an output: where it ends, and which names it has, is known."""
        format, path = FORMATS[self.history.order["format"]], self.own.outputs[target]
        formats = {entry["format"] for entry in self.history.order["inputs"]}
        names = names_for(format, formats)
        if names is not None:
            with path.open("rb") as file:
                names.read(open_compressed(file, compression_of(path), str(path)))
        end = sum(piece.raw for part in self.history.parts for piece in part.pieces if piece.target == target)
        within = [one for one in inserted if one.failure.raw < end]
        last = [one for one in inserted if one.failure.raw >= end]
        outcomes = chain(
            in_one_file((one.whole for one in within), replace(format, needs_tokens=False), names),
            in_one_file((one.whole for one in last), format, names),
        )
        return [one.as_written(outcome) for one, outcome in zip(chain(within, last), outcomes, strict=True)]

    def _next_output(
        self, target: int, inserted: Sequence[Insertion], parts: Sequence[Part], recipe: Callable[[], Mapping[str, Any]]
    ) -> list[Part]:
        path = self.own.outputs[target]
        for difference in compared(path, pieces_by_target(self.history).get(target, []), is_complete=True):
            raise InputError(
                Message(f"{difference}, so nothing is put into it; run the job anew with ", Option("force", True))
            )
        with next_version(path) as new:
            if FORMATS[self.history.order["format"]].is_binary:
                return spliced_rows(parts, target, inserted, path, new, recipe())
            with path.open("rb") as old:
                return spliced(parts, target, inserted, old, new, compression_of(path))


def claimed_is_whole(claimed: Ledger) -> bool:
    """Return whether the new versions are complete, so that they will take their places."""
    found = read(claimed.path)
    return found is not None and found.last.finished


def by_target(inserted: Sequence[Insertion]) -> dict[int, list[Insertion]]:
    """Group insertions by the output file that they go into, in the order of the input."""
    grouped: dict[int, list[Insertion]] = {}
    for insertion in sorted(inserted, key=lambda one: place_in_input(one.failure)):
        grouped.setdefault(insertion.failure.target, []).append(insertion)
    return grouped


class Added(NamedTuple):
    """What documents that are put in add to totals."""

    documents: int = 0
    sentences: int = 0
    tokens: int = 0
    empty: int = 0
    raw: int = 0

    @staticmethod
    def by(one: Insertion) -> Added:
        return Added(1, one.outcome.sentences, one.outcome.tokens, not one.size, one.size)

    def and_by(self, other: Added) -> Added:
        return Added(*map(add, self, other))


class Sums(Generic[Key]):
    """What insertions add before each place among them; many may have the same, as those of a part."""

    def __init__(self, inserted: Iterable[Insertion], key: Callable[[Failure], Key]) -> None:
        self.keys: list[Key] = []
        self.sums = [Added()]
        in_order = sorted(inserted, key=lambda one: key(one.failure))
        for place, mine in groupby(in_order, lambda one: key(one.failure)):
            self.keys.append(place)
            self.sums.append(reduce(Added.and_by, map(Added.by, mine), self.sums[-1]))

    def before(self, key: Key) -> Added:
        return self.sums[bisect_left(self.keys, key)]


def moved(left: Iterable[Failure], inserted: Sequence[Insertion], format: Format) -> Iterator[Failure]:
    """Yield the failures that are left, each after what was put in before it."""
    sums = {target: Sums(mine, place_in_input) for target, mine in by_target(inserted).items()}
    for failure in left:
        before = sums[failure.target].before(place_in_input(failure)) if failure.target in sums else Added()
        rows = getattr(Counts(before.documents, before.sentences, before.tokens), format.counts)
        yield replace(failure, raw=failure.raw + before.raw, rows=failure.rows + rows)


def place_in_input(failure: Failure) -> tuple[int, int, int]:
    return failure.source, failure.start, failure.record


def counted_anew(parts: Iterable[Part], inserted: Iterable[Insertion]) -> Iterator[Part]:
    """Count in the totals of parts the documents that were put into each and those before it."""
    sums = Sums(inserted, lambda failure: failure.part)
    for part in parts:
        before = sums.before(part.number + 1)
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
