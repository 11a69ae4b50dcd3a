"""What the kernels of each component are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from ..document import Chunk
from ..document.buffers import Buffers
from ..document.chunks import ChunkColumns

Span = tuple[int, int]
TaggedWords = tuple[Sequence[str], Sequence[str | None], int]  # forms, tags, the number of the first


class Splitter(Protocol):
    def spans_of_all(self, texts: Sequence[str]) -> list[list[Span]]: ...


class Tokenizer(Protocol):
    def columns(self, text: str, spans: Sequence[Span]) -> tuple[list[str], list[int], list[int], list[int]]: ...


@runtime_checkable
class BufferingTokenizer(Tokenizer, Protocol):
    def buffers(self, text: str, spans: Sequence[Span]) -> Buffers | None: ...


class Tagger(Protocol):
    def tag_columns(
        self, forms: Sequence[str], lengths: Sequence[int]
    ) -> tuple[Sequence[str | None] | None, Sequence[str | None] | None]: ...


class Lemmatizing(Protocol):
    def lemmas(
        self, forms: Sequence[str], tags: Sequence[str | None] | None, universal: Sequence[str | None] | None
    ) -> Sequence[str | None] | None: ...


class Featuring(Protocol):
    def feats(
        self,
        forms: Sequence[str],
        tags: Sequence[str | None] | None,
        universal: Sequence[str | None] | None,
        sentence_ends: Sequence[int],
    ) -> Sequence[str | None] | None: ...


class Chunker(Protocol):
    def chunks_all(self, sentences: Sequence[TaggedWords]) -> list[list[Chunk]]: ...


@runtime_checkable
class ColumnChunker(Chunker, Protocol):
    def columns(
        self, forms: Sequence[str], tags: Sequence[str | None], sentence_ends: Sequence[int]
    ) -> ChunkColumns | None: ...
