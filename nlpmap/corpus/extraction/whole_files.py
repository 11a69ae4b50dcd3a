"""Files that are read as a whole, each text in them a document; positions count the texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from ...errors import InputError
from ...remote.document import Document
from ..detection.encodings import encoding_by_mark
from ..inputs.opened import opened
from ..inputs.source import Source
from ..inputs.source_encoding import encoding_of
from ..reading.encodings import adviser, undecodable
from ..reading.lines import unreadable
from ..reading.located import END, START, Flaw, Located, Position
from ..reading.options import Reading
from ..reading.records import within

Extract = Callable[[bytes], Iterable[Document]]


def documents_of_whole(source: Source, reading: Reading, start_at: Position, extract: Extract) -> Iterator[Located]:
    """Yield the documents that a function makes of all bytes of a file; its `ValueError` is what is wrong with them."""
    if start_at.offset == END:
        return
    try:
        with opened(source) as stream:
            content = stream.read()
        yield from numbered_parts(extract(content), source, reading, start_at)
    except (InputError, OSError) as error:
        yield _flawed(source, unreadable(error, source.where))
    except ValueError as error:
        yield _flawed(source, Flaw("malformed", InputError(f"{source.where}:{error}")))


def numbered_parts(
    documents: Iterable[Document], source: Source, reading: Reading, start_at: Position = START
) -> Iterator[Located]:
    """Yield documents with their numbers as positions, from one on; those without an id are named by their number."""
    for number, document in enumerate(documents, start=1):
        here, after = Position(number - 1, number, number), Position(number, number + 1, number + 1)
        if after.record > start_at.record:
            named = document if document.id else replace(document, id=f"{source.document_name}#{number}")
            yield within(Located(here, after, named.id, named), source.where, reading.max_chars)


def text_of_file(content: bytes, source: Source, reading: Reading) -> str:
    """Decode all of a file; raises `Undecodable` with the place and the encoding to try."""
    encoding = encoding_by_mark(content, encoding_of(source, reading.encoding))
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeError as error:
        line = content.count(b"\n", 0, getattr(error, "start", 0)) + 1
        raise undecodable(error, encoding, source.where, line, advise=adviser(source)) from None


def _flawed(source: Source, flaw: Flaw) -> Located:
    return Located(START, Position(END, 2, 1), source.document_name, flaw=flaw)
