"""Concordances for people: the matches below each other, cut to the width of a terminal, or as a table of a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .concordance import Line

WIDTH = 100
NAME = 20  # columns of a terminal for the document
NODE = 30
BOLD, PLAIN = "\x1b[1;36m", "\x1b[0m"
SIDE = 200  # characters of one in a page


def concordance_text(lines: Sequence[Line], note: str = "", width: int = WIDTH, colour: bool = False) -> str:
    """Lay lines out as text of a width, the matches below each other.

    >>> from nlpmap.explore.concordance import Line
    >>> print(concordance_text([Line("the big", "dog", "barks at", "d1", 7)], width=40))
    d1         the big  dog  barks at
    """
    name = min(NAME, max((width_of(line.id) for line in lines), default=0))
    node = min(NODE, max((width_of(line.node) for line in lines), default=0))
    side = max((width - name - node - 6) // 2, 8)
    rows = [concordance_row(line, name, node, side, colour) for line in lines]
    return "\n".join([*rows, *([note] if note else [])])


def concordance_row(line: Line, name: int, node: int, side: int, colour: bool) -> str:
    left, right = cut_to(flat(line.left), side, keep_end=True), cut_to(flat(line.right), side)
    middle = cut_to(flat(line.node), node)
    padding = " " * (node - width_of(middle))
    shown = f"{BOLD}{middle}{PLAIN}" if colour else middle
    head = cut_to(flat(line.id), name)
    head += " " * (name - width_of(head))
    return f"{head}  {' ' * (side - width_of(left))}{left}  {shown}{padding}  {right}".rstrip()


def flat(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def width_of(text: str) -> int:
    """Return how many columns of a terminal a text takes.

    >>> width_of("cafe\\u0301"), width_of("日本")
    (4, 4)
    """
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def cut_to(text: str, columns: int, keep_end: bool = False) -> str:
    """Return as much of a text as fits into some columns, from its start or to its end.

    >>> cut_to("the big dog", 7), cut_to("the big dog", 7, keep_end=True)
    ('the bi…', '…ig dog')
    """
    if width_of(text) <= columns:
        return text
    characters = reversed(text) if keep_end else iter(text)
    kept, taken = [], 1
    for character in characters:
        taken += width_of(character)
        if taken > columns:
            break
        kept.append(character)
    return "…" + "".join(reversed(kept)) if keep_end else "".join(kept) + "…"


def concordance_html(lines: Sequence[Line], note: str) -> str:
    """Draw lines as a table of a page, the matches below each other."""
    right, middle = "style='text-align:right;white-space:nowrap'", "style='text-align:center;white-space:nowrap'"
    left = "style='text-align:left;white-space:nowrap'"
    rows = "".join(
        f"<tr><td {left}><small>{escape(cut_to(flat(line.id), 2 * NAME))}</small></td>"
        f"<td {right}>{escape(cut_to(flat(line.left), SIDE, keep_end=True))}</td>"
        f"<td {middle}><b>{escape(cut_to(flat(line.node), SIDE))}</b></td>"
        f"<td {left}>{escape(cut_to(flat(line.right), SIDE))}</td></tr>"
        for line in lines
    )
    opening = "<div class='nlpmap-kwic tex2jax_ignore mathjax_ignore' dir='auto' style='overflow-x:auto'>"
    return f"{opening}<table><tbody>{rows}</tbody></table><div style='font-size:12px;opacity:.75'>{note}</div></div>"
