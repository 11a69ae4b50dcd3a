"""Documents as vertical text: written from scratch, or with the lines that they were read from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from ...bounded_cache import BoundedCache
from ...document import Annotation, Document, Original
from ...document.buffers import compiled_lines, raw_columns, with_feats
from ...document.original import same
from ..format import UnfitForFormat
from ..metadata import attribute_names, plain, text_of
from .columns import FEATS, IOB, LEMMA, TAG, TokenColumns, row_of
from .parsing import NAME
from .structures import begins, opening, structure_of

NO_COLUMN = "\t"  # in the place of a lemma or features, where a document has no column of them


def render(document: Document) -> str:
    """Write a document as vertical text; a value of metadata that is ``None`` has no attribute.

    Lemmas come after the tag, and features after the lemma.

    >>> yes = Document.from_sents([[("Yes", "UH")]], id="d1", metadata={"year": 1999})
    >>> print(render(yes), end="")  # doctest: +NORMALIZE_WHITESPACE
    <doc id="d1" year="1999">
    <s>
    Yes	UH
    </s>
    </doc>
    """
    document = told_apart(document)
    original = document.original
    if original is None or original.format != NAME or not original.fits(document):
        return from_scratch(document)
    lines = original.lines.split("\n")[:-1]
    return "".join(f"{line}\n" for line in renamed(carried(lines, original, document.annotated), document, original))


def to_utf8(document: Document) -> bytes | None:
    """Return what `render` does in UTF-8, by compiled code; None where there is none, or it leaves that to `render`."""
    document = told_apart(document)
    if (found := compiled_lines(document)) is None:
        return None
    lines, columns = found
    head = opening("doc", attributes_of(document)) + "\n"
    written: bytes | None = lines.vertical(head, document.text, columns)
    return written


def told_apart(document: Document) -> Document:
    """Return a document whose lemmas nobody can take for chunks, as of a token ``O``: features come after them.

    Raises `ValueError` for one that is bare text.
    """
    columns = raw_columns(document.annotated)
    lemmas = columns.lemmas or ()
    if not lemmas or columns.feats or not all(lemma and IOB.fullmatch(lemma) for lemma in lemmas):
        return document
    if document.annotated.chunks is not None:
        return document
    return document.with_annotation(with_feats(document.annotated, [None] * len(lemmas)))


def from_scratch(document: Document) -> str:
    """Write a document without a look at lines that it was read from."""
    lines = [opening("doc", attributes_of(document))]
    lemmas, feats = iter(document.annotated.lemmas or ()), iter(document.annotated.feats or ())
    previous_end = -1
    for sentence in document.sentences:
        lines.append("<s>")
        for rank, token in enumerate(sentence.tokens):
            if rank and token.start == previous_end:
                lines.append("<g/>")
            lines.append(LINES[token.form, token.tag, token.chunk, next(lemmas, NO_COLUMN), next(feats, NO_COLUMN)])
            previous_end = token.end
        lines.append("</s>")
    return "\n".join([*lines, "</doc>", ""])


def attributes_of(document: Document) -> dict[str, str]:
    """Return a document's id and metadata as attributes; names are made such as attributes may have."""
    known = {key: value for key, value in plain(document.metadata).items() if value is not None}
    names = attribute_names(known, taken=["id"])
    return {"id": document.id} | {names[key]: text_of(value) for key, value in known.items()}


def carried(lines: list[str], original: Original, now: Annotation) -> Iterator[str]:
    """Yield the lines of a document with its tags, lemmas, features and chunks as they are now; chunks it lacked come
    last."""
    before = original.read_as.annotated
    nothing = [None] * len(now.forms)
    tags = None if same(now.tags, before.tags) else now.tags or nothing
    lemmas = None if same(now.lemmas, before.lemmas) else now.lemmas or nothing
    parts_from_chunks = lemmas is not None and now.feats and not before.feats  # see `told_apart`
    feats = None if same(now.feats, before.feats) and not parts_from_chunks else now.feats or nothing
    marks = None if same(now.iob, before.iob) else now.iob or ["O"] * len(now.forms)
    if tags is None and lemmas is None and feats is None and marks is None:
        yield from lines
        return
    columns = TokenColumns.of(row for row in map(row_of, lines) if row is not None)
    chunks = columns.chunk_column
    is_inserted = chunks == LEMMA and not (lemmas is None and feats is None)
    has_new_feats = feats is not None and before.feats is None
    last = max(TAG + 1 + (lemmas is not None), FEATS if has_new_feats else 0, *columns.widths)
    place = (chunks or last) + is_inserted + has_new_feats
    number = 0
    for line in lines:
        row = row_of(line)
        if row is None:
            yield line
            continue
        if tags is not None:
            put(row, TAG, escaped(tags[number] or ""))
        row[LEMMA:LEMMA] = [""] * is_inserted
        if lemmas is not None:
            put(row, LEMMA, escaped(lemmas[number] or "", "lemma"))
        if feats is not None:
            put(row, LEMMA, "".join(row[LEMMA : LEMMA + 1]))
            row[FEATS:FEATS] = [""] * has_new_feats
            put(row, FEATS, escaped(feats[number] or "_", "features"))
        if marks is not None:
            put(row, place, escaped(marks[number]))
        yield "\t".join(row) + ("\r" if line.endswith("\r") else "")
        number += 1


def put(row: list[str], place: int, value: str) -> None:
    """Put a value into a column, which the row may not have yet."""
    row += [""] * (place + 1 - len(row))
    row[place] = value


def renamed(lines: Iterator[str], document: Document, original: Original) -> Iterator[str]:
    """Yield lines with another id and other metadata where these are no longer as they were read."""
    before = original.read_as
    if document.id == before.id and document.metadata == before.metadata:
        yield from lines
        return
    head = attributes_of(document)
    kept = list(lines)
    place = next((number for number, line in enumerate(kept) if begins(line)), None)
    if place is None:
        yield from [opening("doc", head), *kept, "</doc>"]
        return
    structure = structure_of(kept[place])
    kept[place] = opening(structure.name if structure else "doc", head)
    yield from kept


def escaped(column: str, kind: str = "tag") -> str:
    """Return a tag, lemma, features or mark as a column; raises `UnfitForFormat` where no line can hold it."""
    if re.search(r"[\t\r\n]", column):
        raise UnfitForFormat(f"vertical can't hold the {kind} {column!r}; choose jsonl")
    return escape(column, quote=False)


def _line(token: tuple[str, str | None, str | None, str | None, str | None]) -> str:
    form, tag, chunk, lemma, feats = token
    written = escape(" ".join(form.split()), quote=False)
    middle = [] if lemma == NO_COLUMN else [escaped(lemma or "", "lemma")]
    if feats != NO_COLUMN:
        middle = [*(middle or [""]), escaped(feats or "_", "features")]
    return "\t".join((written, escaped(tag or ""), *middle, escaped(chunk or ""))).rstrip("\t")


LINES = BoundedCache(_line, most=2**16)
