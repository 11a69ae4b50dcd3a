"""CoNLL-U (https://universaldependencies.org/format.html), a document after the other.

White space that is not one space stands in MISC as UDPipe writes it (``SpacesAfter``, ``SpacesBefore``), so that the
text can be restored to the character. MISC also has the chunk in IOB (``Chunk``), and the text of a token whose form
differs from it (``Surface``). Metadata is a comment of JSON.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from ..document import Annotation, Chunk, Document, Token, chunks_of
from ..tagset import universal
from .slash import UnfitForFormat

ESCAPES = {"\\": "\\\\", " ": "\\s", "\t": "\\t", "\r": "\\r", "\n": "\\n", "|": "\\p"}
UNESCAPES = {escaped: character for character, escaped in ESCAPES.items()}
LINE_ESCAPES = str.maketrans({"\\": "\\\\", "\r": "\\r", "\n": "\\n"})
UNFIT = re.compile(r"[\t\r\n]|^$|^\s|\s$")  # what a FORM can't hold
UNFIT_TAG = re.compile(r"\s|^$")
NUMBER = re.compile(r"\d+([-.]\d+)?")


def render(document: Document) -> str:
    """Write a document as CoNLL-U; of nested chunks, the innermost of each token.

    Raises `UnfitForFormat` where a tag has white space or is empty. A tag ``_`` is read back as no tag.

    >>> dogs = Document.from_sents([[("Dogs", "NNS"), ("bark", "VBP")]], id="d1")
    >>> print(render(dogs), end="")  # doctest: +NORMALIZE_WHITESPACE
    # newdoc id = d1
    # sent_id = d1-1
    # text = Dogs bark
    1	Dogs	_	NOUN	NNS	_	_	_	_	_
    2	bark	_	VERB	VBP	_	_	_	_	_
    <BLANKLINE>
    """
    document_id = document.id.translate(LINE_ESCAPES)
    lines = [f"# newdoc id = {document_id}"]
    if document.metadata:
        lines.append(f"# metadata = {json.dumps(dict(document.metadata), ensure_ascii=True)}")
    tokens = document.tokens
    if not tokens:
        if document.text:
            lines.append(f"# spaces = {escape(document.text)}")
        return "\n".join([*lines, "", ""])
    gaps = _gaps(document.text, tokens)
    for number, (first, last) in enumerate(document.annotated.sentence_ranges(), start=1):
        lines.append(f"# sent_id = {document_id}-{number}")
        lines.append(f"# text = {_plain_text(document.text, tokens, gaps, first, last)}")
        before = document.text[: tokens[0].start] if number == 1 else ""
        lines += _token_lines(document.text, tokens, gaps, first, last, before)
        lines.append("")
    return "\n".join([*lines, ""])


def parse(lines: Iterable[str], name: str = "") -> Iterator[Document]:
    """Read documents from the lines of a CoNLL-U file; one without ``# newdoc`` is a single document, ``name``.

    Raises `ValueError` that begins with the number of the line at fault.

    >>> [document] = parse(["# newdoc id = d1", "1\\tDogs\\t_\\tNOUN\\tNNS\\t_\\t_\\t_\\t_\\t_", ""])
    >>> document.id, document.tagged_words()
    ('d1', [('Dogs', 'NNS')])
    """
    draft: Draft | None = None
    for number, line in enumerate(lines, start=1):
        line = line.rstrip("\r\n")
        key, _, value = line[1:].partition("=") if line.startswith("#") else ("", "", "")
        if key.strip() in ("newdoc id", "newdoc"):
            if draft is not None:
                yield draft.document()
            draft = Draft(_line_unescape(value.removeprefix(" ")))
        elif line.startswith("#"):
            if draft is not None:  # comments before the first document are of the file
                draft.read_comment(key.strip(), value.removeprefix(" "))
        elif line:
            draft = draft or Draft(name)
            try:
                draft.read_token(line.split("\t"))
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
    chunks: list[Chunk] = field(default_factory=list)
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
        number, form, _, _, xpos, *_, misc = columns
        if not NUMBER.fullmatch(number):
            raise ValueError(f"a token's number is 3, 3-4 or 3.1, not {number!r}")
        if "." in number:  # an empty node stands for no text
            return
        marks = dict(_misc_pairs(misc))
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

    def end_sentence(self) -> None:
        self.within = None
        first = self.sentence_ends[-1] if self.sentence_ends else 0
        if len(self.forms) > first:
            self.sentence_ends.append(len(self.forms))
            chunks = chunks_of([mark or "O" for mark in self.iob[first:]])
            self.chunks += [Chunk(label, first + start, first + end) for label, start, end in chunks]

    def document(self) -> Document:
        self.end_sentence()
        if self.gap_is_marked:
            self.text.append(self.gap)
        tags = self.tags if any(tag is not None for tag in self.tags) else None
        chunks = self.chunks if any(mark is not None for mark in self.iob) else None
        annotation = Annotation(self.forms, self.starts, self.ends, self.sentence_ends, tags, chunks)
        return Document(self.id, "".join(self.text), self.metadata, annotation)

    def _put(self, surface: str, marks: Mapping[str, str]) -> int:
        """Add a token's text after what stands between it and the last; give where it starts."""
        gap = marks.get("SpacesBefore", "") + self.gap
        start = self.length + len(gap)
        self.text += [gap, surface]
        self.length = start + len(surface)
        self.gap_is_marked = "SpacesAfter" in marks or marks.get("SpaceAfter") == "No"
        self.gap = marks.get("SpacesAfter", "" if self.gap_is_marked else " ")
        return start

    def _place_within(self, number: int, form: str) -> tuple[int, int]:
        """Place a word of a multiword token: by its letters where they follow on, else over the whole."""
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


