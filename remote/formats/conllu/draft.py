"""A document while its lines are read."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from ...bounded_cache import SharedTexts
from ...document import Annotation, Document, Original, chunks_of_sentences
from .comments import key_and_value
from .misc import unescape
from .plus import PLAIN, Columns
from .sentence import Sentence

NAME = "conllu"


@dataclass
class Draft:
    """A document while its lines are read; lines are kept as they are, but for ends of sentences that want mending."""

    id: str
    columns: Columns = PLAIN
    metadata: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    is_at_head: bool = False  # its last line begins the document, or comes right after the one that does
    text: list[str] = field(default_factory=list)
    length: int = 0
    gap: str | None = ""
    forms: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    sentence_ends: list[int] = field(default_factory=list)
    tags: list[str | None] = field(default_factory=list)
    iob: list[str | None] = field(default_factory=list)
    universal: list[str | None] = field(default_factory=list)
    lemmas: list[str | None] = field(default_factory=list)
    feats: list[str | None] = field(default_factory=list)
    sentence: Sentence = field(default_factory=Sentence)
    shared: SharedTexts = field(default_factory=SharedTexts)

    def take_head(self, comments: Iterable[str], newdoc: str) -> None:
        """Take the line that begins the document, and the comments before it."""
        self.take(comments)
        self.lines.append(ended(newdoc))
        self.is_at_head = True

    def take(self, comments: Iterable[str]) -> None:
        """Take comments that have waited for what they belong to."""
        for comment in comments:
            self.read_comment(comment)

    def read_comment(self, line: str) -> None:
        self.lines.append(ended(line))
        key, value = key_and_value(line.rstrip("\r\n"))
        if key == "text":
            self.sentence.text = value
        elif key == "metadata":
            with contextlib.suppress(ValueError, TypeError):  # another tool may have a comment of that name
                self.metadata = dict(json.loads(value))
        elif key == "spaces" and not self.forms:
            self.gap = unescape(value)
        elif key.startswith("newpar") and self.gap is None:
            self.gap = "\n\n"

    def read_token(self, line: str, number: int) -> None:
        """Read the line of a token; raises `ValueError` that begins with its number."""
        row = line.rstrip("\r\n").split("\t")
        try:
            word, form, lemma, upos, xpos, feats, misc = self.columns.cells(row)
        except ValueError as error:
            raise ValueError(f"{number}: {error}") from None
        if word == "_" and "ID" not in self.columns.places:
            word = str(self.sentence.numbering.word + 1)
        if word[:1] in "01" and self.sentence.numbering.begins_anew(word):
            self.end_sentence(is_marked=False)
        self.is_at_head = False
        self.lines.append(ended(line))
        shared = self.shared
        self.sentence.add(word, form, lemma, shared[upos], shared[xpos], shared[feats], misc, number)

    def read_blank(self, line: str) -> None:
        """Read an empty line, or one that only looks empty."""
        self.is_at_head = False
        self.lines.append(end_of(line))
        self.end_sentence()

    def end_sentence(self, is_marked: bool = True) -> None:
        """End the sentence, if there is one, and put in the empty line that should have marked it."""
        sentence = self.sentence
        if not sentence.surfaces:
            if is_marked:
                self.sentence = Sentence()
            return
        if not is_marked:
            self.lines.append(end_of(self.lines[-1]))
        sentence.close()
        self.sentence = Sentence()
        starts, ends = sentence.spans(self._put(sentence))
        self.starts += starts
        self.ends += ends
        self.forms += sentence.forms
        self.tags += sentence.tags
        self.universal += sentence.universal
        self.lemmas += sentence.lemmas
        self.feats += sentence.feats
        self.iob += sentence.iob
        self.sentence_ends.append(len(self.forms))

    def document(self) -> Document:
        """Return the document of all lines."""
        self.end_sentence(is_marked=False)
        self.text.append(self.gap or "")
        is_chunked = any(mark is not None for mark in self.iob)
        chunks = chunks_of_sentences(self.iob, self.sentence_ends) if is_chunked else None
        tags, *others = map(known_or_none, (self.tags, self.universal, self.lemmas, self.feats))
        annotation = Annotation(self.forms, self.starts, self.ends, self.sentence_ends, tags, chunks, *others)
        document = Document(self.id, "".join(self.text), self.metadata, annotation)
        return replace(document, original=Original(NAME, "".join(self.lines), document, self.columns.names))

    def _put(self, sentence: Sentence) -> list[int]:
        """Add the texts of a sentence's tokens, with what stands between, and return where they start."""
        starts = []
        gap, before = self.gap, sentence.before
        for number, surface in enumerate(sentence.surfaces):
            space = (" " if gap is None else gap) + (before.get(number, "") if before else "")
            start = self.length + len(space)
            self.text += (space, surface)
            self.length = start + len(surface)
            starts.append(start)
            gap = sentence.gaps[number]
        self.gap = gap
        return starts


def known_or_none(column: list[str | None]) -> list[str | None] | None:
    """Return a column; None where it has nothing at all.

    >>> known_or_none([None, "dog"]), known_or_none([None])
    ([None, 'dog'], None)
    """
    return None if all(value is None for value in column) else column


def ended(line: str) -> str:
    """Return a line with its end."""
    return line if line.endswith("\n") else line + "\n"


def end_of(line: str) -> str:
    """Return a line's end.

    >>> end_of("\\t\\r\\n"), end_of("")
    ('\\r\\n', '\\n')
    """
    return "\r\n" if line.endswith("\r\n") else "\n"
