"""A document and what is known of it: its text, and its sentences, tokens, tags and chunks.

The annotation is kept as columns, one entry a token; tokens and sentences are made when they are looked at.
Offsets count characters of the document's text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType, NoneType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from nltk.tree import Tree

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Token(NamedTuple):
    """A word or punctuation mark: its form, where it stands in the text, its tag, its chunk in IOB, its universal tag.

    >>> Token("dogs", 4, 8, "NNS", "I-NP").form
    'dogs'
    """

    form: str
    start: int
    end: int
    tag: str | None = None
    chunk: str | None = None
    universal: str | None = None


class Chunk(NamedTuple):
    """A phrase: its label, and the tokens that it spans, counted from the document's first."""

    label: str
    start: int
    end: int


@dataclass(frozen=True)
class Annotation:
    """Columns over the tokens of a document; ``sentence_ends`` counts tokens, chunks go from outer to inner.

    >>> Annotation.when_needed(lambda: Annotation(["Hi"], [0], [2], [1])).forms
    ['Hi']
    """

    forms: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    sentence_ends: Sequence[int]
    tags: Sequence[str | None] | None = field(default_factory=NoneType)  # no class attribute: see __getattr__
    chunks: Sequence[Chunk] | None = field(default_factory=NoneType)
    universal: Sequence[str | None] | None = field(default_factory=NoneType)

    @classmethod
    def when_needed(cls, make: Callable[[], Annotation]) -> Annotation:
        """Give an annotation whose columns are made when one of them is first looked at."""
        annotation = cls.__new__(cls)
        annotation.__dict__["make"] = make
        return annotation

    if not TYPE_CHECKING:  # else any name would pass for an attribute

        def __getattr__(self, name: str) -> object:
            """Make the columns, for one that is not there yet."""
            if name in COLUMNS and (make := self.__dict__.get("make")):
                self.__dict__.update(vars(make()))
                self.__dict__.pop("make", None)
            if name in self.__dict__:
                return self.__dict__[name]
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    @cached_property
    def iob(self) -> Sequence[str] | None:
        """The innermost chunk of each token, as ``B-NP``, ``I-NP`` or ``O``."""
        return None if self.chunks is None else iob_of(self.chunks, len(self.forms))

    def sentence_ranges(self) -> Iterator[tuple[int, int]]:
        """Yield the first and past-last token of each sentence."""
        return pairwise((0, *self.sentence_ends))


COLUMNS = frozenset(field.name for field in fields(Annotation))


@dataclass(frozen=True)
class Sentence:
    """Some consecutive tokens of a document."""

    document: Document
    first: int
    last: int

    @property
    def tokens(self) -> list[Token]:
        return self.document.tokens[self.first : self.last]

    @property
    def start(self) -> int:
        return self.document.annotated.starts[self.first]

    @property
    def end(self) -> int:
        return self.document.annotated.ends[self.last - 1]

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


