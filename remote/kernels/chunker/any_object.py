"""Chunks by any object that parses tagged sentences as NLTK's do (`nltk.ChunkParserI`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ...document import Chunk


class ObjectChunker:
    """Finds the chunks of a tagged sentence by an object with NLTK's ``parse``, which gives a tree.

    >>> from nltk import RegexpParser
    >>> ObjectChunker(RegexpParser("NP: {<DT>?<NN>}")).chunks(["a", "dog"], ["DT", "NN"], 7)
    [Chunk(label='NP', start=7, end=9)]
    """

    def __init__(self, parser: Any) -> None:
        self.parser = parser

    def chunks(self, forms: Sequence[str], tags: Sequence[str | None], offset: int = 0) -> list[Chunk]:
        """List chunks from outer to inner; ``offset`` is the number of the sentence's first token."""
        if not forms:
            return []
        tree = self.parser.parse(list(zip(forms, tags, strict=True)))
        if len(tree.leaves()) != len(forms):
            name = type(self.parser).__name__
            raise ValueError(f"{name} gave a tree of {len(tree.leaves())} leaves for {len(forms)} tokens")
        return list(chunks_in(tree, offset))

    def chunks_all(self, sentences: Sequence[tuple[Sequence[str], Sequence[str | None], int]]) -> list[list[Chunk]]:
        """List the chunks of each sentence: its forms, their tags, and the number of the first."""
        return [self.chunks(*sentence) for sentence in sentences]


def chunks_in(tree: Any, position: int) -> Iterator[Chunk]:
    """Yield the subtrees of a tree as chunks, from outer to inner; ``position`` is the number of its first leaf."""
    from nltk.tree import Tree

    for child in tree:
        if isinstance(child, Tree):
            length = len(child.leaves())
            if length:
                yield Chunk(str(child.label()), position, position + length)
            yield from chunks_in(child, position)
            position += length
        else:
            position += 1
