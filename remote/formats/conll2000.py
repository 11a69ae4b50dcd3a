"""The formats of the CoNLL shared tasks of 2000 and 2003: a token a line with its tag and its chunk in IOB.

An empty line ends each sentence (Tjong Kim Sang and Buchholz 2000; Tjong Kim Sang and De Meulder 2003). The format of
2003 has a fourth column, the name in IOB, and begins each document with ``-DOCSTART-``. Many files of names have words
and these marks alone. None holds ids or the text's white space: a file without ``-DOCSTART-`` is one document.
Documents are written with three columns; those that were read from one of these formats as they were, with only tags
and chunks replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from ..bounded_cache import SharedTexts
from ..document import Chunk, Document, Original, chunks_of
from . import conllu
from .format import Format, UnfitForFormat

NAME = "conll2000"
MARK = re.compile(r"O|_|[BI]-\S+")
NAME_MARK = re.compile(r"O|[BIESLUM]-\S+")
UNTAGGED = "_"
DOCSTART = "-DOCSTART-"
COLUMNS = {
    2: ("FORM", "NAME"),
    3: ("FORM", "XPOS", "CHUNK"),
    4: ("FORM", "XPOS", "CHUNK", "NAME"),
}


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
    tokens = list(zip(columns.forms, tags, columns.iob or ["O"] * count, strict=True))
    lines = [_line(*token) for token in tokens]
    original = document.original
    if original is not None and original.format == NAME and original.fits(document):
        return "".join(_carried(original, tokens))
    return "".join("".join([*lines[first:last], "\n"]) for first, last in columns.sentence_ranges())


def begins(line: str) -> bool:
    """Return whether a line begins a document.

    >>> begins("-DOCSTART- -X- -X- O"), begins("Dogs NNS B-NP")
    (True, False)
    """
    return line.startswith(DOCSTART) or conllu.begins(line)


def parse(lines: Iterable[str], name: str = "", *, line: int = 1, record: int = 1) -> Iterator[Document]:
    """Read documents from the lines of a file, of which the first is number ``line``.

    Raises `ValueError` that begins with the number of the line at fault.

    >>> [document] = parse(["Dogs NNS B-NP", "bark VBP B-VP", ""], "wsj")
    >>> document.id, [token.chunk for token in document.tokens]
    ('wsj', ['B-NP', 'B-VP'])
    >>> [document] = parse(["-DOCSTART- -X- O O", "", "EU NNP B-NP B-ORG"], "eng.train")
    >>> document.id, document.original.columns
    ('eng.train#1', ('FORM', 'XPOS', 'CHUNK', 'NAME'))
    """
    first, lines = first_token_line(iter(lines))
    if not first or is_conllu(first):
        yield from conllu.parse(lines, name, line=line, record=record)
        return
    draft: Draft | None = None
    for number, content in enumerate(lines, start=line):
        if content.startswith(DOCSTART):
            if draft is not None and (draft.marks or draft.is_named):
                yield draft.document()
                record += 1
            draft = Draft(f"{name}#{record}", is_named=True)
        draft = draft or Draft(name)
        draft.read(content, number)
    if draft is not None and (draft.marks or draft.is_named):
        yield draft.document()


def first_token_line(lines: Iterator[str]) -> tuple[str, Iterator[str]]:
    """Return the first line that is neither empty nor a comment of CoNLL-U, and all lines."""
    before = []
    for line in lines:
        before.append(line)
        if line.strip() and not is_comment(line):
            return line, chain(before, lines)
    return "", iter(before)


def is_comment(line: str) -> bool:
    """Return whether a line is a comment: it begins with ``#``, and can be no token, whose last column is a mark.

    >>> is_comment("# id 17 domain=en"), is_comment("# # O"), is_comment("# NN E-NP")
    (True, False, False)
    """
    columns = line.split()
    return line.startswith("#") and not is_token(columns) and not NAME_MARK.fullmatch(columns[-1])


def is_token(columns: Sequence[str]) -> bool:
    """Return whether columns can be those of a token of these formats.

    >>> is_token(["#", "#", "B-NP"]), is_token(["#", "made", "by", "hand"]), is_token(["#", "O"])
    (True, False, True)
    """
    if len(columns) == 2:
        return NAME_MARK.fullmatch(columns[1]) is not None
    return len(columns) in (3, 4) and MARK.fullmatch(columns[2]) is not None


def is_conllu(line: str) -> bool:
    """Return whether a token's line has the ten columns of CoNLL-U, which files of the suffix ``.conll`` may have.

    >>> is_conllu("1\\tDogs\\tdog\\tNOUN\\tNNS\\t_\\t0\\troot\\t_\\t_"), is_conllu("Dogs NNS B-NP")
    (True, False)
    """
    return line.count("\t") == 9 and line[0].isdigit()


@dataclass
class Draft:
    """A document while its lines are read."""

    id: str
    is_named: bool = False
    lines: list[str] = field(default_factory=list)
    sents: list[list[tuple[str, str | None]]] = field(default_factory=lambda: [[]])
    marks: list[str] = field(default_factory=list)
    shared: SharedTexts = field(default_factory=SharedTexts)
    width: int = 0
    has_chunks: bool = False

    def read(self, line: str, number: int) -> None:
        """Read a line; raises `ValueError` that begins with its number."""
        self.lines.append(line if line.endswith("\n") else line + "\n")
        columns = line.split()
        if not columns or line.startswith(DOCSTART):
            self.sents.append([])
            return
        if is_comment(line):
            return
        self._check_width(columns, number)
        form, tag, mark, *_ = columns if self.width > 2 else (columns[0], UNTAGGED, "O")
        if not MARK.fullmatch(mark):
            raise ValueError(f"{number}: a chunk's mark is B-NP, I-NP or O, not {mark!r}")
        self.has_chunks |= mark != UNTAGGED and self.width > 2
        mark = "O" if mark == UNTAGGED else mark
        if mark[0] == "I" and not self.sents[-1]:
            mark = "B" + mark[1:]  # no chunk goes on from one sentence to the next
        self.sents[-1].append((form, None if tag == UNTAGGED else self.shared[tag]))
        self.marks.append(self.shared[mark])

    def _check_width(self, columns: Sequence[str], number: int) -> None:
        width = len(columns)
        is_row = width in (3, 4) or (width == 2 and NAME_MARK.fullmatch(columns[1]) is not None)
        if self.width in (0, width) and is_row:
            self.width = width
            return
        if self.width not in (0, width):
            raise ValueError(f"{number}: this line has {width} columns, those before it {self.width}")
        if self.width == 2:
            raise ValueError(f"{number}: a name's mark is B-PER, I-PER or O, not {columns[1]!r}")
        wanted = "a word, a tag and a chunk's mark (CoNLL-2000), these and a name's mark, or a word and a name's mark"
        other = "as vertical text, between tabs, a word and a tag are read" if width == 2 else "CoNLL-U is read too"
        raise ValueError(f"{number}: a token line has {wanted}, not {width} columns; {other}")

    def document(self) -> Document:
        """Return the document of all lines."""
        document = Document.from_sents(self.sents, id=self.id)
        if self.has_chunks:
            chunks: list[Chunk] = chunks_of(self.marks)
            document = document.with_annotation(replace(document.annotated, chunks=chunks))
        if any(self.lines[-1:]) and self.lines[-1].strip():
            self.lines.append("\r\n" if self.lines[-1].endswith("\r\n") else "\n")
        original = Original(NAME, "".join(self.lines), document, COLUMNS[self.width or 3])
        return replace(document, original=original)


def _carried(original: Original, tokens: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    """Yield the lines of a document with its tags and chunks as they are now, which come before a name's mark alone."""
    before = original.read_as.annotated
    was = zip(before.tags or [None] * len(tokens), before.iob or ["O"] * len(tokens), strict=True)
    waiting = zip(tokens, was, strict=True)
    is_bare = original.columns == COLUMNS[2]
    has_new = is_bare and any((tag, mark) != (UNTAGGED, "O") for _, tag, mark in tokens)
    for line in original.lines.split("\n")[:-1]:
        if not line.strip() or line.startswith(DOCSTART) or is_comment(line):
            yield line + "\n"
            continue
        (_, tag, mark), (old_tag, old_mark) = next(waiting)
        parts = re.split(r"(\s+)", line.strip())
        if is_bare:
            parts[1:1] = [parts[1], tag, parts[1], mark] if has_new else []
            yield _within(line, parts)
            continue
        tag_part = parts[2] if tag == (old_tag or UNTAGGED) else tag
        parts[2:5:2] = [tag_part, parts[4] if mark == old_mark else mark]
        yield _within(line, parts)


def _within(line: str, parts: Sequence[str]) -> str:
    """Return a line of these parts, with the white space around a line as it was."""
    return line[: len(line) - len(line.lstrip())] + "".join(parts) + line[len(line.rstrip()) :] + "\n"


def _line(form: str, tag: str, mark: str) -> str:
    line = f"{form} {tag} {mark}\n"
    if line.split() != [form, tag, mark]:
        raise UnfitForFormat(f"conll2000 can't hold the token {form!r} with tag {tag!r}; choose conllu or jsonl")
    return line


FORMAT = Format(NAME, (".iob", ".conll"), render, parse, begins=begins, leads=conllu.FORMAT.leads, has_names=True)
