"""What the lines that a document was read from have, and a format has no place for."""

from __future__ import annotations

from ..remote.document import Original
from ..remote.formats import Format

HELD = {"ID", "FORM", "UPOS", "XPOS", "CHUNK"}  # by every format, each in its way
SPACES = ("SpaceAfter=", "SpacesAfter=", "SpacesBefore=", "SpacesInToken=")
MARKS = (*SPACES, "NltkForm=", "Form=", "Surface=", "Chunk=")  # of MISC, which are read


def columns_left_out(original: Original | None, format: Format) -> set[str]:
    """Return the names of the columns that have something which a document's format can't hold.

    >>> from nlpmap.remote.formats import FORMATS, conllu
    >>> line = "1\\tYes\\tyes\\tINTJ\\tUH\\tPolarity=Pos\\t_\\t_\\t_\\tSpaceAfter=No"
    >>> [document] = conllu.parse([line])
    >>> sorted(columns_left_out(document.original, FORMATS["slash"]))
    ['FEATS', 'LEMMA']
    >>> columns_left_out(document.original, FORMATS["conllu"])
    set()
    """
    if original is None or original.format == format.name or not original.columns:
        return set()
    rows = [line for line in original.lines.splitlines() if line.strip() and not line.startswith(("#", "-DOCSTART-"))]
    cells = zip(*(row.split("\t" if "\t" in row else None) for row in rows), strict=False)
    held = HELD | {*format.holds}
    named = zip(original.columns, cells, strict=False)
    return {name for name, values in named if name not in held and any(is_something(name, one) for one in {*values})}


def is_something(name: str, value: str) -> bool:
    """Return whether a value says something that is not read into the text, the tags and the chunks.

    >>> is_something("LEMMA", "dog"), is_something("HEAD", "_"), is_something("MISC", "SpaceAfter=No|Chunk=B-NP")
    (True, False, False)
    """
    if value in ("_", "*"):
        return False
    return name != "MISC" or not all(mark.startswith(MARKS) for mark in value.split("|"))
