"""Count what documents have: a worker module, which tags them first where they are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from . import chunker, tagger, tokenizer
from .components import TASKS, Task
from .document import Annotation, Document
from .document.packing import unpack_document
from .document.tagset import universal as penn_to_universal
from .pipeline import Pipeline, Work

COLUMNS: Mapping[str, Callable[[Annotation], Sequence[str | None] | None]] = {
    "form": lambda columns: columns.forms,
    "lemma": lambda columns: getattr(columns, "lemmas", None),
    "xpos": lambda columns: columns.tags,
    "upos": lambda columns: universal_of(columns),
    "iob": lambda columns: columns.iob,
    "feats": lambda columns: columns.feats,
}
CASED = ("form", "lemma")  # the columns in which upper and lower case may be the same
TASK_OF: Mapping[str, Task] = {
    "form": "tokenize", "lemma": "tag", "xpos": "tag", "upos": "tag", "iob": "chunk", "feats": "tag"
}  # fmt: skip
WORK: Mapping[Task, Work] = {"tokenize": tokenizer.work_all, "tag": tagger.work_all, "chunk": chunker.work_all}
Counts = dict[Hashable, Counter[Any]]


def universal_of(columns: Annotation) -> Sequence[str | None] | None:
    if columns.universal is not None or columns.tags is None:
        return columns.universal
    return list(map(penn_to_universal, columns.tags))


def samples_of(document: Document, names: Sequence[str], ignore_case: bool = False) -> Iterable[Any]:
    """Return what is counted of a document: the values of one column, or tuples of those of several.

    >>> dogs = Document.from_sents([[("Dogs", "NNS"), ("bark", "VBP")]])
    >>> list(samples_of(dogs, ["form"], True)), list(samples_of(dogs, ["form", "xpos"]))
    (['dogs', 'bark'], [('Dogs', 'NNS'), ('bark', 'VBP')])
    """
    columns = []
    for name in names:
        values = COLUMNS[name](document.annotated)
        if values is None:
            raise ValueError(f"document {document.id!r} has no {name}")
        columns.append([value and value.lower() for value in values] if ignore_case and name in CASED else values)
    return columns[0] if len(columns) == 1 else zip(*columns, strict=True)


def has_all(document: Document, names: Sequence[str]) -> bool:
    """Return whether a document has all columns that are counted.

    >>> has_all(Document("", "Dogs bark."), ["form"])
    False
    """
    columns = document.annotation
    return columns is not None and all(COLUMNS[name](columns) is not None for name in names)


def task_for(names: Iterable[str]) -> Task:
    """Return the task after which documents have some columns.

    >>> task_for(["form", "upos"])
    'tag'
    """
    return max((TASK_OF[name] for name in names), key=TASKS.index)


def work(
    documents: Sequence[Document], conditions: Sequence[Sequence[Hashable]], names: Sequence[str], ignore_case: bool
) -> Counts:
    """Count what documents have, by the conditions of each.

    >>> dogs = Document.from_sents([[("Dogs", "NNS"), ("bark", "VBP")]])
    >>> work([dogs, dogs], [["a"], ["a", "b"]], ["xpos"], False)
    {'a': Counter({'NNS': 2, 'VBP': 2}), 'b': Counter({'NNS': 1, 'VBP': 1})}
    """
    counts: Counts = {}
    for document, own in zip(documents, conditions, strict=True):
        samples = list(samples_of(document, names, ignore_case))
        for condition in own:
            counts.setdefault(condition, Counter()).update(samples)
    return counts


def work_all(setup: Mapping[str, Any], pipeline: Pipeline, parcels: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Return the counts of a batch of documents in the place of the first, and nothing in those of the others."""
    documents = [unpack_document(parcel) for _, parcel in parcels]
    annotated = iter(WORK[setup["task"]](documents, pipeline))
    counts = work(list(annotated), [conditions for conditions, _ in parcels], setup["of"], setup["ignore_case"])
    sent = [(condition, list(counter), list(counter.values())) for condition, counter in counts.items()]
    return [sent, *([None] * (len(parcels) - 1))]


if __name__ == "__channelexec__":
    setup = channel.receive()  # type: ignore[name-defined]  # noqa: F821
    channel.map_batches(  # type: ignore[name-defined]  # noqa: F821
        partial(work_all, setup["count"], Pipeline(setup["model"], setup["choices"]))
    )
