"""XML: each text of TEI and of its kin, or all that is in a file, with its title."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html.entities import html5
from typing import Any, NamedTuple

from ...optional import library
from ...remote.document import Document
from ..inputs.source import Source
from ..reading.located import START, Located, Position
from ..reading.options import Reading
from .markup import HEADERS, STRETCH, decoded_markup, local, text_in
from .pages import attributes_in
from .whole_files import TooLong, documents_of_whole, most_bytes_of

log = logging.getLogger("nlpmap.corpus")
TOGETHER = 2**12  # pieces of a text that are made one
TEXTS = ("text", "wtext", "stext")
ENTITY = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&([A-Za-z][A-Za-z0-9]*);", re.DOTALL)
DECLARED_ENTITY = re.compile(r"<!ENTITY\s+([A-Za-z][A-Za-z0-9]*)\s")
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
ASKED = frozenset(("id", XML_ID, "break"))  # attributes
XML_ENTITIES = ("lt", "gt", "amp", "quot", "apos")


def documents_of_xml(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the texts of a file of XML: each ``<text>`` of TEI, else all that is in it."""

    def extract(content: bytes) -> Iterator[Document]:
        text = decoded_markup(content, source, reading)
        del content  # which is as long
        most = reading.most_pieces(most_bytes_of(source, reading), source)
        return xml_documents(text, source.document_name, source.where, most)

    return documents_of_whole(source, reading, start_at, extract)


def xml_documents(text: str, name: str = "", where: str = "", most: int | None = None) -> Iterator[Document]:
    """Yield the texts of XML, none of its header; raises `ValueError` with the line where it is not well-formed.

    Raises `TooLong` where a tag has very many of ``most`` pieces as its attributes.

    >>> tei = "<TEI><teiHeader>x</teiHeader><text><p>Dogs.</p><p>Cats.</p></text></TEI>"
    >>> [document.text for document in xml_documents(tei)]
    ['Dogs.\\n\\nCats.\\n']
    """
    etree = library("lxml.etree", "markup", "reading .xml")
    plain = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.removeprefix("\ufeff"))
    if not plain.strip():
        yield Document(name, "")
        return
    lines_before = text.count("\n", 0, len(text) - len(plain))
    content = with_entities(plain).encode("utf-8", "replace")
    del text, plain  # which take as much memory
    try:
        root, attribute = _parsed(etree, content, InTag(where, attributes_in(most)))
    except etree.XMLSyntaxError as error:
        line = (error.lineno or 1) + lines_before
        raise ValueError(f"{line}: not XML: {error.msg}. If it is HTML: --input-format html") from None
    del content
    texts = list(_texts_in(root))
    _note_left_out(root, texts, attribute, where)
    titles = Titles(root, texts)
    for element in texts or [root]:
        title = titles.of(element)
        id = element.get(XML_ID) or element.get("id") if len(texts) > 1 else name
        yield Document(id or "", text_in(element), {"title": title} if title else {})


def _texts_in(root: Any) -> Iterator[Any]:
    """Yield the texts in an element, in order, none that is in another."""
    stack = [iter((root,))]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif local(element) in TEXTS:
            yield element
        else:
            stack.append(iter(element))


class Titles:
    """The titles of texts: of what is around a text alone, or around several, as their common header."""

    def __init__(self, root: Any, texts: Sequence[Any]) -> None:
        self.root = root
        self.numbers: Counter[Any] = Counter()  # of texts in an element: one, or more
        self.found: dict[Any, str] = {}
        for text in texts:
            for above in text.iterancestors():  # no further up than another was: each is looked at twice at most
                self.numbers[above] += 1
                if self.numbers[above] > 2:
                    break

    def of(self, text: Any) -> str:
        inner, above = text, text.getparent()
        while above is not None and self.numbers[above] == 1:
            beside = (child for child in above if child is not inner)
            if title := next(filter(None, map(_title_in, beside)), ""):
                return title
            inner, above = above, above.getparent()
        around = text.getparent() if text is not self.root and text.getparent() is not None else self.root
        if around not in self.found:
            self.found[around] = _title_in(around)
        return self.found[around]


