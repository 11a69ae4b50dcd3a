"""Samples: the beginnings of some of a corpus's files, in turns, and how much of the whole they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from ...corpus.inputs.source import Source
from ...corpus.reading.located import START, Located, Position
from ...corpus.reading.reading import Reading, documents_with_positions
from ...remote.document import Document
from ..progress.sizes import JUDGED, InputSizes

MOST_SOURCES = 1000
AT_ONCE = 20  # sources that are open
LONGEST = 8_000  # characters of a text that are annotated in one go: a sample ends on time
MOST_SLICES = 40  # of a text
RECORDS = 200  # of each source


@dataclass(slots=True)
class SamplePiece:
    """What was read of a source: where it ended, and whether that was its end."""

    number: int
    end: Position = START
    records: int = 0
    characters: int = 0
    is_whole: bool = False


@dataclass(slots=True)
class Sample:
    """The records that are read of a corpus; ``pieces`` tells how far each source was."""

    sources: Sequence[Source]
    reading: Reading
    pieces: list[SamplePiece] = field(default_factory=list)

    def records(self) -> Iterator[tuple[int, Located]]:
        """Yield records of the sampled sources in turns, and slices of long texts."""
        numbers = range(0, len(self.sources), max(1, len(self.sources) // MOST_SOURCES))
        groups = max(1, len(numbers) // AT_ONCE)
        for first in range(groups):  # each comes from all over the corpus
            turns = [self._records_of(number) for number in numbers[first::groups]]
            while turns:
                taken = [(turn, found) for turn in turns if (found := next(turn, None)) is not None]
                yield from (found for _, found in taken)
                turns = [turn for turn, _ in taken]

    def _records_of(self, number: int) -> Iterator[tuple[int, Located]]:
        source = self.sources[number]
        piece = SamplePiece(number)
        self.pieces.append(piece)
        found = documents_with_positions(source, self.reading)
        if source.compression is not None and size_of(source) < JUDGED:  # how far it is read can't be judged
            everything = list(found)
            piece.records, piece.is_whole = len(everything), True
            piece.characters = sum(len(one.document.text) for one in everything if one.document)
            yield from ((number, slice) for one in everything[:RECORDS] for slice in slices(one))
            return
        for one, is_last in islice(with_lasts(found), RECORDS):
            piece.end, piece.is_whole = one.end, is_last
            piece.records += 1
            piece.characters += len(one.document.text) if one.document else 0
            yield from ((number, slice) for slice in slices(one))

    def bytes_read(self) -> int:
        """Return how many bytes of the input, as they are on the disk, were read."""
        entries = [{"name": one.name, "format": one.format, "size": size_of(one)} for one in self.sources]
        sizes = InputSizes(entries, self.sources)
        return sum(
            size_of(self.sources[piece.number])
            if piece.is_whole
            else sizes.before(piece.number, piece.end) - sizes.sums[piece.number]
            for piece in self.pieces
        )


def size_of(source: Source) -> int:
    """Return the bytes of a source on the disk; 0 where they are unknown."""
    size = source.fingerprint().get("size")
    return size if isinstance(size, int) else 0


def with_lasts(found: Iterator[Located]) -> Iterator[tuple[Located, bool]]:
    """Yield records, each with whether it is the last."""
    current = next(found, None)
    while current is not None:
        following = next(found, None)
        yield current, following is None
        current = following


def slices(found: Located) -> Iterator[Located]:
    """Yield a record, or, in the place of one with a long text, slices of that, which come from all over it.

    >>> long = Located(START, START, "d", Document("d", "word " * 10_000))
    >>> [len(one.document.text) for one in slices(long) if one.document]
    [8000, 8000, 8000, 8000, 8000, 8000]
    """
    document = found.document
    if document is None or document.annotation is not None or len(document.text) <= LONGEST:
        yield found
        return
    count = min(MOST_SLICES, len(document.text) // LONGEST)
    for number in range(count):
        start = len(document.text) * number // count
        text = document.text[start : start + LONGEST]
        yield found._replace(document=Document(document.id, text, document.metadata))
