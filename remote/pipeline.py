"""A model's kernels, ready for work, and what travels between annotate and the workers.

A document goes out as ``(text, tokens or None)`` or, where the worker is to render it, with id and metadata; it
comes back as the columns of its annotation, compact, or as text.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any, Protocol

from . import formats, function
from .document import Annotation, Chunk, Document
from .model_tables import opened

Span = tuple[int, int]
TaggedWords = tuple[Sequence[str], Sequence[str | None], int]  # forms, tags, the number of the first
Step = Callable[[Sequence[Document], "Pipeline"], list[Document]]


class Splitter(Protocol):
    def spans_of_all(self, texts: Sequence[str]) -> list[list[Span]]: ...


class Tokenizer(Protocol):
    def columns(self, text: str, spans: Sequence[Span]) -> tuple[list[str], list[int], list[int], list[int]]: ...


class Tagger(Protocol):
    def tag_columns(
        self, forms: Sequence[str], lengths: Sequence[int]
    ) -> tuple[Sequence[str | None] | None, Sequence[str | None] | None]: ...


class Chunker(Protocol):
    def chunks_all(self, sentences: Sequence[TaggedWords]) -> list[list[Chunk]]: ...


class Pipeline:
    """The kernels of one model; each is made when it is first needed, and numpy is loaded no sooner.

    ``steps`` says what stands in the place of a kernel: for ``"splitter"``, ``"tokenizer"``, ``"tagger"`` and
    ``"chunker"`` a name, or an object that the user's own process pickled; for ``"grammar"`` a chunk grammar.
    """

    def __init__(self, model: Mapping[str, Any], steps: Mapping[str, Any] = MappingProxyType({})) -> None:
        self.model = opened(model)
        self.steps = steps

    def table(self, name: str) -> Mapping[str, Any]:
        """Return a table of the model; raises `LookupError` where it has none of that name."""
        if name not in self.model:
            raise LookupError(f"the model has no {name}; name another, or train one: nlpmap train {name}")
        table: Mapping[str, Any] = self.model[name]
        return table

    @cached_property
    def splitter(self) -> Splitter:
        given = self.steps.get("splitter")
        if isinstance(given, bytes):
            from .kernels.tokenizer.adapters import ObjectSplitter

            return ObjectSplitter(function.load(given, "splitter"))
        tables = self.table("punkt" if given == "punkt" and "punkt" in self.model else "splitter")
        if tables.get("kind") == "boundaries":
            from .kernels.splitter.network import BoundarySplitter

            return BoundarySplitter(tables)
        from .kernels.splitter.punkt import SentenceSplitter

        return SentenceSplitter(tables)

    @cached_property
    def words(self) -> Tokenizer:
        given = self.steps.get("tokenizer") or "nltk"
        if given == "nltk":
            from .kernels.tokenizer.treebank import WordTokenizer

            return WordTokenizer()
        if given == "ud":
            from .kernels.tokenizer.ud import UdWordTokenizer

            return UdWordTokenizer(self.table("tokenizer"))
        from .kernels.tokenizer.adapters import ObjectTokenizer, named

        return ObjectTokenizer(named(given) if isinstance(given, str) else function.load(given, "tokenizer"))

    @cached_property
    def tagger(self) -> Tagger:
        if (given := self.steps.get("tagger")) is not None:
            from .kernels.tagger.any_object import ObjectTagger

            return ObjectTagger(function.load(given, "tagger"))
        tables = self.table("tagger")
        if tables.get("kind") == "rich":  # NLTK's own models have no such word
            from .kernels.tagger.perceptron import RichTagger

            return RichTagger(tables)
        from .kernels.tagger.nltk_perceptron import PerceptronTagger

        return PerceptronTagger(tables)

    @cached_property
    def chunker(self) -> Chunker:
        given, grammar = self.steps.get("chunker"), self.steps.get("grammar")
        if isinstance(given, bytes):
            from .kernels.chunker.any_object import ObjectChunker

            return ObjectChunker(function.load(given, "chunker"))
        if given == "perceptron" or (given is None and grammar is None and "chunker" in self.model):
            from .kernels.chunker.iob import IobChunker

            return IobChunker(self.table("chunker"))
        from .kernels.chunker.grammar import ENGLISH, ChunkGrammar

        return ChunkGrammar(grammar or ENGLISH)


def serve(channel: Any, work: Step) -> None:
    """Do a worker module's loop: take the set-up, then annotate batch after batch of documents."""
    setup = channel.receive()
    pipeline = Pipeline(setup["model"], setup["steps"])
    answer = partial(render_and_count, formats.renderer(setup["render"])) if setup["render"] else pack_annotation
    channel.map_batches(lambda parcels: list(map(answer, work(list(map(unpack_document, parcels)), pipeline))))


def render_and_count(render: formats.Render, document: Document) -> tuple[bytes, int, int]:
    """Return a document's text in UTF-8, and the number of its sentences and tokens."""
    columns = document.annotated
    return formats.encoded(render(document)), len(columns.sentence_ends), len(columns.forms)


def pack_document(document: Document, whole: bool) -> tuple[object, ...]:
    """Make of a document what a worker needs: its text and tokens, and, to render it ``whole``, all the rest."""
    tokens = None if document.annotation is None else pack_annotation(document)
    return (document.text, tokens, document.id, dict(document.metadata)) if whole else (document.text, tokens)


def unpack_document(parcel: tuple[Any, ...]) -> Document:
    """Make a document of what `pack_document` gave."""
    text, tokens, *rest = parcel
    document = Document(rest[0], text, rest[1]) if rest else Document("", text)
    return document if tokens is None else document.with_annotation(unpack_annotation(text, tokens))


def pack_annotation(document: Document) -> tuple[object, ...]:
    """Make an annotation small: offsets as bytes, and only those forms that differ from the text.

    >>> document = Document.from_sents([["a", "b"]])
    >>> unpack_annotation("a b", pack_annotation(document)) == document.annotation
    True
    """
    columns = document.annotated
    text = document.text
    spans = zip(columns.forms, columns.starts, columns.ends, strict=True)
    odd = {index: form for index, (form, start, end) in enumerate(spans) if text[start:end] != form}
    return (
        _to_bytes(columns.starts),
        _to_bytes(columns.ends),
        _to_bytes(columns.sentence_ends),
        odd,
        None if columns.tags is None else list(columns.tags),
        None if columns.chunks is None else [tuple(chunk) for chunk in columns.chunks],
        None if columns.universal is None else list(columns.universal),
    )


def unpack_annotation(text: str, packed: Sequence[Any]) -> Annotation:
    """Make the columns of what `pack_annotation` gave."""
    starts, ends, sentence_ends, odd, tags, chunks, universal = packed
    starts, ends = _from_bytes(starts), _from_bytes(ends)
    forms = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    for index, form in odd.items():
        forms[index] = form
    phrases = None if chunks is None else [Chunk(*chunk) for chunk in chunks]
    return Annotation(forms, starts, ends, _from_bytes(sentence_ends), tags, phrases, universal)


def _to_bytes(numbers: Sequence[int]) -> bytes:
    column = array("I", numbers)
    if sys.byteorder == "big":
        column.byteswap()
    return column.tobytes()


def _from_bytes(column: bytes) -> list[int]:
    numbers = array("I", column)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tolist()
