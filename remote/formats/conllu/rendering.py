"""Documents as CoNLL-U, written from scratch, or as they were read where they came from CoNLL-U.

White space that is not one space stands in MISC as UDPipe writes it (``SpacesAfter``, ``SpacesBefore``), so that the
text can be restored to the character. MISC also has the chunk in IOB (``Chunk``). Metadata is a comment of JSON. A
document without tokens has its comments alone, which stand before the sentence of another, as the format has no empty
sentences; at the end of a file it has no place.

Nearly every document is *regular*: no token holds white space, and each starts after the last one's end. Its lines are
made column by column; those of others, token by token.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from unicodedata import is_normalized

from ...document import Document
from ...document.buffers import compiled_lines
from .carrying import carried
from .columns import lemma_column, misc_column, tag_columns
from .comments import metadata_comment, newdoc_comment, sentence_id, sentence_prefix
from .irregular import irregular_sentences
from .misc import escape
from .multiword import JOINS
from .regular import is_regular_but_for, regular_sentences, shared_places


def render(document: Document) -> str:
    """Write a document as CoNLL-U; of nested chunks, the innermost of each token.

    Raises `UnfitForFormat` where a tag has white space or is empty. A tag ``_`` is read back as no tag.

    >>> dogs = Document.from_sents([[("Dogs", "NNS"), ("bark", "VBP")]], id="d1")
    >>> print(render(dogs), end="")  # doctest: +NORMALIZE_WHITESPACE
    # newdoc id = d1
    # sent_id = d1-1
    # text = Dogs bark
    1	Dogs	_	NOUN	NNS	_	_	_	_	_
    2	bark	_	VERB	VBP	_	_	_	_	_
    <BLANKLINE>
    """
    document.annotated  # noqa: B018 - raises for a document that has none
    return carried(document) or from_scratch(document)


def to_utf8(document: Document) -> bytes | None:
    """Return what `render` does in UTF-8, by compiled code; None where there is none, or it leaves that to `render`."""
    if (found := compiled_lines(document)) is None:
        return None
    lines, columns = found
    head = "\n".join([*comments_of(document), ""])
    written: bytes | None = _compiled(lines).written(head, sentence_prefix(document), document.text, columns)
    return written


@cache
def _compiled(lines: Any) -> Any:
    return lines.Conllu(tag_columns, lemma_column, misc_column, JOINS.__getitem__, is_normalized)


def comments_of(document: Document) -> list[str]:
    """List the comments of a whole document."""
    return [newdoc_comment(document.id), *([metadata_comment(document)] if document.metadata else [])]


def from_scratch(document: Document) -> str:
    """Write a document without a look at lines that it was read from."""
    lines = comments_of(document)
    if not document.annotated.forms:
        if document.text:
            lines.append(f"# spaces = {escape(document.text)}")
        return "\n".join([*lines, ""])
    prefix = sentence_prefix(document)
    shared = shared_places(document.annotated)
    is_plain = is_regular_but_for(document, shared)
    sentences = regular_sentences(document, shared) if is_plain else irregular_sentences(document)
    blocks = (
        f"# sent_id = {sentence_id(prefix, number)}\n# text = {text}\n{token_lines}\n"
        for number, (text, token_lines) in enumerate(sentences, start=1)
    )
    return "".join(["\n".join([*lines, ""]), *blocks])
