"""Telling documents apart that have the same id, and files that have the same name, by where they were read.

The ids of sentences must be unique in a file. What is added to them depends on the place of a document alone, not on
what came before it, so that a job that goes on, or tries a document again, gives it the same.
"""

from __future__ import annotations

from dataclasses import replace

from ...remote.blocks import Place, number_of
from ...remote.document import Document
from ..inputs.source import Source
from .located import Located

UNSAID = "\0"  # the id of a document as lines without one have it


def told_apart(found: Located, source: Source) -> Located:
    """Return what was read with a number for its document where the id may be another's too.

    >>> from nlpmap.corpus.inputs.places import StandardInput
    >>> from nlpmap.corpus.reading.located import Position
    >>> source = Source(StandardInput(), "a.jsonl", "jsonl")
    >>> found = Located(Position(9, 2, 2), Position(99, 3, 3), "r1", Document("r1"))
    >>> told_apart(found, source).document.number
    '2'
    """
    document = found.document
    if document is None:
        return found
    is_all_of_file = found.id == source.document_name and found.start.record == 1
    if is_all_of_file and not source.shares_name and document.original is None:
        return found
    place = Place(source.document_name, source.number, source.shares_name)
    number = number_of(found.id, place, found.start.line, found.start.record)
    if number:
        document = document.with_number(number)
    if source.number > 1 and document.original is not None and document.id == source.document_name:
        document = as_one_of_many(document)
    return found if document is found.document else found._replace(document=document)


def as_one_of_many(document: Document) -> Document:
    """Return a document that is to be written with its id, though the lines that it was read from have none.

    Else it would be one with the document of the file before it, where both are written to one file.
    """
    original = document.original
    if original is None:
        return document
    return replace(document, original=replace(original, read_as=replace(original.read_as, id=UNSAID)))
