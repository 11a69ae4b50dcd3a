"""Candidates: the gaps of a text at which a sentence may end, and what is around each.

A unit is what stands between white space, cut once more where a sentence may end inside it. A gap follows each unit;
after a blank line a sentence begins in any case, so that a paragraph's gaps see nothing beyond it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .network_features import LONGEST, inner_cuts, shortened
from .network_units import FIELDS, OFFSETS
from .segments import WHITE
from .unit_vocabulary import UnitTypes

Rows = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

NOTHING, SPACE, LINE, BLANK, END = range(5)
BUCKETS = np.array([1, 2, 3, 4, 5, 6, 10, 15, 25, 50])
WRAPPED = 120  # characters: a text with longer lines is not wrapped


class Candidates(NamedTuple):
    """The units of texts, as columns, and the candidates among the gaps after them.

    Of each unit: its text's number, where it starts and ends, whether a paragraph ends after it. Of each candidate: the
    number of the unit before it, the types of the units around it, and its fields.
    """

    texts: Rows
    starts: Rows
    ends: Rows
    closed: Flags
    units: Rows
    context: Rows
    fields: Rows


def candidates_of(texts: Sequence[str], types: UnitTypes) -> Candidates:
    """Find the units and the candidates of some texts.

    >>> found = candidates_of(["Yes.No way, he said.\\n\\nGood", "Oh"], UnitTypes())
    >>> found.starts.tolist(), found.ends.tolist()
    ([0, 4, 7, 12, 15, 22, 0], [4, 6, 11, 14, 20, 26, 2])
    >>> found.texts.tolist(), found.closed.tolist(), found.units.tolist()
    ([0, 0, 0, 0, 0, 0, 1], [False, False, False, False, True, True, True], [0, 2])
    """
    parts_of = [WHITE.split(text.strip()) for text in texts]
    parts = [part for of_text in parts_of for part in (*of_text, "")]  # an empty gap ends each text
    lengths = np.fromiter(map(len, parts), np.intp, len(parts))
    counts = np.fromiter(map(len, parts_of), np.intp, len(parts_of)) + 1
    bounds = np.cumsum(lengths)
    before = np.append(0, bounds)[np.cumsum(counts) - counts]
    leads = np.array([len(text) - len(text.lstrip()) for text in texts], np.intp)
    bounds += np.repeat(leads - before, counts)
    units, lengths, ends = parts[0::2], lengths[0::2], bounds[0::2]
    if lengths.max(initial=0) > LONGEST:
        units = list(map(shortened, units))
    kinds = np.array([SPACE if gap == " " else gap_kind(gap) for gap in parts[1::2]], np.intp)
    texts_of = np.repeat(np.arange(len(texts)), counts // 2)
    if not lengths.all():  # an empty text has no unit
        some = lengths > 0
        units = list(filter(None, units))
        lengths, ends, kinds, texts_of = lengths[some], ends[some], kinds[some], texts_of[some]
    ids = types.number(units)
    found = Units(ids, texts_of, ends - lengths, ends, kinds)
    return _candidates(divided(units, found, types) if types.divisible[ids].any() else found, types)


class Units(NamedTuple):
    """The type of each unit, its text, where it starts and ends, and the kind of the gap after it."""

    ids: Rows
    texts: Rows
    starts: Rows
    ends: Rows
    kinds: Rows


def gap_kind(gap: str) -> int:
    """Classify a gap: within a line, to the next line, or with a blank line.

    >>> gap_kind("\\t"), gap_kind(" \\r\\n"), gap_kind("\\n \\n")
    (1, 2, 3)
    """
    if not gap:
        return END
    if "\u2029" in gap:  # is called the paragraph separator
        return BLANK
    return min(SPACE + len(f"x{gap}x".splitlines()) - 1, BLANK)


def divided(units: Sequence[str], found: Units, types: UnitTypes) -> Units:
    """Cut the units in which a sentence may end, with no white space between what comes of them."""
    index = np.flatnonzero(types.divisible[found.ids])
    whole = [len(units[position]) for position in index.tolist()]
    index = index[(found.ends - found.starts)[index] == whole]  # a shortened one is not cut
    cuts = [inner_cuts(units[position]) for position in index.tolist()]
    where = np.repeat(index, [*map(len, cuts)])
    inner = found.starts[where] + np.array([cut for of_unit in cuts for cut in of_unit], np.intp)
    pieces = [
        units[position][start:end]
        for position, of_unit in zip(index.tolist(), cuts, strict=True)
        for start, end in zip((0, *of_unit), (*of_unit, None), strict=True)
    ]
    ids = np.insert(found.ids, where, -1)
    of_cut = np.zeros(len(found.ids), np.bool_)
    of_cut[index] = True
    ids[np.repeat(of_cut, 1 + np.bincount(where, minlength=len(found.ids)))] = types.number(pieces)
    return Units(
        ids,
        np.insert(found.texts, where, found.texts[where]),
        np.insert(found.starts, where + 1, inner),
        np.insert(found.ends, where, inner),
        np.insert(found.kinds, where, NOTHING),
    )


def _candidates(units: Units, types: UnitTypes) -> Candidates:
    ids, texts, starts, ends, kinds = units
    closed: Flags = kinds >= BLANK
    lasts = np.flatnonzero(closed)
    paragraph: Rows = np.cumsum(closed) - closed
    after = ids[1:]
    open_ = ~closed[:-1]
    may_end = (kinds[:-1] != SPACE) | ~types.word[ids[:-1]] | ~types.lower[after]
    positions = np.flatnonzero(open_ & may_end)
    first = np.append(0, lasts + 1)[paragraph[positions]]
    last = lasts[paragraph[positions]]
    context = np.empty((len(positions), len(OFFSETS)), np.intp)
    for column, offset in enumerate(OFFSETS):
        near = positions + offset
        within = (near >= first) & (near <= last)
        context[:, column] = np.where(within, ids[np.where(within, near, 0)], int(offset > 0))
    terminal = types.terminal[ids]
    at_terminals = np.flatnonzero(terminal[:-1] & open_)
    lowercase_rate = _lowercase_rate(texts[at_terminals], types.lower[after][at_terminals], texts)
    fields = np.stack(
        [
            kinds[positions],
            *_distances(positions, first, last, np.append(np.flatnonzero(terminal), len(ids))),
            terminal[last],  # the field "marked"
            lowercase_rate[texts[positions]],
            bucket(last - first + 1),
            _lines(positions, units),
        ],
        axis=1,
    )
    return Candidates(texts, starts, ends, closed, positions, context, fields.astype(np.intp))


def _distances(positions: Rows, first: Rows, last: Rows, marks: Rows) -> tuple[Rows, Rows, Rows, Rows]:
    """Count units to the paragraph's ends, and to the nearest ones within it that end as sentences do."""
    before = np.append(-1, marks)[np.searchsorted(marks, positions)]
    after = marks[np.searchsorted(marks, positions, side="right")]
    until_mark = np.where(after <= last, bucket(after - positions - 1), FIELDS["until mark"] - 1)
    since_mark = bucket(positions - np.maximum(before + 1, first))
    return bucket(positions - first), bucket(last - positions - 1), since_mark, until_mark


