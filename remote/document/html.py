"""HTML for notebooks: words over their tags, coloured by kind; phrases in boxes.

The colours are translucent and the text has the page's own colour, so that it reads well on light and dark pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from .annotation import Annotation
from .chunks import Chunk
from .tagset import universal

TOKENS = 200  # of a document that are shown, at most
CHARACTERS = 2000  # of a text without annotation
FORM = 100  # characters of a token
KINDS = {  # a hue as red, green and blue, and the universal tags that have it
    "noun": ("59 130 246", "NOUN"),
    "name": ("20 184 190", "PROPN"),
    "pronoun": ("129 140 248", "PRON"),
    "verb": ("34 180 85", "VERB AUX"),
    "adjective": ("245 140 11", "ADJ"),
    "adverb": ("225 190 10", "ADV"),
    "number": ("180 120 70", "NUM"),
    "determiner": ("190 150 200", "DET"),
    "preposition": ("185 95 245", "ADP"),
    "linking word": ("240 90 170", "CCONJ SCONJ PART"),
    "interjection": ("240 70 70", "INTJ"),
    "punctuation or sign": ("140 140 140", "PUNCT SYM"),
    "other": ("140 140 140", "X"),
}
KIND_OF = {tag: kind for kind, (_, tags) in KINDS.items() for tag in tags.split()}
PHRASES = {"NP": "noun", "VP": "verb", "PP": "preposition", "ADJP": "adjective", "ADVP": "adverb"}  # share their hue
STYLE = """
.nlpmap{max-width:60em;padding:.5em 0;font:15px/1.4 system-ui,sans-serif;color:inherit;text-align:start;
overflow-wrap:anywhere}
.nlpmap-text{white-space:pre-wrap}
.nlpmap-note,.nlpmap-legend{font-size:12px;opacity:.75}
.nlpmap-note{margin:.1em 0 .4em}.nlpmap-legend{margin-bottom:.5em}
.nlpmap-legend span{margin-inline-end:1em;white-space:nowrap}
.nlpmap-legend i{display:inline-block;width:1em;height:1em;margin-inline-end:.35em;vertical-align:-.15em;
border-radius:.25em;background:rgb(var(--nlpmap)/.45)}
.nlpmap-sentence{display:flex;gap:.8em;padding:.45em 0;border-top:1px solid rgb(140 140 140/.3)}
.nlpmap-sentence>small{flex:none;width:1.6em;text-align:end;font-size:12px;line-height:2;opacity:.6;user-select:none}
.nlpmap-sentence>div{flex:1;min-width:0}
.nlpmap-token,.nlpmap-chunk{display:inline-flex;flex-direction:column;vertical-align:baseline;max-width:100%;
box-sizing:border-box;margin:.12em 1px;border-radius:.3em}
.nlpmap-token{align-items:center;padding:.1em .25em;background:rgb(var(--nlpmap)/.24)}
.nlpmap-token small,.nlpmap-chunk small{font-size:10px;line-height:1.2;user-select:none}
.nlpmap-token small{opacity:.75}
.nlpmap-chunk{padding:.1em .2em;border:1.5px solid rgb(var(--nlpmap)/.75)}
.nlpmap-chunk>small{align-self:center;font-weight:700;letter-spacing:.05em}
""" + "".join(f".nlpmap-{kind.split()[0]}{{--nlpmap:{hue}}}\n" for kind, (hue, _) in KINDS.items())
STYLE += ".nlpmap-punctuation{background:none}\n"


class Page:
    """A drawing of a document, which notebooks show."""

    def __init__(self, html: str) -> None:
        self.html = html

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return "a drawing that notebooks show; for browsers: document.save_html(path)"


def page(title: str, drawing: str) -> str:
    """Return a page for browsers.

    >>> page("a & b", "<div></div>").splitlines()[1]
    '<meta charset="utf-8"><title>a &amp; b</title>'
    """
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    return f'<!DOCTYPE html>\n{head}\n<meta name="color-scheme" content="light dark">\n{drawing}\n'


def render(id: str, text: str, annotation: Annotation | None, tokens: int | None = TOKENS) -> str:
    """Draw a document's first sentences, up to ``tokens``; one that is not annotated is shown as its text.

    >>> page = render("d1", "R&D pays", Annotation(["R&D", "pays"], [0, 4], [3, 8], [2], ["NN", "VBZ"]))
    >>> "<span class='nlpmap-token nlpmap-noun' title='NN: noun, 0-3'>R&amp;D<small>NN</small></span>" in page
    True
    """
    body = _text(text, tokens is None) if annotation is None else _annotated(annotation, tokens)
    # MathJax, which notebooks have, would take the text between two $ for a formula
    opening = "<div class='nlpmap tex2jax_ignore mathjax_ignore' dir='auto'>"
    return f"<style>{STYLE}</style>{opening}<div><b>{escape(id)}</b></div>{body}</div>"


def _text(text: str, is_whole: bool) -> str:
    most = len(text) if is_whole else CHARACTERS
    note = _note(f"The first {most:,} of {len(text):,} characters; whole: .show()") if len(text) > most else ""
    return f"<div class='nlpmap-text'>{escape(text[:most])}</div>{note}"


def _annotated(annotation: Annotation, tokens: int | None) -> str:
    ranges = list(annotation.sentence_ranges())
    shown = ranges if tokens is None else shown_ranges(ranges, tokens)
    lines = (_sentence(number, annotation, *span) for number, span in enumerate(shown, start=1))
    legend = _legend(kind_of(tag) for tag in (annotation.tags or ())[: shown[-1][1] if shown else 0])
    sizes = f"{_count(len(ranges), 'sentence')}, {_count(len(annotation.forms), 'token')}"
    cut = (
        f"Cut here: {shown[-1][1]:,} of {len(annotation.forms):,} tokens are shown; all: .show()"
        if shown != ranges
        else ""
    )
    return f"{_note(sizes)}{legend}{''.join(lines)}{_note(cut)}"


def shown_ranges(ranges: list[tuple[int, int]], tokens: int) -> list[tuple[int, int]]:
    """Choose the first sentences, no more tokens than ``tokens`` in all; if need be, a piece of the first.

    >>> shown_ranges([(0, 4), (4, 9), (9, 12)], tokens=10), shown_ranges([(0, 99)], tokens=10)
    ([(0, 4), (4, 9)], [(0, 10)])
    """
    return [(first, last) for first, last in ranges if last <= tokens] or [(0, tokens) for _ in ranges[:1]]


def kind_of(tag: str | None) -> str:
    """Name the kind of word that a Penn tag stands for, or a universal one.

    >>> kind_of("VBZ"), kind_of("NOUN"), kind_of("?")
    ('verb', 'noun', 'other')
    """
    return KIND_OF.get(tag or "X") or KIND_OF[universal(tag) or "X"]


def _legend(kinds: Iterable[str]) -> str:
    seen = set(kinds) - {"punctuation or sign"}
    entries = (f"<span class='nlpmap-{kind.split()[0]}'><i></i>{kind}</span> " for kind in KINDS if kind in seen)
    return f"<div class='nlpmap-legend'>{''.join(entries)}</div>" if seen else ""


def _note(text: str) -> str:
    return f"<div class='nlpmap-note'>{text}</div>" if text else ""


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _sentence(number: int, annotation: Annotation, first: int, last: int) -> str:
    words = "".join(_words(annotation, first, last))
    return f"<div class='nlpmap-sentence'><small>{number}</small><div>{words}</div></div>"


def _words(annotation: Annotation, first: int, last: int) -> Iterator[str]:
    """Draw tokens, spaces between them as in the text, with a box around those of a chunk."""
    chunks = [chunk for chunk in annotation.chunks or () if first <= chunk.start < last]
    starting = {start: list(group) for start, group in groupby(chunks, key=lambda chunk: chunk.start)}
    within: list[Chunk] = []
    for index in range(first, last):
        if index > first and annotation.starts[index] > annotation.ends[index - 1]:
            yield " "
        for chunk in starting.get(index, ()):
            within.append(chunk)
            yield f"<span class='nlpmap-chunk nlpmap-{PHRASES.get(chunk.label, 'other')}'><span>"
        yield _token(annotation, index)
        while within and (within[-1].end <= index + 1 or index + 1 == last):
            yield f"</span><small>{escape(within.pop().label)}</small></span>"


def _token(annotation: Annotation, index: int) -> str:
    form = annotation.forms[index]
    written = escape(form if len(form) <= FORM else form[:FORM] + "…")
    tag = annotation.tags[index] if annotation.tags else None
    if tag is None:
        return f"<span class='nlpmap-token nlpmap-other'>{written}</span>"
    kind = kind_of(tag)
    lemma = annotation.lemmas[index] if annotation.lemmas else None
    of_lemma = "" if lemma is None else f", {escape(lemma[:FORM], quote=True)}"
    title = f"{escape(tag)}: {kind}{of_lemma}, {annotation.starts[index]}-{annotation.ends[index]}"
    below = "" if tag == form else f"<small>{escape(tag)}</small>"
    return f"<span class='nlpmap-token nlpmap-{kind.split()[0]}' title='{title}'>{written}{below}</span>"