def _title_in(around: Any) -> str:
    title = next(("".join(found.itertext()) for found in around.iter() if local(found) == "title"), "")
    return " ".join(title.split())


def _note_left_out(root: Any, texts: Sequence[Any], attribute: str | None, where: str) -> None:
    """Note where XML has words that are in none of its texts, or only in attributes."""
    if texts:
        if (outside := _outside(root)) is not None:
            log.warning("%s: what is not in <%s> is left out, as in <%s>", where, local(texts[0]), outside)
        return
    if any(text.strip() for text in root.itertext()):
        return
    if attribute is not None:
        log.warning("%s: no text between the tags; what attributes have is left out, as %s", where, attribute)


def _outside(root: Any) -> str | None:
    """Return the name of the first element whose words are in no text, header or title; None where there is none."""
    stack = [iter((root,))]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            continue
        if local(element) in TEXTS or local(element) in HEADERS or local(element) == "title":
            continue
        if local(element) and ((element.text or "").strip() or any((child.tail or "").strip() for child in element)):
            return local(element)
        stack.append(iter(element))
    return None


def with_entities(text: str) -> str:
    """Return XML with the entities that HTML knows as characters, which its DTD, elsewhere, may declare.

    >>> with_entities("<p>&mdash;&lt;<![CDATA[&mdash;]]></p>")
    '<p>—&lt;<![CDATA[&mdash;]]></p>'
    """

    own = {*XML_ENTITIES, *DECLARED_ENTITY.findall(text)}

    def character(found: re.Match[str]) -> str:
        name = found[1]
        return found[0] if name is None or name in own else html5.get(f"{name};", found[0])

    if "&" not in text:
        return text
    pieces: list[str] = []
    place = made = 0
    for found in ENTITY.finditer(text):
        pieces += text[place : found.start()], character(found)
        place = found.end()
        if len(pieces) - made > TOGETHER:  # each takes fifty bytes more than it has
            pieces[made:] = ["".join(pieces[made:])]
            made += 1
    return "".join([*pieces, text[place:]])


class Parsed(NamedTuple):
    """A tree of XML without the attributes that say nothing of its text, and the name of the first of these."""

    root: Any
    attribute: str | None


def _parsed(etree: Any, content: bytes, tags: InTag, lenient: bool = False) -> Parsed:
    """Parse XML with the entities that it declares; prefixes of namespaces that are not declared are passed over."""
    parser = etree.XMLPullParser(
        events=("start",),
        resolve_entities="internal",
        no_network=True,
        load_dtd=False,
        remove_pis=True,
        recover=lenient,
    )
    attribute = None
    try:
        for place in range(0, len(content), STRETCH):
            stretch = content[place : place + STRETCH]
            parser.feed(stretch)
            tags.add(stretch)
            for _, element in parser.read_events():
                attribute = attribute or next(iter(element.attrib), None)
                _forget_attributes(element)
        return Parsed(parser.close(), attribute)
    except etree.XMLSyntaxError:
        if not lenient and parser.error_log and all(entry.domain_name == "NAMESPACE" for entry in parser.error_log):
            return _parsed(etree, content, InTag(tags.where, tags.most), lenient=True)
        raise


def _forget_attributes(element: Any) -> None:
    """Remove attributes that nothing asks for: in a corpus with one word an element, they take most of the memory."""
    for name in element.attrib:
        if name not in ASKED:
            del element.attrib[name]


class InTag:
    """Counts what may be attributes where no tag begins: they are in memory together until their tag ends."""

    def __init__(self, where: str, most: int | None) -> None:
        self.where = where
        self.most = most
        self.count = 0

    def add(self, stretch: bytes) -> None:
        """Count in the next stretch of a file; raises `TooLong` where a tag may have more than there may be."""
        begun = stretch.rfind(b"<")
        self.count = self.count * (begun < 0) + stretch.count(b"=", max(begun, 0))
        if self.most is not None and self.count > self.most:
            raise TooLong(self.where, "a tag", self.most, "attributes")
