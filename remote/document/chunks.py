"""Phrases: as spans of tokens, as IOB marks, and as trees."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, overload

if TYPE_CHECKING:
    from nltk.tree import Tree


class Chunk(NamedTuple):
    """A phrase: its label, and the tokens that it spans, counted from the document's first."""

    label: str
    start: int
    end: int


CHUNK_OF = partial(tuple.__new__, Chunk)  # of a tuple, much faster than calling Chunk


@dataclass(frozen=True)
class ChunkColumns(Sequence[Chunk]):
    """Chunks as compiled code makes them, objects when looked at: ``numbers`` of ``labels``, and offsets, as C ints.

    >>> chunks = ChunkColumns(["NP", "VP"], array("i", [1, 0]), array("i", [0, 2]), array("i", [2, 3]))
    >>> chunks[0], list(chunks) == [Chunk("VP", 0, 2), Chunk("NP", 2, 3)]
    (Chunk(label='VP', start=0, end=2), True)
    """

    labels: list[str]
    numbers: array[int]
    starts: array[int]
    ends: array[int]

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> Chunk: ...
    @overload
    def __getitem__(self, index: slice) -> list[Chunk]: ...
    def __getitem__(self, index: int | slice) -> Chunk | list[Chunk]:
        if isinstance(index, slice):
            return list(self)[index]
        return Chunk(self.labels[self.numbers[index]], self.starts[index], self.ends[index])

    def __iter__(self) -> Iterator[Chunk]:
        return map(CHUNK_OF, zip(map(self.labels.__getitem__, self.numbers), self.starts, self.ends, strict=True))


def iob_of(chunks: Sequence[Chunk], length: int) -> list[str]:
    """Write chunks as one IOB mark a token; where chunks are nested, the innermost counts.

    What goes on after an inner chunk begins anew, as IOB demands.

    >>> iob_of([Chunk("VP", 0, 5), Chunk("PP", 1, 3), Chunk("NP", 2, 3)], 6)
    ['B-VP', 'B-PP', 'B-NP', 'B-VP', 'I-VP', 'O']
    """
    marks = ["O"] * length
    written = None
    for label, start, end in chunks:
        if label is not written:
            first, other = f"B-{label}", f"I-{label}"
            written = label
        marks[start:end] = [first] if end - start == 1 else [first, *[other] * (end - start - 1)]
        if end < length and marks[end][0] == "I":
            marks[end] = "B" + marks[end][1:]
    return marks


def chunks_of(iob: Sequence[str]) -> list[Chunk]:
    """Read chunks from IOB marks; an ``I-`` after another label begins a chunk.

    >>> chunks_of(["B-NP", "I-NP", "O", "B-VP"])
    [Chunk(label='NP', start=0, end=2), Chunk(label='VP', start=3, end=4)]
    """
    chunks: list[Chunk] = []
    for index, mark in enumerate(iob):
        kind, _, label = mark.partition("-")
        last = chunks[-1] if chunks else None
        if kind == "I" and last and last.end == index and last.label == label:
            chunks[-1] = last._replace(end=index + 1)
        elif kind in ("B", "I"):
            chunks.append(Chunk(label, index, index + 1))
    return chunks


def chunks_of_sentences(marks: Sequence[str | None], sentence_ends: Iterable[int]) -> list[Chunk]:
    """Read chunks from the marks of a document, none beyond the end of a sentence; None stands for ``O``.

    >>> chunks_of_sentences(["B-NP", "I-NP", None], [1, 3])
    [Chunk(label='NP', start=0, end=1), Chunk(label='NP', start=1, end=2)]
    """
    return [
        Chunk(label, first + start, first + end)
        for first, last in pairwise(chain([0], sentence_ends))
        for label, start, end in chunks_of([mark or "O" for mark in marks[first:last]])
    ]


def tree_of(label: str, words: list[Any], first: int, last: int, chunks: list[Chunk]) -> Tree:
    """Build a tree over ``words[first:last]``, chunks standing in it from outer to inner."""
    from nltk.tree import Tree

    children: list[Any] = []
    while chunks:
        outer = chunks[0]
        inner = [chunk for chunk in chunks[1:] if chunk.start < outer.end]
        children += words[first : outer.start]
        children.append(tree_of(outer.label, words, outer.start, outer.end, inner))
        first = outer.end
        chunks = chunks[1 + len(inner) :]
    return Tree(label, children + words[first:last])
