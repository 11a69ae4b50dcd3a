"""Tables for people: laid out for a terminal, or as HTML of a bounded size that holds no more than text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from ..terminal import cut_to, one_line, padded, width_of

if TYPE_CHECKING:
    from .table import Table

CELL = 60  # columns of a terminal that one takes
COLUMNS = 16  # that are shown
MOST_BYTES = 2**16  # of a display
NOTES_BYTES = 2**12  # of what is written under one, and of what is around it
UNDER = "font-size:12px;opacity:.75"


def table_lines(table: Table, rows: int) -> list[str]:
    """Lay a table out as lines of text: numbers to the right, texts to the left."""
    columns = []
    for name, values in shown_columns(table).items():
        cells = [heading(name), *(shown_cell(value, name in table.labels) for value in values[:rows])]
        width = max(map(width_of, cells))
        is_right = holds_numbers(values[:rows])
        columns.append([padded(cell, width, is_right) for cell in cells])
    lines = ["  ".join(row).rstrip() for row in zip(*columns, strict=True)]
    return [*lines, *notes(table, min(rows, len(table)))]


def shown_columns(table: Table) -> Mapping[str, Sequence[Any]]:
    return {name: table.columns[name] for name in list(table.columns)[:COLUMNS]}


def heading(name: str) -> str:
    return cut_to(one_line(name), CELL)


def holds_numbers(values: Iterable[Any]) -> bool:
    return any(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


def notes(table: Table, shown: int, why: str = "") -> list[str]:
    """Say what is not shown, and what there is to know."""
    left, columns = len(table) - shown, len(table.columns) - COLUMNS
    found = [f"... and {left:,} more row{'s' if left > 1 else ''}{why}"] if left > 0 else []
    if columns > 0:
        found.append(f"... and {columns:,} more column{'s' if columns > 1 else ''}")
    said = table.note or ("" if len(table) else "no rows")
    return [*found, *([one_line(said)] if said else [])]


def shown_cell(value: Any, is_label: bool = False) -> str:
    """Write a cell for people; a number that is a label, such as a year, as it is.

    >>> shown_cell(1200), shown_cell(0.123456), shown_cell(None), shown_cell(12345.678), shown_cell("a\\nb")
    ('1,200', '0.1235', '', '12,345.7', 'a b')
    >>> shown_cell(1999, True)
    '1999'
    """
    if value is None:
        return ""
    if is_label or isinstance(value, bool) or not isinstance(value, (int, float)):
        return cut_to(one_line(str(value)), CELL)
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.1f}" if 1000 <= abs(value) < 1e15 else f"{value:.4g}"


def table_html(table: Table, rows: int) -> str:
    """Draw a table for a notebook."""
    shown = shown_columns(table)
    head = "".join(
        f"<th scope='col' align='{side}' style='text-align:{side}'>{html_text(name)}</th>"
        for name, side in ((name, "right" if holds_numbers(v[:rows]) else "left") for name, v in shown.items())
    )
    columns = [[html_cell(value, name in table.labels) for value in v[:rows]] for name, v in shown.items()]
    body = [f"<tr>{''.join(row)}</tr>" for row in zip(*columns, strict=True)]
    fitting = bounded(body, MOST_BYTES - NOTES_BYTES - len(head.encode()))
    why = "" if len(fitting) == len(body) else " (a display holds 64 KB)"
    under = notes_html(notes(table, len(fitting), why))
    opening = "<div class='nlpmap-table tex2jax_ignore mathjax_ignore' style='overflow-x:auto'>"
    return f"{opening}<table><thead><tr>{head}</tr></thead><tbody>{''.join(fitting)}</tbody></table>{under}</div>"


def bounded(parts: Sequence[str], most: int) -> list[str]:
    """Return the first parts of a page that take no more than so many bytes together.

    >>> bounded(["ab", "cd", "e"], 4)
    ['ab', 'cd']
    """
    kept: list[str] = []
    for part in parts:
        most -= len(part.encode())
        if most < 0:
            break
        kept.append(part)
    return kept


def notes_html(lines: Iterable[str]) -> str:
    return "".join(f"<div style='{UNDER}'>{html_text(line, 10 * CELL)}</div>" for line in lines)


def html_text(text: str, columns: int = CELL) -> str:
    """Return a text for a page, whose direction and marks stay its own.

    >>> html_text("<b>")
    '<bdi>&lt;b&gt;</bdi>'
    """
    return f"<bdi>{escape(cut_to(one_line(text), columns))}</bdi>"


def html_cell(value: Any, is_label: bool = False) -> str:
    if holds_numbers([value]) and not is_label:
        return f"<td align='right' style='text-align:right'>{escape(shown_cell(value))}</td>"
    return f"<td align='left' style='text-align:left'>{html_text(shown_cell(value, is_label))}</td>"
