"""The bar on standard error, where that is a terminal."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from time import monotonic
from typing import IO, TYPE_CHECKING

from ..terminal import bounded_message, printable

if TYPE_CHECKING:
    from ..jobs import Summary


def bar_fits(out: str | None) -> bool:
    """Return whether standard error is a terminal, on which a bar would not run through the output."""
    from ..jobs.output.streams import is_stdout

    to_stdout = is_stdout(out)
    return is_terminal(sys.stderr) and not (to_stdout and is_terminal(sys.stdout))


class Notes(logging.Handler):
    """Shows what nlpmap's logs warn of: a line each, or a line of JSON for machines, or, ``quiet``, nothing."""

    def __init__(self, quiet: bool, as_json: bool = False) -> None:
        super().__init__(logging.WARNING)
        self.quiet = quiet
        self.as_json = as_json

    def emit(self, record: logging.LogRecord) -> None:
        if not self.quiet:
            message = bounded_message(" ".join(said(record).splitlines()))
            line = json.dumps({"event": "warning", "message": message}) if self.as_json else f"nlpmap: {message}"
            print_above_bars(line)


def said(record: logging.LogRecord) -> str:
    """Return what a log has noted, its options as flags.

    >>> from nlpmap.errors import Message, Option
    >>> said(logging.LogRecord("", logging.WARNING, "", 0, "%s", (Message("add ", Option("force", True)),), None))
    'add --force'
    """
    from ..errors import Message

    if not isinstance(record.args, tuple):
        return record.getMessage()
    return record.msg % tuple(arg.with_flags() if isinstance(arg, Message) else arg for arg in record.args)


def print_above_bars(line: str) -> None:
    """Write a line to standard error, where a bar may be."""
    line = printable(line)
    if "tqdm" in sys.modules and sys.stderr is not None:
        from tqdm import tqdm

        tqdm.write(line, file=sys.stderr)
        sys.stderr.flush()
    else:
        print(line, file=sys.stderr, flush=True)


@contextmanager
def notes_shown(quiet: bool = False, as_json: bool = False) -> Iterator[None]:
    """Show what nlpmap's logs warn of while something is done."""
    log = logging.getLogger("nlpmap")
    notes = Notes(quiet, as_json)
    log.addHandler(notes)
    try:
        yield
    finally:
        log.removeHandler(notes)


def is_terminal(stream: IO[str] | None) -> bool:
    return stream is not None and stream.isatty()  # None: closed by the shell


@contextmanager
def progress(task: str, shown: bool, as_json: bool = False) -> Iterator[Callable[[Summary], None]]:
    """Return a function that moves a bar on standard error, or writes lines of JSON there, or does nothing."""
    if as_json:
        yield from json_lines()
    elif shown:
        from ..jobs.progress.bar import bar

        with bar(task) as report:
            yield report
    else:
        yield lambda summary: None


def json_lines(seconds: float = 1.0) -> Iterator[Callable[[Summary], None]]:
    """Write where a job is, at most once in so many seconds, and at its end."""
    last: list[Summary] = []
    written = 0.0

    def write(summary: Summary, event: str) -> None:
        shown = {"rate": summary.rate, "fraction": summary.fraction, "seconds_left": summary.seconds_left}
        print(json.dumps({"event": event, **asdict(summary), **shown}), file=sys.stderr, flush=True)

    def update(summary: Summary) -> None:
        nonlocal written
        last[:] = [summary]
        if (now := monotonic()) - written >= seconds:
            written = now
            write(summary, "progress")

    yield update
    if last:
        write(last[0], "done")
