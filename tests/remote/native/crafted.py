"""Tables of models that are made to lead a kernel astray: sizes whose product overflows, names that are none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Changes = Mapping[tuple[str, ...], object]


def with_changes(table: Mapping[str, Any], changes: Changes) -> Mapping[str, Any]:
    """Return a table with some values changed, each named by its keys from the outside in."""
    for path, value in changes.items():
        table = changed(table, path, value)
    return table


def changed(table: Mapping[str, Any], path: tuple[str, ...], value: object) -> dict[str, Any]:
    first, *rest = path
    return {**table, first: changed(table[first], tuple(rest), value) if rest else value}


CRAFTED: dict[str, tuple[str, Changes]] = {
    "a product of sizes that is 0 in 64 bits": (
        "tagger",
        {
            ("lexicon", "columns"): 2**61,
            ("lexicon", "words"): ["the", "said", "smith", "it"],
            ("lexicon", "classes"): b"",
        },
    ),
    "columns of no words": (
        "tagger",
        {("lexicon", "columns"): 10**9, ("lexicon", "words"): [], ("lexicon", "classes"): b""},
    ),
    "a name that is None": ("tagger", {("features",): [["", None], [], []]}),
    "no feature that all words have": ("tagger", {("features",): [["wthe"], [], []]}),
    "a group that is None": ("tagger", {("groups",): [None]}),
    "a word that is None": ("tagger", {("words",): ["the", None]}),
    "a word of the lexicon that is None": (
        "tagger",
        {("lexicon", "columns"): 1, ("lexicon", "words"): [None], ("lexicon", "classes"): b"\0\0"},
    ),
    "a second look that is None": ("tagger", {("second",): None}),
    "a second look that is a number": ("tagger", {("second",): 7}),
    "a margin that is no number": ("tagger", {("second", "within"): "480"}),
    "a margin beyond C's ints": ("tagger", {("second", "within"): 2**40}),
    "a second look without weights": ("tagger", {("second", "weights"): b""}),
    "weights that are text": ("tagger", {("second", "weights"): "\0" * 256}),
    "a shape of no numbers": ("tagger", {("weights", "shape"): []}),
    "a shape of one number": ("tagger", {("weights", "shape"): [86]}),
    "more classes than weights": ("tagger", {("weights", "shape"): [524105, 2**31]}),
    "sums of many classes": ("tagger", {("weights", "shape"): [524105, 65535]}),
    "a width beyond C's ints": ("splitter", {("network", "width"): 2**31 - 1}),
    "rows at very many positions": ("splitter", {("network", "positions"): 2**20}),
    "a bias at the end of 64 bits": ("splitter", {("network", "bias"): 2**63 - 1}),
    "a bias of words at the end of 64 bits": ("tokenizer", {("network", "bias"): 2**63 - 1}),
    "words at very many positions": ("tokenizer", {("network", "positions"): 2**18}),
    "a width that no rows have": ("tokenizer", {("network", "width"): 2**18}),
    "a number for an array's bytes": ("chunker", {("weights", "bytes"): 2**45}),
    "a number of rows of ten billion bits": ("chunker", {("bits",): 10**10}),
    "more rows than there are": ("chunker", {("bits",): 26}),
    "a mark that is empty": ("chunker", {("marks",): [""] * 23}),
    "an abbreviation of several strings": ("punkt", {("abbreviations",): [["mr", "dr"]]}),
    "a weight of nothing": ("nltk", {("weights", "bias"): None}),
    "classes whose third power is large": ("nltk", {("classes",): [f"C{number}" for number in range(1800)]}),
    "tags that no transitions are for": ("chunker", {("tags",): [f"T{number}" for number in range(10**6)]}),
    "a tag that is a list": ("nltk", {("tagdict", "the"): ["DT"]}),
}
