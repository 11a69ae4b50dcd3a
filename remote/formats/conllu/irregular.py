"""The sentences of any document, with white space within tokens, or tokens over the same text; token by token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, groupby

from ...document import Document
from .columns import form_column, gaps_of, middle_columns, misc_column, odd, range_line, surfaces_of
from .multiword import groups, ranges


def irregular_sentences(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the text and the token lines of each sentence of any document."""
    gaps = gaps_of(document)
    spans = multiword_spans(document, gaps)
    for first, last in document.annotated.sentence_ranges():
        mine = [next(spans)]
        while mine[-1][1] < last:
            mine.append(next(spans))
        lines = chain.from_iterable(_span_lines(document, gaps, first, span) for span in mine)
        yield _plain_text(document, gaps, mine), "".join(lines)


def multiword_spans(document: Document, gaps: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the first and past-last word of each token: several over the same text, or side by side, are one."""
    columns = document.annotated
    same = list(_over_the_same_text(document))
    taken = {index for first, last in same for index in range(first, last)}
    taken |= {index for index in range(1, len(columns.forms)) if columns.starts[index] < columns.ends[index - 1]}
    surfaces = [
        surface if index not in taken and form_column(surface) == surface else ""
        for index, surface in enumerate(surfaces_of(document))
    ]
    beside = ranges(surfaces, gaps, columns.tags, columns.sentence_ends)
    return groups(len(surfaces), sorted([*same, *beside]))


def _over_the_same_text(document: Document) -> Iterator[tuple[int, int]]:
    columns = document.annotated
    for first, last in columns.sentence_ranges():
        end = first
        for _, words in groupby(zip(columns.starts[first:last], columns.ends[first:last], strict=True)):
            start, end = end, end + len([*words])
            if end - start > 1:
                yield start, end


def _plain_text(document: Document, gaps: Sequence[str], spans: Sequence[tuple[int, int]]) -> str:
    starts, ends = document.annotated.starts, document.annotated.ends
    parts: list[str] = []
    for first, last in spans:
        parts += (form_column(document.text[starts[first] : ends[last - 1]]), " " if gaps[last - 1] else "")
    return "".join(parts[:-1])


def _span_lines(document: Document, gaps: Sequence[str], origin: int, span: tuple[int, int]) -> Iterator[str]:
    """Yield the lines of a token's words, and before them its own where they are several."""
    columns, (first, last) = document.annotated, span
    surface = document.text[columns.starts[first] : columns.ends[last - 1]]
    if last - first > 1:
        yield range_line(document, str(first - origin + 1), str(last - origin), first, last, gaps)
        beside = columns.starts[last - 1] > columns.starts[first]
        for index in range(first, last):
            form = columns.forms[index]
            written = document.text[columns.starts[index] : columns.ends[index]] if beside else form_column(form)
            yield _word_line(
                document, index, origin, written, misc_column(_chunk(document, index), " ", odd(form, written))
            )
        return
    written = form_column(surface)
    misc = misc_column(
        _chunk(document, first),
        gaps[first],
        odd(columns.forms[first], written),
        odd(surface, written),
        document.text[: columns.starts[0]] if first == 0 else "",
        last == len(columns.forms),
    )
    yield _word_line(document, first, origin, written, misc)


def _word_line(document: Document, index: int, origin: int, form: str, misc: str) -> str:
    columns = document.annotated
    tag = columns.tags[index] if columns.tags else None
    universal = columns.universal[index] if columns.universal else None
    lemma = columns.lemmas[index] if columns.lemmas else None
    feats = columns.feats[index] if columns.feats else None
    return f"{index - origin + 1}{middle_columns(form, tag, universal, lemma, feats)}{misc}\n"


def _chunk(document: Document, index: int) -> str | None:
    return document.annotated.iob[index] if document.annotated.iob else None
