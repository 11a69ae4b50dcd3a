"""Pages: the text of HTML, as a parser tells of its elements, one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...optional import library
from ...remote.document import Document
from ..inputs.source import Source
from ..reading.located import START, Located, Position
from ..reading.options import Reading
from .markup import BLOCKS, BREAKS, SPACE, STRETCH, decoded_markup, one_spaced, spaced, tidy
from .whole_files import TooLong, documents_of_whole, most_bytes_of

NEVER = frozenset(("head", "script", "style", "noscript", "template", "iframe", "svg", "textarea", "object"))
TOGETHER = 2**12  # pieces of a text that are made one: each takes fifty bytes more than it has
MOST_DEPTH = 2**11  # elements that are in each other
FEWEST_ATTRIBUTES = 2**17  # in a tag that are too many for some document, and
PIECES_OF_ATTRIBUTE = 4  # pieces, of those that it may have, for each


def documents_of_html(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the document of a file of HTML; its title is metadata."""
    most = most_bytes_of(source, reading)

    def extract(content: bytes) -> Iterator[Document]:
        text = decoded_markup(content, source, reading)
        del content  # which is as long
        yield html_document(text, source.document_name, source.where, reading.most_pieces(most, source))

    return documents_of_whole(source, reading, start_at, extract)


def html_document(text: str, id: str = "", where: str = "", most: int | None = None) -> Document:
    """Make a document of HTML; raises `TooLong` where a tag has very many of ``most`` pieces as its attributes.

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
    in_tag = Unended(where, attributes_in(most))
    for place in range(0, len(plain), STRETCH):
        stretch = plain[place : place + STRETCH]
        parser.feed(stretch if place else f"<html>{stretch}")
        in_tag.add(stretch, page.events)
        if page.is_too_deep:  # to go on may take time that grows with the square of the rest
            line = plain.count("\n", 0, place) + 1
            raise ValueError(
                f"{line}: HTML that can't be read to its end: more than {MOST_DEPTH:,} elements in each other"
            )
    parser.close()
    title = one_spaced(SPACE, "".join(page.titles)).strip()
    return Document(id, tidy("".join(page.pieces)), {"title": title} if title else {})


def attributes_in(most: int | None) -> int | None:
    """Return how many attributes a tag may have in a document of so many pieces.

    >>> attributes_in(10), attributes_in(2**20)
    (131072, 262144)
    """
    return None if most is None else max(FEWEST_ATTRIBUTES, most // PIECES_OF_ATTRIBUTE)


class Unended:
    """What is fed to a parser that tells of nothing: it is within a tag, whose attributes may be very many.

    They are counted as if all of it were attributes, as nobody knows from where on it is quoted.
    """

    def __init__(self, where: str, most: int | None) -> None:
        self.where = where
        self.most = most
        self.count = self.events = 0

    def add(self, stretch: str, events: int) -> None:
        """Count what may be attributes in a stretch after which a parser has told of so many events in all."""
        if self.most is None:
            return
        if events != self.events:
            self.count, self.events = 0, events
            return
        self.count += len(stretch.split()) + stretch.count("=") + stretch.count("/")
        if self.count > self.most:
            raise TooLong(self.where, "a tag or comment", self.most, "attributes or words")


class PageText:
    """The text of HTML, as a parser tells of its elements: a tree of them takes a hundred bytes for one in a file.

    And to put an attribute into a tree takes time that grows with the number of those before it.
    """

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.titles: list[str] = []
        self.waiting: list[str] = []  # text that may go on
        self.before: list[str] = []  # what of it is put together already
        self.depth = self.left_out = self.in_title = self.events = 0
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
        self.events += 1
        if self.in_title:
            self.titles.append(text)
        if not self.left_out:
            self.waiting.append(text)
            if len(self.waiting) > TOGETHER:
                self.before.append("".join(self.waiting))
                self.waiting = []

    def comment(self, text: str = "") -> None:
        """Take the text up to here, as it has ended."""
        self.events += 1
        if self.waiting or self.before:
            text = "".join([*self.before, *self.waiting])
            self.before, self.waiting = [], []
            self.pieces.append(spaced(text))

    def pi(self, target: str, text: str | None = None) -> None:
        self.comment()

    def close(self) -> None:
        self.comment()

    def _part(self, name: str, of_break: str) -> None:
        """Part an element from what is before or after it; once, as there may be very many without text."""
        bound = of_break if name in BREAKS else "\0" if name in BLOCKS else ""
        if bound and not self.left_out and (bound != "\0" or self.pieces[-1:] != ["\0"]):
            self.pieces.append(bound)
