"""One file of an annotated corpus: what is in it, where its documents are, and how many words they have."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import islice

from ..errors import InputError
from ..remote.document import Document
from .inputs.places import Fingerprint
from .inputs.source import Source
from .reading.located import Position
from .reading.reading import Reading, documents_with_positions
from .scanning import Irregular, Landmark, Scan, scan_of


@dataclass(frozen=True, slots=True)
class Index:
    """Where the documents of a file begin, and what they are called."""

    fingerprint: Fingerprint
    ids: list[str] = field(default_factory=list)
    offsets: array[int] = field(default_factory=partial(array, "Q"))
    lines: array[int] = field(default_factory=partial(array, "Q"))


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many tokens and sentences each document of a file has."""

    tokens: array[int] = field(default_factory=partial(array, "Q"))
    sentences: array[int] = field(default_factory=partial(array, "Q"))


class Section:
    """One file of a corpus; its index is built by going through it once, on first use."""

    def __init__(self, source: Source, reading: Reading) -> None:
        self.source = source
        self.reading = reading

    @property
    def scan(self) -> Scan | None:
        return scan_of(self.source, self.reading)

    @cached_property
    def index(self) -> Index:
        if self.scan is not None:
            try:
                return self._indexed(self.scan.landmarks(self.source, self.reading))
            except Irregular:
                pass
        return self._indexed(Landmark(start.offset, start.line, document.id) for start, document in self._located())

    def _indexed(self, landmarks: Iterator[Landmark]) -> Index:
        index = Index(self.source.fingerprint())
        for place in landmarks:
            index.offsets.append(place.offset)
            index.lines.append(place.line)
            index.ids.append(place.id)
        return index

    @cached_property
    def sizes(self) -> Sizes:
        sizes = Sizes()
        for document in self.columns():
            columns = document.annotation
            sizes.tokens.append(0 if columns is None else len(columns.forms))
            sizes.sentences.append(0 if columns is None else len(columns.sentence_ends))
        return sizes

    def columns(self) -> Iterator[Document]:
        """Yield the documents with no more than their forms, tags and sentences where these can be had faster."""
        scanned = 0
        if self.scan is not None:
            try:
                for document in self.scan.columns(self.source, self.reading):
                    yield document
                    scanned += 1
                return
            except Irregular:
                pass
        yield from islice(self.documents(), scanned, None)

    def documents(self, first: int = 0) -> Iterator[Document]:
        """Yield the documents from one on, skipping those before it where the file allows that."""
        start = Position(self.index.offsets[first], first + 1, self.index.lines[first]) if first else Position()
        if "index" in vars(self) and self.source.fingerprint() != self.index.fingerprint:
            raise InputError(f"{self.source.where}: changed since it was opened; open it again")
        return (document for _, document in self._located(start))

    def _located(self, start: Position = Position()) -> Iterator[tuple[Position, Document]]:
        for found in documents_with_positions(self.source, self.reading, start):
            if found.flaw is not None:
                raise found.flaw.error
            if found.document is not None:
                yield found.start, found.document


class Excerpt(Section):
    """Some documents of a file, by their numbers in it."""

    def __init__(self, section: Section, numbers: Sequence[int]) -> None:
        super().__init__(section.source, section.reading)
        self.section = section
        self.numbers = numbers

    @cached_property
    def index(self) -> Index:
        whole = self.section.index
        columns = ([column[number] for number in self.numbers] for column in (whole.offsets, whole.lines))
        ids = [whole.ids[number] for number in self.numbers]
        return Index(whole.fingerprint, ids, *(array("Q", column) for column in columns))

    @cached_property
    def sizes(self) -> Sizes:
        whole = self.section.sizes
        columns = ([column[number] for number in self.numbers] for column in (whole.tokens, whole.sentences))
        return Sizes(*(array("Q", column) for column in columns))

    def columns(self) -> Iterator[Document]:
        return self.documents()

    def documents(self, first: int = 0) -> Iterator[Document]:
        return (next(self.section.documents(number)) for number in self.numbers[first:])
