"""The order of a concordance's lines: by words before, in and after the match, or by metadata."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from ...errors import InputError
from ..grouping import FILE, FOLDER, Groups
from ..index.container import Array
from ..index.corpus_index import CorpusIndex
from ..index.token_column import TokenColumn

KEY = re.compile(r"(left|right|node|match)(?:\s+(\d+))?(?:\s+(\w+))?$")
WORDS = 8  # of a match that it is sorted by


def sorted_order(index: CorpusIndex, starts: Array, ends: Array, keys: Sequence[str], of_group: Array) -> Array:
    """Return the order of matches by group, then by keys, the first before the others; else they are as in the corpus.

    A key is ``"left 1"`` (the word before the match), ``"right 2"`` (the second after it), ``"node"``, each also with a
    column (``"right 1 xpos"``), or else a key of metadata or ``"id"``. Words are sorted without regard to case.
    """
    columns = [column for key in keys for column in ranks(index, starts, ends, key)]
    return np.lexsort([*columns[::-1], of_group])


def check_key(index: CorpusIndex, key: str) -> None:
    """Raise `InputError` where lines are not sorted by a key."""
    found = KEY.match(key)
    if found is not None:
        index.column(found[3] or "form")
    elif key not in (FILE, FOLDER) and key not in index.keys:
        known = ", ".join(["'left 1'", "'right 1'", "'node'", "'id'", "'folder'", *map(repr, index.keys)])
        raise InputError(f"a concordance is not sorted by {key!r}; by {known}")


def ranks(index: CorpusIndex, starts: Array, ends: Array, key: str) -> list[Array]:
    """Return the rank of each match by one key; by that of each of its words, where the key is the match itself."""
    found = KEY.match(key)
    if found is None:
        return [Groups(index, key).of_tokens(starts)]
    side, distance, name = found[1], int(found[2] or 1), found[3] or "form"
    documents = index.region("doc")
    numbers = documents.number_at(starts)
    if side == "left":
        return [ranks_at(index.column(name), starts - distance, documents.starts_of(numbers), starts)]
    if side == "right":
        return [ranks_at(index.column(name), ends - 1 + distance, ends, documents.ends_of(numbers))]
    longest = int((ends - starts).max(initial=1))
    offsets = range(min(longest, WORDS)) if found[2] is None else [distance - 1]
    return [ranks_at(index.column(name), starts + offset, starts, ends) for offset in offsets]


def ranks_at(column: TokenColumn, places: Array, firsts: Array, ends: Array) -> Array:
    """Return the rank of the value at each of some places; -1 for one that is not between its bounds."""
    inside = (places >= firsts) & (places < ends)
    if not len(column.ids):
        return np.full(len(places), -1)
    return np.where(inside, column.lexicon.ranks_of(column.ids[np.where(inside, places, 0)]), -1)