def escape(text: str) -> str:
    """Write text so that it can stand in MISC.

    >>> escape("a |\\n")
    'a\\\\s\\\\p\\\\n'
    """
    return "".join(ESCAPES.get(character, character) for character in text)


def unescape(text: str) -> str:
    """Read what `escape` wrote.

    >>> unescape("a\\\\s\\\\p\\\\n")
    'a |\\n'
    """
    return re.sub(r"\\.", lambda match: UNESCAPES.get(match[0], match[0]), text)


def _line_unescape(text: str) -> str:
    return re.sub(r"\\[\\rn]", lambda match: UNESCAPES[match[0]], text)


def _misc_pairs(misc: str) -> Iterator[tuple[str, str]]:
    for entry in misc.split("|"):
        key, equals, value = entry.partition("=")
        if equals:
            yield key, unescape(value)


def _gaps(text: str, tokens: Sequence[Token]) -> list[str]:
    """List what stands between each token and the next, or the end of the text."""
    nexts = [token.start for token in tokens[1:]] + [len(text)]
    return [text[token.end : following] for token, following in zip(tokens, nexts, strict=True)]


def _plain_text(text: str, tokens: Sequence[Token], gaps: Sequence[str], first: int, last: int) -> str:
    parts = []
    for (start, end), same in groupby(range(first, last), key=lambda index: (tokens[index].start, tokens[index].end)):
        *_, index = same
        parts.append(" ".join(text[start:end].splitlines()))
        parts.append(" " if gaps[index] and index < last - 1 else "")
    return "".join(parts)


def _token_lines(
    text: str, tokens: Sequence[Token], gaps: Sequence[str], first: int, last: int, before: str
) -> Iterator[str]:
    for (start, end), group in groupby(range(first, last), key=lambda index: (tokens[index].start, tokens[index].end)):
        indices = list(group)
        spaces = _space_marks(gaps[indices[-1]], before if indices[0] == first else "", indices[-1] == len(tokens) - 1)
        surface = text[start:end]
        if len(indices) > 1:  # several words over the same text: a multiword token
            number = f"{indices[0] - first + 1}-{indices[-1] - first + 1}"
            yield _line(number, surface, None, None, [*_form_marks(surface, surface), *spaces])
            spaces = []
        for index in indices:
            token = tokens[index]
            if token.tag is not None and UNFIT_TAG.search(token.tag):
                raise UnfitForFormat(
                    f"conllu can't hold the tag {token.tag!r} of the token {token.form!r}; choose jsonl"
                )
            chunk = [] if token.chunk is None else [f"Chunk={escape(token.chunk)}"]
            forms = _form_marks(token.form, token.form if len(indices) > 1 else surface)
            yield _line(f"{index - first + 1}", token.form, universal(token.tag), token.tag, chunk + forms + spaces)


def _line(number: str, form: str, upos: str | None, xpos: str | None, marks: list[str]) -> str:
    form = " ".join(form.split()) or "_" if UNFIT.search(form) else form
    misc = "|".join(sorted(marks, key=str.lower)) or "_"
    return "\t".join([number, form, "_", upos or "_", xpos or "_", "_", "_", "_", "_", misc])


def _form_marks(form: str, surface: str) -> list[str]:
    marks = [f"Form={escape(form)}"] if UNFIT.search(form) else []
    return marks if form == surface else [*marks, f"Surface={escape(surface)}"]


def _space_marks(gap: str, before: str, is_last: bool) -> list[str]:
    marks = [f"SpacesBefore={escape(before)}"] if before else []
    if gap == ("" if is_last else " "):
        return marks
    return [*marks, f"SpacesAfter={escape(gap)}" if gap else "SpaceAfter=No"]
