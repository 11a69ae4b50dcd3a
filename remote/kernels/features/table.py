"""The table of features, checked: which values words may have, by their forms, endings and tags, and the weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...document.tagset import Tags, nearest_tags
from ..lemmatizer.edits import plain_form

MOST_BITS = 24
ENDING = 3  # letters
Candidates = tuple[int, ...]


@dataclass(frozen=True)
class FeatureTable:
    """A table's parts: ``values`` as FEATS has them, empty for none, and the ``sets`` of them that words may have.

    Sets are of numbers of values, the commonest first. Words have that of their form and tags, or else of the form's
    ending and the tags, or else of the tags, the commonest of which come first. There is one weight a row.

    >>> table = {"values": ["", "Number=Plur"], "sets": [[0], [1]], "tags": [["NNS", "NOUN", 1], ["DT", "DET", 0]]}
    >>> table |= {"endings": [], "forms": [], "bits": 1, "weights": bytes(2)}
    >>> read_feature_table(table).set_of("Dogs", "NNS", None)
    1
    """

    values: list[str]
    sets: list[Candidates]
    tags: dict[Tags, int]
    endings: dict[tuple[str, Tags], int]
    forms: dict[tuple[str, Tags], int]
    bits: int
    weights: bytes  # signed

    def tags_of(self, tag: str | None, universal: str | None) -> Tags:
        """Return the tags by which a word is looked at: its own where they were learned, or else the nearest."""
        return nearest_tags(self.tags, tag, universal)

    def set_of(self, form: str, tag: str | None, universal: str | None) -> int | None:
        """Return the number of the set of a word's candidates; None where its tags were not learned at all."""
        tags, low = self.tags_of(tag, universal), plain_form(form).lower()
        found = self.forms.get((low, tags))
        if found is None:
            found = self.endings.get((low[-ENDING:], tags))
        return self.tags.get(tags) if found is None else found


def read_feature_table(table: Mapping[str, Any]) -> FeatureTable:
    """Read a model's table; raises `ValueError` where it is none."""
    tags = {(tag, universal): number for tag, universal, number in table["tags"]}
    names = list(tags)
    read = FeatureTable(
        list(table["values"]),
        [tuple(candidates) for candidates in table["sets"]],
        tags,
        by_tags(table["endings"], names),
        by_tags(table["forms"], names),
        table["bits"],
        table["weights"],
    )
    check_feature_table(read)
    return read


def by_tags(entries: Sequence[Sequence[Any]], tags: Sequence[Tags]) -> dict[tuple[str, Tags], int]:
    """Return entries of a text, the number of tags, and that of a set as a mapping.

    >>> by_tags([["dogs", 0, 5]], [("NNS", "NOUN")])
    {('dogs', ('NNS', 'NOUN')): 5}
    """
    return {(text, tags[number]): found for text, number, found in entries}


def check_feature_table(read: FeatureTable) -> None:
    """Raise `ValueError` where a table's parts do not go together."""
    if type(read.bits) is not int or not 1 <= read.bits <= MOST_BITS:
        raise ValueError("rows of no number")
    if not isinstance(read.weights, bytes) or len(read.weights) != 1 << read.bits:
        raise ValueError("weights of another number")
    if not all(isinstance(value, str) for value in read.values):
        raise ValueError("a value that is no text")
    if not all(tag is None or isinstance(tag, str) for tags in read.tags for tag in tags):
        raise ValueError("a tag that is no text")
    if not all(is_number_in(value, read.values) for candidates in read.sets for value in candidates):
        raise ValueError("a candidate that is no value")
    if not all(read.sets):
        raise ValueError("a word without candidates")
    for numbers in (read.tags, read.endings, read.forms):
        if not all(is_number_in(number, read.sets) for number in numbers.values()):
            raise ValueError("candidates that are not there")


def is_number_in(number: object, of: Sequence[object]) -> bool:
    """Return whether something is the number of a member.

    >>> is_number_in(1, ["a", "b"]), is_number_in(2, ["a", "b"]), is_number_in("a", ["a"])
    (True, False, False)
    """
    return type(number) is int and 0 <= number < len(of)
