"""The format of the CoNLL-2000 shared task: a token a line with its tag and its chunk in IOB, an empty line after each
sentence (Tjong Kim Sang and Buchholz 2000).

The format holds neither documents nor the text's white space: a file read back is one document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..document import Document, chunks_of
from .format import Format, UnfitForFormat

MARK = re.compile(r"O|[BI]-\S+")
UNTAGGED = "_"


def render(document: Document) -> str:
    """Write a document with a token a line; one without a tag has ``_``, without chunks ``O``.

    Raises `UnfitForFormat` where a word or tag is empty or has white space: the format can't hold it.

    >>> print(render(Document.from_sents([[("Dogs", "NNS"), ("bark", "VBP")]])), end="")
    Dogs NNS O
    bark VBP O
    <BLANKLINE>
    """
    columns = document.annotated
    count = len(columns.forms)
    tags = [tag or UNTAGGED for tag in columns.tags or [None] * count]
    tokens = zip(columns.forms, tags, columns.iob or ["O"] * count, strict=True)
    lines = [_line(*token) for token in tokens]
    return "".join("".join([*lines[first:last], "\n"]) for first, last in columns.sentence_ranges())


def parse(lines: Iterable[str], name: str = "", *, line: int = 1, record: int = 1) -> Iterator[Document]:
    """Read one document from the lines of a file, of which the first is number ``line``.

    Raises `ValueError` that begins with the number of the line at fault.

    >>> [document] = parse(["Dogs NNS B-NP", "bark VBP B-VP", ""], "wsj")
    >>> document.id, [token.chunk for token in document.tokens]
    ('wsj', ['B-NP', 'B-VP'])
    """
    sents: list[list[tuple[str, str | None]]] = [[]]
    marks: list[str] = []
    for number, content in enumerate(lines, start=line):
        columns = content.split()
        if not columns:
            sents.append([])
            continue
        if len(columns) != 3:
            raise ValueError(f"{number}: a token line has a word, a tag and a chunk's mark, not {len(columns)} columns")
        form, tag, mark = columns
        if not MARK.fullmatch(mark):
            raise ValueError(f"{number}: a chunk's mark is B-NP, I-NP or O, not {mark!r}")
        if mark[0] == "I" and not sents[-1]:
            mark = "B" + mark[1:]  # no chunk goes on from one sentence to the next
        sents[-1].append((form, None if tag == UNTAGGED else tag))
        marks.append(mark)
    if marks:
        document = Document.from_sents(sents, id=name)
        yield document.with_annotation(replace(document.annotated, chunks=chunks_of(marks)))


def _line(form: str, tag: str, mark: str) -> str:
    line = f"{form} {tag} {mark}\n"
    if line.split() != [form, tag, mark]:
        raise UnfitForFormat(f"conll2000 can't hold the token {form!r} with tag {tag!r}; choose conllu or jsonl")
    return line


FORMAT = Format("conll2000", (".iob",), render, parse)
