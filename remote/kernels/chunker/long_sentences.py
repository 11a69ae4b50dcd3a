"""Very long sentences in parts: to look for the chunks of one in one go takes long, and all of its memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, count, islice

from ...document import Chunk

Words = tuple[Sequence[str], Sequence[str | None], int]  # forms, tags, and the number of the first
Find = Callable[[Sequence[Words]], list[list[Chunk]]]
LONGEST = 1000  # tokens of a sentence whose chunks are looked for in one go, and
AROUND = 20  # those on either side that are looked at as well


def chunks_by_parts(sentences: Sequence[Words], find: Find) -> list[list[Chunk]]:
    """List the chunks of each sentence, of a long one by its parts; ``find`` does it for those that are not long."""
    if all(len(forms) <= LONGEST for forms, _, _ in sentences):
        return find(sentences)
    parts = [list(parts_of(sentence)) for sentence in sentences]
    found = iter(find(list(chain.from_iterable(parts))))
    return [
        joined(list(islice(found, len(of_sentence))), offset)
        for of_sentence, (*_, offset) in zip(parts, sentences, strict=True)
    ]


def parts_of(sentence: Words) -> Iterator[Words]:
    """Part a sentence of more than `LONGEST` tokens, with some around each part.

    >>> [(len(forms), offset) for forms, _, offset in parts_of((["a"] * 1500, ["NN"] * 1500, 7))]
    [(1020, 7), (520, 987)]
    """
    forms, tags, offset = sentence
    if len(forms) != len(tags):
        raise ValueError(f"{len(forms)} forms have {len(tags)} tags")
    for first in range(0, len(forms), LONGEST):
        start, end = max(first - AROUND, 0), first + LONGEST + AROUND
        yield forms[start:end], tags[start:end], offset + start


def joined(parts: Sequence[Sequence[Chunk]], offset: int) -> list[Chunk]:
    """Take from each of a sentence's parts the chunks that begin in it; none begins within the one before.

    >>> joined([[Chunk("NP", 998, 1002)], [Chunk("NP", 1001, 1003), Chunk("NP", 1003, 1004)]], 0)
    [Chunk(label='NP', start=998, end=1002), Chunk(label='NP', start=1003, end=1004)]
    """
    found: list[Chunk] = []
    for first, chunks in zip(count(offset, LONGEST), parts):
        end = max(first, found[-1].end if found else offset)
        found += [chunk for chunk in chunks if end <= chunk.start < first + LONGEST]
    return found
