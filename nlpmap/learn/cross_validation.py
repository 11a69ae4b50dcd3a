"""How good a tagger trained on a treebank is on text that it has not seen: folds, through the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from .. import parallel
from ..errors import InputError
from ..models import Model
from ..remote.document import Document
from .tagger import TaggerOptions, train_tagger
from .train import accuracy


def cross_validate(
    documents: Sequence[Document],
    options: TaggerOptions = TaggerOptions(),
    *,
    folds: int = 10,
    workers: int | None = None,
    progress: bool = False,
) -> list[dict[str, float]]:
    """Train without each fold of the documents and measure on it: the accuracy of ``tags`` and ``universal`` a fold.

    A single document is cut at its sentences.
    """
    units = list(documents) if len(documents) >= folds else [part for whole in documents for part in parts(whole)]
    if not 2 <= folds <= len(units):
        raise InputError(f"{folds} folds need at least 2 and as many documents or sentences; there are {len(units)}")
    work = partial(fold_accuracy, units, options, folds)
    with parallel.Pool(workers=workers) as pool:
        results: list[dict[str, float]] = pool.map(work, range(folds), progress=progress)
    return results


def fold_accuracy(units: Sequence[Document], options: TaggerOptions, folds: int, fold: int) -> dict[str, float]:
    """Train on all documents but every ``folds``-th, from ``fold`` on, and measure on these."""
    held_out = units[fold::folds]
    model = Model(
        "fold", {"tagger": train_tagger([unit for rank, unit in enumerate(units) if rank % folds != fold], options)}
    )
    columns = {"xpos": ["tags"], "upos": ["universal"], "both": ["tags", "universal"]}[options.tags]
    return {column: accuracy(model, held_out, column) for column in columns}


def parts(document: Document) -> list[Document]:
    """Cut a document into one a sentence."""
    columns = document.annotated
    cut = []
    for first, last in columns.sentence_ranges():
        span = slice(first, last)
        tagged = list(zip(columns.forms[span], (columns.tags or [None] * len(columns.forms))[span], strict=True))
        part = Document.from_sents([tagged])
        universal = None if columns.universal is None else list(columns.universal[span])
        cut.append(part.with_annotation(replace(part.annotated, universal=universal)))
    return cut
