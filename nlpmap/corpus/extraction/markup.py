"""Markup: the text in the elements of HTML and XML, a paragraph apart from the next by an empty line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from ...optional import library
from ...remote.document import Document
from ..detection.encodings import encoding_by_mark, encoding_meant
from ..inputs.source import Source
from ..inputs.source_encoding import encoding_of
from ..reading.encodings import adviser, undecodable
from ..reading.located import START, Located, Position
from ..reading.options import Reading
from .whole_files import documents_of_whole

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
NEVER = frozenset(("head", "script", "style", "noscript", "template", "iframe", "svg", "textarea", "object"))
HEADERS = frozenset(("teiHeader", "cesHeader", "idsHeader", "fileDesc"))
WITHIN_LINES = frozenset(("w", "c", "pc", "tok", "t", "m", "hi", "seg", "name", "a", "b", "i", "em", "strong", "span"))
WORDS = frozenset(("w", "tok"))
MARKS = frozenset(("pc", "c"))
MOST_DEPTH = 2**11  # elements that are in each other
STRETCH = 2**16  # characters that are parsed at a time
OPENING = "([{“‘„«¿¡"
DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*(?:["']\s*)?([A-Za-z0-9_.:-]+)""")


def documents_of_html(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the document of a file of HTML; its title is metadata."""

    def extract(content: bytes) -> Iterator[Document]:
        yield html_document(decoded_markup(content, source, reading), source.document_name)

    return documents_of_whole(source, reading, start_at, extract)


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


def html_document(text: str, id: str = "") -> Document:
    """Make a document of HTML.

    >>> page = html_document("<title>Pets</title><p>Dogs <b>bark</b>.<p>Cats don&rsquo;t.<script>x()</script>")
    >>> page.text, page.metadata["title"]
    ('Dogs bark.\\n\\nCats don’t.\\n', 'Pets')
    """
    etree = library("lxml.etree", "markup", "reading .html")
    plain = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.removeprefix("\ufeff")).replace("\0", "")
    if not plain.strip():
        return Document(id, "")
    page = PageText()
    parser = etree.HTMLParser(target=page, huge_tree=True)
    for place in range(0, len(plain), STRETCH):
        parser.feed(plain[place : place + STRETCH] if place else f"<html>{plain[:STRETCH]}")
        if page.is_too_deep:  # to go on may take time that grows with the square of the rest
            line = plain.count("\n", 0, place) + 1
            raise ValueError(
                f"{line}: HTML that can't be read to its end: more than {MOST_DEPTH:,} elements in each other"
            )
    parser.close()
    title = " ".join("".join(page.titles).split())
    return Document(id, _tidy("".join(page.pieces)), {"title": title} if title else {})


class PageText:
    """The text of HTML, as a parser tells of its elements: a tree of them takes a hundred bytes for one in a file.

    And to put an attribute into a tree takes time that grows with the number of those before it.
    """

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.titles: list[str] = []
        self.waiting: list[str] = []  # text that may go on
        self.depth = self.left_out = self.in_title = 0
        self.is_too_deep = False

    def start(self, name: str, attributes: object) -> None:
        self.comment()
        self.depth += 1
        self.is_too_deep |= self.depth > MOST_DEPTH
        self._part(name, "\n")
        self.left_out += name in NEVER
        if name == "title":
            self.titles.append(" ")
            self.in_title += 1

    def end(self, name: str) -> None:
        self.comment()
        self.depth -= 1
        self.left_out -= name in NEVER
        self.in_title -= name == "title"
        self._part(name, "")

    def data(self, text: str) -> None:
        if self.in_title:
            self.titles.append(text)
        if not self.left_out:
            self.waiting.append(text)

    def comment(self, text: str = "") -> None:
        """Take the text up to here, as it has ended."""
        if self.waiting:
            self.pieces.append(_spaced("".join(self.waiting)))
            self.waiting = []

    def pi(self, target: str, text: str | None = None) -> None:
        self.comment()

    def close(self) -> None:
        self.comment()

    def _part(self, name: str, of_break: str) -> None:
        """Part an element from what is before or after it; once, as there may be very many without text."""
        bound = of_break if name in BREAKS else "\0" if name in BLOCKS else ""
        if bound and not self.left_out and (bound != "\0" or self.pieces[-1:] != ["\0"]):
            self.pieces.append(bound)


def local(element: Any) -> str:
    """Return an element's name without its namespace; of comments and entities, none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_in(root: Any) -> str:
    """Return the text in an element of XML: white space as one space, and an empty line between blocks."""
    pieces: list[str] = []
    stack: list[tuple[Any, bool]] = [(root, False)]
    is_unspaced = has_no_spaces(root)
    mixed: dict[Any, bool] = {}  # by element: asked for by each of its children
    while stack:  # not by recursion: markup may be nested deeply
        element, is_end = stack.pop()
        is_over = is_end or is_left_out(element)
        pieces.append("" if is_end and local(element) in BREAKS else boundary(element, mixed))
        if is_over:
            pieces.append(_spaced(element.tail) if element is not root else "")
            continue
        if is_unspaced and local(element) in WORDS and _follows_a_word(element):
            pieces.append(" ")
        pieces.append(_spaced(element.text))
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    return _tidy("".join(pieces))


def has_no_spaces(root: Any) -> bool:
    """Return whether words are marked in an element, and none has white space after it."""
    words = [element for element in root.iter() if local(element) in WORDS]
    return bool(words) and not any(map(_has_space_after, words))


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


def _spaced(text: str | None) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", text or "")


def _tidy(text: str) -> str:
    """Make empty lines of the bounds of blocks, and remove spaces at the ends of lines."""
    text = re.sub(rf"\s*(?:{UNBROKEN}\s*)+", "", text) if UNBROKEN in text else text
    blocks = ("\n".join(line.strip(" ") for line in block.split("\n")).strip("\n") for block in text.split("\0"))
    joined = "\n\n".join(block for block in blocks if block)
    return f"{joined}\n" if joined else ""
