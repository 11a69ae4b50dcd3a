"""The sentences of regular documents, nearly all that there are: their lines are made column by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, compress, repeat
from operator import eq, le, lt
from unicodedata import is_normalized

from ...bounded_cache import BoundedCache
from ...document import Annotation, Document
from .columns import gaps_of, middle_columns, misc_column, odd, range_line, surfaces_of
from .multiword import ranges

TAB = "\t"
NUMBERS = tuple(map(str, range(1, 1001)))


def is_regular(document: Document) -> bool:
    """Return whether a document's tokens and what stands between them are free of surprises."""
    return is_regular_but_for(document, [])


def is_regular_but_for(document: Document, shared: Sequence[tuple[int, int]]) -> bool:
    """Return so of a document some of whose words share a place: those from the first to the past-last of each pair."""
    columns, text = document.annotated, document.text
    starts, ends = columns.starts, columns.ends
    following = [*starts[1:], len(text)]
    for first, last in shared:
        following[first : last - 1] = ends[first : last - 1]
    if not (all(map(lt, starts, ends)) and all(map(le, ends, following))):
        return False
    surfaces = written_surfaces(document, shared)
    joined = "".join([*surfaces, *surfaces_of(document)] if shared else surfaces)
    is_plain = all(surfaces) and joined.split() == [joined] and is_normalized("NFC", joined)
    return is_plain and not "".join(gaps_of(document)).strip()


def shared_places(columns: Annotation) -> list[tuple[int, int]]:
    """List the first and past-last of the words of a sentence that stand at the same place, several each.

    >>> shared_places(Annotation(["a", "de", "le", "b"], [0, 2, 2, 5], [1, 4, 4, 6], [4]))
    [(1, 3)]
    """
    starts, ends = columns.starts, columns.ends
    same = list(map(eq, zip(starts, ends, strict=True), zip(starts[1:], ends[1:], strict=True)))
    if not any(same):
        return []
    borders = {*columns.sentence_ends}
    found: list[tuple[int, int]] = []
    for index in compress(range(1, len(starts)), same):
        if index in borders:
            continue
        if found and found[-1][1] == index:
            found[-1] = (found[-1][0], index + 1)
        else:
            found.append((index - 1, index + 1))
    return found


def written_surfaces(document: Document, shared: Sequence[tuple[int, int]]) -> list[str]:
    """List what is written of each token: its text, or of those that share a place their forms."""
    surfaces = surfaces_of(document)
    for first, last in shared:
        surfaces[first:last] = document.annotated.forms[first:last]
    return surfaces


def regular_sentences(document: Document, shared: Sequence[tuple[int, int]] = ()) -> Iterator[tuple[str, str]]:
    """Yield the text and the token lines of each sentence of a document that is regular, but for words that share a
    place."""
    columns, text = document.annotated, document.text
    starts, ends = columns.starts, columns.ends
    surfaces, gaps = written_surfaces(document, shared), gaps_of(document)
    apart = surfaces[:] if shared else surfaces
    for first, last in shared:
        apart[first:last] = [""] * (last - first)
    multiword = sorted([*shared, *ranges(apart, gaps, columns.tags, columns.sentence_ends)])
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
    middle = (columns.tags, columns.universal, columns.lemmas, columns.feats)
    forms = repeat(None) if surfaces == columns.forms else map(odd, columns.forms, surfaces)
    after = [*gaps]
    for start, end in multiword:
        after[start:end] = [" "] * (end - start)  # white space is the whole token's
    known = (column or repeat(None) for column in (*middle, columns.iob))
    words = zip(surfaces, *known, after, forms, strict=False)
    found = [*map(TOKENS.__getitem__, words)]
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


def _columns_of(token: tuple[str, str | None, str | None, str | None, str | None, str | None, str, str | None]) -> str:
    surface, tag, universal, lemma, feats, chunk, gap, form = token
    return middle_columns(surface, tag, universal, lemma, feats) + misc_column(chunk, gap, form) + "\n"


TOKENS = BoundedCache(_columns_of, most=2**17)
