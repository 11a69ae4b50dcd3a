"""Texts that do not have the form their names tell, though a reader would find something in them, and what to do."""

from __future__ import annotations

import re
from collections import Counter
from shlex import quote

from ...errors import Message, Option

LINE_BY_LINE = ("lines", "json", "table", "subtitles")
TAG = r"(?:[A-Z]{1,5}\$?|[.,:;()$#!?]|''|``|-LRB-|-RRB-)"
JOINED = re.compile(rf"[^\s/_]+([\^|#~\\+=;:@&*%!]){TAG}")
COLUMNS = re.compile(r"[^\t/_]+\t[^\t\s]+(?:\t[^\t]*)*")
WITH_SPACE = re.compile(rf"[^\s/_]+ {TAG}")
SLASH, BACKSLASH = "slash", "\\"
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
    if len(lines) > 2 and sum(WITH_SPACE.fullmatch(line.strip()) is not None for line in lines) >= SHARE * len(lines):
        return f"words and tags are in columns. Try: tr ' ' '\\t' < {quote(path)} > tagged.vert"
    return why_joined(text, path)


def why_joined(text: str, path: str, least: int = 1) -> str:
    """Return by what words and tags are joined, where all are, and ``least`` at least, and what to do.

    >>> why_joined("A|DT cat|NN .|.", "a.pos"), why_joined("A cat.", "a.pos")
    ("words and tags are joined by |, where / or _ is read. Try: tr '|' / < a.pos > tagged.pos", '')
    """
    words = text.split()
    joins = Counter(found[1] for word in words if (found := JOINED.fullmatch(word)))
    [(join, number)] = joins.most_common(1) or [("", 0)]
    if number < max(least, SHARE * len(words)):
        return ""
    tr = f"tr {quote(join if join != BACKSLASH else 2 * join)} / < {quote(path)} > {_named_anew(path, 'tagged')}"
    return f"words and tags are joined by {join}, where / or _ is read. Try: {tr}"


def _named_anew(path: str, name: str = "lines") -> str:
    stem, dot, suffix = path.rpartition("/")[2].rpartition(".")
    return f"{name}.{suffix}" if stem and dot else name
