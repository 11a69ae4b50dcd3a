"""The order of a concordance's lines: by words before, in and after the match, or by metadata."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from ...errors import InputError
from ..grouping import Groups
from ..index.container import Array
from ..index.corpus_index import CorpusIndex

KEY = re.compile(r"(left|right|node|match)(?:\s+(\d+))?(?:\s+(\w+))?$")


def sorted_order(index: CorpusIndex, starts: Array, ends: Array, keys: Sequence[str]) -> Array:
    """Return the order of matches by keys, the first before the others; where all are equal, as in the corpus.

    A key is ``"left 1"`` (the word before the match), ``"right 2"`` (the second after it), ``"node"``, each also with a
    column (``"right 1 xpos"``), or else a key of metadata or ``"id"``. Words are sorted without regard to case.
    """
    columns = [ranks(index, starts, ends, key) for key in keys]
    return np.lexsort(columns[::-1]) if columns else np.arange(len(starts))


def ranks(index: CorpusIndex, starts: Array, ends: Array, key: str) -> Array:
    """Return the rank of each match by one key."""
    found = KEY.match(key)
    if found is None:
        if key != "id" and key not in index.keys:
            known = ", ".join(["'left 1'", "'right 1'", "'node'", "'id'", *map(repr, index.keys)])
            raise InputError(f"a concordance is not sorted by {key!r}; by {known}")
        return Groups(index, key).of_tokens(starts)
    side, distance, name = found[1], int(found[2] or 1), found[3] or "form"
    column = index.column(name)
    places = {"left": starts - distance, "right": ends - 1 + distance}.get(side, starts)
    inside = (places >= 0) & (places < index.tokens)
    found_ranks = column.lexicon.ranks_of(column.ids[np.where(inside, places, 0)])
    return np.where(inside, found_ranks, -1)
