"""Markup: the text in the elements of HTML and XML, a paragraph apart from the next by an empty line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from ..detection.encodings import encoding_by_mark, encoding_meant
from ..inputs.source import Source
from ..inputs.source_encoding import encoding_of
from ..reading.encodings import adviser, undecodable
from ..reading.options import Reading

HTML_BLOCKS = """
address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer
form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section summary table tbody td tfoot th
thead tr ul
"""
TEI_BLOCKS = """
ab argument back bibl byline cell closer dateline div1 div2 div3 div4 div5 div6 div7 docImprint docTitle epigraph front
group head imprimatur item l lg list note opener postscript row salute signed sp speaker stage text titlePage trailer u
"""
BLOCKS = frozenset(f"{HTML_BLOCKS} {TEI_BLOCKS}".split())
BREAKS = frozenset(("br", "lb"))
UNBROKEN = "\1"  # where a word goes on over a break; no character of XML
READINGS = frozenset(("choice", "app", "subst"))
INSTEAD = {"sic": "corr", "orig": "reg", "abbr": "expan", "rdg": "lem"}  # of two readings, the one for readers
HEADERS = frozenset(("teiHeader", "cesHeader", "idsHeader", "fileDesc"))
WITHIN_LINES = frozenset(("w", "c", "pc", "tok", "t", "m", "hi", "seg", "name", "a", "b", "i", "em", "strong", "span"))
WORDS = frozenset(("w", "tok"))
MARKS = frozenset(("pc", "c"))
STRETCH = 2**16  # characters that are taken at a time
SPACE = re.compile(r"\s+")
MARKUP_SPACE = re.compile(r"[ \t\r\n\f]+")
OPENING = "([{“‘„«¿¡"
DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*(?:["']\s*)?([A-Za-z0-9_.:-]+)""")


def decoded_markup(content: bytes, source: Source, reading: Reading) -> str:
    """Decode markup: by its byte order mark, in the encoding given if that is not the default, or as it says itself."""
    given = source.encoding or reading.encoding
    said = DECLARED.search(content[:2048])
    if given == "utf-8" and said is not None:
        given = encoding_meant(said[1].decode("ascii"), content, is_web=source.format == "html")
    encoding = encoding_by_mark(content, given if given != "auto" else encoding_of(source, given))
    try:
        return content.decode(encoding)
    except UnicodeError as error:
        line = content.count(b"\n", 0, getattr(error, "start", 0)) + 1
        raise undecodable(error, encoding, source.where, line, advise=adviser(source)) from None


def local(element: Any) -> str:
    """Return an element's name without its namespace; of comments and entities, none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_in(root: Any) -> str:
    """Return the text in an element of XML: white space as one space, and an empty line between blocks."""
    pieces: list[str] = []
    stack: list[tuple[Any, Iterator[Any]]] = [(None, iter((root,)))]
    is_unspaced = has_no_spaces(root)
    mixed: dict[Any, bool] = {}  # by element: asked for by each of its children
    while stack:  # not by recursion: markup may be nested deeply; nor with all children at once, which takes memory
        above, children = stack[-1]
        element = next(children, None)
        if element is None:
            stack.pop()
            element = above
            if element is None:
                break
            pieces.append("" if local(element) in BREAKS else boundary(element, mixed))
        else:
            pieces.append(boundary(element, mixed))
            if not is_left_out(element):
                if is_unspaced and local(element) in WORDS and _follows_a_word(element):
                    pieces.append(" ")
                pieces.append(spaced(element.text))
                stack.append((element, iter(element)))
                continue
        pieces.append(spaced(element.tail) if element is not root else "")
    return tidy("".join(pieces))


def has_no_spaces(root: Any) -> bool:
    """Return whether words are marked in an element, and none has white space after it."""
    spaced = (_has_space_after(element) for element in root.iter() if local(element) in WORDS)
    return next(spaced, True) is False and not any(spaced)


def _has_space_after(word: Any) -> bool:
    return (word.text or "")[-1:].isspace() or (word.tail or "")[:1].isspace()


def _follows_a_word(word: Any) -> bool:
    before = word.getprevious()
    if before is None or before.tail or local(before) not in WORDS | MARKS:
        return False
    return (before.text or "").strip() not in OPENING


def is_left_out(element: Any) -> bool:
    name = local(element)
    return not name or name in HEADERS or (name in INSTEAD and _has_other_reading(element, INSTEAD[name]))


def _has_other_reading(element: Any, name: str) -> bool:
    """Return whether there is one of a name beside a reading: among few, as each of them asks."""
    above = element.getparent()
    return above is not None and local(above) in READINGS and any(local(other) == name for other in islice(above, 8))


def boundary(element: Any, mixed: dict[Any, bool]) -> str:
    """Return what parts an element from what is before and after it."""
    name = local(element)
    if element.get("break") == "no" and len(element) == 0:
        return UNBROKEN
    if name in BREAKS:
        return "\n"
    if name in BLOCKS or name.lower() in BLOCKS:
        return "\0"
    if not name or name in WITHIN_LINES:
        return ""
    above = element.getparent()
    if above is not None and above not in mixed:
        mixed[above] = _is_mixed(above)
    return "" if above is None or mixed[above] else "\0"


def _is_mixed(element: Any) -> bool:
    """Return whether an element's children are parts of a line, as where it has text of its own between them."""
    return (
        local(element) in READINGS
        or bool((element.text or "").strip())
        or any((child.tail or "").strip() for child in element)
    )


def spaced(text: str | None) -> str:
    return one_spaced(MARKUP_SPACE, text) if text else ""


def one_spaced(space: re.Pattern[str], text: str) -> str:
    """Return a text with one space for each run of white space; a stretch at a time, as each takes memory by itself.

    >>> one_spaced(SPACE, "Dogs  bark \\n.")
    'Dogs bark .'
    """
    if len(text) <= STRETCH:
        return space.sub(" ", text)
    pieces, place = [], 0
    while place < len(text):
        end = place + STRETCH
        while text[end : end + 1].isspace():
            end += 1
        pieces.append(space.sub(" ", text[place:end]))
        place = end
    return "".join(pieces)


def tidy(text: str) -> str:
    """Make empty lines of the bounds of blocks, and remove spaces at the ends of lines."""
    text = re.sub(rf"\s*(?:{UNBROKEN}\s*)+", "", text) if UNBROKEN in text else text
    blocks = ("\n".join(line.strip(" ") for line in block.split("\n")).strip("\n") for block in text.split("\0"))
    joined = "\n\n".join(block for block in blocks if block)
    return f"{joined}\n" if joined else ""
