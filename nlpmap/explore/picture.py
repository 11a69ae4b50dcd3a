"""Pictures as static SVG, without scripts, which notebooks and pages show as they are: bars, curves, strips."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from ..files.atomic import PartialFile
from ..terminal import cut_to, one_line

WIDTH = 640
LABEL = 150  # of it for what is left of a bar
LINE = 20  # between two bars
NAME = 22  # characters of a label
COLOUR = "#2f6f9f"  # is told from white and from black
GREY = "#757575"
MARKS = 400  # of one strip: more would run together


@dataclass(frozen=True)
class Picture:
    """A picture in SVG: notebooks show it, ``save`` writes it to a file."""

    svg: str = field(repr=False)
    title: str

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the picture to a file."""
        with PartialFile(Path(path)) as file:
            file.write(self.svg.encode("utf-8", "backslashreplace"))

    def _repr_svg_(self) -> str:
        return self.svg


def drawing(parts: Iterable[str], height: float, title: str) -> Picture:
    """Put the parts of a picture into one."""
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}"'
        ' role="img" font-family="sans-serif" font-size="12">'
    )
    return Picture(f"{opening}<title>{escape(fit_for_svg(title))}</title>{''.join(parts)}</svg>", one_line(title))


def fit_for_svg(text: str) -> str:
    r"""Return a text with what XML holds alone.

    >>> fit_for_svg("a\0\uffff")
    'a\\x00\\uffff'
    """
    return one_line(text).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")


def text_at(x: float, y: float, text: str, anchor: str = "start", colour: str = GREY) -> str:
    """Draw a text of its own direction."""
    place = f'x="{x:.4g}" y="{y:.5g}" text-anchor="{anchor}" fill="{colour}" unicode-bidi="isolate"'
    return f"<text {place}>{escape(fit_for_svg(text))}</text>"


def bar_chart(labels: Sequence[str], values: Sequence[float], title: str) -> Picture:
    """Draw values as bars, one below the other; those below 0 lie to the left of a line.

    >>> bar_chart(["<dog>"], [1200], "frequency").svg.count("&lt;dog&gt;")
    1
    """
    finite = [value if math.isfinite(value) else 0.0 for value in values]
    most, least = max([0.0, *finite]), min([0.0, *finite])
    scale = (WIDTH - LABEL - 80) / ((most - least) or 1.0)
    zero = LABEL + 8 - least * scale
    parts = [text_at(zero, 14, title)]
    for number, (label, value, shown) in enumerate(zip(labels, finite, values, strict=True), start=1):
        y = number * LINE
        begin, length = min(zero, zero + value * scale), abs(value) * scale
        bar = f'x="{begin:.5g}" y="{y + 3}" width="{length:.5g}" height="14" fill="{COLOUR}"'
        written = f"{shown:,}" if isinstance(shown, int) else f"{shown:,.4g}"
        parts += [text_at(LABEL, y + 14, cut_to(one_line(label), NAME), "end"), f"<rect {bar}/>"]
        parts.append(text_at(begin + length + 4, y + 14, written))
    return drawing(parts, (len(values) + 1) * LINE + 6, title)


def strips(labels: Sequence[str], places: Sequence[Sequence[float]], title: str, note: str = "") -> Picture:
    """Draw where in each of several texts something is: ``places`` are from 0, its start, to 1, its end."""
    span = WIDTH - LABEL - 80
    parts = [text_at(LABEL + 8, 14, note or title)]
    for number, (label, marks) in enumerate(zip(labels, places, strict=True), start=1):
        y = number * LINE
        drawn = sorted({round(mark * MARKS) / MARKS for mark in marks})
        lines = "".join(f"M{LABEL + 8 + mark * span:.5g} {y + 3}v14" for mark in drawn)
        frame = f'x="{LABEL + 8}" y="{y + 3}" width="{span}" height="14" fill="none" stroke="{GREY}" stroke-width=".5"'
        parts += [text_at(LABEL, y + 14, cut_to(one_line(label), NAME), "end"), f"<rect {frame}/>"]
        parts.append(f'<path d="{lines}" stroke="{COLOUR}" stroke-width="1.2"/>' if lines else "")
        parts.append(text_at(LABEL + span + 12, y + 14, f"{len(marks):,}"))
    return drawing(parts, (len(labels) + 1) * LINE + 6, title)


def curve(points: Sequence[tuple[float, float]], title: str, across: str, up: str, height: int = 240) -> Picture:
    """Draw a line through points, from 0 on both axes."""
    left, low, top = 70, height - 36, 24
    most_x, most_y = (max([1.0, *(point[axis] for point in points)]) for axis in (0, 1))
    scaled = [f"{left + x / most_x * (WIDTH - left - 20):.5g} {low - y / most_y * (low - top):.5g}" for x, y in points]
    axes = f'<path d="M{left} {top}V{low}H{WIDTH - 20}" fill="none" stroke="{GREY}"/>'
    line = f'<path d="M{"L".join(scaled)}" fill="none" stroke="{COLOUR}" stroke-width="2"/>' if scaled else ""
    marks = [
        text_at(left - 6, top + 4, f"{most_y:,.0f}", "end"),
        text_at(left - 6, low, "0", "end"),
        text_at(WIDTH - 20, low + 16, f"{most_x:,.0f}", "end"),
        text_at((left + WIDTH) / 2, low + 30, across, "middle"),
        text_at(left, 14, up),
    ]
    return drawing([axes, line, *marks], height, title)
