"""Files that are read as a whole, each text in them a document; positions count the texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from ...errors import InputError
from ...remote.document import Document
from ..detection.encodings import encoding_by_mark
from ..formats import ALL
from ..inputs.nltk_corpora import NltkFile
from ..inputs.opened import opened
from ..inputs.source import Source
from ..inputs.source_encoding import encoding_of
from ..reading.encodings import adviser, undecodable
from ..reading.lines import pieces_in, unreadable
from ..reading.located import END, START, Bound, Flaw, Located, Position, too_long
from ..reading.options import Limits, Reading, is_plain_file
from ..reading.records import within

MARKUP = 2**22  # bytes that a file may have beside its text, whatever length of that is allowed
AROUND_THE_TEXT = {"eml": 2**26, "mbox": 2**26, "warc": 2**24}  # with attachments, with scripts
UNITS = {"eml": "lines and elements", "mbox": "lines and elements", "srt": "lines", "vtt": "lines"}
Extract = Callable[[bytes], Iterable[Document]]


class Readable(Protocol):
    """What has bytes."""

    def read(self, count: int = -1, /) -> bytes: ...


def documents_of_whole(source: Source, reading: Reading, start_at: Position, extract: Extract) -> Iterator[Located]:
    """Yield the documents that a function makes of all bytes of a file; its `ValueError` is what is wrong with them."""
    if start_at.offset == END:
        return
    try:
        with opened(source) as stream:
            most = most_bytes_of(source, reading)
            content = content_of(stream, source.where, most)
        check_pieces(content, source.format, source.where, reading.most_pieces(most, source))
        documents = extract(content)
        del content  # which takes as much memory as the text
        yield from numbered_parts(documents, source, reading, start_at)
    except TooLong as error:
        yield _flawed(source, error.flaw)
    except (InputError, OSError) as error:
        yield _flawed(source, unreadable(error, source.where))
    except ValueError as error:
        yield _flawed(source, Flaw("malformed", InputError(f"{source.where}:{error}")))


def documents_of_nltk(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the one document of a file that NLTK parses."""
    place = source.place
    assert isinstance(place, NltkFile)
    if start_at == START:
        try:
            document = place.document()
        except Exception as error:  # of whatever kind the reader of this corpus raises
            raise InputError(f"{source.where}: {error or type(error).__name__}") from None
        found = Located(START, Position(1, 2, 1), source.name, document)
        yield within(found, source.where, reading.limits, has_bytes=False)


class TooLong(Exception):
    """Content of more bytes than are read."""

    def __init__(self, where: str, what: str, limit: int, unit: str = "bytes") -> None:
        self.flaw = too_long(where, f"{what} of more than {limit:,} {unit}", limit)
        super().__init__(self.flaw.error)


def most_bytes_of(source: Source, reading: Reading) -> Bound | None:
    """Return how many bytes a file, page or message may have: more than its text, but where it is said how many."""
    if reading.max_bytes is not None:
        return Bound(reading.max_bytes, "max_bytes")
    limit = reading.most_bytes(ALL[source.format], source)
    if limit is None or reading.max_chars is None:
        return limit
    around = AROUND_THE_TEXT.get(source.format, MARKUP)
    if not is_plain_file(source):
        around = min(around, source.most_unpacked() or around)
    return limit if limit >= around else Bound(around, limit.option)


def content_of(stream: Readable, where: str, limit: int | None, what: str = "a file") -> bytes:
    """Return all bytes of a stream; raises `TooLong` where there are more than the limit, and reads no further.

    >>> import io
    >>> content_of(io.BytesIO(b"<p>Dogs"), "a.html", 10)
    b'<p>Dogs'
    >>> content_of(io.BytesIO(b"<p>Dogs bark."), "a.html", 10)
    Traceback (most recent call last):
    ...
    nlpmap.corpus.extraction.whole_files.TooLong: a.html: a file of more than 10 bytes. Raise max_chars to read it
    """
    content = stream.read() if limit is None else stream.read(limit + 1)
    if limit is not None and len(content) > limit:
        raise TooLong(where, what, limit)
    return content


def check_pieces(content: str | bytes, format: str, where: str, most: int | None, what: str = "a file") -> None:
    """Raise `TooLong` where content has more elements, or lines, than are read."""
    if most is not None and pieces_in(content, format) > most:
        raise TooLong(where, what, most, UNITS.get(format, "elements"))


def numbered_parts(
    documents: Iterable[Document | Flaw], source: Source, reading: Reading, start_at: Position = START
) -> Iterator[Located]:
    """Yield documents, or what is wrong with them, with their numbers as positions, from one on.

    Those without an id are named by their number.
    """
    for number, found in enumerate(documents, start=1):
        here, after = Position(number - 1, number, number), Position(number, number + 1, number + 1)
        unnamed = f"{source.document_name}#{number}"
        if after.record <= start_at.record:
            continue
        if isinstance(found, Flaw):
            yield Located(here, after, unnamed, flaw=found)
        else:
            named = found if found.id else replace(found, id=unnamed)
            yield within(Located(here, after, named.id, named), source.where, Limits(reading.max_chars))


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
