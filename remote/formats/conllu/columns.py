"""The tokens of a document, and what stands in the columns of their lines when these are written from scratch.

FORM is the token's text, as the official validator wants it: white space within is one space each, and characters are
in Unicode's form NFC. Where the text differs from that, MISC has it (``SpacesInToken``, ``Surface``); and where the
token's form differs, as NLTK's of quotation marks, MISC has the form (``NltkForm``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from unicodedata import normalize

from ...document import Document
from ...document.tagset import universal as penn_to_universal
from ..format import UnfitForFormat
from .misc import escape

UNFIT_TAG = re.compile(r"\s|^$")


def form_column(text: str) -> str:
    """Write a text as FORM.

    >>> form_column("10\\xa0000"), form_column("")
    ('10 000', '_')
    """
    return normalize("NFC", " ".join(text.split())) or "_"


def tag_columns(form: str, tag: str | None, universal: str | None) -> tuple[str, str]:
    """Write UPOS and XPOS; without a universal tag, UPOS is that of the Penn tag.

    Raises `UnfitForFormat` where a tag has white space or is empty.

    >>> tag_columns("dogs", "NNS", None)
    ('NOUN', 'NNS')
    """
    for column in (tag, universal):
        if column is not None and UNFIT_TAG.search(column):
            raise UnfitForFormat(f"conllu can't hold the tag {column!r} of the token {form!r}; choose jsonl")
    return universal or penn_to_universal(tag) or "_", tag or "_"


def lemma_column(lemma: str | None) -> str:
    """Write LEMMA: as FORM, white space within it is one space each, and characters are in Unicode's form NFC.

    >>> lemma_column("dog"), lemma_column(None), lemma_column("10\\xa0000")
    ('dog', '_', '10 000')
    """
    return "_" if lemma is None else form_column(lemma)


def feats_column(feats: str | None) -> str:
    """Write FEATS; raises `UnfitForFormat` where there is white space in it.

    >>> feats_column("Number=Plur"), feats_column(None), feats_column("")
    ('Number=Plur', '_', '_')
    """
    if feats is not None and re.search(r"\s", feats):
        raise UnfitForFormat(f"conllu can't hold the features {feats!r}; choose jsonl")
    return feats or "_"


def middle_columns(
    form: str, tag: str | None, universal: str | None = None, lemma: str | None = None, feats: str | None = None
) -> str:
    """Write what stands between a token's number and its MISC; ``form`` is its FORM.

    >>> middle_columns("dogs", "NNS", None, "dog")
    '\\tdogs\\tdog\\tNOUN\\tNNS\\t_\\t_\\t_\\t_\\t'
    """
    upos, xpos = tag_columns(form, tag, universal)
    return f"\t{form}\t{lemma_column(lemma)}\t{upos}\t{xpos}\t{feats_column(feats)}\t_\t_\t_\t"


def misc_column(
    chunk: str | None,
    gap: str,
    form: str | None = None,
    surface: str | None = None,
    before: str = "",
    is_last: bool = False,
) -> str:
    """Write a token's MISC: its chunk, its form and text where FORM is neither, and the white space around it.

    >>> misc_column("B-NP", " "), misc_column(None, " ")
    ('Chunk=B-NP', '_')
    >>> misc_column(None, "", form="``")
    'NltkForm=``|SpaceAfter=No'
    """
    marks = [
        f"Chunk={escape(chunk)}" if chunk is not None else "",
        f"NltkForm={escape(form)}" if form is not None else "",
        "SpaceAfter=No" if gap == "" and not is_last else "",
        f"SpacesAfter={escape(gap)}" if gap and gap != ("" if is_last else " ") else "",
        f"SpacesBefore={escape(before)}" if before else "",
        _surface(surface) if surface is not None else "",
    ]
    return "|".join(filter(None, marks)) or "_"


def _surface(surface: str) -> str:
    key = "SpacesInToken" if re.search(r"\s", surface) else "Surface"
    return f"{key}={escape(surface)}"


def surfaces_of(document: Document) -> list[str]:
    """List the text of each token."""
    text = document.text
    return [text[start:end] for start, end in zip(document.annotated.starts, document.annotated.ends, strict=True)]


def gaps_of(document: Document) -> list[str]:
    """List what stands between each token and the next, or the end of the text."""
    columns, text = document.annotated, document.text
    return [text[end:start] for end, start in zip(columns.ends, chain(columns.starts[1:], [len(text)]), strict=True)]


def odd(text: str, written: str) -> str | None:
    """Return a text where something else is written.

    >>> odd("``", '"'), odd("dogs", "dogs")
    ('``', None)
    """
    return None if text == written else text


def range_line(document: Document, number: str, last_number: str, first: int, last: int, gaps: Sequence[str]) -> str:
    """Write the line of a multiword token, which has the white space around it."""
    columns = document.annotated
    surface = document.text[columns.starts[first] : columns.ends[last - 1]]
    form = form_column(surface)
    before = document.text[: columns.starts[0]] if first == 0 else ""
    misc = misc_column(None, gaps[last - 1], None, odd(surface, form), before, last == len(columns.forms))
    return f"{number}-{last_number}{middle_columns(form, None)}{misc}\n"
