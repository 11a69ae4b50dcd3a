"""Tables of tokens, one row each: document, sentence, token, form, start, end, Penn tag, universal tag, chunk in IOB,
lemma and, where they were asked for, features.

After these come columns of metadata, in each row of a document: one for each key that the first document has, and last
``metadata``, with other keys as JSON.
Sentences are counted from 1 in their document, tokens from 1 in their sentence; start and end are offsets in the text.
Columns are separated by tabs. A field that has a tab, an end of line or a quotation mark, and an empty form or id, is
quoted as in RFC 4180, quotation marks within it doubled: every reader of tables undoes that. An unknown value is an
empty field. A document without tokens has no rows, and the text is not kept: read back, white space is spaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import repeat

from ..bounded_cache import BoundedCache
from ..document import Annotation, Chunk, Document, chunks_of_sentences
from ..document.tagset import universal as penn_to_universal
from .fields import fields_of
from .format import Format, UnfitForFormat
from .metadata import FEATS, REST, WITH_FEATS, aligned, columns_with, metadata_of

REQUIRED = ("doc", "sentence", "token", "form", "start", "end", "xpos", "upos", "iob")
COLUMNS = (*REQUIRED, "lemma")  # which older tables lack
ALL_COLUMNS = (*COLUMNS, FEATS)
SURFACES = {"``": '"', "''": '"'}  # what NLTK's tokenizer changes
Row = Sequence[str]
Tags = tuple[str | None, str | None, str | None]


def render(document: Document) -> str:
    """Write a document's rows, without the header that a file begins with; metadata that is not aligned is JSON.

    >>> render(Document.from_sents([[("Yes", "UH"), ("!", None)]], id="d1"))
    'd1\\t1\\t1\\tYes\\t0\\t3\\tUH\\tINTJ\\t\\t\\t\\nd1\\t1\\t2\\t!\\t4\\t5\\t\\t\\t\\t\\t\\n'
    """
    columns = document.annotated
    name = quoted(document.id)
    forms = map(QUOTED.__getitem__, columns.forms)
    tags = zip(columns.tags or repeat(None), columns.universal or repeat(None), columns.iob or repeat(None))  # noqa: B905
    ends = map(LAST_COLUMNS.__getitem__, tags)
    metadata = document.metadata if REST in document.metadata else aligned(document.metadata, ())
    cells = (cell for key, cell in metadata.items() if key != WITH_FEATS)
    last_cells = "".join("\t" if cell is None else f"\t{quoted(cell)}" for cell in cells) + "\n"
    lemmas = (QUOTED[lemma] if lemma else "" for lemma in columns.lemmas or repeat(None, len(columns.forms)))
    if WITH_FEATS in metadata:
        feats = (QUOTED[value] if value else "" for value in columns.feats or repeat(None, len(columns.forms)))
        lemmas = (f"{lemma}\t{value}" for lemma, value in zip(lemmas, feats, strict=True))
    rows = list(zip(forms, columns.starts, columns.ends, ends, lemmas, strict=False))
    lines = []
    for number, (first, last) in enumerate(columns.sentence_ranges(), start=1):
        before = f"{name}\t{number}\t"
        lines += [
            f"{before}{rank}\t{form}\t{start}\t{end}{rest}\t{lemma}{last_cells}"
            for rank, (form, start, end, rest, lemma) in enumerate(rows[first:last], start=1)
        ]
    return "".join(lines)


def parse(lines: Iterable[str], name: str = "", *, line: int = 1, record: int = 1) -> Iterator[Document]:
    """Read documents from the lines of a table of tokens, the first of which is its header.

    >>> [document] = parse([header_of([]), "d1\\t1\\t1\\tYes\\t0\\t3\\tUH\\tINTJ\\t\\tyes\\t\\n"])
    >>> document.id, document.tagged_words()
    ('d1', [('Yes', 'UH')])
    """
    rows: list[Row] = []
    header: Row = COLUMNS
    for row in fields_of(lines, "\t"):
        if is_header(row):
            header = row
            continue
        if rows and begins(row):
            yield document_of(rows, header)
            rows = []
        rows.append(row)
    if rows:
        yield document_of(rows, header)


def is_header(row: Row) -> bool:
    """Return whether a row is the header of a table of tokens.

    >>> is_header([*COLUMNS, "stars", "metadata"]), is_header(["doc", "text"])
    (True, False)
    """
    return tuple(row[: len(REQUIRED)]) == REQUIRED


def own_columns(header: Row) -> Sequence[str]:
    """Return the columns of tokens that a header begins with; those after them are of metadata.

    >>> own_columns([*REQUIRED, "stars", "metadata"])[-1], own_columns([*COLUMNS, "stars", "metadata"])[-1]
    ('iob', 'lemma')
    """
    known = (columns for columns in (ALL_COLUMNS, COLUMNS) if tuple(header[: len(columns)]) == columns)
    return next(known, REQUIRED)


def columns(keys: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the columns of a table in which keys of metadata have columns of their own.

    >>> columns(["stars", "form"])[-4:]
    ('lemma', 'stars', 'metadata_form', 'metadata')
    """
    return columns_with(keys, COLUMNS)


