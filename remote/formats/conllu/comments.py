"""The comments of CoNLL-U: which begin a document, what they call it, and what sentences are called."""

from __future__ import annotations

import json
import re
from unicodedata import normalize

from ...document import Document
from ..metadata import plain
from .misc import INVISIBLE, escape_line, unescape_line

NEWDOC = re.compile(r"#\s*newdoc(?:\s+([^\s=](?:[^=]*[^\s=])?)?)?\s*(?:= ?(.*))?", re.DOTALL)
NAMES = re.compile(r".*(id|name)", re.IGNORECASE)  # keys that call a document by a name: id, docid, doc_id
NO_SPACE = re.compile(rf"[\s{INVISIBLE}]")


def begins(line: str) -> bool:
    """Return whether a line begins a document.

    >>> begins("# newdoc id = d1"), begins("# newdoc"), begins("# newpar"), begins("# newdocument = 1")
    (True, True, False, False)
    """
    return line.startswith("#") and NEWDOC.fullmatch(line.rstrip("\r\n")) is not None


def leads(line: str) -> bool:
    """Return whether a line belongs to what comes after it: a comment does.

    >>> leads("# sent_id = 1"), leads("")
    (True, False)
    """
    return line.startswith("#")


def id_of(line: str) -> str | None:
    """Return the id that the comment of a new document gives it, if it does.

    >>> id_of("# newdoc id = d1"), id_of("# newdoc docid = 2"), id_of("# newdoc"), id_of("# newdoc genre = news")
    ('d1', '2', None, None)
    """
    found = NEWDOC.fullmatch(line)
    if found is None or found[2] is None or (found[1] and not NAMES.fullmatch(found[1])):
        return None
    return unescape_line(found[2])


def newdoc_comment(id: str) -> str:
    """Write the comment that begins a document."""
    return f"# newdoc id = {escape_line(id)}"


def metadata_comment(document: Document) -> str:
    """Write a document's metadata as a comment."""
    return f"# metadata = {json.dumps(plain(document.metadata), ensure_ascii=True)}"


def key_and_value(line: str) -> tuple[str, str]:
    """Split a comment at its sign of equality.

    >>> key_and_value("# text = a = b")
    ('text', 'a = b')
    """
    key, _, value = line[1:].partition("=")
    return key.strip(), value.removeprefix(" ")


def safe_id(id: str) -> str:
    """Return an id without white space and slashes.

    >>> safe_id("2020/my letter.txt")
    '2020.my_letter.txt'
    """
    return NO_SPACE.sub("_", normalize("NFC", id)).replace("/", ".")


def sentence_prefix(document: Document) -> str:
    """Return what the ids of a document's sentences begin with: its id, and its number where others may have that id.

    >>> sentence_prefix(Document("a/b.txt")), sentence_prefix(Document("r1", number="3"))
    ('a.b.txt', 'r1#3')
    """
    return f"{safe_id(document.id)}#{document.number}" if document.number else safe_id(document.id)


def sentence_id(prefix: str, number: int) -> str:
    """Return the id of a sentence by its number, counted from 1."""
    return f"{prefix}-{number}" if prefix else str(number)
