"""A document: its text, and, once a worker has seen it, its annotation, looked at in NLTK's ways.

Tokens and sentences are made from the annotation's columns when they are looked at.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from . import html, interchange
from .annotation import Annotation, Token, by_sentence
from .chunks import tree_of
from .sentence import Sentence, how_many

if TYPE_CHECKING:
    from nltk.tree import Tree

    from .original import Original

EMPTY: Mapping[str, Any] = MappingProxyType({})


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
    metadata: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    annotation: Annotation | None = None
    number: str = field(default="", compare=False)  # tells it from others with the same id, by where it was read
    original: Original | None = field(default=None, compare=False)  # the lines that it was read from

    @classmethod
    def from_sents(
        cls,
        sents: Iterable[Iterable[str | tuple[str, str | None]]],
        id: str = "",
        metadata: Mapping[str, Any] = EMPTY,
    ) -> Document:
        """Make a document of sentences that are tokenized already; its text is theirs, with spaces between.

        Words may come with tags, as ``(word, tag)``; sentences without words are left out. Raises `ValueError` for a
        text in the place of a list of words.
        """
        all_sents = [sents] if isinstance(sents, str) else sents
        given = [sent if isinstance(sent, str) else list(sent) for sent in all_sents]  # generators come only once
        if texts := [sent for sent in given if isinstance(sent, str)]:
            raise ValueError(f"{texts[0][:40]!r} is no list of a sentence's words; of one sentence, write [words]")
        words = [[word if isinstance(word, str) else word[0] for word in sent] for sent in given if sent]
        tags = [None if isinstance(word, str) else word[1] for sent in given for word in sent]
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
        """Return this document with another annotation."""
        # not `replace`, which takes three times as long
        return type(self)(self.id, self.text, self.metadata, annotation, self.number, self.original)

    def with_number(self, number: str) -> Document:
        """Return this document with a number that tells it from others with the same id."""
        return type(self)(self.id, self.text, self.metadata, self.annotation, number, self.original)

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
                columns.lemmas or nothing,
                columns.feats or nothing,
            )
        )

    @property
    def sentences(self) -> list[Sentence]:
        """All sentences of the document."""
        return [Sentence(self, first, last) for first, last in self.annotated.sentence_ranges()]

    def words(self) -> list[str]:
        """List the tokens' forms."""
        return list(self.annotated.forms)

    def lemmas(self) -> list[str | None]:
        """List the tokens' lemmas."""
        if self.annotated.lemmas is None and self.annotated.forms:
            raise ValueError(f"document {self.id!r} has no lemmas: tag it with a model that has a lemmatizer, as en")
        return list(self.annotated.lemmas or ())

    def feats(self) -> list[str | None]:
        """List the tokens' morphological features, as ``"Number=Plur"``; None for a token without any."""
        if self.annotated.feats is None and self.annotated.forms:
            raise ValueError(f"document {self.id!r} has no features: tag it with feats=True and a model such as en")
        return list(self.annotated.feats or ())

    def sents(self) -> list[list[str]]:
        """List each sentence's forms."""
        return by_sentence(self.words(), self.annotated.sentence_ends)

    def tagged_words(self) -> list[tuple[str, str | None]]:
        """List ``(form, tag)`` pairs."""
        return list(zip(self.annotated.forms, self._tags(), strict=True))

    def tagged_sents(self) -> list[list[tuple[str, str | None]]]:
        """List each sentence's ``(form, tag)`` pairs."""
        return by_sentence(self.tagged_words(), self.annotated.sentence_ends)

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
            trees.append(tree_of("S", words, first, last, mine))
        return trees

    def to_dict(self) -> dict[str, Any]:
        """Return all that the document is, as JSON can hold it where it can hold the metadata.

        >>> document = Document.from_sents([[("Hi", "UH")]], id="d1")
        >>> Document.from_dict(document.to_dict()) == document
        True
        """
        return interchange.document_to_dict(self)

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Document:
        """Make a document of what `to_dict` returned."""
        return interchange.document_from_dict(cls, content)

    def to_spacy(self, vocab: Any) -> Any:
        """Return a `spacy.tokens.Doc` of the same text, with the tags, the sentences, and the chunks as spans.

        ``vocab`` is spaCy's, as ``nlp.vocab``, or a whole ``nlp``.
        """
        return interchange.spacy_of(self, vocab)

    def show(self, tokens: int | None = None) -> html.Page:
        """Return the document drawn for a notebook: whole, or its first sentences up to so many tokens."""
        return html.Page(html.render(self.id, self.text, self.annotation, tokens))

    def save_html(self, path: str | os.PathLike[str], tokens: int | None = None) -> None:
        """Write the document as a page for browsers: whole, or its first sentences up to so many tokens."""
        page = html.page(self.id, html.render(self.id, self.text, self.annotation, tokens))
        Path(path).write_bytes(page.encode("utf-8", "backslashreplace"))  # half a character is none of UTF-8

    def _tags(self) -> Sequence[str | None]:
        if self.annotated.tags is None and self.annotated.forms:
            raise ValueError(f"document {self.id!r} has no tags yet: run it through tag or chunk")
        return self.annotated.tags or ()

    def _repr_html_(self) -> str:
        return html.render(self.id, self.text, self.annotation)

    def __hash__(self) -> int:
        return hash((self.id, self.text))

    def __reduce__(self) -> tuple[Any, ...]:
        values = (getattr(self, field.name) for field in fields(self))
        return type(self), tuple(dict(value) if isinstance(value, MappingProxyType) else value for value in values)

    def __repr__(self) -> str:
        text = self.text if len(self.text) <= 60 else self.text[:57] + "..."
        known = "" if self.annotation is None else f", {how_many(len(self.annotation.forms), 'token')}"
        return f"Document({self.id!r}, {text!r}{known})"


def _starts_when_joined(sents: Sequence[Sequence[str]]) -> Iterator[int]:
    position = 0
    for sent in sents:
        for form in sent:
            yield position
            position += len(form) + 1


def _running_total(sents: Sequence[Sequence[str]]) -> list[int]:
    total = 0
    return [total := total + len(sent) for sent in sents]
