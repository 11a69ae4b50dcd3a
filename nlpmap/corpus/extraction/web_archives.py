"""Web archives (WARC, WET): each page a document, under its address."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from typing import Any, cast

from ...errors import InputError
from ...files.streams import Metered
from ...optional import library
from ...remote.document import Document
from ..detection.encodings import decoded_as, encoding_meant
from ..inputs.opened import opened
from ..inputs.source import Source
from ..reading.located import START, Flaw, Located, Position
from ..reading.options import Reading
from .markup import DECLARED
from .pages import html_document
from .whole_files import Readable, TooLong, check_pieces, content_of, most_bytes_of, numbered_parts

HTML = ("text/html", "application/xhtml+xml")
STEP = {"br": 2**6}  # bytes that are unpacked at a time; Brotli's are a million times as much, if they are hostile
MOST_OF_HEADERS = 2**20
NO_PAGES = ("warcinfo", "request", "metadata", "revisit", "continuation")
CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
BROKEN = (AttributeError, TypeError, ValueError, EOFError, OverflowError)  # by warcio, as of a page without an address
log = logging.getLogger("nlpmap.corpus")


def documents_of_warc(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the pages of a web archive; what is archived and no text, such as images, is counted in the log."""
    warcio = library("warcio.archiveiterator", "warc", "reading .warc")
    errors = library("warcio.exceptions", "warc", "reading .warc").ArchiveLoadFailed
    with opened(source) as stream:
        metered = Metered(stream, MOST_OF_HEADERS, f"{source.where}: headers of more than {MOST_OF_HEADERS:,} bytes")
        try:
            records = complete(warcio.ArchiveIterator(metered), source.where, metered)
            limit = most_bytes_of(source, reading)
            pages = _pages(records, source, limit, reading.most_pieces(limit, source))
            yield from numbered_parts(pages, source, reading, start_at)
        except errors as error:
            raise InputError(f"{source.where}: not a web archive that can be read ({error})") from None


def _pages(records: Iterator[Any], source: Source, limit: int | None, most: int | None) -> Iterator[Document | Flaw]:
    others = 0
    for record in records:
        if record.rec_type in NO_PAGES:
            continue
        headers = record.rec_headers
        kind = content_type_of(record)
        if kind not in (*HTML, "text/plain"):
            others += 1
            continue
        address = headers.get_header("WARC-Target-URI") or ""
        try:
            where = f"{source.where}: {address}"
            content = content_of(content_stream(record), where, limit, "a page")
            if kind in HTML:
                check_pieces(content, "html", where, most, "a page")
        except TooLong as error:
            yield error.flaw
            continue
        check_complete(record, source.where)  # before its text goes anywhere
        page = decoded_page(content, kind, charset_of(record))
        try:
            document = html_document(page, where=where, most=most) if kind in HTML else Document("", page)
        except TooLong as error:
            yield error.flaw
            continue
        except ValueError as error:
            yield Flaw("malformed", InputError(f"{source.where}: {address}:{error}"))
            continue
        known = {"date": headers.get_header("WARC-Date")}
        metadata = {**document.metadata, **{key: value for key, value in known.items() if value}}
        yield Document(address, document.text, metadata)
    if others:
        log.warning("%s: %s of no text left out", source.where, "1 record" if others == 1 else f"{others:,} records")


def complete(records: Any, where: str, metered: Metered) -> Iterator[Any]:
    """Yield the records of a web archive; raises `InputError` where it ends within one, or headers do not end."""
    while True:
        metered.allow(MOST_OF_HEADERS)
        try:
            record = next(records, None)
        except BROKEN as error:
            raise InputError(f"{where}: a record has headers that can't be read ({error})") from None
        if record is None:
            return
        metered.allow(None)
        if getattr(record.raw_stream, "limit", 0) > sys.maxsize:
            raise InputError(f"{where}: a record says that it is longer than any can be")
        yield record
        check_complete(record, where)


def content_stream(record: Any) -> Readable:
    """Return the stream of what is archived, of which few bytes are unpacked at a time, as they may be a bomb."""
    readers = library("warcio.bufferedreaders", "warc", "reading .warc")
    headers = record.http_headers
    if headers is None:
        return cast(Readable, record.raw_stream)
    is_chunked = headers.get_header("transfer-encoding") == "chunked"
    stream = readers.ChunkedDataReader(record.raw_stream) if is_chunked else record.raw_stream
    packed = (headers.get_header("content-encoding") or "").lower()
    if packed not in readers.BufferedReader.get_supported_decompressors():
        return cast(Readable, stream)
    return cast(Readable, readers.BufferedReader(stream, STEP.get(packed, 2**12), packed))


def check_complete(record: Any, where: str) -> None:
    """Read what is left of a record; raises `InputError` where that is less than it says."""
    while record.raw_stream.read(2**16):
        pass
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise InputError(f"{where}: ends within a record, {record.rec_headers.get_header('WARC-Target-URI')}")


def content_type_of(record: Any) -> str:
    """Return the type of what is archived, without its parameters."""
    inner = record.http_headers.get_header("Content-Type") if record.http_headers is not None else None
    said = inner or (record.rec_headers.get_header("Content-Type") if record.http_headers is None else "") or ""
    return str(said).partition(";")[0].strip().lower()


def charset_of(record: Any) -> str:
    """Return the encoding that a server has named of what is archived, if it has."""
    said = record.http_headers.get_header("Content-Type") if record.http_headers is not None else None
    found = CHARSET.search(str(said or ""))
    return found[1] if found else ""


def decoded_page(content: bytes, kind: str, said: str = "") -> str:
    """Decode a page: as its server or it says itself, else as it is found to be."""
    declared = DECLARED.search(content[:2048]) if kind in HTML and not said else None
    named = said or (declared[1].decode("ascii") if declared else "utf-8")
    return decoded_as(content, encoding_meant(named, content, is_web=True))
