"""The table of a lemmatizer, checked: its edits, the exceptions to them, and the weights of each row of features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...document.tagset import Tags, nearest_tags
from .edits import CASINGS, Edit, plain_form

MOST_BITS = 20
MOST_EDITS = 256  # as many as a byte tells apart
Type = tuple[str, str | None, str | None]  # a folded form, its tag, its universal tag


@dataclass(frozen=True)
class LemmaTable:
    """A table's parts: of each row ``counts`` weights, one after the other, each for an edit's number.

    ``tags`` are those that were learned, the commonest first, each with its universal tag.

    >>> table = {"edits": [[1, "", "lower"]], "bits": 1, "counts": bytes(2), "numbers": b"", "weights": b""}
    >>> table |= {"tags": [["NNS", "NOUN"]], "exceptions": [["mice", "NNS", "NOUN", "mouse"]]}
    >>> read_table(table).exceptions
    {('mice', 'NNS', 'NOUN'): 'mouse'}
    """

    edits: list[Edit]
    tags: list[Tags]
    exceptions: dict[Type, str]
    bits: int
    counts: bytes
    numbers: bytes
    weights: bytes  # signed

    def tags_of(self, tag: str | None, universal: str | None) -> Tags:
        """Return the tags by which a word is looked at: its own where they were learned, or else the nearest."""
        return nearest_tags(self.tags, tag, universal)

    def exception(self, one: Type) -> str | None:
        """Return the lemma of a type that is an exception, by its form as it stands or, else, in lower case."""
        form, tag, universal = one
        return self.exceptions.get(one) or self.exceptions.get((form.lower(), tag, universal))

    def type_of(self, form: str, tag: str | None, universal: str | None) -> Type:
        """Return the word type by which a word is looked at."""
        return (plain_form(form), *self.tags_of(tag, universal))


def read_table(table: Mapping[str, Any]) -> LemmaTable:
    """Read a model's table; raises `ValueError` where it is none."""
    edits = [Edit(stripped, added, casing) for stripped, added, casing in table["edits"]]
    exceptions = {(form, tag, universal): lemma for form, tag, universal, lemma in table["exceptions"]}
    tags = [(tag, universal) for tag, universal in table["tags"]]
    weights = (table[name] for name in ("counts", "numbers", "weights"))
    read = LemmaTable(edits, tags, exceptions, table["bits"], *weights)
    check_table(read)
    return read


def check_table(read: LemmaTable) -> None:
    """Raise `ValueError` where a table's parts do not go together."""
    if type(read.bits) is not int or not 1 <= read.bits <= MOST_BITS:
        raise ValueError("rows of no number")
    for edit in read.edits:
        is_edit = type(edit.stripped) is int and edit.stripped >= 0 and isinstance(edit.added, str)
        if not is_edit or edit.casing not in CASINGS:
            raise ValueError("an edit that is none")
    if not 1 <= len(read.edits) <= MOST_EDITS:
        raise ValueError("edits of no number")
    if not all(isinstance(column, bytes) for column in (read.counts, read.numbers, read.weights)):
        raise ValueError("weights that are no bytes")
    if len(read.counts) != 1 << read.bits or not sum(read.counts) == len(read.numbers) == len(read.weights):
        raise ValueError("weights of another number")
    if read.numbers and max(read.numbers) >= len(read.edits):
        raise ValueError("a weight for no edit")
    if not all(tag is None or isinstance(tag, str) for tags in read.tags for tag in tags):
        raise ValueError("a tag that is no text")
    if not all(isinstance(lemma, str) and lemma for lemma in read.exceptions.values()):
        raise ValueError("an exception without a lemma")
