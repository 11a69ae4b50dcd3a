"""Answers: tables and concordances, shown to people or written for programs."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..printing import encodable, print_for_people
from ..progress import is_terminal

if TYPE_CHECKING:
    from ...explore.concordance import Concordance
    from ...explore.table import Table

ROWS = 20
PICTURED = 30  # of a table
FORMATS = ("tsv", "csv", "jsonl", "parquet", "svg")
BINARY = ("parquet",)


def answer(found: Any, format: str | None, out: str | None, limit: int | None) -> None:
    """Show a table or a concordance to people, or write it for programs."""
    from ...explore.concordance import Concordance

    format = format or format_by_suffix(out)
    if format is None and out is None:
        rows = ROWS if limit is None else limit
        if isinstance(found, Concordance):
            click.echo(encodable(lines_for_people(found, rows), sys.stdout))
        else:
            print_for_people(table_for_people(found, rows))
    elif format == "svg":
        if isinstance(found, Concordance):
            raise click.UsageError("a concordance is no picture; nlpmap dispersion draws where matches are")
        write_blocks(
            [found.plot(rows=PICTURED if limit is None else limit).svg.encode("utf-8", "backslashreplace") + b"\n"], out
        )
    else:
        write_table(rows_as_table(found, limit), format or "tsv", out)


def format_by_suffix(out: str | None) -> str | None:
    suffix = Path(out).suffix.lower().lstrip(".") if out else ""
    return suffix if suffix in FORMATS else None


def check_output(format: str | None, out: str | None, force: bool) -> None:
    """Raise an error, before any work is done, where an answer can't go where it is to go."""
    from ...errors import InputError, Message, Option

    if out is None:
        if format in BINARY and is_terminal(sys.stdout):
            raise click.UsageError(f"{format} is not for a terminal; add -o OUT.{format}")
        return
    if not Path(out).parent.is_dir():
        raise InputError(f"{Path(out).parent}: no such folder")
    if Path(out).is_file() and not force:
        force_it = Option("force", True)
        raise InputError(Message(f"{out} exists; add ", force_it, " to overwrite, or choose another output"))


def rows_as_table(found: Any, limit: int | None) -> Table:
    """Return an answer as a table of at most so many rows."""
    from ...explore.concordance import Concordance

    if isinstance(found, Concordance):
        return found.to_table(limit)
    table: Table = found if limit is None else found.head(limit)
    return table


def table_for_people(table: Table, rows: int) -> str:
    from ...explore.table_display import table_lines

    return "\n".join(table_lines(table, rows))


def lines_for_people(concordance: Concordance, rows: int) -> str:
    """Lay a concordance out for the terminal: as wide as that is, in colour where it has colours."""
    from ...explore.concordance.display import concordance_text

    width = shutil.get_terminal_size((100, 24)).columns
    return concordance_text(concordance.page(rows), concordance.note_of(rows), width, has_colours())


def has_colours() -> bool:
    """Return whether standard output is a terminal that shows colours, and is to: see no-color.org."""
    return is_terminal(sys.stdout) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def write_table(table: Table, format: str, out: str | None) -> None:
    from ...explore.table_formats import TABLE_FORMATS

    write_blocks(TABLE_FORMATS[format](table), out)


def write_blocks(blocks: Any, out: str | None) -> None:
    """Write bytes to a file, which appears when it is whole, or to standard output."""
    from ...jobs.output.streams import stream_or_file

    with stream_or_file(out) as write:
        for block in blocks:
            write(block)
