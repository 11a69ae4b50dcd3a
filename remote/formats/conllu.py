"""CoNLL-U (https://universaldependencies.org/format.html), a document after the other.

White space that is not one space is in MISC as UDPipe writes it (``SpacesAfter``, ``SpacesBefore``), so that the
text can be restored to the character. MISC also has the chunk in IOB (``Chunk``), and the text of a token whose form
differs from it (``Surface``). Metadata is a comment of JSON.

Nearly every document is *regular*: no form holds white space, and each token starts after the last one's end. Its lines
are made column by column; those of others, token by token.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import chain, groupby, repeat
from operator import le, lt

from ..bounded_cache import BoundedCache
from ..document import Document
from ..document.tagset import universal as penn_to_universal
from .conllu_misc import escape, escape_line
from .conllu_parse import begins, parse
from .format import Format, UnfitForFormat

__all__ = ["FORMAT", "begins", "parse", "render"]

UNFIT = re.compile(r"[\t\r\n]|^$|^\s|\s$")  # what a FORM can't hold
UNFIT_TAG = re.compile(r"\s|^$")
TAB = "\t"
NUMBERS = tuple(map(str, range(1, 1001)))
Columns = tuple[Sequence[str], Sequence[int], Sequence[int], Sequence[str | None], Sequence[str | None], list[str]]


def render(document: Document) -> str:
    """Write a document as CoNLL-U; of nested chunks, the innermost of each token.

    Raises `UnfitForFormat` where a tag has white space or is empty. A tag ``_`` is read back as no tag.

    >>> dogs = Document.from_sents([[("Dogs", "NNS"), ("bark", "VBP")]], id="d1")
    >>> print(render(dogs), end="")  # doctest: +NORMALIZE_WHITESPACE
    # newdoc id = d1
    # sent_id = d1-1
    # text = Dogs bark
    1	Dogs	_	NOUN	NNS	_	_	_	_	_
    2	bark	_	VERB	VBP	_	_	_	_	_
    <BLANKLINE>
    """
    document_id = escape_line(document.id)
    lines = [f"# newdoc id = {document_id}"]
    if document.metadata:
        lines.append(f"# metadata = {json.dumps(dict(document.metadata), ensure_ascii=True)}")
    columns = document.annotated
    if not columns.forms:
        if document.text:
            lines.append(f"# spaces = {escape(document.text)}")
        return "\n".join([*lines, "", ""])
    sentences = regular_sentences(document) if is_regular(document) else irregular_sentences(document)
    blocks = (
        f"# sent_id = {document_id}-{number}\n# text = {text}\n{token_lines}\n"
        for number, (text, token_lines) in enumerate(sentences, start=1)
    )
    return "".join(["\n".join([*lines, ""]), *blocks])


def is_regular(document: Document) -> bool:
    """Return whether no form has white space, and each token starts after the last one's end."""
    columns, text = document.annotated, document.text
    forms, starts, ends = columns.forms, columns.starts, columns.ends
    joined = "".join(forms)
    one_word_each = all(forms) and joined.split() == [joined]
    in_order = all(map(lt, starts, ends)) and all(map(le, ends, chain(starts[1:], [len(text)])))
    return one_word_each and in_order and not "".join(gaps_of(document)).strip()


def gaps_of(document: Document) -> list[str]:
    """List the text between each token and the next, or the end of the text."""
    columns, text = document.annotated, document.text
    return [text[end:start] for end, start in zip(columns.ends, chain(columns.starts[1:], [len(text)]), strict=True)]


