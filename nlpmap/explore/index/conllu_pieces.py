"""Pieces of an index made of CoNLL-U, line by line, without documents between; what is not regular is left to those."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from ...corpus.inputs.source import Source
from ...corpus.reading.located import Position
from ...corpus.reading.options import Reading
from ...corpus.scanning import Irregular
from ...corpus.scanning.columns import scan_of
from ...remote.document.chunks import chunks_of_sentences, iob_of
from ...remote.document.tagset import universal
from ...remote.formats import FORMATS
from ...remote.formats.conllu.comments import begins, key_and_value
from ...remote.formats.conllu.parsing import own_id
from ...remote.formats.conllu.plus import GLOBAL
from ...remote.formats.conllu.sentence import marks_of
from . import COLUMNS, SPACE_AFTER
from .pieces import BLANK_LINE, IndexPiece, ValueNumbering

NUMBERS = tuple(map(str, range(1, 2**12)))
ODD = ("Form", "Surface", "SpacesInToken", "SpacesBefore")  # marks by which a token's text is not its form
MOST_KNOWN = 2**16
Column = list[str | None]


class Marks(NamedTuple):
    """What MISC says: the white space after the token, None where it does not say; its chunk; and its form."""

    gap: str | None = None
    chunk: str | None = None
    form: str | None = None


PLAIN = {"_": Marks(), "SpaceAfter=No": Marks("")}


def conllu_piece(source: Source, reading: Reading, start: Position, end: int | None) -> IndexPiece | None:
    """Return the piece of a file's documents from one to before an offset; None where they are not regular."""
    if source.compression is not None or scan_of(source, reading) is None:
        return None
    with source.place.open() as stream:
        stream.seek(start.offset)
        content = stream.read() if end is None else stream.read(end - start.offset)
    limit = reading.most_bytes(FORMATS["conllu"], source)
    if limit is not None and len(content) > limit:
        return None
    try:
        return piece_of_lines(content.decode().split("\n"), source.document_name, start.record)
    except (Irregular, UnicodeDecodeError, IndexError):  # of a sentence of more words than there are `NUMBERS`
        return None


def piece_of_lines(lines: Sequence[str], name: str, record: int) -> IndexPiece:
    """Make a piece of lines, the first of which begins a document; raises `Irregular` where they are not regular.

    >>> lines = ["# newdoc id = d1", "1\\tDogs\\tdog\\tNOUN\\tNNS\\t_\\t_\\t_\\t_\\tSpaceAfter=No", ""]
    >>> piece = piece_of_lines(lines, "", 1)
    >>> piece.document_ids, piece.values["lemma"], piece.flags.tolist()
    (['d1'], ['', 'dog'], [0])
    """
    made = PieceInMaking()
    comments: list[str] = []  # of what comes next, which may be a document
    documents = 0
    known = dict(PLAIN)
    words, forms, marks = made.words, made.forms, made.marks
    lemmas, upos, xpos, feats = made.lemmas, made.upos, made.xpos, made.feats
    number = 0  # words of the sentence so far
    is_at_head = False  # only comments have come since the line that begins the document
    for line in lines:
        cells = line.split("\t")
        if len(cells) == 10:
            found = known.get(cells[9]) or marks_in(cells[9], known)
            if cells[0] == NUMBERS[number]:
                if number == 0:
                    made.read_comments(comments)
                    comments, is_at_head = [], False
                number += 1
                words.append(cells[1])
                forms.append(cells[1] if found.form is None else found.form)
                lemmas.append(cells[2])
                upos.append(cells[3])
                xpos.append(cells[4])
                feats.append(cells[5])
                marks.append(found)
            else:
                made.read_comments(comments)
                comments, is_at_head = [], False
                made.read_beside(cells[0], cells[1], number, found)
        elif not line:
            made.read_comments(comments)
            comments = []
            made.end_sentence(number)
            number, is_at_head = 0, False
        elif line[0] != "#" or number or line[-1] == "\r" or made.ranges:
            raise Irregular
        elif "newdoc" in line and begins(line):
            if documents:
                made.end_document()
            made.ids.append(own_id(line, name, record + documents))
            documents += 1
            made.read_comments(comments)
            comments, is_at_head = [], True
        elif is_at_head:
            made.read_comments([line])
        else:
            comments.append(line)
    if not documents or number:
        raise Irregular
    made.read_comments(comments)
    made.end_document()
    return made.piece()


def marks_in(misc: str, known: dict[str, Marks]) -> Marks:
    """Read MISC, and note it; raises `Irregular` where it says more than a piece can be made of line by line."""
    said = marks_of(misc)
    if misc[-1:] == "\r" or any(key in said for key in ODD):
        raise Irregular
    found = Marks(
        "" if said.get("SpaceAfter") == "No" else said.get("SpacesAfter"), said.get("Chunk"), said.get("NltkForm")
    )
    if len(known) < MOST_KNOWN:
        known[misc] = found
    return found


