"""The columns of a document's tokens as parallel lists, as Arrow, polars and Hugging Face's datasets take them.

``tokens``, ``sentence`` (numbers from 1), ``start`` and ``end``; where they are known ``xpos``, ``upos``, ``iob``,
the innermost chunk, and ``lemma``; ``feats`` where features were asked for. ``chunks`` has all chunks, from outer to
inner, as ``label``, ``start`` and ``end``, counted in tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, repeat
from types import NoneType
from typing import Any

from ..document import Annotation, Chunk
from ..document.tagset import universal as penn_to_universal

SPANS = ("tokens", "sentence", "start", "end")
NAMES = (*SPANS, "xpos", "upos", "iob", "chunks", "lemma")
FEATS = "feats"  # a column of those documents alone that have features
Columns = dict[str, list[Any]]


def columns_of(annotation: Annotation) -> Columns:
    """Return the columns of tokens; a universal tag that is not known is what the Penn tag stands for.

    >>> columns_of(Annotation(["Yes", "!"], [0, 3], [3, 4], [2], ["UH", "."]))["upos"]
    ['INTJ', 'PUNCT']
    """
    columns: Columns = {
        "tokens": list(annotation.forms),
        "sentence": sentence_numbers(annotation),
        "start": list(annotation.starts),
        "end": list(annotation.ends),
    }
    if annotation.tags is not None:
        columns["xpos"] = list(annotation.tags)
    if annotation.universal is not None:
        columns["upos"] = list(annotation.universal)
    elif annotation.tags is not None:
        columns["upos"] = list(map(penn_to_universal, annotation.tags))
    if annotation.iob is not None:
        columns["iob"] = list(annotation.iob)
        chunks = annotation.chunks or ()
        columns["chunks"] = [{"label": label, "start": start, "end": end} for label, start, end in chunks]
    if annotation.lemmas is not None:
        columns["lemma"] = list(annotation.lemmas)
    if annotation.feats is not None:
        columns[FEATS] = list(annotation.feats)
    return columns


def sentence_numbers(annotation: Annotation) -> list[int]:
    """Return the number of the sentence of each token.

    >>> sentence_numbers(Annotation(["a", "b", "c"], [0, 2, 4], [1, 3, 5], [2, 3]))
    [1, 1, 2]
    """
    ranges = enumerate(annotation.sentence_ranges(), start=1)
    return list(chain.from_iterable(repeat(number, last - first) for number, (first, last) in ranges))


def sentence_ends(numbers: Sequence[int]) -> list[int]:
    """Return where the sentences end whose numbers the tokens have.

    >>> sentence_ends([1, 1, 2])
    [2, 3]
    """
    breaks = [place for place in range(1, len(numbers)) if numbers[place] != numbers[place - 1]]
    return [*breaks, len(numbers)] if numbers else []


def annotation_of(row: dict[str, Any], length: int) -> Annotation | None:
    """Return the annotation whose columns a row has, of a text so long; ``None`` where it has none as these are."""
    if "tokens" not in row:
        return None
    forms, sentence, starts, ends, tags, universal, chunks, lemmas, feats = _cells(row)
    if not _is_column(forms, str):
        return None
    count = len(forms)
    numbers = [sentence] * count if type(sentence) is int else sentence
    if not all(_is_column(column, int) and len(column) == count for column in (numbers, starts, ends)):
        return None
    if not all(_is_span(start, end, length) for start, end in zip(starts, ends, strict=True)):
        return None
    for column in (tags, universal, lemmas):
        if column is not None and not (_is_column(column, str, NoneType) and len(column) == count):
            return None
    if chunks is not None and not (_is_column(chunks, dict) and all(_is_chunk(chunk, count) for chunk in chunks)):
        return None
    if not (_is_column(feats, str, NoneType) and len(feats) == count):
        feats = None  # metadata of that name
    phrases = None if chunks is None else [Chunk(**chunk) for chunk in chunks]
    return Annotation(forms, starts, ends, sentence_ends(numbers), tags, phrases, universal, lemmas, feats)


def _cells(row: dict[str, Any]) -> list[Any]:
    return [row.get(name) for name in (*SPANS, "xpos", "upos", "chunks", "lemma", FEATS)]


def _is_column(value: Any, *types: type) -> bool:
    return isinstance(value, list) and all(type(member) in types for member in value)


def _is_chunk(chunk: dict[str, Any], length: int) -> bool:
    return (
        set(chunk) == set(Chunk._fields)
        and type(chunk["label"]) is str
        and _is_span(chunk["start"], chunk["end"], length)
    )


def _is_span(start: Any, end: Any, length: int) -> bool:
    return type(start) is type(end) is int and 0 <= start <= end <= length
