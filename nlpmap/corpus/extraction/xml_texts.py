"""XML: each text of TEI and of its kin, or all that is in a file, with its title."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html.entities import html5
from typing import Any

from ...optional import library
from ...remote.document import Document
from ..inputs.source import Source
from ..reading.located import START, Located, Position
from ..reading.options import Reading
from .markup import HEADERS, decoded_markup, local, text_in
from .whole_files import documents_of_whole

log = logging.getLogger("nlpmap.corpus")
TOGETHER = 2**12  # pieces of a text that are made one
TEXTS = ("text", "wtext", "stext")
ENTITY = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&([A-Za-z][A-Za-z0-9]*);", re.DOTALL)
DECLARED_ENTITY = re.compile(r"<!ENTITY\s+([A-Za-z][A-Za-z0-9]*)\s")
XML_ENTITIES = ("lt", "gt", "amp", "quot", "apos")


def documents_of_xml(source: Source, reading: Reading, start_at: Position = START) -> Iterator[Located]:
    """Yield the texts of a file of XML: each ``<text>`` of TEI, else all that is in it."""

    def extract(content: bytes) -> Iterator[Document]:
        text = decoded_markup(content, source, reading)
        del content  # which is as long
        return xml_documents(text, source.document_name, source.where)

    return documents_of_whole(source, reading, start_at, extract)


def xml_documents(text: str, name: str = "", where: str = "") -> Iterator[Document]:
    """Yield the texts of XML, none of its header; raises `ValueError` with the line where it is not well-formed.

    >>> tei = "<TEI><teiHeader>x</teiHeader><text><p>Dogs.</p><p>Cats.</p></text></TEI>"
    >>> [document.text for document in xml_documents(tei)]
    ['Dogs.\\n\\nCats.\\n']
    """
    etree = library("lxml.etree", "markup", "reading .xml")
    plain = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.removeprefix("\ufeff"))
    if not plain.strip():
        yield Document(name, "")
        return
    try:
        root = _parsed(etree, with_entities(plain).encode("utf-8", "replace"))
    except etree.XMLSyntaxError as error:
        line = (error.lineno or 1) + text.count("\n", 0, len(text) - len(plain))
        raise ValueError(f"{line}: not XML: {error.msg}. If it is HTML: --input-format html") from None
    texts = list(_texts_in(root))
    _note_left_out(root, texts, where)
    titles = Titles(root, texts)
    for element in texts or [root]:
        title = titles.of(element)
        id = element.get("{http://www.w3.org/XML/1998/namespace}id") or element.get("id") if len(texts) > 1 else name
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


def _note_left_out(root: Any, texts: Sequence[Any], where: str) -> None:
    """Note where XML has words that are in none of its texts, or only in attributes."""
    if texts:
        if (outside := _outside(root)) is not None:
            log.warning("%s: what is not in <%s> is left out, as in <%s>", where, local(texts[0]), outside)
        return
    if any(text.strip() for text in root.itertext()):
        return
    attribute = next((key for element in root.iter() for key in element.attrib), None)
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


def _parsed(etree: Any, content: bytes, lenient: bool = False) -> Any:
    """Parse XML with the entities that it declares; prefixes of namespaces that are not declared are passed over."""
    parser = etree.XMLParser(
        resolve_entities="internal", no_network=True, load_dtd=False, remove_pis=True, recover=lenient
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if not lenient and error.error_log and all(entry.domain_name == "NAMESPACE" for entry in error.error_log):
            return _parsed(etree, content, lenient=True)
        raise