@dataclass
class PieceInMaking:
    """The columns of a piece, of its sentence that is read, and of its document."""

    words: list[str] = field(default_factory=list)  # FORM, where ``forms`` are the tokens'
    forms: list[str] = field(default_factory=list)
    lemmas: Column = field(default_factory=list)
    upos: Column = field(default_factory=list)
    xpos: Column = field(default_factory=list)
    iob: Column = field(default_factory=list)
    feats: Column = field(default_factory=list)
    marks: list[Marks] = field(default_factory=list)
    flags: bytearray = field(default_factory=bytearray)
    ranges: list[tuple[int, int, str, Marks]] = field(default_factory=list)  # of the sentence
    empty: tuple[int, int] = (0, 0)  # the word that empty nodes come after, and how many there are
    text: str | None = None  # that the sentence is said to have
    gap: str | None = ""  # after the last token
    sentence_ends: list[int] = field(default_factory=list)
    paragraph_ends: list[int] = field(default_factory=list)
    document_ends: list[int] = field(default_factory=list)
    begin: int = 0  # the first token of the document
    first_sentence: int = 0
    ids: list[str] = field(default_factory=list)
    metadata: list[dict[str, Any]] = field(default_factory=list)
    said: dict[str, Any] = field(default_factory=dict)

    def read_comments(self, lines: Iterable[str]) -> None:
        for line in lines:
            key, value = key_and_value(line)
            if key == "text":
                self.text = value
            elif key == "metadata":
                with suppress(ValueError, TypeError):  # another tool's
                    self.said = dict(json.loads(value))
            elif key == GLOBAL:
                raise Irregular
            elif key.startswith("newpar") and self.gap is None:
                self.gap = "\n\n"

    def read_beside(self, number: str, form: str, words: int, marks: Marks) -> None:
        """Read the line of a multiword token, or of an empty node, which has no text."""
        if "." in number:
            self.empty = (words, self.empty[1] + 1) if self.empty[0] == words else (words, 1)
            if number != f"{words}.{self.empty[1]}":
                raise Irregular
            return
        first, sign, last = number.partition("-")
        if not sign or first != NUMBERS[words] or last not in NUMBERS[words : words + 50]:
            raise Irregular
        if self.ranges and self.ranges[-1][1] > words:
            raise Irregular
        self.ranges.append((words, NUMBERS.index(last) + 1, form, marks))

    def end_sentence(self, words: int) -> None:
        """End a sentence of so many words: find where white space is."""
        text, self.text = self.text, None
        has_nodes, self.empty = self.empty[1] > 0, (0, 0)
        if not words:
            if self.ranges or has_nodes:
                raise Irregular
            return
        begin = len(self.flags)
        surfaces, marks = self.words[begin:], self.marks[begin:]
        if begin > self.begin:
            gap = " " if self.gap is None else self.gap
            self.flags[-1] = SPACE_AFTER if gap else 0
            if BLANK_LINE.search(gap):
                self.paragraph_ends.append(begin)
        flags = bytearray(1 if mark.gap is None or mark.gap else 0 for mark in marks)
        for first, last, form, mark in reversed(self.ranges):
            joined = "".join(surfaces[first:last])
            if last > words or (form != joined and form.startswith(joined)):
                raise Irregular
            flags[first : last - 1] = bytes(last - 1 - first)
            flags[last - 1] = mark.gap is None or mark.gap != ""
            surfaces[first:last], marks[first:last] = [form], [mark]
        self.ranges.clear()
        gaps = [mark.gap for mark in marks]
        spelt = "".join([form + (" " if gap is None else gap) for form, gap in zip(surfaces, gaps, strict=True)])
        if not all(surfaces) or (text is not None and spelt.rstrip() != text):
            raise Irregular
        self.gap = gaps[-1]
        self.flags += flags
        self.iob += [mark.chunk for mark in self.marks[begin:]]
        self.sentence_ends.append(begin + words)

    def end_document(self) -> None:
        """End a document: what its columns are depends on all of it."""
        begin, end = self.begin, len(self.forms)
        if end > begin:
            self.flags[-1] = 0
            self.paragraph_ends.append(end)
        for column in (self.lemmas, self.upos, self.xpos, self.feats):
            part = column[begin:]
            if "_" in part:
                column[begin:] = [None if value == "_" else value for value in part]
        if not any(self.upos[begin:]) and any(self.xpos[begin:]):
            self.upos[begin:] = map(universal, self.xpos[begin:])
        if any(mark is not None for mark in self.iob[begin:]):
            ends = [place - begin for place in self.sentence_ends[self.first_sentence :]]
            self.iob[begin:] = iob_of(chunks_of_sentences(self.iob[begin:], ends), end - begin)
        self.document_ends.append(end)
        self.begin, self.first_sentence = end, len(self.sentence_ends)
        self.metadata.append(self.said)
        self.said, self.gap, self.text = {}, "", None

    def piece(self) -> IndexPiece:
        numberings = {name: ValueNumbering() for name in COLUMNS}
        columns: list[Sequence[str | None]] = [self.forms, self.lemmas, self.xpos, self.upos, self.iob, self.feats]
        ids = {name: numberings[name].ids(values) for name, values in zip(COLUMNS, columns, strict=True)}
        values = {name: numbering.values for name, numbering in numberings.items()}
        flags = np.frombuffer(bytes(self.flags), np.uint8)
        ends = (self.sentence_ends, self.paragraph_ends, self.document_ends)
        sentences, paragraphs, documents = (np.array(places, np.uint64) for places in ends)
        return IndexPiece(values, ids, flags, sentences, paragraphs, documents, self.ids, self.metadata)
