"""Web archives (WARC, WET): each page a document, under its address."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

from ...errors import InputError
from ...optional import library
from ...remote.document import Document
from ..detection.encodings import decoded_as, encoding_meant
from ..inputs.opened import opened
from ..inputs.source import Source
from ..reading.located import START, Located, Position
from ..reading.options import Reading
from .markup import DECLARED, html_document
from .whole_files import numbered_parts

HTML = ("text/html", "application/xhtml+xml")
NO_PAGES = ("warcinfo", "request", "metadata", "revisit", "continuation")
CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
log = logging.getLogger("nlpmap.corpus")


def documents_of_warc(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the pages of a web archive; what is archived and no text, such as images, is counted in the log."""
    warcio = library("warcio.archiveiterator", "warc", "reading .warc")
    errors = library("warcio.exceptions", "warc", "reading .warc").ArchiveLoadFailed
    with opened(source) as stream:
        try:
            yield from numbered_parts(_pages(warcio.ArchiveIterator(stream), source), source, reading, start_at)
        except errors as error:
            raise InputError(f"{source.where}: not a web archive that can be read ({error})") from None


def _pages(records: Any, source: Source) -> Iterator[Document]:
    others = 0
    for record in complete(records, source.where):
        if record.rec_type in NO_PAGES:
            continue
        headers = record.rec_headers
        kind = content_type_of(record)
        if kind not in (*HTML, "text/plain"):
            others += 1
            continue
        page = decoded_page(record.content_stream().read(), kind, charset_of(record))
        check_complete(record, source.where)  # before its text goes anywhere
        document = html_document(page) if kind in HTML else Document("", page)
        known = {"date": headers.get_header("WARC-Date")}
        metadata = {**document.metadata, **{key: value for key, value in known.items() if value}}
        yield Document(headers.get_header("WARC-Target-URI") or "", document.text, metadata)
    if others:
        log.warning("%s: %s of no text left out", source.where, "1 record" if others == 1 else f"{others:,} records")


def complete(records: Any, where: str) -> Iterator[Any]:
    """Yield the records of a web archive; raises `InputError` where it ends within one."""
    for record in records:
        yield record
        check_complete(record, where)


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
