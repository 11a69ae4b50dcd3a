"""CoNLL-U read back: lines to documents, ours to the character, and those of any treebank."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..document import Annotation, Document, chunks_of_sentences
from .conllu_misc import misc_pairs, unescape, unescape_line

NUMBER = re.compile(r"\d+([-.]\d+)?")


def begins(line: str) -> bool:
    """Return whether a line begins a document.

    >>> begins("# newdoc id = d1"), begins("# newpar")
    (True, False)
    """
    return line.startswith("#") and line[1:].partition("=")[0].strip() in ("newdoc id", "newdoc")


def parse(lines: Iterable[str], name: str = "", *, line: int = 1, record: int = 1) -> Iterator[Document]:
    """Read documents from the lines of a CoNLL-U file; one without ``# newdoc`` is a single document, ``name``.

    Raises `ValueError` that begins with the number of the line at fault; the first is number ``line``.

    >>> [document] = parse(["# newdoc id = d1", "1\\tDogs\\t_\\tNOUN\\tNNS\\t_\\t_\\t_\\t_\\t_", ""])
    >>> document.id, document.tagged_words()
    ('d1', [('Dogs', 'NNS')])
    """
    draft: Draft | None = None
    for number, ended in enumerate(lines, start=line):
        text = ended.rstrip("\r\n")
        key, _, value = text[1:].partition("=") if text.startswith("#") else ("", "", "")
        if begins(text):
            if draft is not None:
                yield draft.document()
            draft = Draft(unescape_line(value.removeprefix(" ")))
        elif text.startswith("#"):
            if draft is not None:  # comments before the first document are of the file
                draft.read_comment(key.strip(), value.removeprefix(" "))
        elif text:
            draft = draft or Draft(name)
            try:
                draft.read_token(text.split("\t"))
            except (ValueError, IndexError) as error:
                raise ValueError(f"{number}: {error}") from None
        elif draft is not None:
            draft.end_sentence()
    if draft is not None:
        yield draft.document()


class Multiword(NamedTuple):
    """What is left of a multiword token: the number of its last word, its start, its text, if its words spell it."""

    last: int
    start: int
    rest: str
    spelt: bool = True


@dataclass
class Draft:
    """A document while its lines are read."""

    id: str
    metadata: dict[str, Any] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    length: int = 0
    gap: str = ""
    gap_is_marked: bool = True
    forms: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    sentence_ends: list[int] = field(default_factory=list)
    tags: list[str | None] = field(default_factory=list)
    iob: list[str | None] = field(default_factory=list)
    universal: list[str | None] = field(default_factory=list)
    within: Multiword | None = None

    def read_comment(self, key: str, value: str) -> None:
        if key == "metadata":
            with contextlib.suppress(ValueError, TypeError):  # another tool may have a comment of that name
                self.metadata = dict(json.loads(value))
        elif key == "spaces" and not self.forms:
            self.gap = unescape(value)
        elif key.startswith("newpar") and not self.gap_is_marked:
            self.gap = "\n\n"

    def read_token(self, columns: Sequence[str]) -> None:
        if len(columns) != 10:
            raise ValueError(f"a token line has 10 columns between tabs, not {len(columns)}")
        number, form, _, upos, xpos, *_, misc = columns
        if not NUMBER.fullmatch(number):
            raise ValueError(f"a token's number is 3, 3-4 or 3.1, not {number!r}")
        if "." in number:  # an empty node has no text
            return
        marks = dict(misc_pairs(misc))
        form = marks.get("Form", form)
        if "-" in number:
            start = self._put(marks.get("Surface", form), marks)
            self.within = Multiword(int(number.partition("-")[2]), start, form)
            return
        if self.within is not None:
            start, end = self._place_within(int(number), form)
        else:
            surface = marks.get("Surface", form)
            start = self._put(surface, marks)
            end = start + len(surface)
        self.forms.append(form)
        self.starts.append(start)
        self.ends.append(end)
        self.tags.append(None if xpos == "_" else xpos)
        self.iob.append(marks.get("Chunk"))
        self.universal.append(None if upos == "_" else upos)

    def end_sentence(self) -> None:
        self.within = None
        first = self.sentence_ends[-1] if self.sentence_ends else 0
        if len(self.forms) > first:
            self.sentence_ends.append(len(self.forms))

    def document(self) -> Document:
        self.end_sentence()
        if self.gap_is_marked:
            self.text.append(self.gap)
        tags = self.tags if any(tag is not None for tag in self.tags) else None
        is_chunked = any(mark is not None for mark in self.iob)
        chunks = chunks_of_sentences(self.iob, self.sentence_ends) if is_chunked else None
        universal = self.universal if any(tag is not None for tag in self.universal) else None
        annotation = Annotation(self.forms, self.starts, self.ends, self.sentence_ends, tags, chunks, universal)
        return Document(self.id, "".join(self.text), self.metadata, annotation)

    def _put(self, surface: str, marks: Mapping[str, str]) -> int:
        """Add a token's text after the white space before it; return where it starts."""
        gap = marks.get("SpacesBefore", "") + self.gap
        start = self.length + len(gap)
        self.text += [gap, surface]
        self.length = start + len(surface)
        self.gap_is_marked = "SpacesAfter" in marks or marks.get("SpaceAfter") == "No"
        self.gap = marks.get("SpacesAfter", "" if self.gap_is_marked else " ")
        return start

    def _place_within(self, number: int, form: str) -> tuple[int, int]:
        """Place a word of a multiword token: by its letters where they follow the last one's, else over all of it."""
        assert self.within is not None
        last, start, rest, spelt = self.within
        spelt = spelt and rest.startswith(form)
        end = start + len(form if spelt else rest)
        if number >= last:
            self.within = None
        elif spelt:
            self.within = Multiword(last, end, rest[len(form) :])
        else:
            self.within = Multiword(last, start, rest, spelt=False)
        return start, end
