"""CoNLL-U (https://universaldependencies.org/format.html): documents written, read back, and carried from file to file.

``rendering`` writes a document from scratch, ``parsing`` reads lines, and ``carrying`` writes the lines that a document
was read from with only those columns replaced that annotation has changed.
"""

from ..format import Format
from .comments import begins, leads
from .draft import NAME
from .parsing import FileParse, parse
from .rendering import render, to_utf8

__all__ = ["FORMAT", "begins", "parse", "render"]

FORMAT = Format(
    NAME,
    (".conllu", ".conllup"),
    render,
    parse,
    begins=begins,
    leads=leads,
    parse_after=FileParse,
    needs_tokens=True,
    has_names=True,
    holds=("LEMMA", "FEATS"),
    to_utf8=to_utf8,
)
