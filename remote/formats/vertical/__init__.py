"""Vertical text, as corpus managers such as the Sketch Engine and CWB read it: a token a line, structures as tags.

Columns: form, tag, lemma, features as CoNLL-U has them, chunk in IOB, as far as the document has them. ``<g/>`` joins
tokens without space between; other white space is not written: read back, tokens are separated by a space and sentences
by a new line. Metadata is attributes of ``<doc>``. A document that was read from vertical text is written with all of
its lines, structures and columns; only tags, lemmas that it had none of, features that were asked for, and chunks are
put in their place.
"""

from ..format import Format
from .parsing import NAME, parse
from .rendering import render, to_utf8
from .structures import begins, leads

__all__ = ["FORMAT", "begins", "parse", "render"]

FORMAT = Format(
    NAME,
    (".vert", ".vertical", ".vrt"),
    render,
    parse,
    begins=begins,
    leads=leads,
    holds=("LEMMA",),
    to_utf8=to_utf8,
)
