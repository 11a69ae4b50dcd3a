"""Lemmas as `lemmatizer` finds them, by compiled code where that is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

from ..twins import twin_or_pure
from .casing import casing_of, tags_number
from .edits import CASINGS, plain_form
from .table import read_table

if TYPE_CHECKING:
    from .lemmatizer import Lemmatizer

Column = Sequence[str | None]
MOST_BYTES = 2**25  # of the types that are kept


class CompiledLemmatizer:
    """Finds the lemmas of tagged words as `Lemmatizer` does; raises `ValueError` for a table that is none."""

    def __init__(self, table: Mapping[str, Any], native: Any, *, most: int = MOST_BYTES) -> None:
        self.found = native.Lemmatizer(read_table(table), CASINGS, plain_form, casing_of, tags_number, most)
        self.lock = Lock()

    def lemmas(self, forms: Sequence[str], tags: Column | None, universal: Column | None) -> list[str | None]:
        """Return the lemma of each form."""
        with self.lock:
            found: list[str | None] = self.found.lemmas(forms, tags, universal)
        return found


def lemmatizer_of_table(table: Mapping[str, Any]) -> CompiledLemmatizer | Lemmatizer:
    """Make the lemmatizer of a model's table: compiled, or else by numpy.

    >>> table = {"edits": [[1, "", "lower"]], "bits": 1, "counts": bytes(2), "numbers": b"", "weights": b""}
    >>> lemmatizer_of_table(table | {"tags": [], "exceptions": []}).lemmas(["Dogs"], ["NNS"], None)
    ['dog']
    """

    def pure() -> Lemmatizer:
        from .lemmatizer import Lemmatizer  # for it needs numpy

        return Lemmatizer(table)

    return twin_or_pure("lemmas", lambda native: CompiledLemmatizer(table, native), pure)
