"""Reading: from a corpus's files to its documents, in order, with errors that name the file and the line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...errors import InputError, Message, Option
from ...files.compression import compression_of
from ...remote.document import Document
from ..formats import ALL
from ..handlers import HANDLERS
from ..inputs.opened import opened
from ..inputs.places import LocalFile, StandardInput
from ..inputs.source import Source
from ..inputs.sources import STDIN, PathLike, survey
from .lines import lines_of
from .located import END, START, Flaw, Located, Position
from .options import Reading
from .telling_apart import told_apart

__all__ = ["Reading", "documents", "documents_with_positions", "json_lines_of", "read"]


def read(inputs: PathLike | Iterable[PathLike], reading: Reading | None = None, **options: Any) -> Iterator[Document]:
    """Yield the documents of files, directories and globs, in order; options: the fields of `Reading`.

    >>> from nlpmap import corpora
    >>> document = next(read(corpora.path("sample")))
    >>> document.id
    'abstract-bumblebee-traffic.txt'
    """
    how = Reading.of(reading, options, "nlpmap.read")
    sources = survey(inputs, how.selection()).sources
    return (document for source in sources for document in documents(source, how))


def documents(source: Source, reading: Reading) -> Iterator[Document]:
    """Yield the documents of one file; raises `InputError` at the first that can't be read."""
    for found in documents_with_positions(source, reading):
        if found.flaw is not None:
            raise found.flaw.error
        if found.document is not None:
            yield found.document


def documents_with_positions(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the records of one file: the document of each, or what is wrong with it, and where it is.

    ``start_at``, a position where an earlier record ended, leaves out all that is before. A record that can't be read
    does not end the file: what comes after it is read too. A file that can't be opened is one such record.
    """
    if start_at.offset == END:
        return
    handler = HANDLERS[ALL[source.format].handler]
    place = start_at
    wrong: InputError | None = None
    try:
        for found in handler.read(source, reading, start_at):
            place = found.end
            yield told_apart(found, source)
    except InputError as error:
        wrong = error
    except OSError as error:  # of the disk, wherever it is read
        wrong = InputError(f"{source.where}: {error.strerror or error}")
    except MemoryError:
        what = f"{source.where}: more than there is memory for, after record {place.record - 1:,}. Try "
        wrong = InputError(Message(what, Option("max_chars", 1_000_000), " to leave out what is longer"))
    if wrong is not None:
        end = Position(END, place.record + 1, place.line)
        yield Located(place, end, source.document_name, flaw=Flaw("unreadable", wrong))


def json_lines_of(path: str) -> Iterator[str]:
    """Yield the lines of a file of JSON lines, or of standard input for ``-``."""
    place = StandardInput() if path == STDIN else LocalFile(Path(path))
    source = Source(place, path, "jsonl", compression_of(path))
    limit = None if source.compression is None else source.most_unpacked()
    with opened(source) as stream:
        for text, _, flaw in lines_of(stream, path, limit=limit, hint=", as JSON lines are"):
            if flaw is not None and flaw.kind == "too long":
                raise InputError(f"{path}: a line of more than {limit:,} bytes; unpack the file, to read it")
            if flaw is not None:
                raise flaw.error
            yield text
