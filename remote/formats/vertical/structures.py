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
MOST_ATTRIBUTES = 2**12
DOCUMENTS = ("doc", "text")  # the Sketch Engine's name of a document, and CWB's
SENTENCES = {  # what ends a sentence where it begins or ends
    *("s", "sent", "sentence", "p", "para", "head", "title", "div", "h1", "h2", "h3", "h4", "h5", "h6", "l", "lg"),
    *("li", "item", "list", "note", "quote", "sp", "u", "turn", "table", "row", "cell"),
}
# what begins as markup but shares its line, or goes on in the next: no word, as these are escaped
UNFINISHED = re.compile(r"</?(?:doc|text|s|p|sentence|corpus)(?:\s+[\w.:-]+\s*=|>[^\s<])", re.IGNORECASE)
COLUMNS_NAMED = re.compile(r"<!--\s*#vrt positional-attributes:([^>]*)-->\s*")  # by Korp
TAG_NAMES = ("pos", "xpos", "tag", "msd", "ana", "upos")


class Structure(NamedTuple):
    """A line that opens or closes a structure, or is empty (``<g/>``); a comment or declaration has no name."""

    name: str = ""
    closes: bool = False
    is_empty: bool = False
    attributes: Mapping[str, str] = {}
    is_overfull: bool = False  # has more attributes, which are left out

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


def check_markup(line: str, number: int) -> None:
    """Raise `ValueError` where a line is markup that can't be read, or names its columns in another order.

    >>> check_markup("<s>\\tSYM", 1), check_markup("<!-- #vrt positional-attributes: word pos lemma -->", 3)
    (None, None)
    """
    if not line.startswith("<"):
        return
    if len(line) > MOST_ATTRIBUTES and (structure := structure_of(line)) is not None and structure.is_overfull:
        raise ValueError(f"{number}: a structure of more than {MOST_ATTRIBUTES:,} attributes, as none has")
    if UNFINISHED.match(line) and structure_of(line) is None:
        raise ValueError(f"{number}: each structure has a line of its own, in which there is nothing else")
    if declared := COLUMNS_NAMED.fullmatch(line):
        _check_order(declared[1].split(), number)


def _check_order(names: list[str], number: int) -> None:
    """Raise `ValueError` where columns are not word, tag and lemma, in this order, with the command that reorders."""
    tag = next((place for place, name in enumerate(names) if place and name.lower() in TAG_NAMES), None)
    lemma = next((place for place, name in enumerate(names) if place and name.lower() == "lemma"), None)
    wanted = [0, tag, lemma] if lemma is not None else [0, tag]
    if len(names) < 2 or (wanted == [0, 1, 2][: len(wanted)] and (lemma or len(names) == 2)):
        return
    others = [place for place in range(1, len(names)) if place not in wanted]
    columns = ["$1", *('""' if place is None else f"${place + 1}" for place in (tag, lemma))]
    columns += [f"${place + 1}" for place in others]
    awk = "/^<!-- #vrt pos/ {next} NF > 1 {print " + ", ".join(columns) + "; next} 1"
    said = f"{number}: its columns are {' '.join(names)}, and word, tag and lemma are read. Reorder them, as with "
    raise ValueError(f"{said}awk -F'\\t' -v OFS='\\t' '{awk}'")


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
    attributes: dict[str, str] = {}
    count, place = 0, opening.end()
    while found := ATTRIBUTE.match(line, place):
        count += 1
        if count > MOST_ATTRIBUTES:
            return Structure(opening[2], opening[1] == "/", line.rstrip().endswith("/>"), attributes, is_overfull=True)
        key, double, single, bare = found.groups()
        attributes[key] = unescape(double or single or bare or "")
        place = found.end()
    if not CLOSING.fullmatch(line, place) and "\t" in line:
        return None  # a token: markup that is not well-formed is still no word
    return Structure(opening[2], opening[1] == "/", line.rstrip().endswith("/>"), attributes)


def _attribute(value: str) -> str:
    return escape(value).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")


STRUCTURES = BoundedCache(_structure, most=2**10)
