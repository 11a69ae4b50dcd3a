"""The MISC column of CoNLL-U: ``Key=Value`` pairs between bars, values escaped as UDPipe does it."""

from __future__ import annotations

import re
from collections.abc import Iterator

ESCAPES = {"\\": "\\\\", " ": "\\s", "\t": "\\t", "\r": "\\r", "\n": "\\n", "|": "\\p"}
UNESCAPES = {escaped: character for character, escaped in ESCAPES.items()}
LINE_ESCAPES = str.maketrans({"\\": "\\\\", "\r": "\\r", "\n": "\\n"})


def escape(text: str) -> str:
    """Write text so that MISC can hold it.

    >>> escape("a |\\n")
    'a\\\\s\\\\p\\\\n'
    """
    return "".join(ESCAPES.get(character, character) for character in text)


def unescape(text: str) -> str:
    """Read what `escape` wrote.

    >>> unescape("a\\\\s\\\\p\\\\n")
    'a |\\n'
    """
    return re.sub(r"\\.", lambda match: UNESCAPES.get(match[0], match[0]), text)


def escape_line(text: str) -> str:
    """Write text so that a comment can hold it."""
    return text.translate(LINE_ESCAPES)


def unescape_line(text: str) -> str:
    """Read what `escape_line` wrote."""
    return re.sub(r"\\[\\rn]", lambda match: UNESCAPES[match[0]], text)


def misc_pairs(misc: str) -> Iterator[tuple[str, str]]:
    """Yield a MISC column's keys and values.

    >>> dict(misc_pairs("Chunk=B-NP|SpaceAfter=No|X"))
    {'Chunk': 'B-NP', 'SpaceAfter': 'No'}
    """
    for entry in misc.split("|"):
        key, equals, value = entry.partition("=")
        if equals:
            yield key, unescape(value)
