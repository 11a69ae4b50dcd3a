"""Vertical text, as corpus managers such as the Sketch Engine read it: a token a line, structures as tags.

Columns: form, tag, chunk in IOB, as far as the document has them. ``<g/>`` joins tokens without space between.
"""

from __future__ import annotations

from html import escape

from ..document import Document, Token


def render(document: Document) -> str:
    """Write a document as vertical text.

    >>> yes = Document.from_sents([[("Yes", "UH")]], id="d1")
    >>> print(render(yes), end="")  # doctest: +NORMALIZE_WHITESPACE
    <doc id="d1">
    <s>
    Yes	UH
    </s>
    </doc>
    """
    lines = [f'<doc id="{_attribute(document.id)}">']
    previous_end = -1
    for sentence in document.sentences:
        lines.append("<s>")
        for rank, token in enumerate(sentence.tokens):
            if rank and token.start == previous_end:
                lines.append("<g/>")
            lines.append(_line(token))
            previous_end = token.end
        lines.append("</s>")
    return "\n".join([*lines, "</doc>", ""])


def _attribute(value: str) -> str:
    return escape(value).replace("\n", "&#10;").replace("\r", "&#13;")


def _line(token: Token) -> str:
    form = escape(" ".join(token.form.split()), quote=False)
    return "\t".join([form, *(column for column in (token.tag, token.chunk) if column is not None)])
