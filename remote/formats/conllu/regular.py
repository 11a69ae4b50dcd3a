"""The sentences of regular documents, nearly all that there are: their lines are made column by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from operator import le, lt
from unicodedata import is_normalized

from ...bounded_cache import BoundedCache
from ...document import Document
from .columns import gaps_of, middle_columns, misc_column, odd, range_line, surfaces_of
from .multiword import ranges

TAB = "\t"
NUMBERS = tuple(map(str, range(1, 1001)))


def is_regular(document: Document) -> bool:
    """Return whether a document's tokens and what stands between them are free of surprises."""
    columns, text = document.annotated, document.text
    starts, ends = columns.starts, columns.ends
    in_order = all(map(lt, starts, ends)) and all(map(le, ends, chain(starts[1:], [len(text)])))
    if not in_order:
        return False
    joined = "".join(surfaces_of(document))
    return joined.split() == [joined] and is_normalized("NFC", joined) and not "".join(gaps_of(document)).strip()


def regular_sentences(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the text and the token lines of each sentence of a regular document."""
    columns, text = document.annotated, document.text
    starts, ends = columns.starts, columns.ends
    surfaces, gaps = surfaces_of(document), gaps_of(document)
    multiword = list(ranges(surfaces, gaps, columns.tags, columns.sentence_ends))
    tokens = columns_after_the_number(document, surfaces, gaps, multiword)
    waiting = iter([*multiword, (len(surfaces), 0)])
    head = next(waiting)
    for first, last in columns.sentence_ranges():
        numbers = NUMBERS if last - first <= len(NUMBERS) else [*map(str, range(1, last - first + 1))]
        lines = [*chain.from_iterable(zip(numbers, tokens[first:last], strict=False))]
        while head[0] < last:
            place = head[0] - first
            whole = range_line(document, numbers[place], numbers[head[1] - first - 1], *head, gaps)
            lines[2 * place] = whole + lines[2 * place]
            head = next(waiting)
        yield " ".join(text[starts[first] : ends[last - 1]].split()), "".join(lines)


def columns_after_the_number(
    document: Document, surfaces: Sequence[str], gaps: Sequence[str], multiword: Sequence[tuple[int, int]]
) -> list[str]:
    """List each token's line without its number, for a regular document."""
    columns, last = document.annotated, len(surfaces) - 1
    tags, universal = (column or repeat(None) for column in (columns.tags, columns.universal))
    forms = repeat(None) if surfaces == columns.forms else map(odd, columns.forms, surfaces)
    after = [*gaps]
    for start, end in multiword:
        after[start:end] = [" "] * (end - start)  # white space is the whole token's
    found = [
        *map(
            TOKENS.__getitem__, zip(surfaces, tags, universal, columns.iob or repeat(None), after, forms, strict=False)
        )
    ]
    inside = {index for start, end in multiword for index in range(start, end)}
    for index in {0, last} - inside:
        misc = misc_column(
            columns.iob[index] if columns.iob else None,
            gaps[index],
            odd(columns.forms[index], surfaces[index]),
            None,
            document.text[: columns.starts[0]] if index == 0 else "",
            index == last,
        )
        found[index] = f"{found[index].rpartition(TAB)[0]}\t{misc}\n"
    return found


def _columns_of(token: tuple[str, str | None, str | None, str | None, str, str | None]) -> str:
    surface, tag, universal, chunk, gap, form = token
    return middle_columns(surface, tag, universal) + misc_column(chunk, gap, form) + "\n"


TOKENS = BoundedCache(_columns_of, most=2**17)
