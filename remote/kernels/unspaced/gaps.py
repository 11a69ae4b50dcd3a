"""What the gap after each character shows of whether a word, or a sentence, ends there: hashed features.

All are of the few characters around a gap, so that a long text can be looked at part by part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from .characters import CASED, DIGIT, MARK, PAD, SPACE, Classes, Codes
from .hashed_weights import Cells, Column, hashed_columns
from .word_list import LONGEST, WordList

MARGIN = LONGEST + 3  # characters around a gap that its features may tell of
BLOCK = 1 << 16  # characters that are looked at together
WINDOWS = (
    (-2,), (-1,), (0,), (1,), (2,), (3,), (-1, 0), (0, 1), (1, 2), (-2, -1), (2, 3), (-1, 1), (0, 2),
    (-2, -1, 0), (-1, 0, 1), (0, 1, 2), (1, 2, 3), (-1, 0, 1, 2),
)  # fmt: skip
CLASS_WINDOWS = ((0, 1), (-1, 0, 1), (0, 1, 2), (-1, 0, 1, 2), (-2, -1, 0, 1, 2, 3))


def shifted(column: Column, by: int) -> Column:
    """Return for each place what stands so many further on, 0 beyond the ends.

    >>> shifted(np.array([1, 2, 3]), 1).tolist(), shifted(np.array([1, 2, 3]), -2).tolist()
    ([2, 3, 0], [0, 0, 1])
    """
    found = np.zeros_like(column)
    if by >= 0:
        found[: max(len(column) - by, 0)] = column[by:]
    else:
        found[-by:] = column[:by]
    return found


def windows(column: Column, shapes: Sequence[Sequence[int]]) -> Iterator[list[Column]]:
    """Yield the columns of what stands at some offsets from each place, for each choice of offsets."""
    at = {offset: shifted(column, offset) for offset in sorted({*np.concatenate([*map(np.array, shapes)]).tolist()})}
    for shape in shapes:
        yield [at[offset] for offset in shape]


def word_gap_cells(codes: Codes, classes: Classes, words: WordList, bits: int) -> Iterator[Cells]:
    """Yield the cells of each feature of the gaps after all characters, as words end there or not."""
    ending, starting, across = words.matches(codes)
    length = across // 16
    following = shifted(codes, 1)
    of_words: tuple[list[Column], ...] = (
        [ending], [starting], [across], [ending, starting], [ending, starting, length],
        [ending, across, classes], [starting, across], [ending, codes], [starting, following],
        [length, codes, following],
    )  # fmt: skip
    columns: list[list[Column]] = [*windows(codes, WINDOWS), *windows(classes, CLASS_WINDOWS), *of_words]
    for number, some in enumerate(columns):
        yield hashed_columns(number, some, bits)


def between_characters(classes: Classes) -> Column:
    """Return after which characters another follows, with no white space between.

    >>> from .characters import character_classes
    >>> between_characters(character_classes(np.array([*map(ord, "中中 中")], np.uint32))).tolist()
    [True, False, False, False]
    """
    inside = (classes != SPACE) & (classes != PAD)
    found: Column = inside & shifted(inside, 1)
    return found


def never_cut(classes: Classes) -> Column:
    """Return after which characters no word ends: within numbers and words of an alphabet, and before marks.

    >>> from .characters import character_classes
    >>> never_cut(character_classes(np.array([*map(ord, "ab1中")], np.uint32))).tolist()
    [True, False, False, False]
    """
    following = shifted(classes, 1)
    alike = (classes == following) & ((classes == CASED) | (classes == DIGIT))
    found: Column = alike | (following == MARK)
    return found


def parts_with_margins(count: int) -> Iterator[tuple[slice, slice]]:
    """Yield parts of so many characters: with a margin on either side, and what of that is the part itself.

    >>> [own.stop - own.start for _, own in parts_with_margins(BLOCK + 5)] == [BLOCK, 5]
    True
    """
    for first in range(0, count, BLOCK):
        start = max(first - MARGIN, 0)
        end = min(first + BLOCK, count)
        yield slice(start, min(end + MARGIN, count)), slice(first - start, end - start)
