"""Annotating by blocks: workers get the lines of a file as they are, and what they can't do goes by documents.

A block that is not done whole has its documents sent one by one, so that each has its own outcome: that one can't be
read, fails, or kills its worker. The outcomes are those of a job without blocks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from ..annotate import Pool
from ..corpus.inputs.source import Source
from ..corpus.reading.blocks import Block, blocks_of, comes_in_blocks
from ..corpus.reading.located import Located, Position
from ..corpus.reading.reading import Reading, documents_with_positions
from ..parallel.setups import Setup
from ..remote.components import Task
from ..remote.formats import FORMATS, Format
from .manifest import Options
from .outcomes import LeftToDocuments, Piece, changed, outcomes
from .output.joining import names_for
from .output.layout import Layout
from .output.outcome import Outcome

MOST_LEFT = 3  # blocks of a source that are left to their documents, before all the rest of it is


def block_sources(sources: Sequence[Source], entries: Sequence[Mapping[str, Any]], reading: Reading) -> frozenset[int]:
    """Return the numbers of the sources that may be read by blocks; ``entries`` have their sizes."""
    numbered = enumerate(zip(sources, entries, strict=True))
    return frozenset(
        number for number, (source, entry) in numbered if comes_in_blocks(source, entry.get("size"), reading)
    )


def takes_blocks(options: Options, layout: Layout, sources: Sequence[Source]) -> bool:
    """Return whether a job needs to look at no document by itself: to count, time, rename or place it."""
    return layout.bounds in (None, ()) and writes_blocks(options, FORMATS[layout.format], sources)


def writes_blocks(options: Options, format: Format, sources: Sequence[Source]) -> bool:
    """Return whether what is written of a document depends on no other: on their number, their names, their keys."""
    return (
        options.limit is None
        and options.timeout is None
        and format.columns is None
        and names_for(format, {source.format for source in sources}) is None
    )


@dataclass(slots=True)
class Pieces:
    """The blocks and records of sources, in order; those that read them may stop now and then, and go on."""

    sources: Sequence[Source]
    reading: Reading
    blocks: Collection[int]  # the numbers of sources that are read by blocks,
    entries: Sequence[Mapping[str, Any]]
    left: Counter[int] = field(default_factory=Counter)  # and how many blocks of each were left to documents
    is_stopped: bool = False
    is_read: bool = False

    def until_stopped(self, pieces: Iterator[Piece]) -> Iterator[Piece]:
        """Yield pieces until they are to stop."""
        self.is_stopped = False
        while not self.is_stopped:
            piece = next(pieces, None)
            if piece is None:
                self.is_read = True
                return
            yield piece

    def all(self, first: int, start: Position) -> Iterator[Piece]:
        """Yield the pieces of the sources, from a position in one of them on."""
        for number in range(first, len(self.sources)):
            source, place = self.sources[number], start if number == first else Position()
            if self.by_blocks(number):
                for block in blocks_of(source, self.reading, place):
                    yield number, block
                    place = block.end
                    if not self.by_blocks(number):
                        break
            for found in documents_with_positions(source, self.reading, place):
                yield number, found
            if source.has_changed_since(self.entries[number]):
                raise changed(source)

    def by_blocks(self, number: int) -> bool:
        """Return whether a source is read by blocks, yet."""
        return number in self.blocks and self.left[number] < MOST_LEFT

    def documents_of(self, number: int, block: Block) -> Iterator[tuple[int, Located]]:
        """Yield the records of a block."""
        records = documents_with_positions(self.sources[number], self.reading, block.start)
        for found in takewhile(lambda found: found.start.offset < block.end.offset, records):
            yield number, found


def outcomes_by_blocks(
    pool: Pool, task: Task, pieces: Pieces, first: int, start: Position, setup: Setup
) -> Iterator[Outcome]:
    """Yield the outcomes of blocks, and of the records of those that are left to documents, in order."""
    reader = pieces.all(first, start)
    while not pieces.is_read:
        waiting: list[Outcome] = []
        for outcome in outcomes(pool, task, pieces.until_stopped(reader), setup):
            if waiting or isinstance(outcome.error, LeftToDocuments):
                pieces.is_stopped = True
                waiting.append(outcome)
            else:
                yield outcome
        for outcome in waiting:
            if isinstance(outcome.error, LeftToDocuments):
                assert isinstance(outcome.found, Block)
                pieces.left[outcome.source] += 1
                yield from outcomes(pool, task, pieces.documents_of(outcome.source, outcome.found), setup)
            else:
                yield outcome
