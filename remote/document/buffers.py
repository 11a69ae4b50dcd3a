"""The columns of an annotation as compiled code makes them: offsets as C ints, which are Python's when looked at."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..native import compiled
from .annotation import Annotation
from .chunks import Chunk, ChunkColumns

if TYPE_CHECKING:
    from .document import Document


@dataclass(frozen=True)
class Buffers:
    """Columns over the tokens of a document, as `Annotation` has them; ``starts`` and ``ends`` are of typecode ``i``.

    >>> buffers = Buffers(["Hi"], array("i", [0]), array("i", [2]), [1])
    >>> buffers(), buffers() == Annotation(["Hi"], [0], [2], [1])
    (Annotation(forms=['Hi'], starts=[0], ends=[2], sentence_ends=[1], tags=None, chunks=None, universal=None, \
lemmas=None, feats=None), True)
    """

    forms: list[str]
    starts: array[int]
    ends: array[int]
    sentence_ends: list[int]
    tags: Sequence[str | None] | None = None
    chunks: Sequence[Chunk] | None = None
    universal: Sequence[str | None] | None = None
    lemmas: Sequence[str | None] | None = None
    feats: Sequence[str | None] | None = None

    def __call__(self) -> Annotation:
        """Make the annotation's own columns."""
        starts, ends, chunks = self.starts.tolist(), self.ends.tolist(), plain_chunks(self.chunks)
        found = self.tags, chunks, self.universal, self.lemmas, self.feats
        return Annotation(self.forms, starts, ends, self.sentence_ends, *found)


def buffers_of(annotation: Annotation) -> Buffers | None:
    """Return the buffers that an annotation is still made of; None once its columns were looked at, or if it has none.

    >>> annotation = Annotation.lazy(Buffers(["Hi"], array("i", [0]), array("i", [2]), [1]))
    >>> buffers_of(annotation).ends, annotation.ends, buffers_of(annotation)
    (array('i', [2]), [2], None)
    """
    make = vars(annotation).get("make")
    return make if isinstance(make, Buffers) else None


def raw_columns(annotation: Annotation) -> Buffers | Annotation:
    """Return an annotation's columns for one who takes them in whatever form they are: its buffers, or itself.

    >>> annotation = Annotation.lazy(Buffers(["Hi"], array("i", [0]), array("i", [2]), [1]))
    >>> raw_columns(annotation).ends, annotation.ends, raw_columns(annotation).ends
    (array('i', [2]), [2], [2])
    """
    return buffers_of(annotation) or annotation


def compiled_lines(document: Document) -> tuple[Any, Buffers | Annotation] | None:
    """Return the compiled writer of lines and a document's columns; None where there is none, or it can't write them.

    It writes no features, and nothing of the lines that a document was read from.
    """
    lines = compiled("lines")
    if lines is None or document.annotation is None or document.original is not None:
        return None
    columns = raw_columns(document.annotation)
    return None if columns.feats is not None else (lines, columns)


def with_tags(
    annotation: Annotation, tags: Sequence[str | None] | None, universal: Sequence[str | None] | None
) -> Annotation:
    """Return an annotation with tags and universal tags, its offsets left as they are.

    >>> with_tags(Annotation(["Hi"], [0], [2], [1]), ["UH"], None).tags
    ['UH']
    """
    old = buffers_of(annotation)
    if old is None:
        return replace(annotation, tags=tags, universal=universal)
    return Annotation.lazy(replace(old, tags=tags, universal=universal))


def with_lemmas(annotation: Annotation, lemmas: Sequence[str | None] | None) -> Annotation:
    """Return an annotation with lemmas, its offsets left as they are.

    >>> with_lemmas(Annotation(["Dogs"], [0], [4], [1]), ["dog"]).lemmas
    ['dog']
    """
    old = buffers_of(annotation)
    return replace(annotation, lemmas=lemmas) if old is None else Annotation.lazy(replace(old, lemmas=lemmas))


def with_feats(annotation: Annotation, feats: Sequence[str | None] | None) -> Annotation:
    """Return an annotation with features, its offsets left as they are.

    >>> with_feats(Annotation(["Dogs"], [0], [4], [1]), ["Number=Plur"]).feats
    ['Number=Plur']
    """
    old = buffers_of(annotation)
    return replace(annotation, feats=feats) if old is None else Annotation.lazy(replace(old, feats=feats))


def with_chunks(annotation: Annotation, chunks: Sequence[Chunk] | None) -> Annotation:
    """Return an annotation with chunks, its offsets left as they are.

    >>> with_chunks(Annotation(["Hi"], [0], [2], [1]), []).iob
    ['O']
    """
    old = buffers_of(annotation)
    if old is None:
        return replace(annotation, chunks=plain_chunks(chunks))
    return Annotation.lazy(replace(old, chunks=chunks))


def plain_chunks(chunks: Sequence[Chunk] | None) -> Sequence[Chunk] | None:
    """Return chunks as objects, where they are columns.

    >>> plain_chunks(ChunkColumns(["NP"], array("i", [0]), array("i", [0]), array("i", [2])))
    [Chunk(label='NP', start=0, end=2)]
    """
    return list(chunks) if isinstance(chunks, ChunkColumns) else chunks
