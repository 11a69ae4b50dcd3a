"""Rewriting: a finished job's outputs, failures and ledger are written anew, and replaced all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from ..errors import InputError, Message, Option
from ..files.atomic import next_version, replace_all
from ..files.compression import compression_of, open_compressed
from ..remote.formats import FORMATS, Format
from .output.joining import in_one_file, names_for
from .output.partial_files import Counts
from .output.splicing import Insertion, spliced, spliced_rows
from .records import quarantine as quarantines
from .records.checking import compared, pieces_by_target
from .records.job_files import JobFiles
from .records.ledger import BY, RETRY, History, Ledger, read
from .records.parts import Part
from .records.quarantine import Failure


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
        history = History(self.history.order, tuple(counted_anew(part, inserted) for part in parts))
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
            in_one_file((one.outcome for one in within), replace(format, needs_tokens=False), names),
            in_one_file((one.outcome for one in last), format, names),
        )
        return [replace(one, outcome=outcome) for one, outcome in zip(chain(within, last), outcomes, strict=True)]

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
    """Group insertions by the output file that they go into."""
    grouped: dict[int, list[Insertion]] = {}
    for insertion in inserted:
        grouped.setdefault(insertion.failure.target, []).append(insertion)
    return grouped


def moved(left: Sequence[Failure], inserted: Sequence[Insertion], format: Format) -> Iterator[Failure]:
    """Yield the failures that are left, each after what was put in before it."""
    for failure in left:
        before = [
            one.outcome
            for one in inserted
            if one.failure.target == failure.target and place_in_input(one.failure) < place_in_input(failure)
        ]
        raw = failure.raw + sum(len(outcome.rendered) for outcome in before)
        rows = sum(getattr(Counts(1, outcome.sentences, outcome.tokens), format.counts) for outcome in before)
        yield replace(failure, raw=raw, rows=failure.rows + rows)


def place_in_input(failure: Failure) -> tuple[int, int, int]:
    return failure.source, failure.start, failure.record


def counted_anew(part: Part, inserted: Sequence[Insertion]) -> Part:
    """Count in a part's totals the documents that were put into it and those before it."""
    before = [one.outcome for one in inserted if one.failure.part <= part.number]
    return replace(
        part,
        documents=part.documents + len(before),
        failed=part.failed - len(before),
        sentences=part.sentences + sum(outcome.sentences for outcome in before),
        tokens=part.tokens + sum(outcome.tokens for outcome in before),
        empty=part.empty + sum(not outcome.rendered for outcome in before),
        error_bytes=0,
        error_crc=0,
    )
