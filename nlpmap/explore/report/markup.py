"""Pieces of a page that holds others' texts: no more than text ever comes of these."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from typing import Any

from ...terminal import cut_to, one_line
from ..picture import Picture
from ..table import Table
from ..table_display import heading, html_text, shown_cell

UNSAFE = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&'"})


def data_block(name: str, data: Any) -> str:
    r"""Return data as a block of JSON in a page, which no browser runs, and which no text can end.

    >>> data_block("sample", ["</script>\u2028<!--"])
    '<script type="application/json" id="sample">["\\u003c/script\\u003e\\u2028\\u003c!--"]</script>'
    """
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return f'<script type="application/json" id="{name}">{text.translate(UNSAFE)}</script>'


def captioned_table(table: Table, caption: str) -> str:
    """Draw a table, whose headers sort it; on a narrow screen it can be moved aside by the keyboard, too."""
    caption = cut_to(one_line(caption), 100)
    numbers = {name for name, values in table.columns.items() if any(isinstance(v, (int, float)) for v in values)}
    numbers -= table.labels
    names = {name: escape(heading(name.replace("_", " "))) for name in table.columns}
    head = "".join(f'<th scope="col"{kind(name in numbers)}>{shown}</th>' for name, shown in names.items())
    rows = "".join(table_row(row, numbers, table.labels) for row in table)
    note = f"<p class='note'>{html_text(table.note, 300)}</p>" if table.note else ""
    drawn = f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    label = f'role="group" aria-label="{escape(caption)}" tabindex="0"'
    return f'<div class="table" {label}>{drawn}{note}</div>'


def table_row(row: dict[str, Any], numbers: set[str], labels: frozenset[str]) -> str:
    cells = []
    for place, (name, value) in enumerate(row.items()):
        text = shown_cell(value, name in labels)
        content = escape(text) if name in numbers else html_text(text)
        end = f"{exact_value(value) if name in numbers else ''}>{content}"
        cells.append(f'<th scope="row"{end}</th>' if not place else f"<td{kind(name in numbers)}{end}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def exact_value(value: Any) -> str:
    """Return the attribute that has a number as it is sorted: what is shown of it is rounded.

    >>> exact_value(1200.25), exact_value(float("inf")), exact_value(None)
    (' data-value="1200.25"', ' data-value="Infinity"', '')
    """
    if not isinstance(value, (int, float)):
        return ""
    return f' data-value="{repr(value + 0).replace("inf", "Infinity")}"'


def kind(is_number: bool) -> str:
    return ' class="number"' if is_number else ""


def figure(picture: Picture, caption: str) -> str:
    """Draw a picture with its caption."""
    label = f'role="group" aria-label="{escape(caption)}" tabindex="0"'
    return (
        f'<figure><div class="picture" {label}>{picture.svg}</div><figcaption>{escape(caption)}</figcaption></figure>'
    )


def section(name: str, title: str, parts: Iterable[str]) -> str:
    """Draw a section with its heading."""
    label = f"{name}-title"
    head = f'<h2 id="{label}">{escape(cut_to(one_line(title), 100))}</h2>'
    return f'<section id="{name}" aria-labelledby="{label}">{head}{"".join(parts)}</section>'
