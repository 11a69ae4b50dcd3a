"""Rewriting: a finished job's outputs, failures and ledger are written anew, and replaced all or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import Any

from ..errors import InputError, Message, Option
from ..files.atomic import next_version, replace_all
from ..files.compression import compression_of
from ..remote.formats import FORMATS
from .output.joining import names_of_job
from .output.placing import Added, counted_anew, placed_in
from .output.retried import Journal
from .output.splicing import Left, manifest_with, spliced, spliced_rows
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

    def _rewritten(self, claimed: Ledger, recipe: Callable[[], Mapping[str, Any]]) -> Part:
        parts: Sequence[Part] = self.history.parts
        errors, is_left = self.own.kept.errors, bool(self.journal.left)
        with ExitStack() as files:
            file = files.enter_context(next_version(errors)) if is_left else None

            def left(failure: Failure) -> None:
                assert file is not None
                file.write(quarantines.to_line(failure))

            for target in self.journal.begins:
                if target in self.journal.counts:
                    parts = self._next_output(target, parts, recipe, left)
                else:
                    for one in self.journal.of(target):
                        left(one.failure)
        history = History(self.history.order, tuple(counted_anew(parts, self.added)))
        claimed.add(b"".join(history.lines()))  # last: once it is complete, all are
        replace_all((*self.own.outputs, errors), last=self.own.kept.ledger, gone=() if is_left else (errors,))
        return history.last

    def _next_output(
        self,
        target: int,
        parts: Sequence[Part],
        recipe: Callable[[], Mapping[str, Any]],
        left: Left,
    ) -> list[Part]:
        path, format = self.own.outputs[target], FORMATS[self.history.order["format"]]
        pieces = pieces_by_target(self.history).get(target, [])
        for difference in compared(path, pieces, is_complete=True):
            raise InputError(
                Message(f"{difference}, so nothing is put into it; run the job anew with ", Option("force", True))
            )
        end = sum(piece.raw for piece in pieces)
        placed = placed_in(target, self.journal, format, end, self.added)
        with next_version(path) as new:
            if format.is_binary:
                manifest = manifest_with(path, self.journal.counts[target], recipe())
                return spliced_rows(parts, target, placed, path, new, manifest, left)
            names = names_of_job(self.history.order)
            with path.open("rb") as old:
                return spliced(parts, target, placed, old, new, compression_of(path), names, left)


def claimed_is_whole(claimed: Ledger) -> bool:
    """Return whether the new versions are complete, so that they will take their places."""
    found = read(claimed.path)
    return found is not None and found.last.finished
