"""Mail: each message of a mailbox a document, with its subject, sender and date as metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from ...remote.document import Document
from ..inputs.source import Source
from ..reading.located import START, Located, Position
from ..reading.options import Reading
from .markup import html_document
from .whole_files import documents_of_whole

FROM = re.compile(rb"(?:\A|\n\r?\n)(?=From \S)")
KEPT = ("subject", "from", "date")


def documents_of_mail(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the messages of a mailbox, or the one that a file is."""

    def extract(content: bytes) -> Iterator[Document]:
        if source.format == "mbox":
            return (document_of_message(message) for message in messages(content))
        return iter([document_of_message(content, source.document_name)])

    return documents_of_whole(source, reading, start_at, extract)


def messages(mailbox: bytes) -> Iterator[bytes]:
    """Yield the messages of a mailbox, without the lines between them.

    >>> list(messages(b"From a\\nSubject: x\\n\\nDogs.\\n\\nFrom b\\n\\n>From here."))
    [b'Subject: x\\n\\nDogs.', b'\\nFrom here.']
    """
    for message in FROM.split(mailbox):
        if message.strip():
            yield re.sub(rb"(?m)^>(>*From )", rb"\1", message.partition(b"\n")[2])


def document_of_message(content: bytes, id: str = "") -> Document:
    """Make a document of a message: its plain text, or else that of its HTML.

    >>> document = document_of_message(b"Subject: Pets\\n\\nDogs bark.\\n", "m1")
    >>> document.text, document.metadata["subject"]
    ('Dogs bark.\\n', 'Pets')
    """
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    metadata = {name: str(message[name]) for name in KEPT if message[name]}
    return Document(id or str(message["message-id"] or "").strip(), body_of(message), metadata)


def body_of(message: EmailMessage) -> str:
    """Return the text of a message; none, where it has only attachments."""
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        content = str(body.get_content())
    except (LookupError, KeyError):  # a charset that Python does not know
        payload = body.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    content = content.replace("\r\n", "\n")
    return html_document(content).text if body.get_content_type() == "text/html" else content
