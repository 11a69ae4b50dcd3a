"""The lines of vertical text that are no tokens: structures with their attributes, comments and declarations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import NamedTuple

from ...bounded_cache import BoundedCache

OPENING = re.compile(r"<(/?)([^\W\d][\w.:-]*)(?=[\s/>])")
# taken one at a time, each in one way only, so that hostile lines cost no more than others
ATTRIBUTE = re.compile(r"""\s+([^\s"'<>=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]*[^\s"'<>/])))?""")
CLOSING = re.compile(r"\s*/?>\s*")
DOCUMENTS = ("doc", "text")  # the Sketch Engine's name of a document, and CWB's
SENTENCES = {  # what ends a sentence where it begins or ends
    *("s", "sent", "sentence", "p", "para", "head", "title", "div", "h1", "h2", "h3", "h4", "h5", "h6", "l", "lg"),
    *("li", "item", "list", "note", "quote", "sp", "u", "turn", "table", "row", "cell"),
}


class Structure(NamedTuple):
    """A line that opens or closes a structure, or is empty (``<g/>``); a comment or declaration has no name."""

    name: str = ""
    closes: bool = False
    is_empty: bool = False
    attributes: Mapping[str, str] = {}

    @property
    def is_document(self) -> bool:
        return self.name.lower() in DOCUMENTS

    @property
    def is_sentence(self) -> bool:
        return self.name.lower() in ("s", "sent", "sentence")

    @property
    def ends_sentence(self) -> bool:
        return self.name.lower() in SENTENCES or self.is_document


def structure_of(line: str) -> Structure | None:
    """Return the structure that a line is, or ``None`` where it is a token.

    Attributes may be quoted, and then hold any character, or unquoted, or without a value.

    >>> structure_of('<doc title="If a > b" n=32 draft>').attributes
    {'title': 'If a > b', 'n': '32', 'draft': ''}
    >>> structure_of("<3\\tNN\\t<3"), structure_of("<b>\\tX\\t<b>")
    (None, None)
    """
    if line[:1] != "<" or line.rstrip()[-1] != ">":
        return None
    if line[1:2] in ("?", "!"):
        return Structure() if "\t" not in line else None
    return STRUCTURES[line] if len(line) < 100 else _structure(line)


def begins(line: str) -> bool:
    """Return whether a line begins a document.

    >>> begins('<doc id="d1">'), begins("<document>")
    (True, False)
    """
    structure = structure_of(line)
    return structure is not None and structure.is_document and not structure.closes


def leads(line: str) -> bool:
    """Return whether a line belongs to the document that begins after it: what opens a structure around it does.

    >>> leads("<corpus>"), leads("</corpus>"), leads("<?xml version='1.0'?>"), leads("<g/>")
    (True, False, True, False)
    """
    structure = structure_of(line)
    if structure is None:
        return not line.strip()
    return not structure.closes and not structure.is_empty


def opening(name: str, attributes: Mapping[str, str]) -> str:
    """Return the line that opens a structure.

    >>> opening("doc", {"id": 'a "b"', "n": "1"})
    '<doc id="a &quot;b&quot;" n="1">'
    """
    written = "".join(f' {key}="{_attribute(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>"


def _structure(line: str) -> Structure | None:
    opening = OPENING.match(line)
    if opening is None:
        return None
    attributes = {}
    place = opening.end()
    while found := ATTRIBUTE.match(line, place):
        key, double, single, bare = found.groups()
        attributes[key] = unescape(double or single or bare or "")
        place = found.end()
    if not CLOSING.fullmatch(line, place) and "\t" in line:
        return None  # a token: markup that is not well-formed is still no word
    return Structure(opening[2], opening[1] == "/", line.rstrip().endswith("/>"), attributes)


def _attribute(value: str) -> str:
    return escape(value).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")


STRUCTURES = BoundedCache(_structure, most=2**10)
