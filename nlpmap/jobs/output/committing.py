"""Committing: outcomes are gathered into parts, each written and then noted in the ledger, in a thread of its own.

Where a part ends depends on the input alone, so that the bytes of the output do not depend on what happened to a job.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from time import monotonic
from types import TracebackType
from typing import Any

from ...corpus.inputs.sources import Source
from ...corpus.reading.blocks import ends_block
from ...corpus.reading.located import END
from ...errors import InputError
from ..records import quarantine as quarantines
from ..records.job_files import JobFiles
from ..records.ledger import Ledger
from ..records.parts import Part, Piece, to_line
from ..records.quarantine import Failure, Quarantine
from . import partial_files
from .layout import Layout
from .outcome import Outcome
from .partial_files import Complete, Counts, PartialFiles

FEW = 100  # documents without tokens at the end of a file, that each part may note again


@dataclass(frozen=True, slots=True)
class PartSize:
    """When a part is full: at so many characters of text, or so many documents.

    In the sources that may be read by ``blocks``, one that is full ends where a block does, however they are read.
    """

    characters: int
    documents: int
    blocks: Collection[int] = ()

    def is_reached(self, characters: int, records: int, outcome: Outcome) -> bool:
        """Return whether a part of so many characters and records ends with an outcome."""
        if characters < self.characters and records < self.documents:
            return False
        return outcome.source not in self.blocks or ends_block(outcome.found.start, outcome.found.end)


class OutputWriter:
    """The writer of a job's output: ``now`` is what has been done, ``safe`` what is on the disk; a context manager."""

    def __init__(
        self,
        ledger: Ledger,
        layout: Layout,
        own: JobFiles,
        last: Part,
        manifest: Mapping[str, Any],
        size: PartSize,
        is_kept: bool = True,
    ) -> None:
        self.ledger = ledger
        self.own = own
        self.is_kept = is_kept
        self.layout = layout
        self.manifest = manifest
        self.size = size
        self.named: list[Path] = []
        self.stopping = Event()
        done = last.number - 1 if last.unfilled else last.number
        self.now = self.safe = replace(last, number=done, pieces=(), files={}, unfilled=None, heads=())
        self.made = last.files if last.unfilled else {}
        self.files = PartialFiles(layout, last)
        self.failures = Quarantine(own.errors, last.error_bytes, last.error_crc)
        self.heads = list(last.heads)  # left out, unless a failure after them comes out: part, text
        self.began = monotonic() - last.seconds
        self.characters, self.records = last.unfilled or (0, 0)
        self.is_between = True  # documents: else an interrupt may have come while one was counted
        self.thread = ThreadPoolExecutor(1, "commit")
        self.commit: Future[None] | None = None

    def add(self, outcome: Outcome, source: Source) -> None:
        """Put a rendered document, or a block of them, into its file, or write down that it failed."""
        self.is_between = False
        self._go_to(outcome)
        if outcome.error is None:
            counts = Counts(outcome.documents, outcome.sentences, outcome.tokens)
            self.files.write(outcome.rendered, counts, outcome.marks)
            if outcome.left_out:
                self.heads.append((self.now.number + 1, outcome.left_out.decode()))
        else:
            self.failures.add(self._failure(outcome, source))
            self.heads = []
        self._count(outcome)
        self.is_between = True

    def finish(self, all_read: bool) -> None:
        """Complete the files: all of them, or, where not all was to be read, those that were reached."""
        self.is_between = False
        count = len(self.layout.paths) if all_read else self.files.target + 1
        pieces, complete = self.files.finish(count)
        self._commit(replace(self.now, finished=True, target=count), pieces, complete)
        self._wait()

    def stop(self, can_resume: bool) -> None:
        """Commit what is done, and wait for it, unless that takes long; where nothing is safe, leave no trace."""
        self.stopping.set()
        if can_resume and self.is_between and self.records:
            with suppress(Exception):  # whatever ended the job may be in the way of this, too
                self._end_part((self.characters, self.records))
        self.close()
        if not self.keeps:
            with suppress(OSError, InputError):  # whatever ended the job may be in the way
                self.own.discard([] if self.layout.replaces else self.named)

    @property
    def keeps(self) -> bool:
        """Whether something is safe that another run can go on with, or the user can use."""
        return bool(self.safe.number) and (self.is_kept or self.safe.finished)

    def __enter__(self) -> OutputWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Wait for the last commit, and close the files."""
        self.thread.shutdown(wait=True)
        self.files.close()
        self.failures.close()

    def _go_to(self, outcome: Outcome) -> None:
        target = self.layout.target(outcome.source, outcome.found.start)
        if target != self.files.target:
            self.heads = []
        self.files.go_to(target)

    def _count(self, outcome: Outcome) -> None:
        now, failed = self.now, outcome.error is not None
        self.now = Part(
            now.number,
            outcome.source,
            outcome.found.end,
            now.documents + (0 if failed else outcome.documents),
            now.sentences + outcome.sentences,
            now.tokens + outcome.tokens,
            now.failed + failed,
            seconds=monotonic() - self.began,
            empty=now.empty + (not failed and not outcome.rendered),
        )
        self.characters += outcome.weight
        self.records += outcome.documents
        if self.size.is_reached(self.characters, self.records, outcome):
            self.characters = self.records = 0
            self._end_part()

    def _end_part(self, unfilled: tuple[int, int] | None = None) -> None:
        self._wait()  # an error of the commit before is raised here, with nothing changed
        pieces, complete = self.files.end_part()
        files = self.files
        at = replace(
            self.now,
            target=files.target,
            raw=files.raw,
            stored=files.stored,
            target_documents=files.counts.documents,
            target_sentences=files.counts.sentences,
            target_tokens=files.counts.tokens,
            unfilled=unfilled,
            heads=tuple(self.heads) if unfilled or len(self.heads) < FEW else (),
        )
        self._commit(at, pieces, complete)

    def _commit(self, part: Part, pieces: tuple[Piece, ...], complete: Complete) -> None:
        """Have a part made safe, once the one before it is."""
        self._wait()
        self.now = replace(self.now, number=self.now.number + 1)
        part = replace(part, number=self.now.number, pieces=pieces)
        part = replace(part, error_bytes=self.failures.size, error_crc=self.failures.crc)

        def commit() -> None:
            self.failures.settle()
            current = None if part.finished else part.target
            made = partial_files.settle(self.layout, complete, current, self.manifest, self.named, self.stopping)
            self.ledger.add(to_line(replace(part, files={**self.made, **made})))
            self.made = {}
            self.safe = part
            self.named.clear()
            with suppress(OSError, InputError):  # they are not needed any more, and harmless
                partial_files.clear_rows(self.layout, complete)

        self.commit = self.thread.submit(commit)

    def _wait(self) -> None:
        if self.commit is not None:
            self.commit.result()

    def _failure(self, outcome: Outcome, source: Source) -> Failure:
        found = outcome.record
        kind, message, attempts = quarantines.described_failure(outcome.error, found)
        raw, rows = self.files.place
        return Failure(
            id=found.id,
            file=source.where,
            start=found.start.offset,
            end=None if found.end.offset == END else found.end.offset,
            line=found.start.line,
            record=found.start.record,
            kind=kind,
            error=message,
            attempts=attempts,
            source=outcome.source,
            part=self.now.number + 1,
            target=self.files.target,
            raw=raw,
            rows=rows,
            heads=tuple(self.heads),
        )
