"""CoNLL-U scanned: words and tags line by line, documents by the comments that begin them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from ...errors import InputError
from ...files.streams import Metered
from ...remote.document import Document
from ...remote.formats import FORMATS
from ..inputs.opened import opened
from ..inputs.source import Source
from ..reading.options import Reading
from .columns import Irregular, Landmark, Scan, of_columns

NUMBERS = tuple(map(str, range(1, 2**12)))
DIGITS = frozenset("0123456789")
OWN_NEWDOC = ("# newdoc id = ", "# newdoc\n")  # as they begin most documents
FORM = "Form="  # in MISC: a form that the column can't hold
BLOCK = 2**22
MOST_KNOWN = 2**12
FORMAT = FORMATS["conllu"]
PLAIN_NEWDOC = re.compile(rb"# newdoc(?: id = ([\w.:/#@+-]+))?\n")  # of which millions may come


def scanned_lines(source: Source, reading: Reading) -> Iterator[Document]:
    """Yield the columns of each document; what is wrong with the file, or too long, is left to the reader to tell."""
    limit = reading.most_bytes(FORMAT, source)
    with opened(source) as stream:
        metered: Any = stream if limit is None else Metered(stream, limit, "a long document")
        lines = io.TextIOWrapper(metered, encoding="utf-8", newline="\n")
        try:
            for document in scanned_documents(lines):
                yield document
                if limit is not None:
                    metered.allow(limit)
        except (InputError, UnicodeDecodeError, IndexError):  # of a sentence of more words than there are `NUMBERS`
            raise Irregular from None
        finally:
            lines.detach()


def scanned_documents(lines: Any) -> Iterator[Document]:
    """Yield the columns of each document of lines; raises `Irregular` at what is not as nlpmap writes it.

    >>> [document] = scanned_documents(["1\\tDogs\\t_\\tNOUN\\tNNS\\t_\\t_\\t_\\t_\\t_\\n"])
    >>> document.words()
    ['Dogs']
    """
    forms: list[str] = []
    tags: list[str | None] = []
    universal: list[str | None] = []
    lemmas: list[str | None] = []
    ends: list[int] = []
    plain: set[str] = set()  # what the other columns hold, where that is known to be nothing special
    word = 0  # words of the sentence so far
    began = False
    for line in lines:
        cells = line.split("\t", 5)
        if len(cells) == 6:
            number, form, lemma, upos, xpos, rest = cells
            if number == NUMBERS[word]:
                word += 1
                if rest not in plain:
                    form = form if is_plain(rest, plain) else form_of(line)
                forms.append(form)
                lemmas.append(lemma)
                universal.append(upos)
                tags.append(xpos)
            elif not is_beside_words(number):
                raise Irregular
        elif line in ("\n", "\r\n"):
            if word:
                ends.append(len(forms))
                word = 0
        elif line[0] != "#" or word or "global.columns" in line:
            raise Irregular
        elif begins_document(line):
            if began or forms:
                yield scanned(forms, tags, universal, lemmas, ends)
            forms, tags, universal, lemmas, ends, began = [], [], [], [], [], True
    if word:
        ends.append(len(forms))
    if began or forms:
        yield scanned(forms, tags, universal, lemmas, ends)


def scanned(
    forms: list[str],
    tags: list[str | None],
    universal: list[str | None],
    lemmas: list[str | None],
    ends: list[int],
) -> Document:
    """Return a document of columns in which ``_`` is for nothing."""
    tags, universal, lemmas = map(without_underscores, (tags, universal, lemmas))
    return of_columns(forms, tags, universal, lemmas, ends)


def is_plain(rest: str, plain: set[str]) -> bool:
    """Return whether the columns after the tags leave the form as it is; if so, note that."""
    if rest.count("\t") != 4:
        raise Irregular
    if FORM in rest:
        return False
    if len(plain) < MOST_KNOWN:
        plain.add(rest)
    return True


def without_underscores(column: list[str | None]) -> list[str | None]:
    """Return a column with ``_`` for nothing made None."""
    has_gaps = "_" in column or "" in column
    return [None if value in ("_", "") else value for value in column] if has_gaps else column


def begins_document(line: str) -> bool:
    return line.startswith(OWN_NEWDOC) or ("newdoc" in line and FORMAT.begins(line))


def is_beside_words(number: str) -> bool:
    """Return whether a line is of a multiword token or an empty node.

    >>> is_beside_words("2-3"), is_beside_words("5.1"), is_beside_words("7")
    (True, True, False)
    """
    return ("-" in number or "." in number) and DIGITS.issuperset(number.replace("-", "", 1).replace(".", "", 1))


def form_of(line: str) -> str:
    """Read a token's form as the reader does."""
    _, _, rest = line.partition("\t")
    [document] = parsed_lines([f"1\t{rest}"])
    [form] = document.words()
    return form


def parsed_lines(lines: list[str], name: str = "", record: int = 1) -> Iterator[Document]:
    """Parse lines as the reader does."""
    assert FORMAT.parse is not None
    return FORMAT.parse(lines, name, record=record)


def landmarks(source: Source, reading: Reading) -> Iterator[Landmark]:
    """Yield where each document begins; a file that begins otherwise than with one is irregular."""
    offset, line, record = 0, 1, 0
    rest = b""
    with opened(source) as stream:
        while block := stream.read(BLOCK):
            block = rest + block
            end = block.rfind(b"\n") + 1
            rest = block[end:]
            if len(rest) > BLOCK:  # a line without end, perhaps
                raise Irregular
            for place, passed in newdoc_places(block[:end]):
                if record == 0 and offset + place > 0:
                    raise Irregular
                id = id_at(block, place, source.document_name, record + 1)
                if id is not None:
                    record += 1
                    yield Landmark(offset + place, line + passed, id)
            if record == 0:
                raise Irregular
            offset += end
            line += block.count(b"\n", 0, end)


def newdoc_places(block: bytes) -> Iterator[tuple[int, int]]:
    """Yield where lines begin that may begin a document, each with the number of lines before it.

    >>> list(newdoc_places(b"# newdoc\\n# text = newdoc\\nx\\n# newdoc id = 2\\n"))
    [(0, 0), (9, 1), (27, 3)]
    """
    place = passed = counted = 0
    while (place := block.find(b"newdoc", place)) >= 0:
        start = block.rfind(b"\n", 0, place) + 1
        if block[start : start + 1] == b"#":
            passed += block.count(b"\n", counted, start)
            counted = start
            yield start, passed
        place = block.find(b"\n", place) + 1 or len(block)


def id_at(block: bytes, place: int, name: str, record: int) -> str | None:
    """Return the id of the document that a line begins, if it begins one.

    >>> id_at(b"x\\n# newdoc id = d1\\n", 2, "a", 1), id_at(b"# newdoc\\n", 0, "a", 7)
    ('d1', 'a#7')
    """
    if plain := PLAIN_NEWDOC.match(block, place):
        id: bytes | None = plain[1]
        return f"{name}#{record}" if id is None else id.decode()
    try:
        text = block[place : block.index(b"\n", place) + 1].decode()
    except UnicodeDecodeError:
        raise Irregular from None
    found = next(parsed_lines([text], name, record), None) if begins_document(text) else None
    return None if found is None else found.id


SCAN = Scan(scanned_lines, landmarks)
