"""Groups of documents by a key of their metadata, by which counts are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from ..errors import InputError
from .index.container import Array
from .index.corpus_index import CorpusIndex, shown_text

FILE = "id"  # by document
FOLDER = "folder"  # by what is before the last / of an id


class Groups:
    """The documents of a corpus in groups of the same metadata, sorted; all in one group where there is no key."""

    def __init__(self, index: CorpusIndex, by: str | None) -> None:
        self.index = index
        self.by = by
        self.labels: list[Any] = [None]
        self.of_documents: Array = np.zeros(index.documents, np.int64)
        if by == FILE and by not in index.keys:
            self.labels = index.document_ids(np.arange(index.documents))
            self.of_documents = np.arange(index.documents)
        elif by == FOLDER and by not in index.keys:
            folders = [id.rpartition("/")[0] for id in index.document_ids(np.arange(index.documents))]
            self.labels = sorted(set(folders))
            self.of_documents = np.searchsorted(self.labels, folders) if folders else self.of_documents
        elif by is not None and not index.keys:
            ways = f"documents can be told apart by {FILE!r} or {FOLDER!r}"
            raise InputError(f"{index.where}: no metadata {by!r} in this corpus; {ways}")
        elif by is not None:
            self.labels, numbers = alike_as_one_group(index.metadata_values(by))
            self.of_documents = numbers[index.metadata_column(by).ids]

    def of_tokens(self, positions: Array) -> Array:
        """Return the group of each of some tokens."""
        if self.by is None:
            return np.zeros(len(positions), np.int64)
        found: Array = self.of_documents[self.index.region("doc").number_at(positions)]
        return found

    @cached_property
    def sizes(self) -> Array:
        """How many tokens each group has."""
        ends = self.index.region("doc").ends.astype(np.int64)
        lengths = np.diff(ends, prepend=0)
        return np.bincount(self.of_documents, weights=lengths, minlength=len(self.labels)).astype(np.int64)


def alike_as_one_group(values: Sequence[Any]) -> tuple[list[Any], Array]:
    """Return the labels of groups, sorted, and the group of each value: those that queries take as alike are of one.

    >>> labels, groups = alike_as_one_group(["5", None, 10, 5, "", True])
    >>> labels, groups.tolist()
    ([True, 5, 10, None], [1, 3, 2, 1, 3, 0])
    """
    labels: dict[str, Any] = {}
    texts = [shown_text(value) for value in values]
    for value, text in sorted(zip(values, texts, strict=True), key=lambda pair: sort_key(pair[0])):
        labels.setdefault(text, value if text else None)
    known = sorted(labels, key=lambda text: sort_key(labels[text]))
    numbers = {text: number for number, text in enumerate(known)}
    return [labels[text] for text in known], np.array([numbers[text] for text in texts], np.int64)


def sort_key(value: Any) -> tuple[int, Any]:
    """Return by what groups are sorted: numbers, then texts, then others, then none.

    >>> sorted(["b", 10, None, 9, "a"], key=sort_key)
    [9, 10, 'a', 'b', None]
    """
    if isinstance(value, (int, float)):
        return 0, value
    if isinstance(value, str):
        return 1, value
    return (3, "") if value is None else (2, str(value))
