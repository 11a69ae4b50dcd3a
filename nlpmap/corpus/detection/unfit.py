"""Texts that do not have the form their names tell, though a reader would find something in them, and what to do."""

from __future__ import annotations

import re
from shlex import quote

from ...errors import Message, Option

LINE_BY_LINE = ("lines", "json", "table", "subtitles")
JOINED = re.compile(r"[^\s/_]+([\^|])[A-Z]{1,5}\$?")
COLUMNS = re.compile(r"[^\t/_]+\t[^\t\s]+(?:\t[^\t]*)*")
SLASH = "slash"
SHARE = 0.9  # of the words or lines that show a form


def why_unfit(format: str, handler: str, text: str, path: str) -> str | Message:
    """Return why a text can't be read as a format, by how it begins; an empty one where nothing speaks against it.

    >>> print(why_unfit("slash", "lines", "The^DT dog^NN", "a.pos"))
    words and tags are joined by ^, where / or _ is read. Try: tr '^' / < a.pos > tagged.pos
    >>> why_unfit("slash", "lines", "The/DT dog/NN", "a.pos")
    ''
    """
    if handler in LINE_BY_LINE and "\n" not in text and "\r" in text.strip():
        return f"lines end with carriage returns alone. Try: tr '\\r' '\\n' < {quote(path)} > {_named_anew(path)}"
    return _why_no_tagged_text(text, path) if format == SLASH else ""


def _why_no_tagged_text(text: str, path: str) -> str | Message:
    lines = [line.strip("\r\n") for line in text.split("\n") if line.strip()]
    if lines and sum(COLUMNS.fullmatch(line) is not None for line in lines) >= SHARE * len(lines):
        return Message("words and tags are in columns. Try ", Option("format", "vertical", typed="--input-format"))
    words = text.split()
    joins = [found[1] for word in words if (found := JOINED.fullmatch(word))]
    if not words or len(joins) < SHARE * len(words):
        return ""
    tr = f"tr '{joins[0]}' / < {quote(path)} > {_named_anew(path, 'tagged')}"
    return f"words and tags are joined by {joins[0]}, where / or _ is read. Try: {tr}"


def _named_anew(path: str, name: str = "lines") -> str:
    stem, dot, suffix = path.rpartition("/")[2].rpartition(".")
    return f"{name}.{suffix}" if stem and dot else name
