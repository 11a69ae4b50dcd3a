"""HTML for notebooks: tags coloured by their kind, chunks as boxes."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ..document import Document, Token
from ..tagset import universal

SENTENCES = 20  # that are shown of a document
COLOURS = {  # light backgrounds on which black text reads well, one a kind of word
    "NOUN": "#cfe8ff", "PROPN": "#b5d4f4", "PRON": "#d9e2ff",
    "VERB": "#c8efc9", "AUX": "#dff5d8",
    "ADJ": "#ffe3b8", "ADV": "#fff0c2", "NUM": "#f7dcc5",
    "ADP": "#eadcf7", "DET": "#efe6f7", "CCONJ": "#f3dcef", "SCONJ": "#f3dcef", "PART": "#ece4e4",
    "INTJ": "#ffd6d6", "X": "#e6e6e6", "SYM": "#e6e6e6", "PUNCT": "#f4f4f4",
}  # fmt: skip
STYLE = (
    ".nlpmap{line-height:2.6;color:#111;background:#fff;padding:.5em;max-width:60em}"
    ".nlpmap .t{display:inline-block;border-radius:.3em;padding:0 .25em;margin:0 .1em;line-height:1.25;"
    "text-align:center;vertical-align:middle}"
    ".nlpmap small{display:block;font-size:.65em;color:#555}"
    ".nlpmap .c{display:inline-block;border:1.5px solid #789;border-radius:.4em;padding:.05em .1em;margin:.1em;"
    "line-height:1.5;vertical-align:middle}"
    ".nlpmap .c>b{font-size:.6em;color:#567;margin:0 .3em;vertical-align:middle}"
    ".nlpmap h4{margin:.2em 0;line-height:1.4}.nlpmap p{margin:.3em 0}"
)


def render(document: Document, sentences: int = SENTENCES) -> str:
    """Draw a document; one that is not annotated is shown as its text."""
    heading = f"<h4>{escape(document.id)}</h4>" if document.id else ""
    if document.annotation is None:
        body = f"<p style='white-space:pre-wrap;line-height:1.5'>{escape(document.text[:2000])}</p>"
    else:
        shown = document.sentences[:sentences]
        body = "".join(f"<p>{''.join(_phrases(sentence.tokens))}</p>" for sentence in shown)
        more = len(document.sentences) - len(shown)
        body += f"<p>… and {more} more sentences</p>" if more else ""
    return f"<style>{STYLE}</style><div class='nlpmap'>{heading}{body}</div>"


def _phrases(tokens: list[Token]) -> Iterator[str]:
    """Draw tokens, those of one chunk in a box."""
    label = None
    for token in tokens:
        kind, _, name = (token.chunk or "O").partition("-")
        if label is not None and (kind != "I" or name != label):
            yield "</span>"
            label = None
        if kind != "O" and label is None:
            label = name
            yield f"<span class='c'><b>{escape(name)}</b>"
        yield _token(token)
    if label is not None:
        yield "</span>"


def _token(token: Token) -> str:
    if token.tag is None:
        return f"<span class='t'>{escape(token.form)}</span>"
    colour = COLOURS.get(universal(token.tag) or "X", "#e6e6e6")
    return f"<span class='t' style='background:{colour}'>{escape(token.form)}<small>{escape(token.tag)}</small></span>"
