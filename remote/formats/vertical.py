"""Vertical text, as corpus managers such as the Sketch Engine and CWB read it: a token a line, structures as tags.

Columns: form, tag, chunk in IOB, as far as the document has them. ``<g/>`` joins tokens without space between. Neither
metadata nor white space other than that is written; read back, tokens are separated by a space and sentences by a
new line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from itertools import accumulate

from ..bounded_cache import BoundedCache
from ..document import Annotation, Chunk, Document, chunks_of_sentences
from .format import Format, UnfitForFormat

STRUCTURE = re.compile(r"<(/?)([A-Za-z_][\w.-]*)((?:\s[^<>\t]*?)?)/?>\s*")
ATTRIBUTE = re.compile(r"""([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
DOCUMENTS = ("doc", "text")  # the Sketch Engine's name of a document, and CWB's
IOB = re.compile(r"O|[BI]-.*", re.DOTALL)


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
            lines.append(LINES[token.form, token.tag, token.chunk])
            previous_end = token.end
        lines.append("</s>")
    return "\n".join([*lines, "</doc>", ""])


def begins(line: str) -> bool:
    """Return whether a line begins a document.

    >>> begins('<doc id="d1">'), begins("<document>")
    (True, False)
    """
    structure = _structure(line)
    return structure is not None and structure[1] == "" and structure[2] in DOCUMENTS


def ends(line: str) -> bool:
    """Return whether a line ends a document.

    >>> ends("</doc>")
    True
    """
    structure = _structure(line)
    return structure is not None and structure[1] == "/" and structure[2] in DOCUMENTS


def parse(lines: Iterable[str], name: str = "", *, line: int = 1, record: int = 1) -> Iterator[Document]:
    """Read documents from vertical text, ours or another's; what is outside ``<doc>`` is a document, ``name``.

    The attributes of a document but its ``id`` become metadata; columns after the tag that are no chunks are left out.

    >>> [document] = parse(['<doc id="d1" year="1999">', "<s>", "Yes\\tUH", "<g/>", "!\\t.", "</s>", "</doc>"])
    >>> document.id, document.text, document.metadata
    ('d1', 'Yes!', {'year': '1999'})
    """
    draft: Draft | None = None
    for text in lines:
        if begins(text):
            if draft is not None:
                yield draft.document()
                record += 1
            attributes = _attributes(text)
            draft = Draft(attributes.pop("id", f"{name}#{record}"), attributes)
        elif ends(text):
            if draft is not None:
                yield draft.document()
                record += 1
            draft = None
        elif text.strip("\r\n"):
            draft = draft or (None if _structure(text) or not text.strip() else Draft(name))
            if draft is not None:
                draft.read(text.rstrip("\r\n"))
    if draft is not None:
        yield draft.document()


@dataclass
class Draft:
    """A document while its lines are read."""

    id: str
    metadata: dict[str, str] = field(default_factory=dict)
    sents: list[list[tuple[str, str | None, str | None]]] = field(default_factory=lambda: [[]])
    glued: set[tuple[int, int]] = field(default_factory=set)  # the sentence and rank of tokens with no space before

    def read(self, line: str) -> None:
        structure = _structure(line)
        if structure is None:
            form, tag, chunk, *_ = [*line.split("\t"), "", ""]
            self.sents[-1].append((_plain(form), _plain(tag) or None, _plain(chunk) or None))
        elif structure[2] == "g":
            self.glued.add((len(self.sents), len(self.sents[-1])))
        elif structure[2] == "s" and self.sents[-1]:
            self.sents.append([])

    def document(self) -> Document:
        text: list[str] = []
        starts: list[int] = []
        length = 0
        sents = [sent for sent in self.sents if sent]
        for number, sent in enumerate(sents, start=1):
            for rank, (form, _, _) in enumerate(sent):
                first = not starts
                gap = "" if first or (number, rank) in self.glued else " " if rank else "\n"
                starts.append(length + len(gap))
                text += (gap, form)
                length = starts[-1] + len(form)
        tokens = [token for sent in sents for token in sent]
        forms = [form for form, _, _ in tokens]
        ends = [start + len(form) for start, form in zip(starts, forms, strict=True)]
        tags = [tag for _, tag, _ in tokens] if any(tag for _, tag, _ in tokens) else None
        sentence_ends = list(accumulate(map(len, sents)))
        return Document(
            self.id,
            "".join(text),
            self.metadata,
            Annotation(forms, starts, ends, sentence_ends, tags, self._chunks(sents)),
        )

    def _chunks(self, sents: list[list[tuple[str, str | None, str | None]]]) -> list[Chunk] | None:
        marks = [chunk for sent in sents for _, _, chunk in sent]
        if not marks or not all(mark is not None and IOB.fullmatch(mark) for mark in marks):
            return None
        return chunks_of_sentences(marks, accumulate(map(len, sents)))


def _attribute(value: str) -> str:
    return escape(value).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")


def _attributes(line: str) -> dict[str, str]:
    return {key: unescape(double or single) for key, double, single in ATTRIBUTE.findall(line)}


def _line(token: tuple[str, str | None, str | None]) -> str:
    form, tag, chunk = token
    for column in (tag or "", chunk or ""):
        if re.search(r"[\t\r\n]", column):
            raise UnfitForFormat(f"vertical can't hold the tag {column!r} of the token {form!r}; choose jsonl")
    columns = [" ".join(form.split()), tag or "", chunk or ""]
    return "\t".join(escape(column, quote=False) for column in columns).rstrip("\t")


def _structure(line: str) -> re.Match[str] | None:
    return STRUCTURE.fullmatch(line) if line.startswith("<") else None


def _plain(column: str) -> str:
    if "&" not in column:
        return column
    return column.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


LINES = BoundedCache(_line, most=2**16)


FORMAT = Format("vertical", (".vert", ".vertical"), render, parse, begins=begins, ends=ends)
