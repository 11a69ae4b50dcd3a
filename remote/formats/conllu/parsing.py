"""CoNLL-U read back: lines to documents, ours to the character, and those of any treebank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from ...document import Document
from .comments import begins, id_of, key_and_value
from .draft import Draft
from .plus import GLOBAL, PLAIN, Columns


def parse(
    lines: Iterable[str], name: str = "", *, line: int = 1, record: int = 1, columns: Columns = PLAIN
) -> Iterator[Document]:
    """Read documents from the lines of a CoNLL-U file; one without ``# newdoc`` is a single document, ``name``.

    A document without a name is called by the file's and its number. Raises `ValueError` that begins with the number of
    the line at fault; the first is number ``line``. The lines themselves are each document's `Original`.

    >>> [document] = parse(["# newdoc id = d1", "1\\tDogs\\t_\\tNOUN\\tNNS\\t_\\t_\\t_\\t_\\t_", ""])
    >>> document.id, document.tagged_words()
    ('d1', [('Dogs', 'NNS')])
    """
    draft: Draft | None = None
    waiting: list[str] = []  # comments of what comes next, which may be a document
    for number, ended in enumerate(lines, start=line):
        text = ended.rstrip("\r\n")
        if text.startswith("#"):
            if (named := columns_named(text, number)) is not None:
                columns = named
            if begins(text):
                if draft is not None:
                    yield draft.document()
                    record += 1
                draft = Draft(own_id(text, name, record), columns)
                draft.take_head(waiting, ended)
                waiting = []
            elif draft is not None and draft.is_at_head:
                draft.read_comment(ended)
            else:
                if draft is not None:
                    draft.end_sentence(is_marked=False)
                waiting.append(ended)
        elif text.strip(" \t"):
            draft = draft or Draft(name, columns)
            draft.columns = columns
            draft.take(waiting)
            waiting = []
            draft.read_token(ended, number)
        elif draft is not None:
            draft.take(waiting)
            waiting = []
            draft.read_blank(ended)
        else:
            waiting.append(ended)
    if draft is not None:
        draft.take(waiting)
        yield draft.document()


def own_id(newdoc: str, name: str, record: int) -> str:
    found = id_of(newdoc)
    return f"{name}#{record}" if found is None else found


def columns_named(comment: str, number: int) -> Columns | None:
    """Return the columns that a comment names, if it does; raises `ValueError` that begins with the line's number."""
    key, value = key_and_value(comment)
    if key != GLOBAL:
        return None
    try:
        return Columns.named(value)
    except ValueError as error:
        raise ValueError(f"{number}: {error}") from None


class FileParse:
    """Parses the records of one file, of which the first line may name the columns.

    >>> parse_record = FileParse("# global.columns = ID FORM")
    >>> [document.words() for document in parse_record(["1\\tDogs"])]
    [['Dogs']]
    """

    def __init__(self, first_line: str) -> None:
        self.columns = PLAIN
        with suppress(ValueError):  # which is raised again where the line's record is read
            self.columns = columns_named(first_line.rstrip("\r\n"), 1) or PLAIN

    def __call__(self, lines: Iterable[str], name: str = "", *, line: int = 1, record: int = 1) -> Iterator[Document]:
        for document in parse(lines, name, line=line, record=record, columns=self.columns):
            if document.original is not None:
                self.columns = Columns(document.original.columns)
            yield document
