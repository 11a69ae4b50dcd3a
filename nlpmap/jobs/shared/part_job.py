"""A part as a job of its own: a stretch of the inputs, annotated as all of them would be, into a file of its own."""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import islice, takewhile
from pathlib import Path
from time import time
from typing import Any, cast

from ...annotate import Pool
from ...corpus.inputs.sources import Source
from ...corpus.reading.blocks import blocks_of
from ...corpus.reading.located import END, START, Located, Position
from ...corpus.reading.reading import documents_with_positions
from ...errors import Message, Option
from ...files.durable import BLOCK
from ...files.names import beside_output
from ...parallel.setups import Setup
from ...remote.formats import FORMATS
from ..annotating import BegunJob, annotate_rest
from ..beginning import anew
from ..by_blocks import Pieces, outcomes_by_blocks, takes_blocks
from ..manifest import Options
from ..outcomes import Piece, outcomes, records_from, with_columns_of, without_errors
from ..output.joining import has_tokens, in_one_file, is_only_a_head, names_for
from ..output.layout import Layout
from ..output.outcome import Outcome
from ..output.stopping import InputChanged
from ..progress.progress import Report
from ..progress.summary import Summary
from ..records import quarantine as quarantines
from ..retrying import recorded
from .claims import Claim
from .dividing import Begin, Stretch
from .part_plan import Plan
from .part_records import DonePart

EVERYTHING = Stretch(Begin(0), Begin(END))
FEW = 8  # documents at once that are looked at beyond a part


@dataclass(frozen=True)
class PlannedJob:
    """A job as a host does its parts: the plan, the inputs as they are found there, and how they are annotated."""

    plan: Plan
    sources: Sequence[Source]
    options: Options

    def annotate(
        self, pool: Pool, claim: Claim, folder: Path, before: Mapping[str, Any], report: Report
    ) -> tuple[DonePart, Path]:
        """Annotate a part into a folder, ``before`` being what was planned of the documents before it.

        Return its record, and where its output is.
        """
        plan, order, stretch = self.plan, self.plan.order, self.plan.stretch(claim.number)
        path = folder / plan.file(claim.number)
        keys = order.get("columns")
        layout = Layout((path,), order["format"], compression=order["compression"], keys=keys and tuple(keys))
        beside = beside_output(path)
        own = {**order, "folder": str(folder), "outputs": [str(path)], **before}
        begun = anew(own, beside, layout, self.options)
        with closing(begun.ledger.file):
            part = PartOfJob(beside, self.options, self.sources, own, begun, stretch=stretch)
            summary = annotate_rest(pool, part, iter(()), report)
        return done_of(summary, claim, path), path


@dataclass(slots=True)
class PiecesOfPart(Pieces):
    """The blocks and records of a part; raises `InputError` where an input is not as it was planned."""

    stretch: Stretch = EVERYTHING

    def all(self, first: int, start: Position) -> Iterator[Piece]:
        """Yield the pieces of the sources from a place on, up to the end of the part."""
        end = self.stretch.end
        for number in range(first, min(end.source + 1, len(self.sources))):
            if Begin(number) == end:
                return
            source, place = self.sources[number], start if number == first else START
            last = end.at.offset if number == end.source else END + 1
            if recorded(source) != self.entries[number]:
                raise not_as_planned(source)
            for block in blocks_of(source, self.reading, place) if self.by_blocks(number) else ():
                if block.end.offset > last or not self.by_blocks(number):
                    break
                yield number, block
                place = block.end
            for found in documents_with_positions(source, self.reading, place):
                if found.start.offset >= last:
                    break
                yield number, found
            if source.has_changed_since(self.entries[number]):
                raise not_as_planned(source)


def not_as_planned(source: Source) -> InputChanged:
    here = f"{source.where}: on {socket.gethostname()} it is not the file that was planned, or has changed since"
    return InputChanged(Message(f"{here}; mend that, or plan anew with ", Option("force", True)))


@dataclass(frozen=True)
class PartOfJob(BegunJob):
    """A part of a job, whose documents stand in its file as they would in that of the whole job."""

    stretch: Stretch = EVERYTHING

    def outcomes(self, pool: Pool, records: Iterator[tuple[int, Located]]) -> Iterator[Outcome]:
        format, task, options, begin = (
            FORMATS[self.begun.layout.format],
            self.order["task"],
            self.options,
            self.stretch.begin,
        )
        setup = options.recipe.shared_setup(task, render=format.name)
        by_blocks = takes_blocks(options, self.begun.layout, self.sources)
        blocks, entries = self.blocks if by_blocks else frozenset[int](), self.order["inputs"]
        pieces = PiecesOfPart(self.sources, options.reading, blocks, entries, stretch=self.stretch)
        if blocks:
            found = outcomes_by_blocks(pool, task, pieces, begin.source, begin.at, setup)
        else:
            records = cast("Iterator[tuple[int, Located]]", pieces.all(begin.source, begin.at))
            found = outcomes(pool, task, self.rest_of(records), setup, options.timeout)
        if self.options.on_error == "stop":
            found = without_errors(found)
        if format.needs_tokens:
            found = with_what_ends_it(found, self._beyond(pool, setup))
        names = names_for(format, {source.format for source in self.sources}, self.order)
        return takewhile(self._is_within, in_one_file(found, format, names, self.sources))

    def _beyond(self, pool: Pool, setup: Setup) -> Iterator[Outcome]:
        """Yield what becomes of the documents after the part, as far as they are asked for."""
        end = self.stretch.end
        records = records_from(self.sources, self.options.reading, end.source, end.at)
        records = with_columns_of(records, self.begun.layout.keys)
        while few := list(islice(records, FEW)):
            yield from list(outcomes(pool, self.order["task"], few, setup, self.options.timeout))

    def _is_within(self, outcome: Outcome) -> bool:
        end = self.stretch.end
        return (outcome.source, outcome.found.start.offset) < (end.source, end.at.offset)


def with_what_ends_it(found: Iterable[Outcome], beyond: Iterator[Outcome]) -> Iterator[Outcome]:
    """Yield outcomes, and those beyond them up to the one by which it is known whether the last ones have a place."""
    is_open = False
    for outcome in found:
        is_open = is_only_a_head(outcome) or (is_open and not has_tokens(outcome))
        yield outcome
    while is_open and (after := next(beyond, None)) is not None:
        is_open = not has_tokens(after)
        yield after


def done_of(summary: Summary, claim: Claim, path: Path) -> DonePart:
    """Return the record of a part that was annotated into a file, by what its job keeps beside it."""
    beside = beside_output(path)
    size, sha256 = size_and_hash(file_blocks(path))
    failures = [asdict(failure) for failure in quarantines.failures(beside.errors)]
    return DonePart(
        claim.number,
        path.name,
        size,
        sha256,
        summary.documents,
        summary.sentences,
        summary.tokens,
        summary.failed,
        summary.empty,
        summary.seconds,
        time(),
        socket.gethostname(),
        claim.attempt,
        summary.dropped,
        tuple(failures),
        tuple(lines_of_ledger(beside.ledger)) if failures else (),
    )


def lines_of_ledger(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a ledger after its first."""
    with path.open("rb") as file:
        yield from map(json.loads, islice(file, 1, None))


def file_blocks(path: Path) -> Iterator[bytes]:
    """Yield the content of a file, block by block."""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def size_and_hash(blocks: Iterable[bytes]) -> tuple[int, str]:
    """Return how many bytes there are, and their SHA-256."""
    size, digest = 0, hashlib.sha256()
    for block in blocks:
        size += len(block)
        digest.update(block)
    return size, digest.hexdigest()
