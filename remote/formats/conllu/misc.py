"""The MISC column of CoNLL-U: ``Key=Value`` pairs between bars, values escaped as UDPipe does it.

UDPipe leaves white space other than space, tab and ends of line as it is, and validators and readers stumble over it:
such characters, other invisible ones and what is not in Unicode's form NFC become ``\\uXXXX``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import is_normalized

ESCAPES = {"\\": "\\\\", " ": "\\s", "\t": "\\t", "\r": "\\r", "\n": "\\n", "|": "\\p"}
UNESCAPES = {escaped: character for character, escaped in ESCAPES.items()}
INVISIBLE = "\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffd"
UNSAFE = re.compile(rf"[\s\\|{INVISIBLE}]")
UNSAFE_IN_LINE = re.compile(rf"[^\S ]|[\\{INVISIBLE}]")
NO_ASCII = re.compile(r"[^\x00-\x7f]")
ESCAPED = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
ESCAPED_IN_LINE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[\\rn])")


def escape(text: str) -> str:
    """Write text so that it can stand in MISC.

    >>> print(escape("a |\\n"), escape("\\xa0\\u2028"))
    a\\s\\p\\n \\u00A0\\u2028
    """
    escaped = UNSAFE.sub(_escaped, text)
    return escaped if _stays("=" + escaped) else NO_ASCII.sub(_escaped, escaped)


def unescape(text: str) -> str:
    """Read what `escape` wrote.

    >>> unescape("a\\\\s\\\\p\\\\n\\\\u00A0")
    'a |\\n\\xa0'
    """
    return ESCAPED.sub(_unescaped, text) if "\\" in text else text


def escape_line(text: str) -> str:
    """Write text so that it can stand in a comment.

    >>> print(escape_line("a b\\nc"))
    a b\\nc
    """
    escaped = UNSAFE_IN_LINE.sub(_escaped_in_line, text)
    return escaped if _stays(escaped) else NO_ASCII.sub(_escaped, escaped)


def unescape_line(text: str) -> str:
    """Read what `escape_line` wrote."""
    return ESCAPED_IN_LINE.sub(_unescaped, text) if "\\" in text else text


def misc_pairs(misc: str) -> Iterator[tuple[str, str]]:
    """Yield a MISC column's keys and values.

    >>> dict(misc_pairs("Chunk=B-NP|SpaceAfter=No|X"))
    {'Chunk': 'B-NP', 'SpaceAfter': 'No'}
    """
    for entry in misc.split("|"):
        key, equals, value = entry.partition("=")
        if equals:
            yield key, unescape(value)


def with_pair(misc: str, key: str, value: str | None) -> str:
    """Return a MISC column with another value under a key, in the place of the old one or first; ``None``: without.

    >>> with_pair("SpaceAfter=No|Gloss=dog", "Chunk", "B-NP"), with_pair("Chunk=O", "Chunk", None)
    ('Chunk=B-NP|SpaceAfter=No|Gloss=dog', '_')
    """
    entries = [] if misc == "_" else misc.split("|")
    place = next((place for place, entry in enumerate(entries) if entry.startswith(f"{key}=")), None)
    written = [] if value is None else [f"{key}={escape(value)}"]
    entries[slice(0, 0) if place is None else slice(place, place + 1)] = written
    return "|".join(entries) or "_"


def _stays(text: str) -> bool:
    return text.isascii() or is_normalized("NFC", text)


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return ESCAPES.get(character) or (f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}")


def _escaped_in_line(match: re.Match[str]) -> str:
    return "\\u0009" if match[0] == "\t" else _escaped(match)


def _unescaped(match: re.Match[str]) -> str:
    escaped = match[0]
    if escaped[1] in "uU" and len(escaped) > 2:
        code = int(escaped[2:], 16)
        return chr(code) if code <= 0x10FFFF else escaped
    return UNESCAPES.get(escaped, escaped)
