"""Plots and tables of the page on speed, made of its figures: ``python docs/hooks/figures.py`` after they change."""

from __future__ import annotations

import json
import re
from html import escape
from math import log10
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "how-it-works"
PAGE = FOLDER / "speed.md"
FIGURES: dict[str, dict[str, Any]] = json.loads((FOLDER / "speed.json").read_text("utf-8"))
PLACE = re.compile(r"(?<=^<!-- figures: )(\w+) -->\n\n(?:(?:\|.*\n)+\n)?", re.MULTILINE)
ROW, BAR, LABELS, WIDTH, TOP = 26, 14, 250, 580, 34  # pixels: a row, its bar, the names, all, above the first row
OURS, OTHERS = "#5c6bc0", "#9e9e9e"


def table(name: str) -> str:
    """Return the table of some figures."""
    rows = [FIGURES[name]["columns"], *FIGURES[name]["rows"]]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    ruler = f"|---{'|---:' * (len(rows[0]) - 1)}|"
    return "\n".join([lines[0], ruler, *lines[1:]]) + "\n"


def page(text: str) -> str:
    """Return the page with its tables made anew, each behind a line that names its figures."""
    return PLACE.sub(lambda found: f"{found[1]} -->\n\n{table(found[1])}\n", text)


def plotted(name: str) -> list[tuple[str, str, float]]:
    """Return what is in a plot: names, figures as they are written, and values."""
    figures = FIGURES[name]
    column = figures["columns"].index(figures["plot"]["column"])
    rows = [(row[0].replace("`", ""), row[column]) for row in figures["rows"] if row[column]]
    return [(label, shown, float(shown.replace(",", ""))) for label, shown in rows]


def plot(name: str) -> str:
    """Return a picture of bars, of which nlpmap's have a colour; its text has the colour of the text around it."""
    settings, rows = FIGURES[name]["plot"], plotted(name)
    least, most = min(row[2] for row in rows), max(row[2] for row in rows)
    room = WIDTH - LABELS - 80

    def length(value: float) -> float:
        if settings.get("log"):
            return room * (1 + log10(value / least)) / (1 + log10(most / least))
        return room * value / most

    height = TOP + ROW * len(rows) + 4
    title = settings["title"] + (" (logarithmic)" if settings.get("log") else "")
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" color="#777" '
        'fill="currentColor" font-family="sans-serif" font-size="13">',
        f'<title>{escape(title)}</title><text y="16" font-weight="bold">{escape(title)}</text>',
    ]
    for number, (label, shown, value) in enumerate(rows):
        y, end = TOP + ROW * number, LABELS + length(value)
        colour = OURS if settings["ours"] in label else OTHERS
        lines.append(f'<text x="{LABELS - 8}" y="{y + 12}" text-anchor="end">{escape(label)}</text>')
        lines.append(f'<rect x="{LABELS}" y="{y}" width="{end - LABELS:.1f}" height="{BAR}" fill="{colour}"/>')
        lines.append(f'<text x="{end + 6:.1f}" y="{y + 12}">{escape(shown)}</text>')
    return "\n".join([*lines, "</svg>\n"])


def pictures() -> dict[str, str]:
    """Return the pictures by the names of their files."""
    return {f"speed-{name.replace('_', '-')}.svg": plot(name) for name in FIGURES if "plot" in FIGURES[name]}


def main() -> None:
    for name, picture in pictures().items():
        (FOLDER / name).write_text(picture, "utf-8")
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