@dataclass(frozen=True)
class Document:
    """A text with an id and metadata, and, once a worker has seen it, its annotation.

    >>> document = Document.from_sents([[("Dogs", "NNS"), ("bark", "VBP"), (".", ".")]], id="d1")
    >>> document.tagged_words()
    [('Dogs', 'NNS'), ('bark', 'VBP'), ('.', '.')]
    >>> [(token.form, token.start, token.end) for token in document.tokens]
    [('Dogs', 0, 4), ('bark', 5, 9), ('.', 10, 11)]
    """

    id: str = ""
    text: str = ""
    metadata: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    annotation: Annotation | None = None

    @classmethod
    def from_sents(
        cls,
        sents: Sequence[Sequence[str | tuple[str, str | None]]],
        id: str = "",
        metadata: Mapping[str, Any] = NOTHING,
    ) -> Document:
        """Make a document of sentences that are tokenized already; its text is theirs, with spaces between.

        Words may come with tags, as ``(word, tag)``; sentences without words are left out.
        """
        words = [[word if isinstance(word, str) else word[0] for word in sent] for sent in sents if sent]
        tags = [None if isinstance(word, str) else word[1] for sent in sents for word in sent]
        tagged = any(tag is not None for tag in tags)
        text = "\n".join(map(" ".join, words))
        forms = [form for sent in words for form in sent]
        starts = list(_starts_when_joined(words))
        ends = [start + len(form) for start, form in zip(starts, forms, strict=True)]
        return cls(id, text, metadata, Annotation(forms, starts, ends, _running_total(words), tags if tagged else None))

    @property
    def annotated(self) -> Annotation:
        """The annotation; raises `ValueError` where there is none yet."""
        if self.annotation is None:
            raise ValueError(f"document {self.id!r} is not tokenized yet: run it through tokenize, tag or chunk")
        return self.annotation

    def with_annotation(self, annotation: Annotation | None) -> Document:
        """Give this document with another annotation."""
        return replace(self, annotation=annotation)

    @cached_property
    def tokens(self) -> list[Token]:
        """All tokens of the document."""
        columns = self.annotated
        nothing = [None] * len(columns.forms)
        return list(
            map(
                Token,
                columns.forms,
                columns.starts,
                columns.ends,
                columns.tags or nothing,
                columns.iob or nothing,
                columns.universal or nothing,
            )
        )

    @property
    def sentences(self) -> list[Sentence]:
        """All sentences of the document."""
        return [Sentence(self, first, last) for first, last in self.annotated.sentence_ranges()]

    def words(self) -> list[str]:
        """List the tokens' forms."""
        return list(self.annotated.forms)

    def sents(self) -> list[list[str]]:
        """List each sentence's forms."""
        return self._by_sentence(self.words())

    def tagged_words(self) -> list[tuple[str, str | None]]:
        """List ``(form, tag)`` pairs."""
        return list(zip(self.annotated.forms, self._tags(), strict=True))

    def tagged_sents(self) -> list[list[tuple[str, str | None]]]:
        """List each sentence's ``(form, tag)`` pairs."""
        return self._by_sentence(self.tagged_words())

    def chunked_sents(self) -> list[Tree]:
        """List each sentence as an `nltk.Tree` whose leaves are ``(form, tag)`` pairs."""
        chunks = self.annotated.chunks
        if chunks is None and self.annotated.forms:
            raise ValueError(f"document {self.id!r} has no chunks yet: run it through chunk")
        words = self.tagged_words()
        waiting = iter(chunks or ())
        trees = []
        chunk = next(waiting, None)
        for first, last in self.annotated.sentence_ranges():
            mine = []
            while chunk is not None and chunk.start < last:
                mine.append(chunk)
                chunk = next(waiting, None)
            trees.append(_tree("S", words, first, last, mine))
        return trees

    def _by_sentence(self, words: list[Any]) -> list[list[Any]]:
        return [words[first:last] for first, last in self.annotated.sentence_ranges()]

    def _tags(self) -> Sequence[str | None]:
        if self.annotated.tags is None and self.annotated.forms:
            raise ValueError(f"document {self.id!r} has no tags yet: run it through tag or chunk")
        return self.annotated.tags or ()

    def _repr_html_(self) -> str:
        from . import html

        return html.render(self)

    def __hash__(self) -> int:
        return hash((self.id, self.text))

    def __repr__(self) -> str:
        text = self.text if len(self.text) <= 60 else self.text[:57] + "..."
        known = "" if self.annotation is None else f", {len(self.annotation.forms)} tokens"
        return f"Document({self.id!r}, {text!r}{known})"


def iob_of(chunks: Sequence[Chunk], length: int) -> list[str]:
    """Write chunks as one IOB mark a token; where chunks are nested, the innermost counts.

    What goes on after an inner chunk begins anew, as IOB demands.

    >>> iob_of([Chunk("VP", 0, 5), Chunk("PP", 1, 3), Chunk("NP", 2, 3)], 6)
    ['B-VP', 'B-PP', 'B-NP', 'B-VP', 'I-VP', 'O']
    """
    marks = ["O"] * length
    for label, start, end in chunks:
        marks[start:end] = [f"B-{label}", *[f"I-{label}"] * (end - start - 1)]
        if end < length and marks[end].startswith("I-"):
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


def _tree(label: str, words: list[Any], first: int, last: int, chunks: list[Chunk]) -> Tree:
    """Build a tree over ``words[first:last]``, chunks standing in it from outer to inner."""
    from nltk.tree import Tree

    children: list[Any] = []
    while chunks:
        outer = chunks[0]
        inner = [chunk for chunk in chunks[1:] if chunk.start < outer.end]
        children += words[first : outer.start]
        children.append(_tree(outer.label, words, outer.start, outer.end, inner))
        first = outer.end
        chunks = chunks[1 + len(inner) :]
    return Tree(label, children + words[first:last])


def _starts_when_joined(sents: Sequence[Sequence[str]]) -> Iterator[int]:
    position = 0
    for sent in sents:
        for form in sent:
            yield position
            position += len(form) + 1


def _running_total(sents: Sequence[Sequence[str]]) -> list[int]:
    total = 0
    return [total := total + len(sent) for sent in sents]
