"""Cross-validation through the map: each worker trains on all folds but one, and measures on that one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeVar

from ...errors import InputError
from ...parallel import WorkerPool
from ...remote.document import Annotation, Chunk, Document

Item = TypeVar("Item")


def cross_validate(
    train: Callable[[list[Item]], Any],
    evaluate: Callable[[Any, list[Item]], Any],
    items: Sequence[Item],
    *,
    folds: int = 10,
    workers: int | None = None,
    progress: bool = False,
) -> list[Any]:
    """List what ``evaluate(model, fold)`` says of each fold, for ``model = train(all other items)``.

    Folds are neighbouring items. The functions and the items travel as cloudpickle writes them; what ``evaluate``
    returns has to be of builtins.

    >>> cross_validate(sum, lambda model, fold: (model, fold), [1, 2, 3, 4], folds=2, workers=0)
    [(7, [1, 2]), (3, [3, 4])]
    """
    if not 2 <= folds <= len(items):
        raise InputError(f"{len(items)} items can't be parted into {folds} folds; choose 2 to {len(items)}")

    def result_of(number: int) -> Any:
        first, last = (len(items) * edge // folds for edge in (number, number + 1))
        model = train([*items[:first], *items[last:]])
        return evaluate(model, list(items[first:last]))

    with WorkerPool(workers=workers) as pool:
        return pool.map(result_of, range(folds), progress=progress)


def foldable(documents: Sequence[Document], folds: int) -> list[Document]:
    """Return enough documents for the folds: where there are fewer, each is cut between sentences.

    >>> document = Document.from_sents([["One", "."], ["Two", "."], ["Three", "."]])
    >>> [piece.text for piece in foldable([document], 2)]
    ['One .', 'Two .\\nThree .']
    """
    if len(documents) >= folds:
        return list(documents)
    return [piece for document in documents for piece in pieces(document, folds)]


def pieces(document: Document, count: int) -> list[Document]:
    """Cut a document between sentences into so many pieces of about the same number, or as many as it has."""
    ranges = list(document.annotated.sentence_ranges())
    edges = sorted({len(ranges) * number // count for number in range(count + 1)})
    return [piece(document, ranges[first][0], ranges[last - 1][1], first) for first, last in pairwise(edges)]


def piece(document: Document, first: int, last: int, number: int) -> Document:
    """Cut out some tokens that are whole sentences; the text begins and ends with them."""
    columns = document.annotated
    start, end = (columns.starts[first], columns.ends[last - 1]) if first < last else (0, 0)
    inside = None if columns.chunks is None else [chunk for chunk in columns.chunks if first <= chunk.start < last]
    annotation = Annotation(
        columns.forms[first:last],
        [place - start for place in columns.starts[first:last]],
        [place - start for place in columns.ends[first:last]],
        [place - first for place in columns.sentence_ends if first < place <= last],
        columns.tags and columns.tags[first:last],
        inside and [Chunk(label, begin - first, past - first) for label, begin, past in inside],
        columns.universal and columns.universal[first:last],
        columns.lemmas and columns.lemmas[first:last],
        columns.feats and columns.feats[first:last],
    )
    return replace(document, id=f"{document.id}#{number}", text=document.text[start:end], annotation=annotation)
