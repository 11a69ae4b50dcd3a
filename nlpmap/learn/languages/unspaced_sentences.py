"""Training of the sentence splitter for treebanks whose words nothing parts."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from ...remote.document import Document
from ...remote.kernels.unspaced.characters import codes_of
from ...remote.kernels.unspaced.splitter import Characters
from ..progress import Report, silent
from .hashed_logistic import BoundaryOptions, bits_for, fit_boundaries

View = tuple[str, list[int]]  # a text, and where its sentences end
OWN_LINE = 0.3  # the share of sentences that have a line of their own in the second view
WIDTHS = (20, 45)  # characters of a line of the third


def train_unspaced_splitter(
    documents: Sequence[Document], options: BoundaryOptions = BoundaryOptions(), *, report: Report = silent
) -> dict[str, Any]:
    """Learn where sentences end; the same documents and options give the same tables."""
    views = [view for number, document in enumerate(documents) for view in unspaced_views(document, number)]
    bits = bits_for(sum(len(text) for text, _ in views) // 10)
    cells, targets = [], []
    for text, ends in views:
        characters = Characters(codes_of(text))
        asked = characters.may_end & ~characters.closed
        cells.append(np.stack([column[asked] for column in characters.cells(slice(None), bits)], axis=1))
        targets.append(np.isin(characters.places[asked] + 1, ends).astype(np.float32))
    table = fit_boundaries(np.concatenate(cells), np.concatenate(targets), bits, options, report)
    return {"kind": "unspaced", "ends": table}


def unspaced_views(document: Document, number: int) -> Iterator[View]:
    """Yield a document's text with where its sentences end, and again with some of them on lines of their own, and
    with lines that are with_full_lines wherever they are full.

    >>> document = Document.from_sents([["中"], ["文"]])
    >>> next(unspaced_views(document, 0))
    ('中\\n文', [1, 3])
    """
    columns, chance = document.annotated, random.Random(number)
    spans = [(columns.starts[first], columns.ends[last - 1]) for first, last in columns.sentence_ranges()]
    yield document.text, [end for _, end in spans]
    gaps = [document.text[one[1] : other[0]] for one, other in pairwise(spans)]
    sentences = [document.text[start:end] for start, end in spans]
    yield with_gaps(sentences, ["\n" if chance.random() < OWN_LINE else gap for gap in gaps])
    yield with_full_lines(*with_gaps(sentences, gaps), chance.randint(*WIDTHS))


def with_gaps(sentences: Sequence[str], gaps: Sequence[str]) -> View:
    """Join sentences, and return where they end.

    >>> with_gaps(["ab", "c"], [" "])
    ('ab c', [2, 4])
    """
    parts: list[str] = []
    ends: list[int] = []
    length = 0
    for sentence, gap in zip(sentences, [*gaps, ""], strict=False):
        parts += sentence, gap
        length += len(sentence)
        ends.append(length)
        length += len(gap)
    return "".join(parts), ends


def with_full_lines(text: str, ends: Sequence[int], width: int) -> View:
    """Put a line's end after so many characters, again and again, within sentences.

    >>> with_full_lines("abcdefg", [3, 7], 2)
    ('ab\\ncd\\nef\\ng', [4, 10])
    """
    parts = [text[start : start + width] for start in range(0, len(text), width)]
    return "\n".join(parts), [end + (end - 1) // width for end in ends]
