"""Kinds: what a file is read as, by the suffix of its name and by how it begins; or why it is not read."""

from __future__ import annotations

import re
from typing import NamedTuple

from ...errors import Message, Option
from ...files.compression import split_compression
from ..formats import ALL, TEXT, named
from .encodings import encoding_by_mark, encoding_without_mark
from .signatures import Signature, signature_of
from .text_formats import format_by_content
from .unfit import why_unfit
from .unread import why_unread

INPUT_FORMAT = Option("format", typed="--input-format")
HEAD = 2**13  # bytes of a file that tell what it is
SUFFIX = re.compile(r"\.(?=[^.]*[A-Za-z])[A-Za-z0-9_~+-]{1,12}$")
CONTROL = re.compile("[\x00-\x07\x0e-\x19\x1c-\x1f\x7f]")
KINDRED = (
    {"html", "xml"},
    {"conllu", "conll2000", "conll2003"},
    {"tsv", "csv"},
    {"srt", "vtt"},
    {"mbox", "eml"},
)
CONLL = ("conllu", "conll2000", "conll2003")
UNSAID = (None, TEXT, "conll2000")  # by names that many forms have
OF_TEXT = ("text", "lines", "json", "table", "subtitles")


class Kind(NamedTuple):
    """What a file is: its format, or ``None`` with why it has none and what kind of reason that is.

    ``seems`` is what its content looks like, where the format is another; ``by_content``: its name told nothing.
    """

    format: str | None
    why: str | Message = ""
    reason: str = ""
    seems: str | None = None
    by_content: bool = False


def kind_by_content(
    name: str,
    head: bytes,
    encoding: str = "utf-8",
    by_name: str | None = None,
    format: str | None = None,
    default: str | None = None,
    path: str = "",
) -> Kind:
    """Return what a file of a name is that begins with some bytes.

    ``by_name`` is the format that its suffix tells, ``format`` what the user says it is, ``default`` what it is where
    the name tells nothing.

    >>> kind_by_content("a.txt", b"Dogs.", by_name="txt").format, kind_by_content("ca01", b"The/at dog/nn ./.").format
    ('txt', 'slash')
    >>> print(kind_by_content("a.md", b"# Dogs").why.with_flags())
    the suffix '.md' is unknown. Say what it is, as with --input-format txt
    """
    by_name = format or by_name or None
    signature = signature_of(head)
    if by_name is not None and ALL[by_name].is_binary:
        return Kind(by_name) if signature is None or not signature.command else _no_text(signature, path or name)
    if signature is not None:
        return _no_text(signature, path or name)
    text = decoded(head, encoding)
    handler = "" if by_name is None else ALL[by_name].handler
    if by_name is not None and (why := why_unfit(by_name, handler, text, path or name)):
        return Kind(None, why, "in another form")
    if format is not None:
        return Kind(format)
    if (by_name is None or handler in OF_TEXT) and (why := _not_text(text, head, encoding)):
        return Kind(None, why, "without plain text")
    if by_name in UNSAID and (why := why_unread(text, path or name)):
        return Kind(None, why, "in another form")
    found = known_format(format_by_content(text))
    if by_name is not None:
        if found in CONLL and split_compression(name)[0].lower().endswith(".conll"):
            return Kind(found)  # a name for all of them: its columns tell which it is
        return Kind(by_name, seems=None if found is None or _akin(found, by_name) else found)
    suffix = suffix_of(name)
    if not suffix and default is not None:
        return Kind(default)
    if found is not None or not suffix:
        return Kind(found or TEXT, by_content=found is not None)
    unknown = f"the suffix {suffix!r} is unknown. Say what it is, as with "
    return Kind(None, Message(unknown, Option("format", TEXT, typed="--input-format")), "of unknown format")


def kind_by_name(name: str, by_name: str | None = None) -> Kind:
    """Return what a file is by its name alone, which is all that is known of one that is far away.

    >>> kind_by_name("a.jsonl", "jsonl").format, kind_by_name("ca01").format, kind_by_name("a.png").reason
    ('jsonl', 'txt', 'of unknown format')
    """
    return kind_by_content(name, b"", by_name=by_name)


def known_format(name: str | None) -> str | None:
    """Return the name that a format has here, of one that was found by content."""
    return None if name is None else named(name, ALL.values()).name


def suffix_of(name: str) -> str:
    """Return the suffix of a name that tells a format: one with letters, and not too long to be one.

    >>> suffix_of("a.md"), suffix_of("quote.tok.gt9.5000"), suffix_of("Mr. Ode goes to town"), suffix_of("ca01")
    ('.md', '', '', '')
    """
    found = SUFFIX.search(name.rpartition("/")[2])
    return found[0] if found and found.start() else ""


def decoded(head: bytes, encoding: str) -> str:
    """Decode the beginning of a file, as far as that is possible."""
    marked = encoding_by_mark(head, encoding)
    return head.decode("utf-8" if marked == "auto" else marked, "replace").removeprefix("\ufeff")


def _no_text(signature: Signature, path: str) -> Kind:
    return Kind(None, signature.said(path), "without plain text")


def _not_text(text: str, head: bytes, encoding: str) -> str | Message:
    """Return why bytes are no text: control characters; in a long enough beginning, so that one is no reason."""
    if len(text) < 16 or "\0" not in text:
        return ""
    if (utf16 := encoding_without_mark(head)) and encoding in ("utf-8", "auto"):
        without = f"{utf16.upper()} without a byte order mark. Try "
        return "" if encoding == "auto" else Message(without, Option("encoding", "auto"))
    if len(CONTROL.findall(text)) > 0.05 * len(text):
        return Message("binary data, not text. If it is, say how to read it with ", INPUT_FORMAT)
    return ""


def _akin(one: str, other: str) -> bool:
    return one == other or any(one in kindred and other in kindred for kindred in KINDRED)
