"""The rows of a table, annotated: for each its columns of tokens, or why it has none."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from ..errors import HostError, InputError, ModelError, WorkerError
from ..remote.components import Task
from ..remote.document import Annotation, Document
from ..remote.formats.token_columns import FEATS, NAMES, SPANS, Columns, columns_of
from ..remote.serving.module_runner import describe_error
from .entries import Misfit, is_missing
from .portable_recipe import PortableRecipe

COLUMNS: Mapping[Task, Sequence[str]] = {"tokenize": SPANS, "tag": (*SPANS, "xpos", "upos", "lemma"), "chunk": NAMES}
ERROR = "error"
OnRowError = Literal["column", "raise"]
Answer = Annotation | WorkerError | Misfit
CHARACTERS_AT_ONCE = 2**20  # which a kernel gets together: more is no faster, and takes memory


def names_of_columns(task: Task, on_error: OnRowError, lemmas: bool = True, feats: bool = False) -> tuple[str, ...]:
    """Return the names of the columns that a task adds, as JSON lines and parquet have them, and that of errors.

    >>> names_of_columns("tag", "column")
    ('tokens', 'sentence', 'start', 'end', 'xpos', 'upos', 'lemma', 'error')
    """
    names = (name for name in COLUMNS[task] if lemmas or name != "lemma")
    found = (FEATS,) if feats and task != "tokenize" else ()
    return (*names, *found, *([ERROR] if on_error == "column" else []))


def annotated_columns(
    entries: Sequence[object], recipe: PortableRecipe, on_error: OnRowError, first: int = 0
) -> Columns:
    """Return the columns of a task's annotation of rows with these texts, which are a batch's from row ``first`` on.

    With ``on_error="column"`` a row that fails has ``None`` in all of them but ``error``; else its error is raised.

    >>> from nlpmap import Recipe
    >>> columns = annotated_columns(["Yes!", None], PortableRecipe("tokenize", Recipe()), "column")
    >>> columns["tokens"], columns["error"]
    ([['Yes', '!'], None], [None, 'InputError: the text is missing'])
    """
    columns: Columns = {
        name: [] for name in names_of_columns(recipe.task, on_error, recipe.finds_lemmas, recipe.finds_feats)
    }
    for index, answer in enumerate(answers(entries, recipe), start=first):
        if isinstance(answer, Annotation):
            found = columns_of(answer)
        elif on_error == "raise":
            raise error_of_row(index, answer)
        else:
            found = {ERROR: said_of(answer)}  # type: ignore[dict-item] # a cell, as all others are lists
        for name, column in columns.items():
            column.append(found.get(name))
    return columns


def said_of(answer: WorkerError | Misfit) -> str:
    """Return what the column ``error`` says, which is the same in whatever batch the row is."""
    return answer.summary if isinstance(answer, WorkerError) else f"InputError: {answer.message}"


def error_of_row(index: int, answer: WorkerError | Misfit) -> Exception:
    """Return the error of a row as it is raised, with its number in the batch."""
    if isinstance(answer, Misfit):
        return InputError(f"row {index + 1} of the batch: {answer.message}. To go on without it: on_error='column'")
    if answer.type == "FailingTable":
        other = "name another model, or train this one anew: nlpmap train"
        return ModelError(f"{answer.message} (row {index + 1} of the batch); {other}")
    return WorkerError(index, answer.type, answer.message, answer.traceback)


def answers(entries: Sequence[object], recipe: PortableRecipe) -> Iterator[Answer]:
    """Yield the annotation of each text, or what is wrong with it."""
    for together in portions(list(map(document_of_cell, entries))):
        annotated = iter(annotations_of([one for one in together if isinstance(one, Document)], recipe))
        yield from (next(annotated) if isinstance(one, Document) else one for one in together)


def portions(documents: Sequence[Document | Misfit]) -> Iterator[list[Document | Misfit]]:
    """Yield documents in runs of some length, in characters."""
    portion: list[Document | Misfit] = []
    characters = 0
    for document in documents:
        portion.append(document)
        characters += len(document.text) if isinstance(document, Document) else 0
        if characters >= CHARACTERS_AT_ONCE:
            yield portion
            portion, characters = [], 0
    yield portion


def annotations_of(documents: Sequence[Document], recipe: PortableRecipe) -> list[Annotation | WorkerError]:
    """Annotate documents together or, where that fails, one by one, so that the one at fault is known."""
    if not documents:
        return []
    try:
        return [document.annotated for document in recipe.annotate(documents)]
    except (ModelError, HostError, KeyboardInterrupt, GeneratorExit):  # not by a document
        raise
    except BaseException as error:
        if len(documents) == 1:
            return [WorkerError(None, *describe_error(error))]
    return [answer for document in documents for answer in annotations_of([document], recipe)]


def document_of_cell(cell: object) -> Document | Misfit:
    """Make a document of a table's cell, or say what is wrong with it, whatever library the table is of.

    >>> document_of_cell(float("nan")).message, document_of_cell(b"Yes").message
    ('the text is missing', "the text is bytes; decode it first: .decode('utf-8')")
    """
    return Document("", str(cell)) if isinstance(cell, str) else Misfit(0, f"the text is {wrong_with_cell(cell)}")


def wrong_with_cell(cell: object) -> str:
    """Return what is wrong with a cell that is no text."""
    if is_missing(cell):
        return "missing"
    kind = type(cell).__name__
    if isinstance(cell, (bytes, bytearray)):
        return f"{kind}; decode it first: .decode('utf-8')"
    return "a path; read the file first" if isinstance(cell, os.PathLike) else f"of type {kind}, not str"