def header_of(keys: Sequence[str]) -> str:
    """Return the header of such a table."""
    return "\t".join(map(quoted, columns(keys))) + "\n"


def begins(row: Row) -> bool:
    """Return whether a row is the first of a document.

    >>> begins(["d1", "1", "1"]), begins(["d1", "2", "1"])
    (True, False)
    """
    return list(row[1:3]) == ["1", "1"]


def document_of(rows: Iterable[Row], header: Row = COLUMNS) -> Document:
    """Make a document of its rows; raises `ValueError` where they are not as `render` writes them."""
    rows = list(rows)
    count, own = len(header), len(own_columns(header))
    for row in rows:
        if len(row) != count:
            raise ValueError(f"a row has {count} columns, not {len(row)}")
    ids, sentences, _, forms, starts, ends, *others = [*zip(*rows, strict=True)][:own]
    document = document_of_columns(
        ids[0], [*map(int, sentences)], forms, [*map(int, starts)], [*map(int, ends)],
        *([value or None for value in column] for column in others),
    )  # fmt: skip
    return replace(document, metadata=metadata_of(header[own:], rows[0][own:]))


def document_of_columns(
    id: str,
    sentences: Sequence[int],
    forms: Sequence[str],
    starts: Sequence[int],
    ends: Sequence[int],
    tags: Sequence[str | None],
    universal: Sequence[str | None],
    iob: Sequence[str | None],
    lemmas: Sequence[str | None] = (),
    feats: Sequence[str | None] = (),
) -> Document:
    """Make a document of the columns of its tokens.

    >>> document_of_columns("d1", [1, 1], ["It", "'s"], [0, 2], [2, 4], ["PRP", "VBZ"], [None] * 2, [None] * 2).text
    "It's"
    """
    breaks = [index for index in range(1, len(forms)) if sentences[index] != sentences[index - 1]]
    sentence_ends = [*breaks, len(forms)]
    chunks = _chunks(iob, sentence_ends)
    found = _known(tags), chunks, _known(universal), _known(lemmas), _known(feats)
    annotation = Annotation(list(forms), list(starts), list(ends), sentence_ends, *found)
    return Document(id, text_of(forms, starts, ends), annotation=annotation)


def text_of(forms: Sequence[str], starts: Sequence[int], ends: Sequence[int]) -> str:
    """Rebuild a text from tokens at their offsets, with spaces between.

    >>> text_of(["``", "Yes", "''"], [0, 1, 4], [1, 4, 5])
    '"Yes"'
    """
    parts: list[str] = []
    length = 0
    for form, start, end in zip(forms, starts, ends, strict=True):
        if length <= start < end == start + len(form):
            parts += (" " * (start - length), form)
            length = end
            continue
        if not 0 <= start <= end:
            raise ValueError(f"a token can't reach from {start} to {end}")
        surface = SURFACES.get(form, form)[: end - start].ljust(end - start)
        parts += (" " * (start - length), surface[max(0, length - start) :])
        length = max(length, end)
    return "".join(parts)


def quoted(field: str) -> str:
    """Put a field between quotation marks where it needs them.

    >>> print(quoted("dogs"), quoted('6"'))
    dogs "6\""\"
    """
    if field and not any(mark in field for mark in '\t\n\r"'):
        return field
    return '"' + field.replace('"', '""') + '"'


def _last_columns(tags: Tags) -> str:
    tag, universal, chunk = tags
    if "" in tags:
        raise UnfitForFormat("tsv can't hold an empty tag; choose jsonl")
    fields = (tag, universal or penn_to_universal(tag), chunk)
    return "".join("\t" if field is None else f"\t{quoted(field)}" for field in fields)


def _known(column: Sequence[str | None]) -> Sequence[str | None] | None:
    return list(column) if any(value is not None for value in column) else None


def _chunks(iob: Sequence[str | None], sentence_ends: Sequence[int]) -> list[Chunk] | None:
    return None if _known(iob) is None else chunks_of_sentences(iob, sentence_ends)


QUOTED = BoundedCache(quoted, most=2**16)
LAST_COLUMNS = BoundedCache(_last_columns, most=2**12)


FORMAT = Format(
    "tsv",
    (".tsv",),
    render,
    parse,
    header=header_of(()),
    columns=columns,
    header_of=header_of,
    delimiter="\t",
    handler="table",
    holds=("LEMMA",),
)
