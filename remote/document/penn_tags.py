"""The tags of the English Web Treebank as the classic Penn tags, those that NLTK's own tagger gives.

A tag that the Penn Treebank lacks is the one that such a token has there; where it has the same tag for less, or for
more, the form decides: *to* is always TO there, and a dash, an ellipsis, a semicolon is no comma. What each tag means,
and why it is mapped so: docs/tagset.md.
"""

from __future__ import annotations

from .buffers import raw_columns, with_tags
from .document import Document
from .tagset import universal

CLASSIC = {
    "-LRB-": "(",
    "-RRB-": ")",
    "ADD": "NNP",
    "AFX": "JJ",
    "GW": "NN",
    "HYPH": ":",
    "NFP": ":",
    "XX": "FW",
}
NO_COMMAS = ("-", "--", "---", "\u2012", "\u2013", "\u2014", "\u2015", "...", "\u2026", ";")
BY_FORM = {("to", "IN"): "TO", **{(form, ","): ":" for form in NO_COMMAS}}
DECIDED_BY_FORM = frozenset(tag for _, tag in BY_FORM)


def classic_tag(form: str, tag: str | None) -> str | None:
    """Return a token's tag in the classic tagset; one that is of neither stays as it is.

    >>> classic_tag("-", "HYPH"), classic_tag("To", "IN"), classic_tag("in", "IN"), classic_tag("?", "SOMETHING")
    (':', 'TO', 'IN', 'SOMETHING')
    """
    if tag in DECIDED_BY_FORM:
        return BY_FORM.get((form.lower(), tag), tag)
    return tag if tag is None else CLASSIC.get(tag, tag)


def with_classic_tags(document: Document) -> Document:
    """Return a document with classic tags; its universal tags stay what they are by its own.

    >>> tagged = Document.from_sents([[("see", "VB"), ("a.org", "ADD")]])
    >>> with_classic_tags(tagged).tagged_words()
    [('see', 'VB'), ('a.org', 'NNP')]
    """
    columns = raw_columns(document.annotated)
    if columns.tags is None:
        return document
    own = columns.universal or [universal(tag) for tag in columns.tags]
    tags = list(map(classic_tag, columns.forms, columns.tags))
    return document.with_annotation(with_tags(document.annotated, tags, own))
