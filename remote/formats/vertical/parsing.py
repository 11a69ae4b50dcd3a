"""Vertical text read: lines to documents, ours or another's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate

from ...document import Annotation, Document, Original, chunks_of_sentences
from .columns import TokenColumns, row_of
from .structures import begins, check_markup, leads, structure_of

NAME = "vertical"


def parse(lines: Iterable[str], name: str = "", *, line: int = 1, record: int = 1) -> Iterator[Document]:
    """Read documents from vertical text; one without ``<doc>`` or ``<text>`` is a single document, ``name``.

    The attributes of a document but its ``id`` become metadata. The second column is the tag, and the last after it the
    chunk where all tokens have an IOB mark there; the third, where it is another, is the lemma, and the fourth features
    where it has nothing else, as ``Number=Plur``. All lines are the document's `Original`. Raises `ValueError` that
    begins with the number of the line at fault.

    >>> [document] = parse(['<doc id="d1" year="1999">', "<s>", "Yes\\tUH", "<g/>", "!\\t.", "</s>", "</doc>"])
    >>> document.id, document.text, document.metadata
    ('d1', 'Yes!', {'year': '1999'})
    """
    draft = Draft()
    for gathered in grouped(lines):
        for text in gathered:
            check_markup(text, line)
            draft.read(ended(text))
            line += 1
        if draft.is_document:
            yield draft.document(f"{name}#{record}" if draft.is_named or record > 1 else name)
            draft = Draft()
            record += 1


def grouped(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield the lines of each document, with those that lead to it, and those after it that close what is around it.

    >>> [*grouped(["<corpus>", "<doc>", "a", "</doc>", "<part>", "<doc>", "b", "</doc>", "</part>"])]
    [['<corpus>', '<doc>', 'a', '</doc>'], ['<part>', '<doc>', 'b', '</doc>', '</part>']]
    """
    gathered: list[str] = []
    lead: int | None = None
    only_leads = True
    for text in lines:
        if begins(text):
            if not only_leads:
                place = len(gathered) if lead is None else lead
                yield gathered[:place]
                gathered = gathered[place:]
                only_leads = True
            lead = None
        elif not leads(text):
            lead, only_leads = None, False
        elif lead is None:
            lead = len(gathered)
        gathered.append(text)
    if gathered:
        yield gathered


def ended(line: str) -> str:
    """Return a line with its end, which the last of a file may lack."""
    return line if line.endswith("\n") else line + "\n"


@dataclass
class Draft:
    """A document while its lines are read."""

    lines: list[str] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    is_named: bool = False  # a line begins it
    is_closed: bool = False
    columns: TokenColumns = field(default_factory=TokenColumns)
    glued: set[int] = field(default_factory=set)  # the tokens with no space before
    sentence_ends: list[int] = field(default_factory=list)
    blank_ends: list[int] = field(default_factory=list)  # the tokens before a blank line
    has_sentences: bool = False  # structures mark them

    def read(self, line: str) -> None:
        self.lines.append(line)
        row = row_of(line)
        structure = None if row is not None else structure_of(line)
        if row is not None:
            self.columns.add(row)
        elif structure is None:
            self.blank_ends.append(len(self.columns))
        elif structure.name == "g":
            self.glued.add(len(self.columns))
        elif structure.ends_sentence:
            self.end_sentence()
            self.has_sentences |= structure.is_sentence
            if structure.is_document and not structure.closes:
                self.attributes |= structure.attributes
                self.is_named = True
            self.is_closed |= structure.is_document and (structure.closes or structure.is_empty)

    def end_sentence(self) -> None:
        if len(self.columns) > (self.sentence_ends[-1] if self.sentence_ends else 0):
            self.sentence_ends.append(len(self.columns))

    @property
    def is_document(self) -> bool:
        """Whether there is a document in the lines: tokens, or one that is closed without any."""
        return bool(self.columns) or self.is_closed

    def document(self, name: str) -> Document:
        self.end_sentence()
        if not self.has_sentences:
            self.sentence_ends = sorted({*self.sentence_ends, *self._unmarked_ends()} - {0})
        columns, forms = self.columns, self.columns.forms
        firsts = {0, *self.sentence_ends}
        gaps = ["\n" if index in firsts else "" if index in self.glued else " " for index in range(len(forms))]
        gaps[:1] = [""] * len(gaps[:1])
        ends = list(accumulate(len(gap) + len(form) for gap, form in zip(gaps, forms, strict=True)))
        starts = [end - len(form) for end, form in zip(ends, forms, strict=True)]
        text = "".join(part for pair in zip(gaps, forms, strict=True) for part in pair)
        marks = columns.chunk_marks
        chunks = None if marks is None else chunks_of_sentences(marks, self.sentence_ends)
        found = columns.tags, chunks, None, columns.lemmas, columns.features
        annotation = Annotation(forms, starts, ends, self.sentence_ends, *found)
        metadata = {key: value for key, value in self.attributes.items() if key != "id"}
        document = Document(self.attributes.get("id", name), text, metadata, annotation)
        return replace(document, original=Original(NAME, "".join(self.lines), document))

    def _unmarked_ends(self) -> list[int]:
        """Return where sentences end that no structure marks: at blank lines, else after TreeTagger's tag ``SENT``."""
        return self.blank_ends or [end for end, tag in enumerate(self.columns.tags or (), start=1) if tag == "SENT"]
