"""Tokens of a text that was written otherwise before it was cut, as the text itself has them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from operator import itemgetter

import numpy as np
import numpy.typing as npt

Span = tuple[int, int]
Columns = tuple[list[str], list[int], list[int], list[int]]


def restored(columns: Columns, written: str, text: str) -> Columns:
    """Give those tokens that were written otherwise the forms that they have in the text; the others keep theirs.

    >>> restored((["do", "n't", "``"], [0, 2, 6], [2, 5, 7], [3]), "don't \\"", "don’t \\"")
    (['do', 'n’t', '``'], [0, 2, 6], [2, 5, 7], [3])
    """
    if written == text:
        return columns
    forms, starts, ends, sentence_ends = columns
    changed = np.flatnonzero(_codes(written) != _codes(text))
    for token in np.unique(_holding(changed, columns)).tolist():
        forms[token] = text[starts[token] : ends[token]]
    return forms, starts, ends, sentence_ends


def parted(columns: Columns, borders: Sequence[int], text: str) -> Columns:
    """Part the tokens that reach over any of some offsets.

    >>> parted((["a.b.", "c"], [0, 5], [4, 6], [2]), [3, 4, 5], "a.b. c")
    (['a.b', '.', 'c'], [0, 3, 5], [3, 4, 6], [3])
    """
    forms, starts, ends, sentence_ends = columns
    offsets = np.unique(np.array(borders, np.int64))
    tokens = _holding(offsets, columns, strictly=True)
    offsets = offsets[tokens >= 0]
    tokens = tokens[tokens >= 0]
    if not len(tokens):
        return columns
    new_forms: list[str] = []
    end = 0
    for token, group in groupby(zip(tokens.tolist(), offsets.tolist(), strict=True), itemgetter(0)):
        bounds = (starts[token], *(offset for _, offset in group), ends[token])
        new_forms += [*forms[end:token], *(text[first:last] for first, last in pairwise(bounds))]
        end = token + 1
    more = np.searchsorted(tokens, sentence_ends)
    return (
        new_forms + forms[end:],
        np.insert(starts, tokens + 1, offsets).tolist(),
        np.insert(ends, tokens, offsets).tolist(),
        (np.array(sentence_ends, np.int64) + more).tolist(),
    )


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def _holding(offsets: npt.NDArray[np.int64], columns: Columns, strictly: bool = False) -> npt.NDArray[np.int64]:
    """Return the token at each offset: left out, or -1 where `strictly` inside is meant, where there is none."""
    _, starts, ends, _ = columns
    tokens = np.searchsorted(ends, offsets, side="right").astype(np.int64)
    within = tokens < len(ends)
    firsts = np.append(np.array(starts, np.int64), 0)[tokens]
    if strictly:
        return np.where(within & (firsts < offsets), tokens, -1)
    found: npt.NDArray[np.int64] = tokens[within & (firsts <= offsets)]
    return found
