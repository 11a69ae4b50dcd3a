"""The chunks that `iob` finds, by compiled code where that is there and can take the model's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...document import Chunk
from ...document.chunks import ChunkColumns
from ..twins import twin_or_pure
from .iob_features import PADDING, atoms_of, tag_numbers, template
from .long_sentences import LONGEST, Words, chunks_by_parts


class CompiledIobChunker:
    """Finds the chunks of tagged sentences as `iob.IobChunker` does; raises `ValueError` for unusual tables."""

    def __init__(self, module: Any, tables: Mapping[str, Any]) -> None:
        self.tag_ids = tag_numbers(tables["tags"])
        templates = [(one.atoms, one.salt, one.position) for one in map(template, tables["templates"])]
        self.found = module.Iob(tables, templates, self.tag_ids, atoms_of, PADDING, Chunk)

    def chunks(self, forms: Sequence[str], tags: Sequence[str | None], offset: int = 0) -> list[Chunk]:
        """List a sentence's chunks; ``offset`` is the number of its first token."""
        [chunks] = self.chunks_all([(forms, tags, offset)])
        return chunks

    def chunks_all(self, sentences: Sequence[Words]) -> list[list[Chunk]]:
        """List the chunks of each of many sentences, given as forms, tags, and the number of the first token."""
        return chunks_by_parts(sentences, self.found.chunks_all)

    def columns(
        self, forms: Sequence[str], tags: Sequence[str | None], sentence_ends: Sequence[int]
    ) -> ChunkColumns | None:
        """Return the chunks of a document's sentences as columns; None where it is not usual."""
        found = self.found.columns_of(forms, tags, sentence_ends, LONGEST)
        return None if found is None else ChunkColumns(self.found.labels, *found)


def iob_chunker(tables: Mapping[str, Any]) -> Any:
    """Return what finds chunks by a model's tables: compiled, or else by numpy.

    >>> tables = {"marks": ["B-NP", "O"], "tags": ["_", "NN"], "templates": ["w[0]"], "bits": 1}
    >>> weights = {"dtype": "<i1", "shape": [2, 2], "bytes": bytes([2, 1, 2, 1])}  # B-NP is best
    >>> transitions = {"dtype": "<i4", "shape": [2, 3, 2], "bytes": bytes(48)}
    >>> iob_chunker(tables | {"weights": weights, "transitions": transitions}).chunks(["Dogs", "bark"], ["NN", None])
    [Chunk(label='NP', start=0, end=1), Chunk(label='NP', start=1, end=2)]
    """

    def pure() -> Any:
        from .iob import IobChunker  # for it needs numpy

        return IobChunker(tables)

    return twin_or_pure("chunks", lambda native: CompiledIobChunker(native, tables), pure)