def regular_sentences(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the text and the token lines of each sentence of a regular document."""
    columns, text = document.annotated, document.text
    starts, ends = columns.starts, columns.ends
    tokens = columns_after_the_number(document)
    for first, last in columns.sentence_ranges():
        numbers = NUMBERS if last - first <= len(NUMBERS) else map(str, range(1, last - first + 1))
        yield (
            " ".join(text[starts[first] : ends[last - 1]].split()),
            "".join(chain.from_iterable(zip(numbers, tokens[first:last], strict=False))),
        )


def columns_after_the_number(document: Document) -> list[str]:
    """List each token's line without its number, for a regular document."""
    columns, text = document.annotated, document.text
    forms, starts, ends = columns.forms, columns.starts, columns.ends
    tags, universal = (column or repeat(None) for column in (columns.tags, columns.universal))
    keys = zip(forms, tags, universal, columns.iob or repeat(None), gaps_of(document), strict=False)
    found = [*map(TOKENS.__getitem__, keys)]
    surfaces = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    rewritten = [] if surfaces == forms else [n for n, form in enumerate(forms) if form != surfaces[n]]
    last = len(forms) - 1
    for index in {0, last, *rewritten}:
        misc = misc_column(
            columns.iob[index] if columns.iob else None,
            text[ends[index] : starts[index + 1] if index < last else len(text)],
            surfaces[index] if surfaces[index] != forms[index] else None,
            text[: starts[0]] if index == 0 else "",
            index == last,
        )
        found[index] = f"{found[index].rpartition(TAB)[0]}\t{misc}\n"
    return found


def middle_columns(form: str, tag: str | None, universal: str | None = None) -> str:
    """Write the columns between a token's number and its MISC; without a universal tag, that of the Penn tag.

    >>> middle_columns("dogs", "NNS")
    '\\tdogs\\t_\\tNOUN\\tNNS\\t_\\t_\\t_\\t_\\t'
    """
    for column in (tag, universal):
        if column is not None and UNFIT_TAG.search(column):
            raise UnfitForFormat(f"conllu can't hold the tag {column!r} of the token {form!r}; choose jsonl")
    written = " ".join(form.split()) or "_" if UNFIT.search(form) else form
    return f"\t{written}\t_\t{universal or penn_to_universal(tag) or '_'}\t{tag or '_'}\t_\t_\t_\t_\t"


def misc_column(
    chunk: str | None,
    gap: str,
    surface: str | None = None,
    before: str = "",
    is_last: bool = False,
    form: str | None = None,
) -> str:
    """Write a token's MISC: its chunk, the white space around it, and its text and form where these are unusual.

    >>> misc_column("B-NP", " "), misc_column(None, " ")
    ('Chunk=B-NP', '_')
    >>> misc_column(None, "", surface='"')
    'SpaceAfter=No|Surface="'
    """
    marks = [
        f"Chunk={escape(chunk)}" if chunk is not None else "",
        f"Form={escape(form)}" if form is not None else "",
        "SpaceAfter=No" if gap == "" and not is_last else "",
        f"SpacesAfter={escape(gap)}" if gap and gap != ("" if is_last else " ") else "",
        f"SpacesBefore={escape(before)}" if before else "",
        f"Surface={escape(surface)}" if surface is not None else "",
    ]
    return "|".join(filter(None, marks)) or "_"


def _columns_of(token: tuple[str, str | None, str | None, str | None, str]) -> str:
    form, tag, universal, chunk, gap = token
    return middle_columns(form, tag, universal) + misc_column(chunk, gap) + "\n"


TOKENS = BoundedCache(_columns_of, most=2**17)


def irregular_sentences(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the text and the token lines of each sentence of any document."""
    gaps = gaps_of(document)
    for first, last in document.annotated.sentence_ranges():
        token_lines = "".join(f"{line}\n" for line in _token_lines(document, gaps, first, last))
        yield _plain_text(document, gaps, first, last), token_lines


def _spans(document: Document, first: int, last: int) -> Iterator[tuple[str, list[int]]]:
    """Yield each stretch of text in a sentence, with the tokens that cover exactly it."""
    columns = document.annotated
    for (start, end), same in groupby(
        range(first, last), key=lambda index: (columns.starts[index], columns.ends[index])
    ):
        yield document.text[start:end], list(same)


def _plain_text(document: Document, gaps: Sequence[str], first: int, last: int) -> str:
    parts = []
    for surface, indices in _spans(document, first, last):
        parts.append(" ".join(surface.splitlines()))
        parts.append(" " if gaps[indices[-1]] and indices[-1] < last - 1 else "")
    return "".join(parts)


def _token_lines(document: Document, gaps: Sequence[str], first: int, last: int) -> Iterator[str]:
    tokens = document.tokens
    for surface, indices in _spans(document, first, last):
        before = document.text[: tokens[0].start] if indices[0] == 0 else ""
        spaces = (gaps[indices[-1]], before, indices[-1] == len(tokens) - 1)
        if len(indices) > 1:  # several words over the same text: a multiword token
            number = f"{indices[0] - first + 1}-{indices[-1] - first + 1}"
            yield number + middle_columns(surface, None) + _misc(None, surface, surface, *spaces)
            spaces = (" ", "", False)
        for index in indices:
            token = tokens[index]
            misc = _misc(token.chunk, token.form, token.form if len(indices) > 1 else surface, *spaces)
            yield f"{index - first + 1}" + middle_columns(token.form, token.tag, token.universal) + misc


def _misc(chunk: str | None, form: str, surface: str, gap: str, before: str, is_last: bool) -> str:
    unusual = form if UNFIT.search(form) else None
    return misc_column(chunk, gap, None if surface == form else surface, before, is_last, unusual)


FORMAT = Format("conllu", (".conllu",), render, parse, begins=begins)
