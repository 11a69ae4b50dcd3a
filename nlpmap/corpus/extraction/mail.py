"""Mail: each message of a mailbox a document, with its subject, sender and date as metadata.

Attachments are no text of the message; their names are metadata, and a mailbox's are counted in the log.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from email.feedparser import BytesFeedParser
from email.message import EmailMessage
from email.policy import EmailPolicy
from functools import lru_cache
from typing import Any, cast

from ...errors import InputError
from ...remote.document import Document
from ..detection.encodings import decoded_as
from ..inputs.opened import opened
from ..inputs.source import Source
from ..reading.lines import LONGEST
from ..reading.located import START, Flaw, Located, Position
from ..reading.options import Reading
from .mailboxes import Endless, messages
from .pages import html_document
from .whole_files import TooLong, check_pieces, documents_of_whole, most_bytes_of, numbered_parts

BROKEN = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)  # by Python's parser
NO_MAIL = "a message whose headers can't be read"
KEPT = ("subject", "from", "date")
TEXTS = ("text/plain", "text/html")
READ = frozenset((*KEPT, "message-id", "content-type", "content-disposition", "content-transfer-encoding"))
MOST_OF_HEADER = 2**12  # characters that Python's parser is given, which takes time that grows with their square
STRETCH = 2**16  # bytes that are parsed at a time
MOST_KEPT = 2**16  # characters of a header that are metadata
MOST_PARTS = 10_000  # of a message: each takes some kilobytes in memory, and six bytes in a file
ATTACHMENTS = "attachments"
log = logging.getLogger("nlpmap.corpus")


class TooManyParts(Exception):
    """A message of more parts than any has."""

    def __init__(self) -> None:
        super().__init__(f"a message of more than {MOST_PARTS:,} parts, as no mail has")


class MailPart(EmailMessage):
    """A message or a part of one, which keeps the first of each header that is read."""

    def set_raw(self, name: str, value: str) -> None:
        if name.lower() in READ and name not in self:
            super().set_raw(name, value)


class Bounded(EmailPolicy):
    """How messages are parsed: no header further than to a bound, and one that is asked for again, from memory."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return parsed_header(name, value[:MOST_OF_HEADER])


@lru_cache(maxsize=16)
def parsed_header(name: str, value: str) -> Any:
    return EmailPolicy.header_fetch_parse(BOUNDED, name, value)


BOUNDED = Bounded()


def parsed_message(content: bytearray) -> EmailMessage:
    """Parse a message, of whose bytes none are left; raises `TooManyParts` rather than to make very many."""
    count = 0

    def part(policy: EmailPolicy) -> MailPart:
        nonlocal count
        count += 1
        if count > MOST_PARTS:
            raise TooManyParts
        return MailPart(policy)

    counting: Any = BOUNDED.clone(message_factory=cast(Any, part))
    parser = BytesFeedParser(policy=counting)
    while content:  # all at once are in memory five times more
        parser.feed(bytes(content[:STRETCH]))
        del content[:STRETCH]
    return cast(EmailMessage, parser.close())