def bucket(counts: Rows) -> Rows:
    """Sort counts into a few buckets, the wider the larger.

    >>> bucket(np.array([0, 3, 8, 1000])).tolist()
    [0, 3, 6, 10]
    """
    found: Rows = np.searchsorted(BUCKETS, counts, side="right")
    return found


def _lowercase_rate(texts: Rows, lower: Flags, all_texts: Rows) -> Rows:
    """Return how often lower case follows a terminal in each text: 0 for too few, then seldom, at times, often."""
    count = int(all_texts[-1]) + 1 if len(all_texts) else 0
    known = np.bincount(texts, minlength=count)
    share = np.bincount(texts[lower], minlength=count) / np.maximum(known, 1)
    found: Rows = np.where(known < 3, 0, 1 + (share >= 0.1) + (share >= 0.4))
    return found


def _lines(positions: Rows, units: Units) -> Rows:
    """Return, of gaps at a line's end, the line that may have been wrapped (1), the short (2), and that of a text with
    lines too long to be wrapped (3)."""
    found: Rows = np.zeros(len(positions), np.intp)
    at_end = units.kinds[positions] == LINE
    if at_end.any():
        line_ends = np.flatnonzero(units.kinds >= LINE)
        line_starts = np.append(0, line_ends[:-1] + 1)
        lengths = units.ends[line_ends] - units.starts[line_starts]
        texts = units.texts[line_ends]
        firsts = np.flatnonzero(np.diff(texts, prepend=-1))
        longest = np.maximum.reduceat(lengths, firsts)[np.cumsum(np.diff(texts, prepend=-1) > 0) - 1]
        of_line = np.where(longest > WRAPPED, 3, np.where(lengths > 0.75 * longest, 1, 2))
        found[at_end] = of_line[np.searchsorted(line_ends, positions[at_end])]
    return found
