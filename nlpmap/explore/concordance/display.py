"""Concordances for people: the matches below each other, cut to the width of a terminal, or as a table of a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...terminal import cut_to, one_line, padded, width_of
from ..table_display import MOST_BYTES, NOTES_BYTES, bounded, html_text, notes_html

if TYPE_CHECKING:
    from .concordance import Line

WIDTH = 100
NAME = 20  # columns of a terminal for the document
NODE = 30
BOLD, PLAIN = "\x1b[1;36m", "\x1b[0m"
SIDE = 56  # columns of a context in a page
MATCH = 80  # of a match there


def concordance_text(lines: Sequence[Line], note: str = "", width: int = WIDTH, colour: bool = False) -> str:
    """Lay lines out as text of a width, the matches below each other; nothing in them is obeyed by a terminal.

    >>> from nlpmap.explore.concordance import Line
    >>> print(concordance_text([Line("the big", "dog", "barks at", "d1", 7)], width=40))
    d1         the big  dog  barks at
    """
    names, nodes = [line_name(line) for line in lines], [one_line(line.node) for line in lines]
    name = min(NAME, width // 4, max(map(width_of, names), default=0))
    node = min(NODE, max(width // 3, 1), max(map(width_of, nodes), default=0))
    side = max((width - name - node - 6) // 2, 1)
    rows = [concordance_row(line, name, node, side, colour) for line in lines]
    return "\n".join([*rows, *([one_line(note)] if note else [])])


def line_name(line: Line) -> str:
    """Return what stands before a line: its group and its document."""
    return one_line(line.id if line.group in (None, line.id) else f"{line.group}  {line.id}")


def concordance_row(line: Line, name: int, node: int, side: int, colour: bool) -> str:
    left, right = cut_to(one_line(line.left), side, keep_end=True), cut_to(one_line(line.right), side)
    middle = cut_to(one_line(line.node), node)
    padding = " " * (node - width_of(middle))
    shown = f"{BOLD}{middle}{PLAIN}" if colour else middle
    head = padded(cut_to(line_name(line), name), name)
    return f"{head}  {padded(left, side, to_right=True)}  {shown}{padding}  {right}".rstrip()


def concordance_html(lines: Sequence[Line], note: str) -> str:
    """Draw lines as a table of a page, the matches below each other; right to left where the matches are so."""
    is_rtl = is_right_to_left("".join(line.node for line in lines))
    rows = [concordance_cells(line, *(("right", "left") if is_rtl else ("left", "right"))) for line in lines]
    fitting = bounded(rows, MOST_BYTES - NOTES_BYTES)
    left_out = len(rows) - len(fitting)
    notes = [f"... and {left_out:,} of these lines are not drawn (a display holds 64 KB)"] if left_out else []
    opening = "<div class='nlpmap-kwic tex2jax_ignore mathjax_ignore' style='overflow-x:auto'>"
    table = f"<table dir='{'rtl' if is_rtl else 'ltr'}'><tbody>{''.join(fitting)}</tbody></table>"
    return f"{opening}{table}{notes_html([*notes, note])}</div>"


def concordance_cells(line: Line, start: str, end: str) -> str:
    """Draw a line as a row of a table; GitHub obeys the attributes of cells alone, others their style."""
    name, left = cut_to(line_name(line), NAME), cut_to(one_line(line.left), SIDE, keep_end=True)
    cells = [(name, start), (left, end), (line.node, "center"), (line.right, start)]
    drawn = (
        f"<td align='{side}' style='text-align:{side};white-space:nowrap'>{tag_around(text, side)}</td>"
        for text, side in cells
    )
    return f"<tr>{''.join(drawn)}</tr>"


def tag_around(text: str, side: str) -> str:
    return f"<b>{html_text(text, MATCH)}</b>" if side == "center" else html_text(text, SIDE)


def is_right_to_left(text: str) -> bool:
    """Return whether more letters of a text are of scripts that are written from right to left.

    >>> is_right_to_left("سلام a"), is_right_to_left("abc")
    (True, False)
    """
    kinds = [unicodedata.bidirectional(character) for character in text]
    return sum(kind in ("R", "AL") for kind in kinds) > kinds.count("L")