def documents_of_mail(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the messages of a mailbox, or the one that a file is."""

    limit = most_bytes_of(source, reading)
    most = reading.most_pieces(limit, source)

    def extract(content: bytes) -> Iterator[Document]:
        held = [content]
        del content  # so that it is let go of once it is parsed
        try:
            yield document_of_message(held.pop(), source.document_name, source.where, most)
        except TooManyParts as error:
            raise ValueError(f"1: {error}") from None
        except BROKEN:
            raise ValueError(f"1: {NO_MAIL}") from None

    if source.format != "mbox":
        yield from documents_of_whole(source, reading, start_at, extract)
        return
    with opened(source) as stream:
        found = _messages(messages(stream, limit, most), source.where, limit, most)
        yield from numbered_parts(found, source, reading, start_at)


def _messages(
    contents: Iterator[bytes | None], where: str, limit: int | None, most: int | None
) -> Iterator[Document | Flaw]:
    count = 0
    try:
        for content in contents:
            found = _document_or_flaw(content, where, limit, most)
            count += isinstance(found, Document) and ATTACHMENTS in found.metadata
            yield found
    except Endless:
        raise InputError(f"{where}: a message of more than {LONGEST:,} bytes; nothing after it is read") from None
    if count:
        log.warning("%s: attachments of %s left out", where, "1 message" if count == 1 else f"{count:,} messages")


def _document_or_flaw(content: bytes | None, where: str, limit: int | None, most: int | None) -> Document | Flaw:
    if content is None:
        return TooLong(where, "a message", limit or 0).flaw
    try:
        return document_of_message(content, "", where, most)
    except TooLong as error:
        return error.flaw
    except TooManyParts as error:
        return Flaw("malformed", InputError(f"{where}: {error}"))
    except BROKEN:
        return Flaw("malformed", InputError(f"{where}: {NO_MAIL}"))


def document_of_message(content: bytes, id: str = "", where: str = "", most: int | None = None) -> Document:
    """Make a document of a message: its plain text, or else that of its HTML.

    >>> document = document_of_message(b"Subject: Pets\\n\\nDogs bark.\\n", "m1")
    >>> document.text, document.metadata["subject"]
    ('Dogs bark.\\n', 'Pets')
    """
    check_pieces(content, "eml", where, most, "a message")
    left = bytearray(content)
    del content
    message = parsed_message(left)
    metadata = {name: value for name in KEPT if (value := header_of(message, name))}
    if names := [*attachments_of(message)]:
        metadata[ATTACHMENTS] = ", ".join(names)
    return Document(id or header_of(message, "message-id").strip(), body_of(message, where, most), metadata)


def header_of(message: EmailMessage, name: str) -> str:
    """Return a header of a message, as it is written where it is long or Python's parser breaks on it; "" for none."""
    written = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")
    try:
        if len(written) <= MOST_OF_HEADER:
            return str(message[name] or "")
    except BROKEN:
        pass
    return written[:MOST_KEPT].encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def body_of(message: EmailMessage, where: str = "", most: int | None = None) -> str:
    """Return the text of a message, of all its parts that are no attachments; none, where there are only those."""
    texts = [*texts_of(message, where, most)]
    return texts[0] if len(texts) == 1 else "\n\n".join(text.strip("\n") for text in texts)


def texts_of(part: EmailMessage, where: str, most: int | None) -> Iterator[str]:
    """Yield the texts in a part of a message: of alternatives one, the plain text before HTML."""
    kind = part.get_content_type()
    if part.is_attachment():
        return
    if kind == "multipart/alternative" and (body := part.get_body(("plain", "html"))) is not None:
        yield from texts_of(cast(EmailMessage, body), where, most)
    elif part.is_multipart():
        for inner in part.iter_parts():
            yield from texts_of(cast(EmailMessage, inner), where, most)
    elif kind in TEXTS:
        content = decoded_part(part).replace("\r\n", "\n")
        if kind == "text/html":
            check_pieces(content, "html", where, most, "a message")  # in its file it may have been packed
            content = html_document(content, where=where, most=most).text
        yield content


def attachments_of(part: EmailMessage) -> Iterator[str]:
    """Yield the names of what is in a message beside its text, or what it is where it has none.

    >>> message = EmailMessage()
    >>> message.set_content("Dogs bark.")
    >>> message.add_attachment(b"%PDF", "application", "pdf", filename="dogs.pdf")
    >>> list(attachments_of(message))
    ['dogs.pdf']
    """
    kind = part.get_content_type()
    if part.is_attachment() or not (part.is_multipart() or kind in TEXTS):
        yield part.get_filename() or kind
    elif part.is_multipart():
        for inner in part.iter_parts():
            yield from attachments_of(cast(EmailMessage, inner))


def decoded_part(part: EmailMessage) -> str:
    """Decode a text as its part says, or where it can't be that, as it is found to be."""
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    return decoded_as(content, part.get_content_charset() or "utf-8")
