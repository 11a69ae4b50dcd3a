"""What a person reads: names and texts of others can't move a terminal's cursor, or turn its lines around."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import click

from ..terminal import printable


def print_for_people(text: str) -> None:
    """Print a table or the like to standard output."""
    click.echo(encodable(printable(text), sys.stdout))


def print_aside(text: str) -> None:
    """Print a message to standard error."""
    click.echo(encodable(printable(text), sys.stderr), err=True)


def encodable(text: str, stream: IO[str] | None) -> str:
    """Return a text as a stream can write it."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


class PrintableLines(logging.Formatter):
    """Formats log records of any library for people."""

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


@contextmanager
def others_printable() -> Iterator[None]:
    """Have what other libraries log, warn of, and click complains of printed for people, too."""
    last, plain = logging.lastResort, warnings.formatwarning
    before = getattr(last, "formatter", None)
    if last is not None:
        last.setFormatter(PrintableLines())
    warnings.formatwarning = lambda *told, **more: printable(plain(*told, **more))
    try:
        yield
    except click.ClickException as error:
        vars(error)["message"] = printable(error.message)
        raise
    finally:
        warnings.formatwarning = plain
        if last is not None:
            last.setFormatter(before)
